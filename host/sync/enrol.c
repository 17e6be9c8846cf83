/* Enrolling: discovery, device authorization, registration, the first look (docs/sync-protocol.md, section
 * 1). */
#include "enrol.h"

#include "encode.h"
#include "organisation_file.h"
#include "service_address.h"
#include "swa_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER SWA_SYSCONFDIR SWA_ORGANISATIONS_DIR
#define CLIENT_ID "swa-agent"
#define REGISTER_TRIES 6
#define NAME_MAX_BYTES 128

static void register_device(struct enrolling *enrolling);

static void
buffers(struct enrolling *enrolling, struct swa_buf *ret_buffers[10])
{
	struct swa_buf *list[10] = {&enrolling->service,     &enrolling->issuer, &enrolling->client_id,
	                            &enrolling->device_name, &enrolling->ca,     &enrolling->tls_pin,
	                            &enrolling->fingerprint, &enrolling->scope,  &enrolling->access,
	                            &enrolling->refresh};

	memcpy(ret_buffers, list, sizeof(list));
}

static struct enrolling *
new_enrolling(struct swa_sync *sync)
{
	struct enrolling *enrolling = calloc(1, sizeof(*enrolling));
	struct swa_buf *list[10];

	if (enrolling == NULL)
		return NULL;
	enrolling->sync = sync;
	buffers(enrolling, list);
	for (size_t i = 0; i < 10; i++)
		swa_buf_init(list[i], SWA_RECORD_MAX);
	return enrolling;
}

static void
free_enrolling(struct enrolling *enrolling)
{
	struct swa_buf *list[10];

	if (enrolling->oidc != NULL)
		swa_oidc_cancel(enrolling->oidc);
	if (enrolling->api != NULL)
		swa_api_cancel(enrolling->api);
	buffers(enrolling, list);
	for (size_t i = 0; i < 10; i++)
		swa_buf_finish(list[i]);
	swa_json_free(enrolling->metadata);
	swa_secret_free(enrolling->seed);
	swa_secret_free(enrolling->delivery);
	free(enrolling);
}

/* Off the list and gone; the job is the caller's. */
static void
remove_enrolling(struct enrolling *enrolling)
{
	struct enrolling **at = &enrolling->sync->enrolling;

	while (*at != NULL && *at != enrolling)
		at = &(*at)->next;
	if (*at != NULL)
		*at = enrolling->next;
	free_enrolling(enrolling);
}

static void
end(struct enrolling *enrolling, swa_err err, const char *why)
{
	struct swa_sync *sync = enrolling->sync;
	struct job *job = enrolling->job;
	char text[256];

	(void)snprintf(text, sizeof(text), "%s", why);
	remove_enrolling(enrolling);
	job_finish(&sync->jobs, job, err, text, 0);
	sync_plan(sync);
}

void
enrolling_close(struct swa_sync *sync)
{
	while (sync->enrolling != NULL)
		end(sync->enrolling, SWA_ERR_VAULT_LOCKED, "");
}

void
swa_sync_give_up(struct swa_sync *sync, const char *id)
{
	for (struct enrolling *at = sync->enrolling; at != NULL; at = at->next)
		if (strcmp(at->job->id, id) == 0) {
			if (strcmp(at->job->phase, "connecting") == 0 || strcmp(at->job->phase, "code") == 0)
				end(at, SWA_ERR_CANCELLED, "");
			return;
		}
}

uint64_t
enrolling_due(const struct swa_sync *sync)
{
	uint64_t due = 0;

	for (const struct enrolling *at = sync->enrolling; at != NULL; at = at->next)
		if (at->retry != 0 && (due == 0 || at->retry < due))
			due = at->retry;
	return due;
}

void
enrolling_tick(struct swa_sync *sync, uint64_t now)
{
	for (struct enrolling *at = sync->enrolling, *next; at != NULL; at = next) {
		next = at->next;
		if (at->retry != 0 && at->retry <= now) {
			at->retry = 0;
			register_device(at);
		}
	}
}

/* --- registration ------------------------------------------------------------------ */

