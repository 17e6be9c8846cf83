#include "org.h"

#include "encode.h"
#include "swa/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t
wall_clock(void)
{
	return (int64_t)time(NULL);
}

/* --- a copy of the row -------------------------------------------------------- */

#define TEXTS 12

static void
text_members(struct swa_enrolment *row, const char **ret_members[TEXTS])
{
	const char **members[TEXTS] = {&row->id,           &row->service, &row->issuer, &row->client_id,
	                               &row->organisation, &row->name,    &row->person, &row->device,
	                               &row->device_name,  &row->tls_pin, &row->cursor, &row->etag};

	memcpy(ret_members, members, sizeof(members));
}

struct copying {
	struct org *org;
	swa_err err;
};

static bool
on_row(void *context, const struct swa_enrolment *enrolment)
{
	struct copying *copying = context;
	struct swa_enrolment row = *enrolment;
	const char **members[TEXTS];
	size_t size = 0;
	char *texts, *at;

	text_members(&row, members);
	for (size_t i = 0; i < TEXTS; i++)
		size += strlen(*members[i]) + 1;
	if ((at = texts = malloc(size)) == NULL) {
		copying->err = SWA_ERR_NOMEM;
		return false;
	}
	for (size_t i = 0; i < TEXTS; i++) {
		size_t length = strlen(*members[i]) + 1;

		memcpy(at, *members[i], length);
		*members[i] = at;
		at += length;
	}
	free(copying->org->texts);
	copying->org->texts = texts;
	copying->org->row = row;
	return false;
}

static swa_err
copy_row(struct swa_vault *vault, const char *id, struct org *org)
{
	struct copying copying = {.org = org, .err = SWA_OK};
	swa_err err = swa_enrolment_get(vault, id, on_row, &copying);

	return err == SWA_OK ? copying.err : err;
}

swa_err
org_reload(struct org *org)
{
	char id[SWA_ENROLMENT_ID_SIZE + 1];

	(void)snprintf(id, sizeof(id), "%s", org->row.id);
	return copy_row(org->sync->vault, id, org);
}

/* --- the list ------------------------------------------------------------------ */

static swa_err
load_records(struct org *org)
{
	struct swa_sync *sync = org->sync;
	struct swa_fault fault;
	struct swa_buf body;
	swa_err err;

	err = swa_record_get(sync->vault, org->row.id, SWA_RECORD_CA, &org->ca);
	if (err != SWA_OK && err != SWA_ERR_RECORD_MISSING)
		return err;
	swa_buf_init(&body, SWA_RECORD_MAX);
	err = swa_record_get(sync->vault, org->row.id, SWA_RECORD_POLICY, &body);
	if (err == SWA_OK)
		err = swa_policy_service(sync->policy, org->row.id, swa_buf_text(&body), &fault);
	swa_buf_finish(&body);
	return err == SWA_ERR_RECORD_MISSING || err == SWA_ERR_SERVICE ? SWA_OK : err;
}

static void
org_free(struct org *org)
{
	org_cancel(org);
	swa_buf_finish(&org->ca);
	swa_buf_finish(&org->access);
	swa_buf_finish(&org->scope);
	free(org->texts);
	free(org);
}

swa_err
org_load(struct swa_sync *sync, const char *id, struct org **ret_org)
{
	struct org *org = calloc(1, sizeof(*org)), **at = &sync->orgs;
	swa_err err;

	if (org == NULL)
		return SWA_ERR_NOMEM;
	org->sync = sync;
	swa_buf_init(&org->ca, SWA_RECORD_MAX);
	swa_buf_init(&org->access, SWA_TOKEN_MAX);
	swa_buf_init(&org->scope, 4096);
	if ((err = copy_row(sync->vault, id, org)) != SWA_OK || (err = load_records(org)) != SWA_OK) {
		org_free(org);
		return err;
	}
	while (*at != NULL)
		at = &(*at)->next;
	*at = org;
	*ret_org = org;
	return SWA_OK;
}

static bool
on_id(void *context, const struct swa_enrolment *enrolment)
{
	(void)swa_buf_printf(context, "%s\n", enrolment->id);
	return true;
}

