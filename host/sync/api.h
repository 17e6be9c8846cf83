/*
 * Signed requests to an organisation's service (docs/sync-protocol.md,
 * section 8): adds Authorization and DPoP, answers a demanded nonce, and turns
 * every way of failing into one error.  Knows no vault and no token's life:
 * a 401 comes back as SWA_ERR_SIGN_IN_NEEDED with .token_refused set, and the
 * caller refreshes.
 */
#ifndef SWA_SYNC_API_H
#define SWA_SYNC_API_H

#include "http.h"
#include "json.h"
#include "swa/secret.h"

/** Whom to talk to; borrowed until the callback. */
struct swa_api_peer {
	const char *service; /* without a slash at its end */
	const char *ca;
	const char *tls_pin;
	const struct swa_secret *seed; /* the device's signature key */
	const struct swa_buf *token;   /* NULL: none goes along */
	bool dpop_bound;
	char nonce[257]; /* the last that the service gave; kept up to date by the calls */
};

struct swa_api_request {
	const char *method;
	const char *path;            /* "/v1/changes?limit=200" */
	const struct swa_json *body; /* NULL: none; borrowed for the call */
	const char *headers[4];      /* If-Match, Idempotency-Key, …; NULL ends them */
};

struct swa_api_answer {
	swa_err err;   /* SWA_OK: 2xx or 304 and, with a body, one JSON object; else NETWORK, TLS, SERVICE,
	                  SERVICE_BUSY, SIGN_IN_NEEDED, DEVICE_REVOKED, CONFLICT (412), ARGUMENT (400, 404, 410:
	                  see .name), POLICY_REFUSED (403 otherwise), LIMIT, CLOCK */
	char why[256]; /* for people, printable */
	char name[64]; /* the service's own name of the error, such as cursor_lost; "" none */
	long status;
	bool token_refused;
	int64_t retry_after_s;       /* -1 none */
	const struct swa_json *body; /* NULL: none.  Also with an error */
	const char *etag;            /* "" none */
	uint64_t wire_bytes;
};
typedef void swa_api_done(void *context, const struct swa_api_answer *answer);

struct swa_api_call;

/** DONE is called once, from the loop, unless cancelled. */
swa_err swa_api_send(struct swa_http *http, struct swa_api_peer *peer, const struct swa_api_request *request,
                     swa_api_done *done, void *context, struct swa_api_call **ret_call) SWA_MUST_CHECK;
void swa_api_cancel(struct swa_api_call *call);

#endif
