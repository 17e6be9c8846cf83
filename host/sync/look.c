/* One look at an enrolment: its beginning, its end, and when the next is due. */
#include "org.h"

#include <stdio.h>
#include <string.h>

/* What is known of the trust in a service that rests: it is looked at no more often than it must be. */
static bool
rests(swa_err err)
{
	return err == SWA_ERR_DEVICE_REVOKED || err == SWA_ERR_SIGNATURE_INVALID ||
	       err == SWA_ERR_ENTRY_OUTDATED || err == SWA_ERR_SIGN_IN_NEEDED;
}

static void
set_state(struct org *org, enum swa_enrolment_state state)
{
	struct swa_sync *sync = org->sync;

	if (org->row.state == state)
		return;
	if (swa_enrolment_set_state(sync->vault, org->row.id, state) != SWA_OK)
		return;
	org->row.state = state;
	sync->events.touched(sync->events.context);
}

static void
succeed(struct org *org)
{
	swa_backoff_reset(&org->backoff);
	org->synced_ms = uv_now(org->sync->loop);
	org->limit = 0; /* what was too large is through */
	set_state(org, SWA_ENROLMENT_ACTIVE);
	org->due = uv_now(org->sync->loop) + sync_interval_ms(org);
}

static void
note_failure(struct org *org, swa_err err)
{
	char detail[200];

	(void)snprintf(detail, sizeof(detail), "%.120s %s", org->row.name, swa_err_name(err));
	org_note(org, "sync_failed", NULL, NULL, detail);
}

static void
put_off(struct org *org, swa_err err, int64_t retry_after_s)
{
	uint64_t wait = swa_backoff_next(&org->backoff, retry_after_s);

	if (err == SWA_ERR_SIGNATURE_INVALID || err == SWA_ERR_ENTRY_OUTDATED ||
	    err == SWA_ERR_DEVICE_REVOKED)
		set_state(org, SWA_ENROLMENT_SUSPENDED);
	if (rests(err) && wait < sync_ceiling_ms(org))
		wait = swa_backoff_spread(sync_ceiling_ms(org));
	org->due = uv_now(org->sync->loop) + (wait > 0 ? wait : 1);
	if (err != org->err)
		note_failure(org, err);
}

void
look_end(struct org *org, swa_err err, const char *why, int64_t retry_after_s)
{
	struct swa_sync *sync = org->sync;
	struct job *job = org->job;
	struct job *keys = org->keys_job;
	char text[256];

	(void)snprintf(text, sizeof(text), "%s", why);
	org_cancel(org);
	org->job = NULL;
	if (err == SWA_OK && org->again) {
		org->again = false;
		(void)look_start(org, job);
		return;
	}
	org->again = false;
	if (err == SWA_OK)
		succeed(org);
	else if (err != SWA_ERR_CANCELLED)
		put_off(org, err, retry_after_s);
	org->err = err;
	(void)snprintf(org->why, sizeof(org->why), "%s", text);
	job_finish(&sync->jobs, job, err, text, org_app_count(org));
	sync->events.enrolments_changed(sync->events.context);
	org->keys_job = NULL;
	if (keys != NULL)
		keys_start(org, keys);
	else
		sync_plan(sync);
}

void
look_stop(struct org *org)
{
	struct job *keys = org->keys_job;

	org->keys_job = NULL;
	job_finish(&org->sync->jobs, keys, SWA_ERR_CANCELLED, "", 0);
	if (org->job != NULL)
		look_end(org, SWA_ERR_CANCELLED, "", -1);
}

void
look_failed(struct org *org, const struct swa_api_answer *answer)
{
	if (answer->err == SWA_ERR_SIGN_IN_NEEDED || answer->err == SWA_ERR_DEVICE_REVOKED)
		revocation_ask(org, answer->err, answer->why);
	else
		look_end(org, answer->err, answer->why, answer->retry_after_s);
}

struct job *
look_start(struct org *org, struct job *job)
{
	struct swa_sync *sync = org->sync;
	swa_err err;

	if (org->job != NULL) {
		org->again = true;
		return org->job;
	}
	if (job == NULL && (job = job_new(&sync->jobs, org->row.id)) == NULL)
		return NULL;
	org->job = job;
	org->due = 0;
	org->restarted = false;
	job_phase(&sync->jobs, job, "connecting");
	if ((err = org_reload(org)) != SWA_OK ||
	    (err = org_key(org, SWA_SECRET_SIGNATURE_KEY, &org->seed)) != SWA_OK) {
		look_end(org, err, "", -1);
		return job;
	}
	if (org->row.state == SWA_ENROLMENT_SIGN_IN)
		revocation_ask(org, SWA_ERR_SIGN_IN_NEEDED, "");
	else if (!keys_resume(org))
		writeback_start(org);
	return job;
}