swa_err
orgs_load(struct swa_sync *sync)
{
	char id[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_buf ids;
	struct org *org;
	swa_err err;

	swa_buf_init(&ids, SWA_RECORD_MAX);
	if ((err = swa_enrolment_list(sync->vault, on_id, &ids)) == SWA_OK)
		err = ids.err;
	for (size_t at = 0; err == SWA_OK && at < ids.size; at += SWA_ENROLMENT_ID_SIZE + 1) {
		(void)snprintf(id, sizeof(id), "%s", swa_buf_text(&ids) + at);
		id[SWA_ENROLMENT_ID_SIZE] = '\0';
		err = org_load(sync, id, &org);
	}
	swa_buf_finish(&ids);
	return err;
}

struct org *
org_find(struct swa_sync *sync, const char *id)
{
	struct org *org = sync->orgs;

	while (org != NULL && strcmp(org->row.id, id) != 0)
		org = org->next;
	return org;
}

void
org_cancel(struct org *org)
{
	if (org->api != NULL)
		swa_api_cancel(org->api);
	if (org->oidc != NULL)
		swa_oidc_cancel(org->oidc);
	org->api = NULL;
	org->oidc = NULL;
	swa_json_free(org->request.body);
	org->request.body = NULL;
	swa_json_free(org->metadata);
	org->metadata = NULL;
	swa_secret_free(org->seed);
	org->seed = NULL;
}

void
org_remove(struct org *org)
{
	for (struct org **at = &org->sync->orgs; *at != NULL; at = &(*at)->next)
		if (*at == org) {
			*at = org->next;
			break;
		}
	org_free(org);
}

void
orgs_free(struct swa_sync *sync)
{
	while (sync->orgs != NULL)
		org_remove(sync->orgs);
}

/* --- small things ---------------------------------------------------------------- */

void
org_notice(struct org *org, const char *kind, const char *subject, const char *detail)
{
	const struct swa_notice notice = {
	        .id = "",
	        .when = wall_clock(),
	        .kind = kind,
	        .organisation = org->row.name,
	        .subject = subject,
	        .detail = detail,
	};
	const struct swa_sync_events *events = &org->sync->events;

	if (swa_notice_add(org->sync->vault, &notice) != SWA_OK)
		return;
	events->note(events->context, "notice", NULL, NULL, kind);
	events->notices_changed(events->context);
	events->touched(events->context);
}

struct over {
	const struct org *org;
	const char *kind;
	char id[SWA_ID_MAX + 1];
};

static bool
on_notice(void *context, const struct swa_notice *notice)
{
	struct over *over = context;

	if (strcmp(notice->kind, over->kind) != 0 || strcmp(notice->organisation, over->org->row.name) != 0)
		return true;
	(void)snprintf(over->id, sizeof(over->id), "%s", notice->id);
	return false;
}

void
org_notice_over(struct org *org, const char *kind)
{
	const struct swa_sync_events *events = &org->sync->events;
	struct over over = {.org = org, .kind = kind};

	if (swa_notice_list(org->sync->vault, on_notice, &over) != SWA_OK || over.id[0] == '\0' ||
	    swa_notice_dismiss(org->sync->vault, over.id) != SWA_OK)
		return;
	events->notices_changed(events->context);
	events->touched(events->context);
}

void
org_notices_over(struct org *org)
{
	const struct swa_sync_events *events = &org->sync->events;

	if (swa_notice_end(org->sync->vault, NULL, org->row.name, NULL) == SWA_OK)
		events->notices_changed(events->context);
}

void
org_note(struct org *org, const char *event, const char *app_id, const char *account_id, const char *detail)
{
	const struct swa_sync_events *events = &org->sync->events;

	events->note(events->context, event, app_id, account_id, detail);
}

static bool
on_app(void *context, const struct swa_app *app)
{
	struct org *org = context;

	if (strcmp(app->space, org->row.id) == 0)
		org->sync->events.app_ended(org->sync->events.context, app->id);
	return true;
}

void
org_end_apps(struct org *org)
{
	if (swa_app_list(org->sync->vault, NULL, NULL, UINT32_MAX, on_app, org) != SWA_OK)
		org_note(org, "sync_failed", NULL, NULL, org->row.name);
}

unsigned
org_app_count(struct org *org)
{
	if (!org->counted)
		org->counted = swa_app_count_in(org->sync->vault, org->row.id, &org->apps) == SWA_OK;
	return org->counted ? org->apps : 0;
}

swa_err
org_key(struct org *org, const char *field, struct swa_secret **ret_key)
{
	struct swa_buf value;
	swa_err err;

	swa_buf_init(&value, SWA_TOKEN_MAX);
	err = swa_enrolment_secret(org->sync->vault, org->row.id, field, &value);
	if (err == SWA_OK)
		err = value.size == SWA_KEY_SIZE ? swa_secret_take(value.data, value.size, ret_key)
		                                 : SWA_ERR_VAULT_DAMAGED;
	swa_buf_finish(&value);
	return err;
}

void
org_put_identity(const struct org *org, struct swa_buf *query)
{
	(void)swa_buf_append_text(query, "identity=");
	(void)swa_base64_put(query, org->row.identity_key, SWA_KEY_SIZE);
}

void
answer_fail(struct swa_api_answer *ret_answer, swa_err err, const char *why)
{
	*ret_answer = (struct swa_api_answer){.err = err, .retry_after_s = -1, .etag = ""};
	(void)snprintf(ret_answer->why, sizeof(ret_answer->why), "%s", why);
}
