/* One enrolment on its way, until it is stored. */
#ifndef SWA_SYNC_ENROL_H
#define SWA_SYNC_ENROL_H

#include "delivery.h"
#include "org.h"

struct enrolling {
	struct enrolling *next;
	struct swa_sync *sync;
	struct job *job;

	/* the terms, the administrator's file included */
	struct swa_buf service, issuer, client_id, device_name, ca, tls_pin, fingerprint;
	bool pinned;
	unsigned char identity_pin[SWA_KEY_SIZE];
	char again[SWA_ENROLMENT_ID_SIZE + 1]; /* the enrolment that is signed in to again; "" a new one */

	/* the device's keys */
	struct swa_secret *seed, *delivery;
	unsigned char signature_key[SWA_KEY_SIZE], delivery_key[SWA_KEY_SIZE];

	/* the provider */
	struct swa_oidc_call *oidc;
	struct swa_json *metadata;
	struct swa_buf scope, access, refresh;
	bool dpop_bound;
	uint64_t access_until;

	/* the service */
	struct swa_api_call *api;
	struct swa_api_peer peer;
	struct swa_backoff backoff;
	uint64_t retry; /* uv_now(); 0: nothing is to be tried again */
};

/** What the service said at registration; the texts lie in the answer. */
struct registration {
	const char *device, *organisation, *name, *person;
	unsigned char identity_key[SWA_KEY_SIZE];
	unsigned char service_key[SWA_KEY_SIZE];
	uint64_t service_key_version;
	enum swa_trust trust;
};

/** Read and check the answer: form, pin or fingerprint, the signature of the delivery key.
 *  @return SWA_OK; SWA_ERR_FINGERPRINT_MISMATCH; SWA_ERR_SIGNATURE_INVALID; SWA_ERR_SERVICE with the member
 */
swa_err registration_read(const struct enrolling *enrolling, const struct swa_json *body,
                          struct registration *ret_registration, const char **ret_member) SWA_MUST_CHECK;

/** Store a new enrolment, or the new tokens of one that is there, in one transaction.
 *  @param ret_id of the enrolment */
swa_err enrol_store(struct enrolling *enrolling, const struct registration *registration,
                    char ret_id[SWA_ENROLMENT_ID_SIZE + 1]) SWA_MUST_CHECK;

#endif
