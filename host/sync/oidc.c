#include "oidc_private.h"

#include "answer.h"
#include "dpop.h"
#include "printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *
copy(const char *text)
{
	size_t size = text == NULL ? 1 : strlen(text) + 1;
	char *out = calloc(1, size);

	if (out != NULL && text != NULL)
		memcpy(out, text, size);
	return out;
}

swa_err
oidc_new(struct swa_http *http, const struct swa_oidc_client *client, const char *endpoint,
         const struct swa_secret *seed, swa_oidc_done *done, void *context, struct swa_oidc_call **ret_call)
{
	struct swa_oidc_call *call = calloc(1, sizeof(*call));

	if (call == NULL)
		return SWA_ERR_NOMEM;
	call->http = http;
	call->seed = seed;
	call->done = done;
	call->context = context;
	swa_buf_init(&call->form, OIDC_FORM_MAX);
	swa_buf_init(&call->device_code, OIDC_TOKEN_MAX);
	swa_buf_init(&call->url, OIDC_TEXT_MAX + 64);
	call->issuer = copy(client->issuer);
	call->client_id = copy(client->client_id);
	call->ca = copy(client->ca);
	call->tls_pin = copy(client->tls_pin);
	call->token_endpoint = copy(endpoint);
	if (call->issuer == NULL || call->client_id == NULL || call->ca == NULL || call->tls_pin == NULL ||
	    call->token_endpoint == NULL) {
		oidc_free(call);
		return SWA_ERR_NOMEM;
	}
	*ret_call = call;
	return SWA_OK;
}

static void
release(struct swa_oidc_call *call)
{
	swa_buf_finish(&call->form);
	swa_buf_finish(&call->device_code);
	swa_buf_finish(&call->url);
	free(call->issuer);
	free(call->client_id);
	free(call->ca);
	free(call->tls_pin);
	free(call->token_endpoint);
	free(call);
}

static void
on_timer_closed(uv_handle_t *handle)
{
	release(handle->data);
}

void
oidc_free(struct swa_oidc_call *call)
{
	if (call->under_way != NULL)
		swa_http_cancel(call->under_way);
	call->under_way = NULL;
	swa_buf_reset(&call->form);
	swa_buf_reset(&call->device_code);
	if (call->has_timer)
		uv_close((uv_handle_t *)&call->timer, on_timer_closed);
	else
		release(call);
}

void
swa_oidc_cancel(struct swa_oidc_call *call)
{
	if (call->in_codes)
		call->cancelled = true; /* ended when the callback returns */
	else
		oidc_free(call);
}

void
oidc_form(struct swa_oidc_call *call, const char *name, const char *value)
{
	swa_buf_reset(&call->form);
	oidc_form_add(call, name, value);
}

void
oidc_form_add(struct swa_oidc_call *call, const char *name, const char *value)
{
	(void)swa_buf_printf(&call->form, "%s%s=", call->form.size > 0 ? "&" : "", name);
	swa_http_escape(&call->form, value);
}

static void on_answer(void *context, const struct swa_http_answer *answer);

static swa_err
put_proof(const struct swa_oidc_call *call, struct swa_buf *out)
{
	struct swa_dpop_claims claims = {.method = "POST",
	                                 .url = swa_buf_text(&call->url),
	                                 .nonce = call->nonce[0] == '\0' ? NULL : call->nonce,
	                                 .now = (int64_t)time(NULL)};

	(void)swa_buf_append_text(out, "DPoP: ");
	return swa_dpop_make(call->seed, &claims, out);
}

static swa_err
send_now(struct swa_oidc_call *call)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;
	struct swa_http_request request = {.method = call->form.size > 0 ? "POST" : "GET",
	                                   .url = swa_buf_text(&call->url),
	                                   .headers = {"Accept: application/json"},
	                                   .body = call->form.size > 0 ? &call->form : NULL,
	                                   .body_type = "application/x-www-form-urlencoded",
	                                   .ca = call->ca,
	                                   .tls_pin = call->tls_pin};
	swa_err err;

	swa_buf_init(&proof, SWA_DPOP_MAX + 64);
	if (call->form.err != SWA_OK)
		return call->form.err;
	if (call->url.err != SWA_OK)
		return call->url.err;
	if (call->proof) {
		if ((err = put_proof(call, &proof)) != SWA_OK)
			return err;
		request.headers[1] = swa_buf_text(&proof);
	}
	return swa_http_send(call->http, &request, on_answer, call, &call->under_way);
}