/* The job of the enrolling goes on as the first look. */
static void
look_first(struct enrolling *enrolling, struct org *org)
{
	struct swa_sync *sync = enrolling->sync;
	struct job *job = enrolling->job;

	swa_buf_finish(&org->access);
	swa_buf_init(&org->access, SWA_TOKEN_MAX);
	(void)swa_buf_append(&org->access, enrolling->access.data, enrolling->access.size);
	org->dpop_bound = enrolling->dpop_bound;
	org->access_until = enrolling->access_until;
	swa_backoff_reset(&org->backoff);
	(void)snprintf(org->peer.nonce, sizeof(org->peer.nonce), "%s", enrolling->peer.nonce);
	(void)snprintf(job->enrolment, sizeof(job->enrolment), "%s", org->row.id);
	org_note(org, "enrolled", NULL, NULL, org->row.name);
	org_notice_over(org, "sign_in");
	remove_enrolling(enrolling);
	sync->events.touched(sync->events.context);
	sync->events.enrolments_changed(sync->events.context);
	(void)look_start(org, job);
	sync_plan(sync);
}

static void
take_registration(struct enrolling *enrolling, const struct swa_json *body)
{
	struct swa_sync *sync = enrolling->sync;
	struct registration registration;
	char id[SWA_ENROLMENT_ID_SIZE + 1];
	const char *member = "";
	struct org *org = NULL;
	swa_err err;

	if ((err = registration_read(enrolling, body, &registration, &member)) != SWA_OK) {
		end(enrolling, err, member);
		return;
	}
	if (enrolling->again[0] != '\0' && (org = org_find(sync, enrolling->again)) != NULL)
		look_stop(org); /* it was on the old tokens */
	err = enrol_store(enrolling, &registration, id);
	if (err == SWA_OK)
		err = (org = org_find(sync, id)) != NULL ? org_reload(org) : org_load(sync, id, &org);
	if (err != SWA_OK)
		end(enrolling, err, "");
	else
		look_first(enrolling, org);
}

static bool
is_passing(swa_err err)
{
	return err == SWA_ERR_NETWORK || err == SWA_ERR_SERVICE || err == SWA_ERR_SERVICE_BUSY;
}

/* An answer that was lost is asked for again: the same key is the same device. */
static void
on_registered(void *context, const struct swa_api_answer *answer)
{
	struct enrolling *enrolling = context;

	enrolling->api = NULL;
	if (answer->err == SWA_OK && answer->body != NULL) {
		take_registration(enrolling, answer->body);
	} else if (answer->token_refused) {
		end(enrolling, SWA_ERR_SERVICE, "The service does not take the provider's access token.");
	} else if (is_passing(answer->err) && enrolling->backoff.failures < REGISTER_TRIES) {
		enrolling->retry = uv_now(enrolling->sync->loop) + 1 +
		                   swa_backoff_next(&enrolling->backoff, answer->retry_after_s);
		sync_plan(enrolling->sync);
	} else {
		end(enrolling, answer->err != SWA_OK ? answer->err : SWA_ERR_SERVICE, answer->why);
	}
}

static void
set_key(struct swa_json *body, const char *name, const unsigned char key[SWA_KEY_SIZE])
{
	struct swa_buf text;

	swa_buf_init(&text, 64);
	(void)swa_base64_put(&text, key, SWA_KEY_SIZE);
	swa_json_set_text(body, name, swa_buf_text(&text));
	swa_buf_finish(&text);
}

static void
register_device(struct enrolling *enrolling)
{
	struct swa_json *body = swa_json_new_object();
	struct org *known = enrolling->again[0] != '\0' ? org_find(enrolling->sync, enrolling->again) : NULL;
	struct swa_api_request request = {.method = "POST", .body = body};
	struct swa_buf path;
	swa_err err;

	swa_buf_init(&path, 256);
	(void)swa_buf_append_text(&path, "/v1/devices");
	if (known != NULL) {
		(void)swa_buf_append_text(&path, "?");
		org_put_identity(known, &path);
	}
	request.path = swa_buf_text(&path);

	enrolling->peer.service = swa_buf_text(&enrolling->service);
	enrolling->peer.ca = swa_buf_text(&enrolling->ca);
	enrolling->peer.tls_pin = swa_buf_text(&enrolling->tls_pin);
	enrolling->peer.seed = enrolling->seed;
	enrolling->peer.token = &enrolling->access;
	enrolling->peer.dpop_bound = enrolling->dpop_bound;
	swa_json_set_text(body, "name", swa_buf_text(&enrolling->device_name));
	swa_json_set_text(body, "platform", "linux");
	set_key(body, "signature_key", enrolling->signature_key);
	set_key(body, "delivery_key", enrolling->delivery_key);
	err = swa_api_send(enrolling->sync->http, &enrolling->peer, &request, on_registered, enrolling,
	                   &enrolling->api);
	swa_buf_finish(&path);
	swa_json_free(body);
	if (err != SWA_OK)
		end(enrolling, err, "");
}

