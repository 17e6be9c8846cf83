/*
 * Jobs: work whose progress anyone may follow, and who waits for news of it.
 *
 * A job that is finished is kept for ten minutes.  Watchers are called from the
 * loop, never from within the call that changed the job.
 */
#ifndef SWA_SYNC_JOB_H
#define SWA_SYNC_JOB_H

#include "swa/enrolment.h"
#include "sync.h"

#define JOB_KEPT_MS ((uint64_t)10 * 60 * 1000)

struct job {
	struct job *next;
	struct job *whole; /* the job that this one is a part of; NULL: none */
	unsigned parts;    /* unfinished jobs that this one is made of */
	char id[SWA_JOB_ID_SIZE];
	int64_t seen;
	const char *phase; /* static */
	int64_t done, all;
	bool finished;
	swa_err err;
	char why[256];
	unsigned apps;
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	char *user_code, *verification_uri,
	        *verification_uri_complete; /* owned; NULL unless in phase "code" */
	int64_t expires_in;
	uint64_t finished_ms;
};

struct watcher;

struct jobs {
	uv_loop_t *loop;
	struct job *first;
	struct watcher *watchers;
	uv_timer_t timer; /* watchers are called when it fires */
	bool stopped;
};

void jobs_init(struct jobs *jobs, uv_loop_t *loop);
/** No watcher is called any more; the timer is closed. */
void jobs_stop(struct jobs *jobs);
/** After the loop. */
void jobs_finish(struct jobs *jobs);
/** Forget those that were finished long ago. */
void jobs_tidy(struct jobs *jobs);

/** @return NULL without memory */
struct job *job_new(struct jobs *jobs, const char *enrolment);
struct job *job_find(struct jobs *jobs, const char *id);

/* Steps of a job; NULL is no job and fine. */
void job_phase(struct jobs *jobs, struct job *job, const char *phase);
/** COUNT more entries are done. */
void job_progress(struct jobs *jobs, struct job *job, int64_t count);
/** Phase "code". */
void job_code(struct jobs *jobs, struct job *job, const char *user_code, const char *uri,
              const char *complete, int64_t expires_in);
/** WHY "" where the error says it all.  The job that it is a part of is finished with its last part, by the
 * first error among them. */
void job_finish(struct jobs *jobs, struct job *job, swa_err err, const char *why, unsigned apps);

/** One of the parts of a job is done, well or not. */
void job_part_done(struct jobs *jobs, struct job *whole);

swa_err jobs_facts(struct jobs *jobs, const char *id, struct swa_job_facts *ret_facts) SWA_MUST_CHECK;
swa_err jobs_watch(struct jobs *jobs, const char *id, int64_t seen, swa_job_changed *changed,
                   void *context) SWA_MUST_CHECK;
void jobs_unwatch(struct jobs *jobs, const void *context);

#endif
