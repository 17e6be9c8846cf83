/* Device authorization (RFC 8628): ask for a code, then poll until the person has entered it. */
#include "oidc_private.h"

#include <string.h>

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"
#define INTERVAL_S INT64_C(5) /* where the provider names none; also what slow_down adds */
#define INTERVAL_MAX_S INT64_C(300)
#define EXPIRES_MAX_S 86400
#define CODE_MAX 64

static void poll_later(struct swa_oidc_call *call, int64_t retry_after_s);

static uint64_t
now_ms(void)
{
	return uv_hrtime() / 1000000;
}

static void
slower(struct swa_oidc_call *call, uint64_t by_ms)
{
	call->interval_ms += by_ms;
	if (call->interval_ms > (uint64_t)INTERVAL_MAX_S * 1000)
		call->interval_ms = (uint64_t)INTERVAL_MAX_S * 1000;
}

static void
on_polled(struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json)
{
	const char *name = swa_json_get_text(json, "error");

	if (answer->err == SWA_OK && answer->status == 200) {
		oidc_take_tokens(call, json);
	} else if (answer->err == SWA_ERR_NETWORK || answer->err == SWA_ERR_SERVICE ||
	           answer->status == 429 || answer->status >= 500) {
		slower(call, call->interval_ms); /* section 3.5: back off, the code may still be entered */
		poll_later(call, answer->retry_after_s);
	} else if (answer->err == SWA_OK && name != NULL && strcmp(name, "authorization_pending") == 0) {
		poll_later(call, -1);
	} else if (answer->err == SWA_OK && name != NULL && strcmp(name, "slow_down") == 0) {
		slower(call, (uint64_t)INTERVAL_S * 1000);
		poll_later(call, answer->retry_after_s);
	} else {
		oidc_refused(call, answer, json);
	}
}

static void
on_timer(uv_timer_t *timer)
{
	struct swa_oidc_call *call = timer->data;
	swa_err err;

	if (now_ms() >= call->deadline_ms) {
		oidc_fail(call, SWA_ERR_ENROLMENT_EXPIRED, NULL);
		return;
	}
	oidc_form(call, "grant_type", GRANT_TYPE);
	oidc_form_add(call, "device_code", swa_buf_text(&call->device_code));
	if ((err = oidc_post(call, call->token_endpoint, true, on_polled)) != SWA_OK)
		oidc_fail(call, err, NULL);
}

/* Not past the end of the code: then it is said that it has expired. */
static void
poll_later(struct swa_oidc_call *call, int64_t retry_after_s)
{
	uint64_t wait = call->interval_ms, now = now_ms();
	uint64_t rest = call->deadline_ms > now ? call->deadline_ms - now : 0;

	if (retry_after_s > 0 && retry_after_s < EXPIRES_MAX_S && (uint64_t)retry_after_s * 1000 > wait)
		wait = (uint64_t)retry_after_s * 1000;
	uv_update_time(call->timer.loop);
	(void)uv_timer_start(&call->timer, on_timer, wait < rest ? wait : rest + 1, 0);
}

/* Tell the caller, who may give the call up on the way. */
static void
tell_codes(struct swa_oidc_call *call, const struct swa_json *json, int64_t expires_in)
{
	struct swa_oidc_result result = {.retry_after_s = -1, .expires_in = expires_in};
	const char *complete = swa_json_get_text(json, "verification_uri_complete");

	result.user_code = swa_json_get_text(json, "user_code");
	result.verification_uri = swa_json_get_text(json, "verification_uri");
	result.verification_uri_complete = oidc_is_https(complete) ? complete : NULL;
	call->in_codes = true;
	call->codes(call->context, &result);
	call->in_codes = false;
	if (call->cancelled)
		oidc_free(call);
	else
		poll_later(call, -1);
}

static const char *
wrong_member(const struct swa_json *json)
{
	int64_t expires;

	if (!oidc_is_word(swa_json_get_text(json, "device_code"), OIDC_TOKEN_MAX))
		return "the answer has no usable device_code";
	if (!oidc_is_word(swa_json_get_text(json, "user_code"), CODE_MAX))
		return "the answer has no usable user_code";
	if (!oidc_is_https(swa_json_get_text(json, "verification_uri")))
		return "verification_uri is no https address";
	if (!swa_json_get_integer(json, "expires_in", &expires) || expires <= 0)
		return "the answer has no usable expires_in";
	return NULL;
}

static void
on_codes(struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json)
{
	int64_t interval = INTERVAL_S, expires = 0;
	const char *fault;
	swa_err err;

	if (answer->err != SWA_OK || answer->status != 200) {
		oidc_refused(call, answer, json);
		return;
	}
	if ((fault = wrong_member(json)) != NULL) {
		oidc_fail(call, SWA_ERR_SERVICE, fault);
		return;
	}
	err = swa_buf_append_text(&call->device_code, swa_json_get_text(json, "device_code"));
	if (err != SWA_OK) {
		oidc_fail(call, err, NULL);
		return;
	}
	(void)swa_json_get_integer(json, "expires_in", &expires);
	if (!swa_json_get_integer(json, "interval", &interval) || interval < 1)
		interval = INTERVAL_S;
	expires = expires < EXPIRES_MAX_S ? expires : EXPIRES_MAX_S;
	interval = interval < INTERVAL_MAX_S ? interval : INTERVAL_MAX_S;
	call->interval_ms = (uint64_t)interval * 1000;
	call->deadline_ms = now_ms() + (uint64_t)expires * 1000;
	tell_codes(call, json, expires);
}

swa_err
swa_oidc_authorize(struct swa_http *http, uv_loop_t *loop, const struct swa_oidc_client *client,
                   const struct swa_oidc_metadata *metadata, const struct swa_secret *seed,
                   swa_oidc_done *codes, swa_oidc_done *done, void *context, struct swa_oidc_call **ret_call)
{
	struct swa_oidc_call *call;
	swa_err err;

	if ((err = oidc_new(http, client, metadata->token_endpoint, seed, done, context, &call)) != SWA_OK)
		return err;
	call->codes = codes;
	(void)uv_timer_init(loop, &call->timer); /* it cannot fail */
	call->timer.data = call;
	call->has_timer = true;
	oidc_form(call, "scope", metadata->scope);
	if ((err = oidc_post(call, metadata->device_authorization_endpoint, false, on_codes)) != SWA_OK) {
		oidc_free(call);
		return err;
	}
	if (ret_call != NULL)
		*ret_call = call;
	return SWA_OK;
}