/* --- the provider --------------------------------------------------------------------- */

static void
client_of(const struct enrolling *enrolling, struct swa_oidc_client *ret_client)
{
	bool own = strcmp(swa_buf_text(&enrolling->issuer), swa_buf_text(&enrolling->service)) == 0;

	*ret_client = (struct swa_oidc_client){
	        .issuer = swa_buf_text(&enrolling->issuer),
	        .client_id = swa_buf_text(&enrolling->client_id),
	        .ca = swa_buf_text(&enrolling->ca),
	        .tls_pin = own ? swa_buf_text(&enrolling->tls_pin) : "",
	};
}

static void
on_codes(void *context, struct swa_oidc_result *result)
{
	struct enrolling *enrolling = context;

	if (result->err == SWA_OK)
		job_code(&enrolling->sync->jobs, enrolling->job, result->user_code, result->verification_uri,
		         result->verification_uri_complete, result->expires_in);
}

static void
on_tokens(void *context, struct swa_oidc_result *result)
{
	struct enrolling *enrolling = context;
	int64_t expires = result->access_expires_in > 0 ? result->access_expires_in : 300;
	swa_err err = result->err;

	enrolling->oidc = NULL;
	if (err == SWA_OK)
		err = swa_buf_append(&enrolling->access, result->access_token->data,
		                     result->access_token->size);
	if (err == SWA_OK && result->refresh_token != NULL)
		err = swa_buf_append(&enrolling->refresh, result->refresh_token->data,
		                     result->refresh_token->size);
	if (err != SWA_OK) {
		end(enrolling, err, result->why);
		return;
	}
	enrolling->dpop_bound = result->dpop_bound;
	enrolling->access_until = uv_now(enrolling->sync->loop) + 1000u * (uint64_t)expires;
	job_phase(&enrolling->sync->jobs, enrolling->job, "registering");
	register_device(enrolling);
}

static void
on_discovered(void *context, struct swa_oidc_result *result)
{
	struct enrolling *enrolling = context;
	struct swa_oidc_client client;
	struct swa_oidc_metadata metadata;
	struct swa_fault fault = {.where = ""};
	swa_err err = result->err;

	enrolling->oidc = NULL;
	if (err != SWA_OK) {
		end(enrolling, err, result->why);
		return;
	}
	enrolling->metadata = result->document;
	result->document = NULL;
	client_of(enrolling, &client);
	err = swa_oidc_read_metadata(enrolling->metadata, client.issuer, &enrolling->scope, &metadata,
	                             &fault);
	if (err == SWA_OK)
		err = swa_oidc_authorize(enrolling->sync->http, enrolling->sync->loop, &client, &metadata,
		                         enrolling->seed, on_codes, on_tokens, enrolling, &enrolling->oidc);
	if (err != SWA_OK)
		end(enrolling, err, fault.where);
}

/* --- the terms ------------------------------------------------------------------------- */

static void
choose(struct swa_buf *to, const char *first, const char *second, const char *last)
{
	const char *text = first != NULL && first[0] != '\0' ? first : second;

	(void)swa_buf_append_text(to, text != NULL && text[0] != '\0' ? text : last);
}

static void
choose_name(struct enrolling *enrolling, const char *name)
{
	char host[UV_MAXHOSTNAMESIZE] = "";
	size_t size = sizeof(host);

	if (uv_os_gethostname(host, &size) != 0 || host[0] == '\0')
		(void)snprintf(host, sizeof(host), "device");
	host[NAME_MAX_BYTES < sizeof(host) ? NAME_MAX_BYTES : sizeof(host) - 1] = '\0';
	choose(&enrolling->device_name, name, NULL, host);
}

