#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct watcher {
	struct watcher *next;
	char job[SWA_JOB_ID_SIZE];
	int64_t seen;
	swa_job_changed *changed;
	void *context;
};

void
jobs_init(struct jobs *jobs, uv_loop_t *loop)
{
	*jobs = (struct jobs){.loop = loop};
	(void)uv_timer_init(loop, &jobs->timer);
	jobs->timer.data = jobs;
}

static void
job_free(struct job *job)
{
	free(job->user_code);
	free(job->verification_uri);
	free(job->verification_uri_complete);
	free(job);
}

static void
drop_watchers(struct jobs *jobs)
{
	while (jobs->watchers != NULL) {
		struct watcher *watcher = jobs->watchers;

		jobs->watchers = watcher->next;
		free(watcher);
	}
}

void
jobs_stop(struct jobs *jobs)
{
	if (jobs->stopped)
		return;
	jobs->stopped = true;
	drop_watchers(jobs);
	uv_close((uv_handle_t *)&jobs->timer, NULL);
}

void
jobs_finish(struct jobs *jobs)
{
	drop_watchers(jobs);
	while (jobs->first != NULL) {
		struct job *job = jobs->first;

		jobs->first = job->next;
		job_free(job);
	}
}

void
jobs_tidy(struct jobs *jobs)
{
	uint64_t now = uv_now(jobs->loop);

	for (struct job **at = &jobs->first; *at != NULL;) {
		struct job *job = *at;

		if (!job->finished || now - job->finished_ms < JOB_KEPT_MS) {
			at = &job->next;
			continue;
		}
		*at = job->next;
		job_free(job);
	}
}

struct job *
job_new(struct jobs *jobs, const char *enrolment)
{
	struct job *job = calloc(1, sizeof(*job));
	unsigned char random[(SWA_JOB_ID_SIZE - 1) / 2];

	if (job == NULL)
		return NULL;
	if (uv_random(NULL, NULL, random, sizeof(random), 0, NULL) != 0) {
		free(job);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(random); i++)
		(void)snprintf(job->id + 2 * i, 3, "%02x", random[i]);
	(void)snprintf(job->enrolment, sizeof(job->enrolment), "%s", enrolment);
	job->phase = "connecting";
	job->seen = 1;
	job->next = jobs->first;
	jobs->first = job;
	return job;
}

struct job *
job_find(struct jobs *jobs, const char *id)
{
	struct job *job = jobs->first;

	while (job != NULL && strcmp(job->id, id) != 0)
		job = job->next;
	return job;
}

/* The first watcher that has news, or whose job is forgotten. */
static struct watcher *
take_due(struct jobs *jobs)
{
	for (struct watcher **at = &jobs->watchers; *at != NULL; at = &(*at)->next) {
		struct watcher *watcher = *at;
		const struct job *job = job_find(jobs, watcher->job);

		if (job != NULL && job->seen == watcher->seen && !job->finished)
			continue;
		*at = watcher->next;
		return watcher;
	}
	return NULL;
}

/* Whoever is called may watch again or stop watching: begin anew after each. */
static void
on_timer(uv_timer_t *timer)
{
	struct jobs *jobs = timer->data;
	struct watcher *watcher;

	while (!jobs->stopped && (watcher = take_due(jobs)) != NULL) {
		swa_job_changed *changed = watcher->changed;
		void *context = watcher->context;

		free(watcher);
		changed(context);
	}
}

static void
tell_soon(struct jobs *jobs)
{
	if (!jobs->stopped && jobs->watchers != NULL && !uv_is_active((uv_handle_t *)&jobs->timer))
		(void)uv_timer_start(&jobs->timer, on_timer, 0, 0);
}

static void
changed(struct jobs *jobs, struct job *job)
{
	job->seen++;
	tell_soon(jobs);
}

static void
forget_code(struct job *job)
{
	free(job->user_code);
	free(job->verification_uri);
	free(job->verification_uri_complete);
	job->user_code = job->verification_uri = job->verification_uri_complete = NULL;
}

