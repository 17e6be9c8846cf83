/*
 * What an administrator says of organisations: SYSCONFDIR/swa-agent/organisations.d/NAME.json.
 *
 *   {"service":"https://org.example", "issuer":"…", "client_id":"…", "identity_key":"…",
 *    "ca_file":"/etc/ssl/org.pem", "tls_pin":"sha256//…"}
 *
 * Only "service" must be there.  An unknown member is an error that names it.
 */
#ifndef SWA_SYNC_ORGANISATION_FILE_H
#define SWA_SYNC_ORGANISATION_FILE_H

#include "json.h"
#include "swa/enrolment.h"

#define SWA_ORGANISATIONS_DIR "/swa-agent/organisations.d"

struct organisation_file {
	struct swa_json *document; /* owned; the texts lie in it.  NULL: no file is about the service */
	const char *issuer, *client_id, *tls_pin; /* NULL: not said */
	bool pinned;
	unsigned char identity_key[SWA_KEY_SIZE];
	struct swa_buf ca; /* PEM; empty: not said */
};

/** @param service as service_address() gives it
 *  @return SWA_OK, also where no file is about it; SWA_ERR_POLICY_FILE with file and member */
swa_err organisation_file_read(const char *folder, const char *service, struct organisation_file *ret_file,
                               struct swa_fault *ret_fault) SWA_MUST_CHECK;
void organisation_file_finish(struct organisation_file *file);

#endif
