/* When something is due, and the calls that concern all enrolments. */
#include "org.h"

#include "delivery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAKE_MS 2000u
#define CLOCK_MOST_MS ((uint64_t)5 * 60 * 1000) /* a suspended computer's clock is looked at that often */
#define CLOCK_JUMP_S 60

static void on_clock(uv_timer_t *timer);

swa_err
swa_sync_new(uv_loop_t *loop, struct swa_policy_set *policy, const struct swa_sync_events *events,
             struct swa_sync **ret_sync)
{
	struct swa_sync *sync = calloc(1, sizeof(*sync));
	swa_err err;

	if (sync == NULL)
		return SWA_ERR_NOMEM;
	sync->loop = loop;
	sync->policy = policy;
	sync->events = *events;
	if ((err = swa_http_new(loop, &sync->http)) != SWA_OK) {
		free(sync);
		return err;
	}
	jobs_init(&sync->jobs, loop);
	(void)uv_timer_init(loop, &sync->clock);
	sync->clock.data = sync;
	swa_sync_reconfigure(sync);
	*ret_sync = sync;
	return SWA_OK;
}

void
swa_sync_reconfigure(struct swa_sync *sync)
{
	swa_http_use_proxy(sync->http, swa_policy_for(sync->policy, "")->proxy);
}

/* --- time ------------------------------------------------------------------------ */

uint64_t
sync_ceiling_ms(const struct org *org)
{
	return (uint64_t)swa_policy_for(org->sync->policy, org->row.id)->sync_max_seconds * 1000u;
}

/* The ceiling is how old anything may get; the floor keeps a wake from coming too soon after a look. */
uint64_t
sync_interval_ms(const struct org *org)
{
	const struct swa_policy *policy = swa_policy_for(org->sync->policy, org->row.id);
	int64_t seconds = policy->sync_max_seconds;

	if (seconds < policy->sync_min_seconds)
		seconds = policy->sync_min_seconds;
	return swa_backoff_spread((uint64_t)seconds * 1000u);
}

static void
sooner(uint64_t *due, uint64_t other)
{
	if (other != 0 && (*due == 0 || other < *due))
		*due = other;
}

void
sync_plan(struct swa_sync *sync)
{
	uint64_t now = uv_now(sync->loop), due = 0, wait;

	if (sync->stopped)
		return;
	for (const struct org *org = sync->orgs; org != NULL; org = org->next) {
		if (org->leaving != NULL)
			sooner(&due, leave_due(org->leaving));
		else if (org->job == NULL)
			sooner(&due, org->due);
	}
	sooner(&due, enrolling_due(sync));
	if (sync->wake_waits)
		sooner(&due, sync->woken_ms + WAKE_MS);
	if (sync->vault == NULL)
		due = 0;
	wait = due == 0 ? CLOCK_MOST_MS : due > now ? due - now : 1;
	if (wait > CLOCK_MOST_MS)
		wait = CLOCK_MOST_MS;
	sync->wall = wall_clock();
	sync->wall_ms = now;
	if (sync->vault != NULL || sync->jobs.first != NULL)
		(void)uv_timer_start(&sync->clock, on_clock, wait, 0);
	else
		(void)uv_timer_stop(&sync->clock);
}

/* The computer slept: the loop's time stood still meanwhile, the network may be another. */
static bool
jumped(const struct swa_sync *sync)
{
	int64_t passed = (int64_t)((uv_now(sync->loop) - sync->wall_ms) / 1000);

	return wall_clock() - sync->wall > passed + CLOCK_JUMP_S;
}

/* A network that is back says nothing of a service that answered, and did not want to be asked again so soon.
 */
static bool
asks_patience(const struct org *org)
{
	return org->err != SWA_OK && org->err != SWA_ERR_NETWORK && org->err != SWA_ERR_TLS &&
	       org->due > uv_now(org->sync->loop);
}

static void
wake_all(struct swa_sync *sync)
{
	sync->wake_waits = false;
	sync->woken_ms = uv_now(sync->loop);
	for (struct org *org = sync->orgs, *next; org != NULL; org = next) {
		next = org->next; /* a look may end at once, and with it the enrolment */
		if (org->leaving == NULL && !asks_patience(org))
			(void)look_start(org, NULL);
	}
}

static void
look_at_due(struct swa_sync *sync, uint64_t now)
{
	for (struct org *org = sync->orgs, *next; org != NULL; org = next) {
		next = org->next;
		if (org->leaving != NULL)
			leave_tick(org, now);
		else if (org->job == NULL && offline_erases(org))
			org_erase(org, "erased", "");
		else if (org->job == NULL && org->due != 0 && org->due <= now)
			(void)look_start(org, NULL);
	}
}