/* What the file pins wins; what TERMS say of the rest goes before the file. */
static swa_err
read_terms(struct enrolling *enrolling, const struct swa_enrol_terms *terms, struct swa_fault *ret_fault)
{
	struct organisation_file file = {.document = NULL};
	struct org *org;
	struct swa_buf *list[10];
	swa_err err;

	if ((err = service_address(terms->service, &enrolling->service)) != SWA_OK)
		return err;
	for (org = enrolling->sync->orgs; org != NULL; org = org->next)
		if (strcmp(org->row.service, swa_buf_text(&enrolling->service)) == 0)
			break;
	if ((org != NULL) != terms->again)
		return terms->again ? SWA_ERR_ENROLMENT_UNKNOWN : SWA_ERR_ENROLMENT_EXISTS;
	if ((err = organisation_file_read(FOLDER, swa_buf_text(&enrolling->service), &file, ret_fault)) !=
	    SWA_OK)
		return err;
	if (org != NULL)
		(void)snprintf(enrolling->again, sizeof(enrolling->again), "%s", org->row.id);
	choose(&enrolling->issuer, terms->issuer, file.issuer,
	       org != NULL ? org->row.issuer : swa_buf_text(&enrolling->service));
	choose(&enrolling->client_id, terms->client_id, file.client_id,
	       org != NULL ? org->row.client_id : CLIENT_ID);
	choose(&enrolling->ca, swa_buf_text(&file.ca), terms->ca, org != NULL ? swa_buf_text(&org->ca) : "");
	choose(&enrolling->tls_pin, file.tls_pin, terms->tls_pin, org != NULL ? org->row.tls_pin : "");
	choose(&enrolling->fingerprint, terms->fingerprint, NULL, "");
	choose_name(enrolling, org != NULL ? org->row.device_name : terms->device_name);
	enrolling->pinned = file.pinned;
	memcpy(enrolling->identity_pin, file.identity_key, SWA_KEY_SIZE);
	organisation_file_finish(&file);
	buffers(enrolling, list);
	for (size_t i = 0; i < 10; i++)
		if (list[i]->err != SWA_OK)
			return list[i]->err;
	return SWA_OK;
}

static swa_err
make_keys(struct enrolling *enrolling)
{
	struct org *org = enrolling->again[0] != '\0' ? org_find(enrolling->sync, enrolling->again) : NULL;
	swa_err err;

	if (org == NULL) {
		if ((err = swa_signature_pair(&enrolling->seed, enrolling->signature_key)) != SWA_OK)
			return err;
		return swa_delivery_pair(&enrolling->delivery, enrolling->delivery_key);
	}
	memcpy(enrolling->delivery_key, org->row.delivery_key, SWA_KEY_SIZE);
	memcpy(enrolling->signature_key, org->row.signature_key, SWA_KEY_SIZE);
	return org_key(org, SWA_SECRET_SIGNATURE_KEY, &enrolling->seed);
}

swa_err
swa_sync_enrol(struct swa_sync *sync, const struct swa_enrol_terms *terms, char ret_job[SWA_JOB_ID_SIZE],
               struct swa_fault *ret_fault)
{
	struct swa_oidc_client client;
	struct enrolling *enrolling;
	swa_err err;

	if (sync->vault == NULL)
		return SWA_ERR_VAULT_LOCKED;
	if ((enrolling = new_enrolling(sync)) == NULL)
		return SWA_ERR_NOMEM;
	if ((err = read_terms(enrolling, terms, ret_fault)) == SWA_OK &&
	    (err = make_keys(enrolling)) == SWA_OK) {
		client_of(enrolling, &client);
		err = swa_oidc_discover(sync->http, &client, on_discovered, enrolling, &enrolling->oidc);
	}
	if (err == SWA_OK && (enrolling->job = job_new(&sync->jobs, enrolling->again)) == NULL)
		err = SWA_ERR_NOMEM;
	if (err != SWA_OK) {
		free_enrolling(enrolling);
		return err;
	}
	enrolling->next = sync->enrolling;
	sync->enrolling = enrolling;
	(void)snprintf(ret_job, SWA_JOB_ID_SIZE, "%s", enrolling->job->id);
	sync_plan(sync);
	return SWA_OK;
}
