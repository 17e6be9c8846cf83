/*
 * The engine's inside: enrolments as they are held in memory, and what is
 * under way for each.
 *
 * All of it runs on the loop.  One thing at a time is under way for an
 * enrolment: a look, a renewal of keys, or leaving.  Each is a chain of
 * requests; a step starts the next request or ends the whole, and returns at
 * once after either, since ending may free the enrolment (a revocation).
 *
 *   look:  writeback ─▶ pages ─▶ reports ─▶ end
 */
#ifndef SWA_SYNC_ORG_H
#define SWA_SYNC_ORG_H

#include "api.h"
#include "backoff.h"
#include "effects.h"
#include "job.h"
#include "oidc.h"
#include "swa/enrolment.h"
#include "sync.h"

#define ORG_HEADER_MAX 640
#define ORG_PAGE_LIMIT 500
#define ORG_REFRESH_BEFORE_MS 30000u

struct org;
struct enrolling;

/** ANSWER is borrowed for the call.  SWA_ERR_SIGN_IN_NEEDED: the provider said invalid_grant. */
typedef void org_done(struct org *org, const struct swa_api_answer *answer);

/** A request that can be sent twice: once more with a fresh token. */
struct org_request {
	const char *method;
	char path[2 * SWA_CURSOR_MAX * 3];
	struct swa_json *body; /* owned */
	char headers[2][ORG_HEADER_MAX];
	bool no_token;
	bool refreshed;
	org_done *done;
};

/** One item of the outbox, while it is sent. */
struct org_item {
	char account_id[SWA_ID_MAX + 1], app_id[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	char key[129];
	uint32_t credential;
	uint64_t base;
};

struct org {
	struct org *next;
	struct swa_sync *sync;
	struct swa_enrolment row; /* as stored; the texts lie in .texts */
	char *texts;
	struct swa_buf ca; /* PEM, or empty */

	/* the provider */
	struct swa_buf access; /* access token, in memory alone */
	bool dpop_bound;
	uint64_t access_until; /* uv_now() */
	bool rediscover;       /* what is stored of the provider did not work */

	/* when and how */
	uint64_t due;       /* uv_now() of the next look; 0: none is planned */
	uint64_t synced_ms; /* uv_now() of the last success of this run; 0 none */
	struct swa_backoff backoff;
	swa_err err; /* of the last look */
	char why[256];