static void
on_clock(uv_timer_t *timer)
{
	struct swa_sync *sync = timer->data;
	uint64_t now = uv_now(sync->loop);

	jobs_tidy(&sync->jobs);
	if (sync->vault != NULL) {
		if (jumped(sync)) {
			swa_http_forget(sync->http);
			sync->wake_waits = true;
		}
		if (sync->wake_waits && now - sync->woken_ms >= WAKE_MS)
			wake_all(sync);
		look_at_due(sync, now);
		enrolling_tick(sync, now);
	}
	sync_plan(sync);
}

/* --- with the vault ------------------------------------------------------------------ */

void
swa_sync_open(struct swa_sync *sync, struct swa_vault *vault)
{
	if (sync->stopped || sync->vault != NULL)
		return;
	sync->vault = vault;
	if (orgs_load(sync) != SWA_OK)
		sync->events.note(sync->events.context, "sync_failed", NULL, NULL, "enrolments");
	for (struct org *org = sync->orgs, *next; org != NULL; org = next) {
		next = org->next;
		if (offline_erases(org))
			org_erase(org, "erased", "");
	}
	sync->events.policy_changed(sync->events.context);
	wake_all(sync);
	sync_plan(sync);
}

void
swa_sync_close(struct swa_sync *sync)
{
	if (sync->vault == NULL)
		return;
	enrolling_close(sync);
	for (struct org *org = sync->orgs; org != NULL; org = org->next) {
		struct job *job = org->job;

		org_cancel(org);
		org->job = NULL;
		swa_policy_forget(sync->policy, org->row.id);
		job_finish(&sync->jobs, job, SWA_ERR_VAULT_LOCKED, "", 0);
		job_finish(&sync->jobs, org->keys_job, SWA_ERR_VAULT_LOCKED, "", 0);
		if (org->leaving != NULL)
			leave_cancel(org->leaving, SWA_ERR_VAULT_LOCKED);
	}
	orgs_free(sync);
	sync->vault = NULL;
	sync->wake_waits = false;
	sync_plan(sync);
}

void
swa_sync_stop(struct swa_sync *sync)
{
	if (sync->stopped)
		return;
	swa_sync_close(sync);
	sync->stopped = true;
	jobs_stop(&sync->jobs);
	uv_close((uv_handle_t *)&sync->clock, NULL);
	swa_http_stop(sync->http);
}

void
swa_sync_free(struct swa_sync *sync)
{
	if (sync == NULL)
		return;
	jobs_finish(&sync->jobs);
	swa_http_free(sync->http);
	free(sync);
}

/* --- looks ------------------------------------------------------------------------------ */

void
swa_sync_wake(struct swa_sync *sync)
{
	if (sync->vault == NULL || sync->stopped)
		return;
	sync->wake_waits = true;
	sync_plan(sync);
}

static void
give_id(const struct job *job, char ret_job[SWA_JOB_ID_SIZE])
{
	(void)snprintf(ret_job, SWA_JOB_ID_SIZE, "%s", job->id);
}

/* The job over all of them that is under way: a look is a part of one at most. */
static struct job *
find_whole(const struct swa_sync *sync)
{
	for (const struct org *org = sync->orgs; org != NULL; org = org->next)
		if (org->job != NULL && org->job->whole != NULL)
			return org->job->whole;
	return NULL;
}

/* What is through is looked at once more, and its apps are counted then. */
static void
forget_counts(struct swa_sync *sync, struct job *all)
{
	for (struct org *org = sync->orgs; org != NULL; org = org->next) {
		unsigned apps = org->job == NULL || org->job->whole == NULL ? org_app_count(org) : 0;

		all->apps -= apps < all->apps ? apps : all->apps;
	}
}

/* One job over all of them; each look stays a job of its own. */
static swa_err
look_at_all(struct swa_sync *sync, char ret_job[SWA_JOB_ID_SIZE])
{
	struct job *all = find_whole(sync);

	if (all != NULL)
		forget_counts(sync, all);
	else if ((all = job_new(&sync->jobs, "")) == NULL)
		return SWA_ERR_NOMEM;
	give_id(all, ret_job);
	all->parts++; /* held until all have begun: a look may end at once */
	for (struct org *org = sync->orgs, *next; org != NULL; org = next) {
		struct job *job;

		next = org->next;
		if (org->leaving != NULL ||
		    (job = org->job != NULL ? org->job : job_new(&sync->jobs, org->row.id)) == NULL)
			continue;
		if (job->whole == NULL) {
			job->whole = all;
			all->parts++;
		}
		(void)look_start(org, job);
	}
	job_part_done(&sync->jobs, all);
	return SWA_OK;
}

