#include "api.h"

#include "answer.h"
#include "dpop.h"
#include "printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define URL_MAX 4096
#define HEADER_LINE_MAX 16384
#define CLOCK_TOLERANCE_S 300 /* a proof's time further off than this is what the service minds */
#define EXTRA_HEADERS (sizeof(((struct swa_api_request *)0)->headers) / sizeof(char *))

struct swa_api_call {
	struct swa_http *http;
	struct swa_api_peer *peer;
	struct swa_http_call *under_way;
	char method[8];
	struct swa_buf url;
	struct swa_buf body;
	bool has_body;
	struct swa_buf headers[EXTRA_HEADERS];
	bool again; /* with a nonce that was asked for: once */
	swa_api_done *done;
	void *context;
};

static void
call_free(struct swa_api_call *call)
{
	swa_buf_finish(&call->url);
	swa_buf_finish(&call->body);
	for (size_t i = 0; i < EXTRA_HEADERS; i++)
		swa_buf_finish(&call->headers[i]);
	free(call);
}

static void on_answer(void *context, const struct swa_http_answer *answer);

/* "DPoP: PROOF" for this request, made now. */
static swa_err
put_proof(const struct swa_api_call *call, struct swa_buf *out)
{
	const struct swa_api_peer *peer = call->peer;
	struct swa_dpop_claims claims = {.method = call->method,
	                                 .url = swa_buf_text(&call->url),
	                                 .token = peer->token == NULL ? NULL : swa_buf_text(peer->token),
	                                 .nonce = peer->nonce[0] == '\0' ? NULL : peer->nonce,
	                                 .now = (int64_t)time(NULL)};

	(void)swa_buf_append_text(out, "DPoP: ");
	return swa_dpop_make(peer->seed, &claims, out);
}

static swa_err
send_now(struct swa_api_call *call)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf token, proof;
	const struct swa_api_peer *peer = call->peer;
	struct swa_http_request request = {.method = call->method,
	                                   .url = swa_buf_text(&call->url),
	                                   .body = call->has_body ? &call->body : NULL,
	                                   .body_type = "application/json",
	                                   .ca = peer->ca,
	                                   .tls_pin = peer->tls_pin};
	size_t count = 0;
	swa_err err;

	swa_buf_init(&token, HEADER_LINE_MAX);
	swa_buf_init(&proof, HEADER_LINE_MAX);
	if ((err = put_proof(call, &proof)) != SWA_OK)
		return err;
	request.headers[count++] = swa_buf_text(&proof);
	request.headers[count++] = "Accept: application/json";
	if (peer->token != NULL) {
		(void)swa_buf_append_text(&token, peer->dpop_bound ? "Authorization: DPoP "
		                                                   : "Authorization: Bearer ");
		(void)swa_buf_append(&token, peer->token->data, peer->token->size);
		if (token.err != SWA_OK)
			return token.err;
		request.headers[count++] = swa_buf_text(&token);
	}
	for (size_t i = 0; i < EXTRA_HEADERS && call->headers[i].size > 0; i++)
		request.headers[count++] = swa_buf_text(&call->headers[i]);
	return swa_http_send(call->http, &request, on_answer, call, &call->under_way);
}

