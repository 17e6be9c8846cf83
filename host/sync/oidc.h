/*
 * The provider's side of an enrolment: discovery (OpenID Connect Discovery
 * 1.0), device authorization (RFC 8628), refresh and revocation (RFC 6749,
 * RFC 7009), with DPoP.  Any conforming provider will do.
 *
 * Calls return at once; each ends with one call of its callback, from the
 * loop, unless it is cancelled.  What is passed to a callback is borrowed.
 */
#ifndef SWA_SYNC_OIDC_H
#define SWA_SYNC_OIDC_H

#include "http.h"
#include "json.h"
#include "swa/secret.h"

/** Where and as whom; copied by the calls. */
struct swa_oidc_client {
	const char *issuer;
	const char *client_id;
	const char *ca;
	const char *tls_pin; /* "" unless the issuer is the service itself */
};

/** A discovery document that was checked. */
struct swa_oidc_metadata {
	const char *device_authorization_endpoint;
	const char *token_endpoint;
	const char *revocation_endpoint; /* NULL: none */
	const char *scope;               /* what to ask for */
};

/** Read a discovery document, fresh or stored.  Texts lie in DOCUMENT and in SCOPE.
 *  @return SWA_OK; SWA_ERR_DISCOVERY with the member in ret_fault */
swa_err swa_oidc_read_metadata(const struct swa_json *document, const char *issuer, struct swa_buf *scope,
                               struct swa_oidc_metadata *ret_metadata,
                               struct swa_fault *ret_fault) SWA_MUST_CHECK;

struct swa_oidc_call;

struct swa_oidc_result {
	swa_err err;   /* NETWORK, TLS, DISCOVERY, SERVICE, SERVICE_BUSY; ENROLMENT_DENIED, ENROLMENT_EXPIRED;
	                  SIGN_IN_NEEDED for invalid_grant */
	char why[256]; /* for people: host, member, the provider's own words, printable */
	int64_t retry_after_s;     /* -1 none */
	struct swa_json *document; /* discovery: the document; moved to the callee when it sets it to NULL */
	/* device authorization */
	const char *user_code;
	const char *verification_uri;
	const char *verification_uri_complete; /* NULL: none */
	int64_t expires_in;
	/* tokens */
	const struct swa_buf *access_token;
	const struct swa_buf *refresh_token; /* NULL: the old one stays */
	bool dpop_bound;                     /* token_type DPoP, not Bearer */
	int64_t access_expires_in;
};
typedef void swa_oidc_done(void *context, struct swa_oidc_result *result);

swa_err swa_oidc_discover(struct swa_http *http, const struct swa_oidc_client *client, swa_oidc_done *done,
                          void *context, struct swa_oidc_call **ret_call) SWA_MUST_CHECK;

/**
 * Ask for a code, then poll until the person has entered it.
 * @param codes called once, when there is a code; DONE follows with tokens or an error
 * @param seed  the device's signature key; borrowed until DONE
 */
swa_err swa_oidc_authorize(struct swa_http *http, uv_loop_t *loop, const struct swa_oidc_client *client,
                           const struct swa_oidc_metadata *metadata, const struct swa_secret *seed,
                           swa_oidc_done *codes, swa_oidc_done *done, void *context,
                           struct swa_oidc_call **ret_call) SWA_MUST_CHECK;

swa_err swa_oidc_refresh(struct swa_http *http, const struct swa_oidc_client *client,
                         const struct swa_oidc_metadata *metadata, const struct swa_secret *seed,
                         const struct swa_buf *refresh_token, swa_oidc_done *done, void *context,
                         struct swa_oidc_call **ret_call) SWA_MUST_CHECK;

/** @return SWA_ERR_DISCOVERY where the provider has no revocation endpoint: DONE is not called then */
swa_err swa_oidc_revoke(struct swa_http *http, const struct swa_oidc_client *client,
                        const struct swa_oidc_metadata *metadata, const struct swa_secret *seed,
                        const struct swa_buf *refresh_token, swa_oidc_done *done, void *context,
                        struct swa_oidc_call **ret_call) SWA_MUST_CHECK;

void swa_oidc_cancel(struct swa_oidc_call *call);

#endif