void
job_phase(struct jobs *jobs, struct job *job, const char *phase)
{
	for (; job != NULL; job = job->whole) {
		if (strcmp(job->phase, phase) == 0)
			continue;
		job->phase = phase;
		forget_code(job);
		changed(jobs, job);
	}
}

void
job_progress(struct jobs *jobs, struct job *job, int64_t count)
{
	for (; job != NULL && count != 0; job = job->whole) {
		job->done += count;
		changed(jobs, job);
	}
}

static char *
copy(const char *text)
{
	size_t size = text != NULL ? strlen(text) + 1 : 0;
	char *to = size > 0 ? malloc(size) : NULL;

	if (to != NULL)
		memcpy(to, text, size);
	return to;
}

void
job_code(struct jobs *jobs, struct job *job, const char *user_code, const char *uri, const char *complete,
         int64_t expires_in)
{
	job->phase = "code";
	forget_code(job);
	job->user_code = copy(user_code);
	job->verification_uri = copy(uri);
	job->verification_uri_complete = copy(complete);
	job->expires_in = expires_in;
	changed(jobs, job);
}

static void
end(struct jobs *jobs, struct job *job)
{
	job->finished = true;
	job->finished_ms = uv_now(jobs->loop);
	job->phase = job->err == SWA_OK ? "done" : "failed";
	forget_code(job);
	changed(jobs, job);
}

void
job_part_done(struct jobs *jobs, struct job *whole)
{
	if (--whole->parts == 0)
		end(jobs, whole);
}

void
job_finish(struct jobs *jobs, struct job *job, swa_err err, const char *why, unsigned apps)
{
	struct job *whole;

	if (job == NULL || job->finished)
		return;
	whole = job->whole;
	job->whole = NULL;
	job->err = err;
	(void)snprintf(job->why, sizeof(job->why), "%s", why);
	job->apps = apps;
	end(jobs, job);
	if (whole == NULL || whole->finished)
		return;
	whole->apps += apps;
	if (whole->err == SWA_OK && err != SWA_OK) {
		whole->err = err;
		(void)snprintf(whole->why, sizeof(whole->why), "%s", why);
	}
	job_part_done(jobs, whole);
}

swa_err
jobs_facts(struct jobs *jobs, const char *id, struct swa_job_facts *ret_facts)
{
	const struct job *job = job_find(jobs, id);

	if (job == NULL)
		return SWA_ERR_JOB_UNKNOWN;
	*ret_facts = (struct swa_job_facts){
	        .seen = job->seen,
	        .phase = job->phase,
	        .done = job->done,
	        .all = job->all,
	        .finished = job->finished,
	        .err = job->err,
	        .why = job->why,
	        .apps = job->apps,
	        .enrolment = job->enrolment,
	        .user_code = job->user_code,
	        .verification_uri = job->verification_uri,
	        .verification_uri_complete = job->verification_uri_complete,
	        .expires_in = job->expires_in,
	};
	return SWA_OK;
}

swa_err
jobs_watch(struct jobs *jobs, const char *id, int64_t seen, swa_job_changed *call, void *context)
{
	struct watcher *watcher;

	if (job_find(jobs, id) == NULL)
		return SWA_ERR_JOB_UNKNOWN;
	if ((watcher = calloc(1, sizeof(*watcher))) == NULL)
		return SWA_ERR_NOMEM;
	(void)snprintf(watcher->job, sizeof(watcher->job), "%s", id);
	watcher->seen = seen;
	watcher->changed = call;
	watcher->context = context;
	watcher->next = jobs->watchers;
	jobs->watchers = watcher;
	tell_soon(jobs);
	return SWA_OK;
}

void
jobs_unwatch(struct jobs *jobs, const void *context)
{
	for (struct watcher **at = &jobs->watchers; *at != NULL;) {
		struct watcher *watcher = *at;

		if (watcher->context != context) {
			at = &watcher->next;
			continue;
		}
		*at = watcher->next;
		free(watcher);
	}
}
