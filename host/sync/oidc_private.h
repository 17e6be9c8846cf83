/* What the files of oidc.h share: one call, its requests, and its end. */
#ifndef SWA_SYNC_OIDC_PRIVATE_H
#define SWA_SYNC_OIDC_PRIVATE_H

#include "oidc.h"

#define OIDC_TEXT_MAX 2048
#define OIDC_TOKEN_MAX 8192
#define OIDC_FORM_MAX ((size_t)32768)

/* An answer came; JSON is NULL where it is none.  Not called for an answer that asked for a nonce. */
typedef void oidc_answered(struct swa_oidc_call *call, const struct swa_http_answer *answer,
                           const struct swa_json *json);

struct swa_oidc_call {
	struct swa_http *http;
	char *issuer, *client_id, *ca, *tls_pin;
	char *token_endpoint; /* or where the only request goes */
	const struct swa_secret *seed;
	struct swa_http_call *under_way;
	struct swa_buf form; /* as sent last; holds a token or code */
	struct swa_buf url;  /* of the request under way */
	bool proof;          /* it carries one */
	bool again;          /* it was repeated with a nonce */
	char nonce[257];
	char not_json[192]; /* why the last answer is none; "" it is */
	oidc_answered *answered;
	swa_oidc_done *done, *codes;
	void *context;
	/* Device authorization */
	uv_timer_t timer;
	bool has_timer;
	bool in_codes;  /* the caller is being told of a code */
	bool cancelled; /* meanwhile */
	struct swa_buf device_code;
	uint64_t interval_ms;
	uint64_t deadline_ms; /* by the monotonic clock */
};

swa_err oidc_new(struct swa_http *http, const struct swa_oidc_client *client, const char *endpoint,
                 const struct swa_secret *seed, swa_oidc_done *done, void *context,
                 struct swa_oidc_call **ret_call) SWA_MUST_CHECK;
void oidc_free(struct swa_oidc_call *call);

swa_err oidc_get(struct swa_oidc_call *call, const char *url, oidc_answered *answered) SWA_MUST_CHECK;
/** Send call->form, which client_id is added to.  @param proof with a DPoP proof */
swa_err oidc_post(struct swa_oidc_call *call, const char *url, bool proof,
                  oidc_answered *answered) SWA_MUST_CHECK;
/** Begin call->form anew: NAME=VALUE, then more of them. */
void oidc_form(struct swa_oidc_call *call, const char *name, const char *value);
void oidc_form_add(struct swa_oidc_call *call, const char *name, const char *value);

/** Tell RESULT and end the call. */
void oidc_finish(struct swa_oidc_call *call, struct swa_oidc_result *result);
/** The same with an error; WHY may be NULL. */
void oidc_fail(struct swa_oidc_call *call, swa_err err, const char *why);
/** The same with what an answer says that is no success. */
void oidc_refused(struct swa_oidc_call *call, const struct swa_http_answer *answer,
                  const struct swa_json *json);

/** Take tokens out of an answer of status 200, and finish. */
void oidc_take_tokens(struct swa_oidc_call *call, const struct swa_json *json);

/** What an answer says, for people; also where it is not what it should be. */
void oidc_why(const struct swa_oidc_call *call, const struct swa_http_answer *answer,
              const struct swa_json *json, char *why, size_t size);

/** Printable ASCII without blanks, not empty, shorter than SIZE? */
bool oidc_is_word(const char *text, size_t size);
bool oidc_is_https(const char *text);

#endif
