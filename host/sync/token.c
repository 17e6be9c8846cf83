/* Tokens: what an answer holds, refresh (RFC 6749) and revocation (RFC 7009). */
#include "oidc_private.h"

#include <string.h>

#define EXPIRES_DEFAULT_S 300 /* where the provider does not say */
#define EXPIRES_MAX_S (INT64_C(366) * 86400)

static bool
is_type(const char *said, const char *expected)
{
	size_t i;

	for (i = 0; said[i] != '\0' && expected[i] != '\0'; i++) {
		if ((said[i] | 0x20) != (expected[i] | 0x20))
			return false;
	}
	return said[i] == expected[i];
}

/* The member at fault; NULL: none. */
static const char *
wrong_member(const struct swa_json *json)
{
	const char *type = swa_json_get_text(json, "token_type");

	if (!oidc_is_word(swa_json_get_text(json, "access_token"), OIDC_TOKEN_MAX))
		return "the answer has no usable access_token";
	if (type == NULL || (!is_type(type, "DPoP") && !is_type(type, "Bearer")))
		return "token_type is neither DPoP nor Bearer";
	if (swa_json_get(json, "refresh_token") != NULL &&
	    !oidc_is_word(swa_json_get_text(json, "refresh_token"), OIDC_TOKEN_MAX))
		return "refresh_token cannot be used";
	return NULL;
}

void
oidc_take_tokens(struct swa_oidc_call *call, const struct swa_json *json)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf access, refresh;
	struct swa_oidc_result result = {.retry_after_s = -1};
	const char *fault = wrong_member(json), *text;

	swa_buf_init(&access, OIDC_TOKEN_MAX);
	swa_buf_init(&refresh, OIDC_TOKEN_MAX);
	if (fault != NULL) {
		oidc_fail(call, SWA_ERR_SERVICE, fault);
		return;
	}
	result.err = swa_buf_append_text(&access, swa_json_get_text(json, "access_token"));
	if (result.err == SWA_OK && (text = swa_json_get_text(json, "refresh_token")) != NULL) {
		result.err = swa_buf_append_text(&refresh, text);
		result.refresh_token = &refresh;
	}
	result.access_token = &access;
	result.dpop_bound = is_type(swa_json_get_text(json, "token_type"), "DPoP");
	if (!swa_json_get_integer(json, "expires_in", &result.access_expires_in) ||
	    result.access_expires_in <= 0)
		result.access_expires_in = EXPIRES_DEFAULT_S;
	if (result.access_expires_in > EXPIRES_MAX_S)
		result.access_expires_in = EXPIRES_MAX_S;
	oidc_finish(call, &result);
}

static void
on_refreshed(struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json)
{
	if (answer->err == SWA_OK && answer->status == 200)
		oidc_take_tokens(call, json);
	else
		oidc_refused(call, answer, json);
}

/* Whatever it says: the token is revoked, or was none. */
static void
on_revoked(struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json)
{
	struct swa_oidc_result result = {.retry_after_s = -1};

	if (answer->err == SWA_OK && answer->status >= 200 && answer->status < 300)
		oidc_finish(call, &result);
	else
		oidc_refused(call, answer, json);
}

/* Send the form of CALL to its endpoint; a failure ends it. */
static swa_err
start(struct swa_oidc_call *call, oidc_answered *answered, struct swa_oidc_call **ret_call)
{
	swa_err err;

	if ((err = oidc_post(call, call->token_endpoint, true, answered)) != SWA_OK) {
		oidc_free(call);
		return err;
	}
	if (ret_call != NULL)
		*ret_call = call;
	return SWA_OK;
}

swa_err
swa_oidc_refresh(struct swa_http *http, const struct swa_oidc_client *client,
                 const struct swa_oidc_metadata *metadata, const struct swa_secret *seed,
                 const struct swa_buf *refresh_token, swa_oidc_done *done, void *context,
                 struct swa_oidc_call **ret_call)
{
	struct swa_oidc_call *call;
	swa_err err;

	if ((err = oidc_new(http, client, metadata->token_endpoint, seed, done, context, &call)) != SWA_OK)
		return err;
	oidc_form(call, "grant_type", "refresh_token");
	oidc_form_add(call, "refresh_token", swa_buf_text(refresh_token));
	return start(call, on_refreshed, ret_call);
}

swa_err
swa_oidc_revoke(struct swa_http *http, const struct swa_oidc_client *client,
                const struct swa_oidc_metadata *metadata, const struct swa_secret *seed,
                const struct swa_buf *refresh_token, swa_oidc_done *done, void *context,
                struct swa_oidc_call **ret_call)
{
	struct swa_oidc_call *call;
	swa_err err;

	if (metadata->revocation_endpoint == NULL)
		return SWA_ERR_DISCOVERY;
	err = oidc_new(http, client, metadata->revocation_endpoint, seed, done, context, &call);
	if (err != SWA_OK)
		return err;
	oidc_form(call, "token", swa_buf_text(refresh_token));
	oidc_form_add(call, "token_type_hint", "refresh_token");
	return start(call, on_revoked, ret_call);
}
