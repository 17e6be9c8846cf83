/* Requests of an enrolment, and the life of its tokens. */
#include "org.h"

#include <stdio.h>
#include <string.h>

static void on_answer(void *context, const struct swa_api_answer *answer);
static void refresh(struct org *org);

struct org_request *
org_request(struct org *org, const char *method, org_done *done)
{
	struct org_request *request = &org->request;

	swa_json_free(request->body);
	memset(request, 0, sizeof(*request));
	request->method = method;
	request->done = done;
	return request;
}

/* The request is over: its body may be large, or hold a sealed secret. */
static void
finish(struct org *org, const struct swa_api_answer *answer)
{
	org_done *done = org->request.done;

	swa_json_free(org->request.body);
	org->request.body = NULL;
	done(org, answer);
}

static void
fail(struct org *org, swa_err err, const char *why)
{
	struct swa_api_answer answer;

	answer_fail(&answer, err, why);
	finish(org, &answer);
}

static void
transmit(struct org *org)
{
	struct org_request *request = &org->request;
	struct swa_api_request api = {
	        .method = request->method,
	        .path = request->path,
	        .body = request->body,
	};
	size_t count = 0;
	swa_err err;

	for (size_t i = 0; i < 2; i++)
		if (request->headers[i][0] != '\0')
			api.headers[count++] = request->headers[i];
	org->peer.service = org->row.service;
	org->peer.ca = swa_buf_text(&org->ca);
	org->peer.tls_pin = org->row.tls_pin;
	org->peer.seed = org->seed;
	org->peer.token = request->no_token ? NULL : &org->access;
	org->peer.dpop_bound = org->dpop_bound;
	if ((err = swa_api_send(org->sync->http, &org->peer, &api, on_answer, org, &org->api)) != SWA_OK)
		fail(org, err, "");
}

static bool
token_holds(const struct org *org)
{
	return org->access.size > 0 && uv_now(org->sync->loop) + ORG_REFRESH_BEFORE_MS < org->access_until;
}

void
org_send(struct org *org)
{
	if (org->request.no_token || token_holds(org))
		transmit(org);
	else
		refresh(org);
}

static void
on_answer(void *context, const struct swa_api_answer *answer)
{
	struct org *org = context;

	org->api = NULL;
	if (!answer->token_refused || org->request.no_token) {
		finish(org, answer);
		return;
	}
	swa_buf_finish(&org->access);
	if (org->request.refreshed) /* a fresh one: asking the person again would change nothing */
		fail(org, SWA_ERR_SERVICE, "The service does not take the provider's access token.");
	else
		refresh(org);
}

/* --- tokens -------------------------------------------------------------------- */

void
org_client(const struct org *org, struct swa_oidc_client *ret_client)
{
	bool own = strcmp(org->row.issuer, org->row.service) == 0;

	*ret_client = (struct swa_oidc_client){
	        .issuer = org->row.issuer,
	        .client_id = org->row.client_id,
	        .ca = swa_buf_text(&org->ca),
	        .tls_pin = own ? org->row.tls_pin : "",
	};
}

swa_err
org_metadata(struct org *org, struct swa_oidc_metadata *ret_metadata)
{
	struct swa_fault fault;
	struct swa_buf text;
	swa_err err = SWA_OK;

	if (org->metadata == NULL) {
		swa_buf_init(&text, SWA_RECORD_MAX);
		err = swa_record_get(org->sync->vault, org->row.id, SWA_RECORD_METADATA, &text);
		if (err == SWA_OK)
			err = swa_json_parse(swa_buf_text(&text), text.size, &org->metadata, NULL);
		swa_buf_finish(&text);
	}
	if (err != SWA_OK)
		return err;
	swa_buf_reset(&org->scope);
	return swa_oidc_read_metadata(org->metadata, org->row.issuer, &org->scope, ret_metadata, &fault);
}

/* Stored before it is used: a kill between the two costs nothing. */
static swa_err
keep_tokens(struct org *org, const struct swa_oidc_result *result)
{
	swa_err err = SWA_OK;

	if (result->refresh_token != NULL) {
		err = swa_enrolment_set_secret(org->sync->vault, org->row.id, SWA_SECRET_REFRESH_TOKEN,
		                               result->refresh_token);
		org->sync->events.touched(org->sync->events.context);
	}
	if (err != SWA_OK)
		return err;
	swa_buf_finish(&org->access);
	swa_buf_init(&org->access, SWA_TOKEN_MAX);
	org->dpop_bound = result->dpop_bound;
	org->access_until =
	        uv_now(org->sync->loop) +
	        1000u * (uint64_t)(result->access_expires_in > 0 ? result->access_expires_in : 300);
	return swa_buf_append(&org->access, result->access_token->data, result->access_token->size);
}

static void
on_refreshed(void *context, struct swa_oidc_result *result)
{
	struct org *org = context;
	struct swa_api_answer answer;
	swa_err err = result->err;

	org->oidc = NULL;
	if (err == SWA_OK && (err = keep_tokens(org, result)) == SWA_OK) {
		org->request.refreshed = true;
		transmit(org);
		return;
	}
	if (err == SWA_ERR_SERVICE || err == SWA_ERR_DISCOVERY)
		org->rediscover = true; /* the provider may have moved */
	answer_fail(&answer, err, result->why);
	answer.retry_after_s = result->retry_after_s;
	finish(org, &answer);
}

static void
ask_tokens(struct org *org)
{
	struct swa_oidc_client client;
	struct swa_oidc_metadata metadata;
	struct swa_buf token;
	swa_err err;

	if ((err = org_metadata(org, &metadata)) != SWA_OK) {
		org->rediscover = true;
		fail(org, err, "");
		return;
	}
	org_client(org, &client);
	swa_buf_init(&token, SWA_TOKEN_MAX);
	err = swa_enrolment_secret(org->sync->vault, org->row.id, SWA_SECRET_REFRESH_TOKEN, &token);
	if (err == SWA_OK)
		err = swa_oidc_refresh(org->sync->http, &client, &metadata, org->seed, &token, on_refreshed,
		                       org, &org->oidc);
	swa_buf_finish(&token);
	if (err == SWA_ERR_RECORD_MISSING)
		err = SWA_ERR_SIGN_IN_NEEDED; /* the provider gave none: it ends with the access token */
	if (err != SWA_OK)
		fail(org, err, "");
}

static void
on_discovered(void *context, struct swa_oidc_result *result)
{
	struct org *org = context;
	struct swa_api_answer answer;
	struct swa_buf text;
	swa_err err = result->err;

	org->oidc = NULL;
	swa_buf_init(&text, SWA_RECORD_MAX);
	if (err == SWA_OK && (err = swa_json_print(result->document, &text)) == SWA_OK)
		err = swa_record_set(org->sync->vault, org->row.id, SWA_RECORD_METADATA, &text);
	swa_buf_finish(&text);
	if (err == SWA_OK) {
		org->rediscover = false;
		swa_json_free(org->metadata);
		org->metadata = NULL;
		ask_tokens(org);
		return;
	}
	answer_fail(&answer, err, result->why);
	answer.retry_after_s = result->retry_after_s;
	finish(org, &answer);
}

static void
refresh(struct org *org)
{
	struct swa_oidc_client client;
	swa_err err;

	if (!org->rediscover) {
		ask_tokens(org);
		return;
	}
	org_client(org, &client);
	err = swa_oidc_discover(org->sync->http, &client, on_discovered, org, &org->oidc);
	if (err != SWA_OK)
		fail(org, err, "");
}
