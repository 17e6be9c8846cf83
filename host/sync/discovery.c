/* OpenID Connect Discovery 1.0. */
#include "oidc_private.h"

#include <stdio.h>
#include <string.h>

#define WELL_KNOWN "/.well-known/openid-configuration"

/* Length without one slash at the end. */
static size_t
bare_length(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && text[length - 1] == '/' ? length - 1 : length;
}

static bool
same_issuer(const char *said, const char *asked)
{
	return said != NULL && bare_length(said) == bare_length(asked) &&
	       memcmp(said, asked, bare_length(asked)) == 0;
}

static swa_err
fault_at(const char *member, struct swa_fault *ret_fault)
{
	if (ret_fault != NULL)
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "%s", member);
	return SWA_ERR_DISCOVERY;
}

/* What every device asks for, and what the service adds by names of its own. */
static swa_err
put_scope(const struct swa_json *supported, struct swa_buf *scope)
{
	const char *word;

	(void)swa_buf_append_text(scope, "openid offline_access");
	for (const struct swa_json *item = swa_json_first(supported); item != NULL;
	     item = swa_json_next(item)) {
		word = swa_json_text(item);
		if (word != NULL && strncmp(word, "swa", 3) == 0 && oidc_is_word(word, 128))
			(void)swa_buf_printf(scope, " %s", word);
	}
	return scope->err;
}

swa_err
swa_oidc_read_metadata(const struct swa_json *document, const char *issuer, struct swa_buf *scope,
                       struct swa_oidc_metadata *ret_metadata, struct swa_fault *ret_fault)
{
	struct swa_oidc_metadata metadata = {0};
	const struct swa_json *revocation = swa_json_get(document, "revocation_endpoint");

	if (!same_issuer(swa_json_get_text(document, "issuer"), issuer))
		return fault_at("issuer", ret_fault);
	metadata.device_authorization_endpoint = swa_json_get_text(document, "device_authorization_endpoint");
	metadata.token_endpoint = swa_json_get_text(document, "token_endpoint");
	metadata.revocation_endpoint = swa_json_text(revocation);
	if (!oidc_is_https(metadata.device_authorization_endpoint))
		return fault_at("device_authorization_endpoint", ret_fault);
	if (!oidc_is_https(metadata.token_endpoint))
		return fault_at("token_endpoint", ret_fault);
	if (revocation != NULL && !oidc_is_https(metadata.revocation_endpoint))
		return fault_at("revocation_endpoint", ret_fault);
	swa_buf_reset(scope);
	if (put_scope(swa_json_get(document, "scopes_supported"), scope) != SWA_OK)
		return scope->err == SWA_ERR_NOMEM ? SWA_ERR_NOMEM : fault_at("scopes_supported", ret_fault);
	metadata.scope = swa_buf_text(scope);
	*ret_metadata = metadata;
	return SWA_OK;
}

/* Take what was read; the caller may keep the document. */
static void
found(struct swa_oidc_call *call, const struct swa_json *json)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf scope, text;
	struct swa_oidc_metadata metadata;
	struct swa_oidc_result result = {.retry_after_s = -1};
	struct swa_fault fault = {0};

	swa_buf_init(&scope, OIDC_TEXT_MAX);
	swa_buf_init(&text, SWA_HTTP_ANSWER_MAX);
	result.err = swa_oidc_read_metadata(json, call->issuer, &scope, &metadata, &fault);
	if (result.err != SWA_OK) {
		(void)snprintf(result.why, sizeof(result.why), "%.80s: %.150s", call->issuer, fault.where);
	} else if ((result.err = swa_json_print(json, &text)) == SWA_OK) {
		result.err = swa_json_parse(swa_buf_text(&text), text.size, &result.document, NULL);
	}
	call->done(call->context, &result);
	swa_json_free(result.document); /* NULL where the caller took it */
	oidc_free(call);
}

static void
on_document(struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json)
{
	struct swa_oidc_result result = {.err = SWA_ERR_DISCOVERY, .retry_after_s = -1};

	if (answer->err == SWA_OK && answer->status == 200 && json != NULL) {
		found(call, json);
		return;
	}
	/* An address that answers, but with something else: no provider lives there. */
	if (answer->err == SWA_OK && answer->status < 500 && answer->status != 429) {
		oidc_why(call, answer, json, result.why, sizeof(result.why));
		oidc_finish(call, &result);
		return;
	}
	oidc_refused(call, answer, json);
}

swa_err
swa_oidc_discover(struct swa_http *http, const struct swa_oidc_client *client, swa_oidc_done *done,
                  void *context, struct swa_oidc_call **ret_call)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf url;
	struct swa_oidc_call *call;
	swa_err err;

	if (!oidc_is_https(client->issuer) || strchr(client->issuer, '?') != NULL)
		return SWA_ERR_URL_INVALID;
	swa_buf_init(&url, OIDC_TEXT_MAX + sizeof(WELL_KNOWN));
	(void)swa_buf_append(&url, client->issuer, bare_length(client->issuer));
	if ((err = swa_buf_append_text(&url, WELL_KNOWN)) != SWA_OK)
		return err;
	if ((err = oidc_new(http, client, swa_buf_text(&url), NULL, done, context, &call)) != SWA_OK)
		return err;
	if ((err = oidc_get(call, call->token_endpoint, on_document)) != SWA_OK) {
		oidc_free(call);
		return err;
	}
	if (ret_call != NULL)
		*ret_call = call;
	return SWA_OK;
}