	/* what is under way */
	struct job *job; /* NULL: nothing */
	bool again;      /* one more look when this one is through: something came meanwhile */
	bool restarted;  /* this look began from the beginning once */
	unsigned limit;  /* entries of a page */
	unsigned apps;   /* that are stored, where COUNTED: with many, counting takes longer than a look */
	bool counted;
	struct swa_secret *seed;
	struct swa_api_peer peer;
	struct org_request request;
	struct swa_api_call *api;
	struct swa_oidc_call *oidc;
	struct swa_json *metadata; /* while the provider is asked */
	struct swa_buf scope;
	struct org_item item;
	int64_t report_number; /* the last of the batch that is being sent */
	swa_err gone_err;      /* why the service is asked about a revocation */
	char gone_why[256];
	struct job *keys_job; /* waits until the look is through */
	struct leaving *leaving;
};

struct swa_sync {
	uv_loop_t *loop;
	struct swa_policy_set *policy;
	struct swa_sync_events events;
	struct swa_http *http;
	struct swa_vault *vault; /* NULL: shut */
	struct org *orgs;
	struct enrolling *enrolling;
	struct jobs jobs;
	uv_timer_t clock;  /* fires when the first thing is due */
	uint64_t woken_ms; /* the last time that a wake was followed */
	bool wake_waits;
	int64_t wall;     /* time() when the clock was set ... */
	uint64_t wall_ms; /* ... and uv_now() then */
	bool stopped;
};

/* --- enrolments: org.c ------------------------------------------------------ */

/** Read all enrolments of the vault into memory. */
swa_err orgs_load(struct swa_sync *sync) SWA_MUST_CHECK;
void orgs_free(struct swa_sync *sync);
struct org *org_find(struct swa_sync *sync, const char *id);
/** Read one that was just stored.  @param ret_org borrowed */
swa_err org_load(struct swa_sync *sync, const char *id, struct org **ret_org) SWA_MUST_CHECK;
/** Read the row again. */
swa_err org_reload(struct org *org) SWA_MUST_CHECK;
/** Cancel what is under way, wipe, and take it off the list. */
void org_remove(struct org *org);
/** Give up the requests and wipe the keys; the job is not touched. */
void org_cancel(struct org *org);
int64_t wall_clock(void);
/** A notice of this organisation. */
void org_notice(struct org *org, const char *kind, const char *subject, const char *detail);
/** What it was about is over: dismiss it. */
void org_notice_over(struct org *org, const char *kind);
/** The organisation goes, and with it whatever it asked for. */
void org_notices_over(struct org *org);
void org_note(struct org *org, const char *event, const char *app_id, const char *account_id,
              const char *detail);
/** No grant outlives what its app belongs to. */
void org_end_apps(struct org *org);
unsigned org_app_count(struct org *org);
/** "identity=KEY": the identity key that this device has, for a query. */
void org_put_identity(const struct org *org, struct swa_buf *query);
/** A secret of the enrolment as a key of 32 bytes. */
swa_err org_key(struct org *org, const char *field, struct swa_secret **ret_key) SWA_MUST_CHECK;

/* --- requests: call.c ------------------------------------------------------- */

/** Begin a request: method and path; body and headers are filled by the caller. */
struct org_request *org_request(struct org *org, const char *method, org_done *done);
/** Send it, with a token that holds; refresh it before, and once when it is refused. */
void org_send(struct org *org);
void org_client(const struct org *org, struct swa_oidc_client *ret_client);
/** The provider's metadata as stored.  @param ret_metadata lies in org->metadata and org->scope */
swa_err org_metadata(struct org *org, struct swa_oidc_metadata *ret_metadata) SWA_MUST_CHECK;

/* --- a look: look.c, writeback.c, pages.c, reports.c, revocation.c ----------- */

/** Start, or join the one under way.  @param job NULL: one is made.  @return the job; NULL without memory */
struct job *look_start(struct org *org, struct job *job);
/** End it; the next is planned.  The last call of a step. */
void look_end(struct org *org, swa_err err, const char *why, int64_t retry_after_s);
/** Give up what is under way and what waits for it. */
void look_stop(struct org *org);
/** End it by an answer that failed: asks about a revocation where the error calls for it. */
void look_failed(struct org *org, const struct swa_api_answer *answer);
void writeback_start(struct org *org);
void pages_start(struct org *org);
void reports_start(struct org *org);
/** The service or the provider refuses this device: is there a signed revocation? */
void revocation_ask(struct org *org, swa_err err, const char *why);
/** Erase the enrolment; KIND of notice.  ORG is freed. */
void org_erase(struct org *org, const char *kind, const char *reason);

/* --- other work --------------------------------------------------------------- */

void keys_start(struct org *org, struct job *job);
/** Ask again for a renewal that was cut off.  @return true: it is under way */
bool keys_resume(struct org *org);
void leave_cancel(struct leaving *leaving, swa_err err);
/** Time is up for telling them. */
void leave_tick(struct org *org, uint64_t now);
uint64_t leave_due(const struct leaving *leaving);
void leave_unwatch(struct swa_sync *sync, const void *context);

void enrolling_close(struct swa_sync *sync);
void enrolling_tick(struct swa_sync *sync, uint64_t now);
uint64_t enrolling_due(const struct swa_sync *sync);

/* --- time: offline.c, sync.c ---------------------------------------------------- */

/** Until when it may be offline: seconds since 1970. */
int64_t offline_until(const struct org *org);
bool offline_too_long(const struct org *org);
/** Locked, and for so long that it is to be erased? */
bool offline_erases(const struct org *org);
/** Something else is due now: set the clock. */
void sync_plan(struct swa_sync *sync);
/** The interval of an enrolment by its policy, spread; and without the spread. */
uint64_t sync_interval_ms(const struct org *org);
uint64_t sync_ceiling_ms(const struct org *org);
/** A request failed in a way that the person may be told of. */
void answer_fail(struct swa_api_answer *ret_answer, swa_err err, const char *why);

#endif