static void
on_answer(void *context, const struct swa_http_answer *answer)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = NULL;
	struct swa_oidc_call *call = context;
	swa_err err;

	call->under_way = NULL;
	call->not_json[0] = '\0';
	if (answer->nonce[0] != '\0')
		(void)snprintf(call->nonce, sizeof(call->nonce), "%s", answer->nonce);
	if (answer->err == SWA_OK &&
	    swa_answer_json(answer, &json, call->not_json, sizeof(call->not_json)) == SWA_ERR_NOMEM) {
		oidc_fail(call, SWA_ERR_NOMEM, NULL);
		return;
	}
	if (answer->err == SWA_OK && call->proof && !call->again && swa_answer_wants_nonce(answer, json)) {
		call->again = true;
		if ((err = send_now(call)) != SWA_OK)
			oidc_fail(call, err, NULL);
		return;
	}
	call->answered(call, answer, json);
}

static void
set_url(struct swa_oidc_call *call, const char *url)
{
	swa_buf_reset(&call->url);
	(void)swa_buf_append_text(&call->url, url);
}

swa_err
oidc_get(struct swa_oidc_call *call, const char *url, oidc_answered *answered)
{
	swa_buf_reset(&call->form);
	set_url(call, url);
	call->proof = false;
	call->again = false;
	call->answered = answered;
	return send_now(call);
}

swa_err
oidc_post(struct swa_oidc_call *call, const char *url, bool proof, oidc_answered *answered)
{
	oidc_form_add(call, "client_id", call->client_id);
	set_url(call, url);
	call->proof = proof;
	call->again = false;
	call->answered = answered;
	return send_now(call);
}

void
oidc_finish(struct swa_oidc_call *call, struct swa_oidc_result *result)
{
	call->done(call->context, result);
	oidc_free(call);
}

void
oidc_fail(struct swa_oidc_call *call, swa_err err, const char *why)
{
	struct swa_oidc_result result = {.err = err, .retry_after_s = -1};

	swa_printable_add(result.why, sizeof(result.why), why);
	oidc_finish(call, &result);
}

void
oidc_why(const struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json,
         char *why, size_t size)
{
	swa_answer_why(swa_buf_text(&call->url), answer, json, why, size);
	if (call->not_json[0] != '\0') {
		swa_printable_add(why, size, ", ");
		swa_printable_add(why, size, call->not_json);
	}
}

void
oidc_refused(struct swa_oidc_call *call, const struct swa_http_answer *answer, const struct swa_json *json)
{
	struct swa_oidc_result result = {.retry_after_s = answer->retry_after_s};
	const char *name = swa_json_get_text(json, "error");

	if (name == NULL || answer->status < 400 || answer->status >= 500)
		name = "";
	if (answer->err != SWA_OK)
		result.err = answer->err;
	else if (answer->status == 429 || answer->status == 503)
		result.err = SWA_ERR_SERVICE_BUSY;
	else if (strcmp(name, "invalid_grant") == 0)
		result.err = SWA_ERR_SIGN_IN_NEEDED;
	else if (strcmp(name, "access_denied") == 0)
		result.err = SWA_ERR_ENROLMENT_DENIED;
	else if (strcmp(name, "expired_token") == 0)
		result.err = SWA_ERR_ENROLMENT_EXPIRED;
	else
		result.err = SWA_ERR_SERVICE;
	oidc_why(call, answer, json, result.why, sizeof(result.why));
	oidc_finish(call, &result);
}

bool
oidc_is_word(const char *text, size_t size)
{
	size_t length = 0;

	if (text == NULL)
		return false;
	for (; text[length] != '\0'; length++) {
		if (text[length] <= ' ' || text[length] > '~')
			return false;
	}
	return length > 0 && length < size;
}

bool
oidc_is_https(const char *text)
{
	return oidc_is_word(text, OIDC_TEXT_MAX) && strncmp(text, "https://", 8) == 0 && text[8] != '\0' &&
	       text[8] != '/' && strchr(text, '#') == NULL;
}