/* A name is a word of a list; what is none is not shown as one. */
static void
take_name(const char *name, char *out, size_t size)
{
	out[0] = '\0';
	if (name == NULL || strlen(name) >= size ||
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
		return;
	(void)snprintf(out, size, "%s", name);
}

/* The service does not take the proof: its time is what differs where clocks do. */
static swa_err
proof_refused(const struct swa_http_answer *answer)
{
	int64_t difference = answer->date - (int64_t)time(NULL);

	if (answer->date != 0 && (difference > CLOCK_TOLERANCE_S || difference < -CLOCK_TOLERANCE_S))
		return SWA_ERR_CLOCK;
	return SWA_ERR_SERVICE;
}

static swa_err
unauthorized(const struct swa_http_answer *answer, const char *name)
{
	if (strcmp(name, "use_dpop_nonce") == 0 || strcmp(name, "invalid_dpop_proof") == 0)
		return proof_refused(answer);
	return SWA_ERR_SIGN_IN_NEEDED;
}

/* Some gateway's own page is not the service's word: where a name is missing, it is a wrong answer. */
static swa_err
error_of(const struct swa_http_answer *answer, const char *name)
{
	bool named = name[0] != '\0';

	switch (answer->status) {
	case 401: return unauthorized(answer, name);
	case 429:
	case 503: return SWA_ERR_SERVICE_BUSY;
	case 413: return SWA_ERR_LIMIT;
	case 400:
	case 404:
	case 410: return named ? SWA_ERR_ARGUMENT : SWA_ERR_SERVICE;
	case 412: return named ? SWA_ERR_CONFLICT : SWA_ERR_SERVICE;
	case 403:
		if (!named)
			return SWA_ERR_SERVICE;
		return strcmp(name, "device_revoked") == 0 ? SWA_ERR_DEVICE_REVOKED : SWA_ERR_POLICY_REFUSED;
	default: return SWA_ERR_SERVICE;
	}
}

static bool
succeeded(long status)
{
	return (status >= 200 && status < 300) || status == 304;
}

/* Everything but .body, which the caller has read. */
static void
judge(const struct swa_api_call *call, const struct swa_http_answer *answer, const struct swa_json *json,
      struct swa_api_answer *ret)
{
	const char *url = swa_buf_text(&call->url);

	ret->status = answer->status;
	ret->retry_after_s = answer->retry_after_s;
	ret->etag = answer->etag;
	ret->wire_bytes = answer->wire_bytes;
	ret->body = json;
	if (answer->err == SWA_OK && succeeded(answer->status))
		return;
	take_name(swa_json_get_text(json, "error"), ret->name, sizeof(ret->name));
	if (ret->name[0] == '\0')
		take_name(answer->auth_error, ret->name, sizeof(ret->name));
	swa_answer_why(url, answer, json, ret->why, sizeof(ret->why));
	ret->err = answer->err != SWA_OK ? answer->err : error_of(answer, ret->name);
	ret->token_refused = ret->err == SWA_ERR_SIGN_IN_NEEDED && call->peer->token != NULL;
}

static void
on_answer(void *context, const struct swa_http_answer *answer)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = NULL;
	struct swa_api_call *call = context;
	struct swa_api_answer result = {.etag = "", .retry_after_s = -1};
	char why[sizeof(result.why)] = "";
	swa_err err = SWA_OK;

	call->under_way = NULL;
	if (answer->nonce[0] != '\0')
		(void)snprintf(call->peer->nonce, sizeof(call->peer->nonce), "%s", answer->nonce);
	if (answer->err == SWA_OK)
		err = swa_answer_json(answer, &json, why, sizeof(why));
	if (answer->err == SWA_OK && !call->again && swa_answer_wants_nonce(answer, json)) {
		call->again = true;
		if ((err = send_now(call)) == SWA_OK)
			return;
		result.err = err;
	} else {
		judge(call, answer, json, &result);
		/* Of an error's body nothing is expected; what was asked for must be there whole. */
		if (result.err == SWA_OK && err != SWA_OK) {
			result.err = err;
			swa_answer_why(swa_buf_text(&call->url),
			               &(const struct swa_http_answer){.err = err, .why = ""}, NULL,
			               result.why, sizeof(result.why));
			swa_printable_add(result.why, sizeof(result.why), why);
		}
	}
	call->done(call->context, &result);
	call_free(call);
}

/* Copy what is borrowed. */
static swa_err
take_request(struct swa_api_call *call, const struct swa_api_request *request)
{
	swa_err err;

	(void)snprintf(call->method, sizeof(call->method), "%s", request->method);
	(void)swa_buf_append_text(&call->url, call->peer->service);
	if ((err = swa_buf_append_text(&call->url, request->path)) != SWA_OK)
		return err;
	for (size_t i = 0; i < EXTRA_HEADERS && request->headers[i] != NULL; i++) {
		if ((err = swa_buf_append_text(&call->headers[i], request->headers[i])) != SWA_OK)
			return err;
	}
	call->has_body = request->body != NULL;
	return call->has_body ? swa_json_print(request->body, &call->body) : SWA_OK;
}

swa_err
swa_api_send(struct swa_http *http, struct swa_api_peer *peer, const struct swa_api_request *request,
             swa_api_done *done, void *context, struct swa_api_call **ret_call)
{
	struct swa_api_call *call = calloc(1, sizeof(*call));
	swa_err err;

	if (call == NULL)
		return SWA_ERR_NOMEM;
	call->http = http;
	call->peer = peer;
	call->done = done;
	call->context = context;
	swa_buf_init(&call->url, URL_MAX);
	swa_buf_init(&call->body, SWA_HTTP_ANSWER_MAX);
	for (size_t i = 0; i < EXTRA_HEADERS; i++)
		swa_buf_init(&call->headers[i], HEADER_LINE_MAX);
	if ((err = take_request(call, request)) != SWA_OK || (err = send_now(call)) != SWA_OK) {
		call_free(call);
		return err;
	}
	if (ret_call != NULL)
		*ret_call = call;
	return SWA_OK;
}

void
swa_api_cancel(struct swa_api_call *call)
{
	if (call->under_way != NULL)
		swa_http_cancel(call->under_way);
	call_free(call);
}
