/*
 * The service or the provider refuses this device: was it revoked?  Only an
 * entry that the organisation signed for this device wipes.
 */
#include "apply.h"
#include "org.h"

#include "swa/outbox.h"

#include <stdio.h>
#include <string.h>

/* --- erasing -------------------------------------------------------------------- */

struct unsent {
	struct swa_vault *vault;
	struct swa_buf lines;
};

static bool
on_unsent(void *context, const struct swa_outbox_item *item)
{
	struct unsent *unsent = context;
	char label[SWA_LABEL_MAX + 1];

	apply_app_label(unsent->vault, item->app_id, label, sizeof(label));
	(void)swa_buf_printf(&unsent->lines, "%s%s: %s", unsent->lines.size > 0 ? "\n" : "", label,
	                     item->username);
	return unsent->lines.err == SWA_OK; /* what is past the limit of a notice is not named */
}

void
org_erase(struct org *org, const char *kind, const char *reason)
{
	struct swa_sync *sync = org->sync;
	const struct swa_sync_events *events = &sync->events;
	struct unsent unsent = {.vault = sync->vault};
	bool revoked = strcmp(kind, "revoked") == 0;
	struct job *job = org->job;
	char detail[300];
	swa_err err;

	swa_buf_init(&unsent.lines, 3500);
	org_end_apps(org);
	if (swa_outbox_list(sync->vault, org->row.id, on_unsent, &unsent) != SWA_OK)
		(void)swa_buf_append_text(&unsent.lines, "?"); /* a wipe does not wait for names */
	if ((err = swa_enrolment_erase(sync->vault, org->row.id)) != SWA_OK) {
		swa_buf_finish(&unsent.lines);
		look_end(org, err, "", -1);
		return;
	}
	if (revoked) {
		(void)snprintf(detail, sizeof(detail), "%.140s %.140s", org->row.name, reason);
		org_note(org, "revoked", NULL, NULL, detail);
	}
	(void)snprintf(detail, sizeof(detail), "%.140s %.140s", org->row.name, swa_buf_text(&unsent.lines));
	org_note(org, "erased", NULL, NULL, detail);
	org_notices_over(org);
	org_notice(org, kind, "", swa_buf_text(&unsent.lines));
	swa_buf_finish(&unsent.lines);
	swa_policy_forget(sync->policy, org->row.id);
	org->job = NULL;
	if (org->keys_job != NULL)
		job_finish(&sync->jobs, org->keys_job, SWA_ERR_ENROLMENT_UNKNOWN, "", 0);
	org_remove(org);
	job_finish(&sync->jobs, job, revoked ? SWA_ERR_DEVICE_REVOKED : SWA_ERR_SIGN_IN_NEEDED,
	           "What was the organisation's was erased.", 0);
	events->policy_changed(events->context);
	events->apps_changed(events->context);
	events->questions_changed(events->context);
	events->enrolments_changed(events->context);
	events->touched(events->context);
	sync_plan(sync);
}

/* --- asking ------------------------------------------------------------------------ */

static void
lock_out(struct org *org)
{
	struct swa_sync *sync = org->sync;

	if (org->row.state == SWA_ENROLMENT_SIGN_IN ||
	    swa_enrolment_set_state(sync->vault, org->row.id, SWA_ENROLMENT_SIGN_IN) != SWA_OK)
		return;
	org->row.state = SWA_ENROLMENT_SIGN_IN;
	org_end_apps(org);
	org_note(org, "sign_in_needed", NULL, NULL, org->row.name);
	org_notice(org, "sign_in", "", "");
	sync->events.apps_changed(sync->events.context);
}

static bool
is_revocation(const struct org *org, const struct swa_json *body, char *ret_reason, size_t size)
{
	const struct swa_delivery_parties parties = {
	        .organisation = org->row.organisation,
	        .device = org->row.device,
	};
	struct swa_json *document = NULL;
	struct swa_entry entry;
	const char *reason;

	if (apply_read_entry(body, &entry) != SWA_OK || strcmp(entry.type, "revocation") != 0 ||
	    strcmp(entry.id, org->row.device) != 0 ||
	    swa_entry_verify(org->row.identity_key, &parties, &entry) != SWA_OK)
		return false;
	if (swa_json_parse(entry.body, strlen(entry.body), &document, NULL) == SWA_OK &&
	    (reason = swa_json_get_text(document, "reason")) != NULL)
		(void)snprintf(ret_reason, size, "%s", reason);
	swa_json_free(document);
	return true;
}

static void
on_told(struct org *org, const struct swa_api_answer *answer)
{
	swa_err err = org->gone_err;
	char reason[256] = "";

	if (answer->err == SWA_OK && answer->body != NULL) {
		if (is_revocation(org, answer->body, reason, sizeof(reason))) {
			org_erase(org, "revoked", reason);
			return;
		}
		look_end(org, SWA_ERR_SIGNATURE_INVALID, "revocation", -1);
		return;
	}
	if (err == SWA_ERR_SIGN_IN_NEEDED) {
		lock_out(org);
		if (offline_erases(org)) {
			org_erase(org, "erased", "");
			return;
		}
	}
	look_end(org, err, org->gone_why, -1);
}

void
revocation_ask(struct org *org, swa_err err, const char *why)
{
	struct org_request *request = org_request(org, "GET", on_told);
	struct swa_buf query;

	org->gone_err = err;
	(void)snprintf(org->gone_why, sizeof(org->gone_why), "%s", why);
	swa_buf_init(&query, 128);
	org_put_identity(org, &query);
	(void)snprintf(request->path, sizeof(request->path), "/v1/devices/%s/revocation?%s", org->row.device,
	               swa_buf_text(&query));
	swa_buf_finish(&query);
	request->no_token = true;
	org_send(org);
}
