/* Telling the service what happened with its apps (docs/sync-protocol.md, section 6). */
#include "org.h"

#include "swa/report.h"

#include <stdio.h>

#define BATCH 200u

static void send_batch(struct org *org);

struct batch {
	struct swa_json *events;
	int64_t last;
};

static bool
on_report(void *context, const struct swa_report *report)
{
	struct batch *batch = context;
	struct swa_json *event = swa_json_new_object();

	swa_json_set_text(event, "id", report->id);
	swa_json_set_integer(event, "time", report->when);
	swa_json_set_text(event, "type", report->type);
	if (report->app_id[0] != '\0')
		swa_json_set_text(event, "app_id", report->app_id);
	if (report->account_id[0] != '\0')
		swa_json_set_text(event, "account_id", report->account_id);
	swa_json_set_text(event, "detail", report->detail);
	swa_json_add(batch->events, event);
	batch->last = report->number;
	return true;
}

/* A generation that is above ours was named by this very device: the vault is an older copy of itself. */
static void
check_generation(struct org *org, const struct swa_json *body)
{
	int64_t generation;

	if (swa_json_get_integer(body, "generation", &generation) &&
	    generation > (int64_t)swa_vault_generation(org->sync->vault)) {
		org_note(org, "rolled_back", NULL, NULL, org->row.name);
		org_notice(org, "rolled_back", "", "");
	}
}

static void
on_taken(struct org *org, const struct swa_api_answer *answer)
{
	struct swa_sync *sync = org->sync;
	swa_err err = answer->err;
	int64_t accepted;

	if (err == SWA_OK && !swa_json_get_integer(answer->body, "accepted", &accepted))
		err = SWA_ERR_SERVICE;
	if (err != SWA_OK) {
		if (answer->err == SWA_OK)
			look_end(org, err, "The service's answer to events names no number.", -1);
		else
			look_failed(org, answer);
		return;
	}
	check_generation(org, answer->body);
	if ((err = swa_report_taken(sync->vault, org->row.id, org->report_number)) != SWA_OK) {
		look_end(org, err, "", -1);
		return;
	}
	sync->events.touched(sync->events.context);
	send_batch(org);
}

static void
send_batch(struct org *org)
{
	struct swa_sync *sync = org->sync;
	struct batch batch = {.events = swa_json_new_array()};
	struct org_request *request;
	swa_err err;

	err = swa_report_next(sync->vault, org->row.id, BATCH, on_report, &batch);
	if (err != SWA_OK || swa_json_count(batch.events) == 0) {
		swa_json_free(batch.events);
		look_end(org, err, "", -1);
		return;
	}
	org->report_number = batch.last;
	request = org_request(org, "POST", on_taken);
	(void)snprintf(request->path, sizeof(request->path), "/v1/events");
	request->body = swa_json_new_object();
	swa_json_set_integer(request->body, "generation", (int64_t)swa_vault_generation(sync->vault));
	swa_json_set(request->body, "events", batch.events);
	org_send(org);
}

void
reports_start(struct org *org)
{
	job_phase(&org->sync->jobs, org->job, "reporting");
	send_batch(org);
}
