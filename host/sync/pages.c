/* Fetching pages of changes until there are no more. */
#include "apply.h"
#include "org.h"

#include <stdio.h>
#include <string.h>

#define LIMIT_LEAST 8u

static void fetch(struct org *org);

void
pages_start(struct org *org)
{
	job_phase(&org->sync->jobs, org->job, "fetching");
	fetch(org);
}

static void
tell(struct org *org, struct apply *apply, struct effects *effects)
{
	struct swa_sync *sync = org->sync;
	char detail[160];

	if (apply->entries > 0) {
		(void)snprintf(detail, sizeof(detail), "%.120s %zu", org->row.name, apply->entries);
		effects_note(effects, "sync", NULL, NULL, detail);
	}
	if (effects->policy)
		effects_note(effects, "policy", NULL, NULL, org->row.name);
	effects_tell(effects, &sync->events);
	sync->events.touched(sync->events.context);
}

static void
go_on(struct org *org, const struct apply *apply)
{
	swa_err err;

	if (apply->mismatch && org->restarted) { /* a second time: not now */
		look_end(org, SWA_ERR_SNAPSHOT_MISMATCH, "", -1);
		return;
	}
	org->restarted = org->restarted || apply->mismatch;
	if ((err = org_reload(org)) != SWA_OK) {
		look_end(org, err, "", -1);
		return;
	}
	if (apply->more || apply->restarted)
		pages_start(org);
	else
		reports_start(org);
}

static void
take(struct org *org, const struct swa_api_answer *answer)
{
	struct swa_sync *sync = org->sync;
	struct swa_secret *key = NULL;
	struct effects effects = {.items = NULL};
	struct swa_fault fault = {.where = ""};
	struct apply apply = {
	        .vault = sync->vault,
	        .policy = sync->policy,
	        .enrolment = &org->row,
	        .effects = &effects,
	        .now = wall_clock(),
	};
	swa_err err;

	job_phase(&sync->jobs, org->job, "applying");
	if ((err = org_key(org, SWA_SECRET_DELIVERY_KEY, &key)) == SWA_OK) {
		apply.delivery_key = key;
		err = apply_page(&apply, answer->body, answer->etag, &fault);
	}
	swa_secret_free(key);
	if (err == SWA_OK) {
		org->counted = org->counted && !apply.apps_moved;
		tell(org, &apply, &effects);
		job_progress(&sync->jobs, org->job, (int64_t)apply.entries);
		go_on(org, &apply);
		return;
	}
	effects_drop(&effects);
	if (err == SWA_ERR_DEVICE_REVOKED)
		revocation_ask(org, err, "");
	else
		look_end(org, err, fault.where, -1);
}

static void
unchanged(struct org *org)
{
	struct swa_sync *sync = org->sync;
	swa_err err = swa_enrolment_synced(sync->vault, org->row.id, org->row.etag, wall_clock());

	sync->events.touched(sync->events.context);
	if (err == SWA_OK && (err = org_reload(org)) == SWA_OK)
		reports_start(org);
	else
		look_end(org, err, "", -1);
}

static void
start_over(struct org *org)
{
	struct swa_sync *sync = org->sync;
	swa_err err = SWA_ERR_SERVICE;

	if (!org->restarted && (err = swa_delta_restart(sync->vault, org->row.id)) == SWA_OK) {
		org->restarted = true;
		if ((err = org_reload(org)) == SWA_OK) {
			pages_start(org);
			return;
		}
	}
	look_end(org, err, "", -1);
}

static void
on_page(struct org *org, const struct swa_api_answer *answer)
{
	if (answer->err == SWA_OK && answer->status == 304 && org->request.headers[0][0] != '\0')
		unchanged(org);
	else if (answer->err == SWA_OK && answer->status == 200 && answer->body != NULL)
		take(org, answer);
	else if (answer->err == SWA_OK)
		look_end(org, SWA_ERR_SERVICE, "The service answered with something else than a page.", -1);
	else if (answer->status == 410 && strcmp(answer->name, "cursor_lost") == 0)
		start_over(org);
	else if (answer->err == SWA_ERR_LIMIT && org->limit > LIMIT_LEAST) {
		org->limit /= 2; /* the entries are large ones */
		fetch(org);
	} else
		look_failed(org, answer);
}

static void
fetch(struct org *org)
{
	struct org_request *request = org_request(org, "GET", on_page);
	const struct swa_enrolment *row = &org->row;
	struct swa_buf path;

	if (org->limit == 0)
		org->limit = ORG_PAGE_LIMIT;
	swa_buf_init(&path, sizeof(request->path) - 1);
	(void)swa_buf_printf(&path, "/v1/changes?limit=%u", org->limit);
	if (row->cursor[0] != '\0') {
		(void)swa_buf_append_text(&path, "&cursor=");
		swa_http_escape(&path, row->cursor);
	} else {
		(void)swa_buf_append_text(&path, "&");
		org_put_identity(org, &path);
	}
	(void)snprintf(request->path, sizeof(request->path), "%s", swa_buf_text(&path));
	swa_buf_finish(&path);
	if (row->etag[0] != '\0' && row->cursor[0] != '\0' && !row->full)
		(void)snprintf(request->headers[0], ORG_HEADER_MAX, "If-None-Match: %s", row->etag);
	org_send(org);
}