swa_err
swa_sync_now(struct swa_sync *sync, const char *enrolment, char ret_job[SWA_JOB_ID_SIZE])
{
	struct org *org;
	struct job *job;

	if (sync->vault == NULL)
		return SWA_ERR_VAULT_LOCKED;
	if (enrolment == NULL && (sync->orgs == NULL || sync->orgs->next != NULL))
		return look_at_all(sync, ret_job);
	org = enrolment == NULL ? sync->orgs : org_find(sync, enrolment);
	if (org == NULL || org->leaving != NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if ((job = org->job) == NULL && (job = job_new(&sync->jobs, org->row.id)) == NULL)
		return SWA_ERR_NOMEM;
	give_id(job, ret_job);
	(void)look_start(org, job);
	return SWA_OK;
}

swa_err
swa_sync_renew_keys(struct swa_sync *sync, const char *enrolment, char ret_job[SWA_JOB_ID_SIZE])
{
	struct org *org = sync->vault != NULL ? org_find(sync, enrolment) : NULL;
	struct job *job;

	if (org == NULL || org->leaving != NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if (org->keys_job != NULL) {
		give_id(org->keys_job, ret_job);
		return SWA_OK;
	}
	if ((job = job_new(&sync->jobs, enrolment)) == NULL)
		return SWA_ERR_NOMEM;
	give_id(job, ret_job);
	if (org->job != NULL)
		org->keys_job = job; /* after the look */
	else
		keys_start(org, job);
	return SWA_OK;
}

/* --- asking ------------------------------------------------------------------------------- */

swa_err
swa_sync_trust(struct swa_sync *sync, const char *enrolment, const char *comparison)
{
	struct org *org = sync->vault != NULL ? org_find(sync, enrolment) : NULL;
	char code[SWA_FINGERPRINT_SIZE];
	swa_err err;

	if (org == NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if ((err = org_reload(org)) != SWA_OK)
		return err;
	swa_comparison(org->row.identity_key, org->row.signature_key, org->row.delivery_key, code);
	if (!swa_fingerprint_equal(comparison, code))
		return SWA_ERR_FINGERPRINT_MISMATCH;
	if (org->row.trust == SWA_TRUST_TLS) {
		org->row.trust = SWA_TRUST_PERSON;
		if ((err = swa_enrolment_update(sync->vault, &org->row)) != SWA_OK) {
			org->row.trust = SWA_TRUST_TLS;
			return err;
		}
		org_note(org, "trusted", NULL, NULL, org->row.name);
		sync->events.touched(sync->events.context);
		sync->events.enrolments_changed(sync->events.context);
	}
	return SWA_OK;
}

swa_err
swa_sync_job(struct swa_sync *sync, const char *job, struct swa_job_facts *ret_facts)
{
	return jobs_facts(&sync->jobs, job, ret_facts);
}

swa_err
swa_sync_watch(struct swa_sync *sync, const char *job, int64_t seen, swa_job_changed *changed, void *context)
{
	return jobs_watch(&sync->jobs, job, seen, changed, context);
}

void
swa_sync_unwatch(struct swa_sync *sync, void *context)
{
	jobs_unwatch(&sync->jobs, context);
	leave_unwatch(sync, context);
}

swa_err
swa_sync_facts(struct swa_sync *sync, const char *enrolment, struct swa_sync_facts *ret_facts)
{
	const struct org *org = sync->vault != NULL ? org_find(sync, enrolment) : NULL;
	uint64_t now = uv_now(sync->loop);

	if (org == NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	*ret_facts = (struct swa_sync_facts){
	        .syncing = org->job != NULL,
	        .offline_until = offline_until(org),
	        .err = org->err,
	        .why = org->why,
	};
	if (org->due != 0)
		ret_facts->next_sync = wall_clock() + (int64_t)((org->due > now ? org->due - now : 0) / 1000);
	return SWA_OK;
}

swa_err
swa_sync_may_fill(struct swa_sync *sync, const char *enrolment)
{
	const struct org *org = sync->vault != NULL ? org_find(sync, enrolment) : NULL;

	if (org == NULL || org->leaving != NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if (org->row.state == SWA_ENROLMENT_SIGN_IN)
		return SWA_ERR_SIGN_IN_NEEDED;
	return offline_too_long(org) ? SWA_ERR_OFFLINE_TOO_LONG : SWA_OK;
}
