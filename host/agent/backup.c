#include "backup.h"

#include "log.h"
#include "swa/backup.h"

#include <stdlib.h>
#include <time.h>

#define DELAY_MS ((uint64_t)5 * 60 * 1000)  /* after a change */
#define APART_MS ((uint64_t)30 * 60 * 1000) /* from one copy to the next, also where one failed */
#define OLD_SECONDS \
	3600 /* replaced unasked: who was killed, or ended locked, made none of the last changes */
#define STEP_PAGES 16
#define STEP_NS 4000000u  /* of copying at once; others have their turn then */
#define REST_MS 1         /* between two such */
#define END_NS 100000000u /* of copying when the agent ends */
#define INTERRUPT_MS 20   /* a check that is given up is told again and again: it has several parts */

enum phase {
	IDLE,
	COPYING,
	CHECKING, /* a worker thread has .backup */
};

struct swa_backups {
	uv_loop_t *loop;
	const char *folder;
	swa_backup_kept *kept;
	void *context;
	struct swa_vault *vault; /* NULL while it is not open */

	enum phase phase;
	struct swa_backup *backup;
	bool changed;  /* since the last copy was begun */
	bool given_up; /* while CHECKING: it is not kept */
	bool urgent;   /* there is none, and there should be */
	bool stopping;
	uint64_t last;    /* when one was last begun, on the loop's clock; 0: never */
	uv_timer_t timer; /* to the next beginning, step or interruption */
	uv_work_t work;
	swa_err checked;
};

static void plan(struct swa_backups *backups);

struct swa_backups *
swa_backups_new(uv_loop_t *loop, const char *folder, swa_backup_kept *kept, void *context)
{
	struct swa_backups *backups = calloc(1, sizeof(*backups));

	if (backups == NULL)
		return NULL;
	backups->loop = loop;
	backups->folder = folder;
	backups->kept = kept;
	backups->context = context;
	(void)uv_timer_init(loop, &backups->timer);
	backups->timer.data = backups;
	backups->work.data = backups;
	return backups;
}

/* --- one copy ------------------------------------------------------------ */

static void
give_back(struct swa_backups *backups)
{
	swa_backup_end(backups->backup);
	backups->backup = NULL;
	backups->phase = IDLE;
}

static void
fail(struct swa_backups *backups, swa_err err)
{
	swa_log(SWA_LOG_ERROR, "backup_failed", "error=%s", swa_err_name(err));
	give_back(backups);
	backups->changed = true;
	plan(backups);
}

static void
keep(struct swa_backups *backups)
{
	swa_err err = swa_backup_keep(backups->backup);

	if (err != SWA_OK) {
		fail(backups, err);
		return;
	}
	give_back(backups);
	backups->urgent = false;
	swa_log(SWA_LOG_INFO, "backup_kept", "folder=%s", backups->folder);
	if (!backups->stopping)
		backups->kept(backups->context);
	plan(backups);
}

/* On a worker thread. */
static void
on_check(uv_work_t *work)
{
	struct swa_backups *backups = work->data;

	backups->checked = swa_backup_check(backups->backup);
}

static void
on_checked(uv_work_t *work, int status)
{
	struct swa_backups *backups = work->data;
	swa_err err = status == 0 ? backups->checked : SWA_ERR_CANCELLED;

	if (!backups->stopping)
		(void)uv_timer_stop(&backups->timer);
	if (backups->given_up) {
		backups->given_up = false;
		backups->changed = true;
		give_back(backups);
		plan(backups);
	} else if (err != SWA_OK) {
		fail(backups, err);
	} else {
		keep(backups);
	}
}

static swa_err
check(struct swa_backups *backups)
{
	if (uv_queue_work(backups->loop, &backups->work, on_check, on_checked) != 0)
		return SWA_ERR_INTERNAL;
	backups->phase = CHECKING;
	return SWA_OK;
}

/* Copy for SPAN nanoseconds.  @return SWA_OK: go on if still COPYING */
static swa_err
copy_for(struct swa_backups *backups, uint64_t span)
{
	uint64_t until = uv_hrtime() + span;
	bool done = false;
	swa_err err;

	do {
		if ((err = swa_backup_step(backups->backup, STEP_PAGES, &done)) != SWA_OK)
			return err;
	} while (!done && uv_hrtime() < until);
	return done ? check(backups) : SWA_OK;
}

static void
on_step(uv_timer_t *timer)
{
	struct swa_backups *backups = timer->data;
	swa_err err = copy_for(backups, STEP_NS);

	if (err != SWA_OK)
		fail(backups, err);
	else if (backups->phase == COPYING)
		(void)uv_timer_start(timer, on_step, REST_MS, 0);
}

static swa_err
begin(struct swa_backups *backups)
{
	swa_err err;

	backups->changed = false;
	backups->last = uv_now(backups->loop);
	if ((err = swa_backup_begin(backups->vault, backups->folder, &backups->backup)) == SWA_OK)
		backups->phase = COPYING;
	return err;
}

static void
on_due(uv_timer_t *timer)
{
	struct swa_backups *backups = timer->data;
	swa_err err = begin(backups);

	if (err != SWA_OK)
		fail(backups, err);
	else
		on_step(timer);
}

/* --- when ---------------------------------------------------------------- */

/* Where nothing is under way and something is to be copied: when. */
static void
plan(struct swa_backups *backups)
{
	uint64_t now = uv_now(backups->loop);
	uint64_t delay = backups->urgent ? 0 : DELAY_MS;

	if (backups->stopping || backups->vault == NULL || backups->phase != IDLE || !backups->changed ||
	    uv_is_active((uv_handle_t *)&backups->timer))
		return;
	if (!backups->urgent && backups->last != 0 && backups->last + APART_MS > now + delay)
		delay = backups->last + APART_MS - now;
	backups->urgent = false; /* once: one that failed waits */
	(void)uv_timer_start(&backups->timer, on_due, delay, 0);
}

static void
on_interrupt(uv_timer_t *timer)
{
	struct swa_backups *backups = timer->data;

	swa_backup_interrupt(backups->backup);
}

static void
give_up(struct swa_backups *backups)
{
	(void)uv_timer_stop(&backups->timer);
	if (backups->phase == COPYING) {
		give_back(backups);
		backups->changed = true;
	} else if (backups->phase == CHECKING) {
		backups->given_up = true;
		swa_backup_interrupt(backups->backup);
		(void)uv_timer_start(&backups->timer, on_interrupt, INTERRUPT_MS, INTERRUPT_MS);
	}
}

/* Copies of what was erased are no copies to keep. */
static void
drop_erased(struct swa_backups *backups)
{
	bool dropped = false;
	swa_err err = swa_backup_drop_erased(backups->vault, backups->folder, &dropped);

	if (err != SWA_OK)
		swa_log(SWA_LOG_ERROR, "backups_not_dropped", "error=%s", swa_err_name(err));
	if (!dropped)
		return;
	swa_log(SWA_LOG_INFO, "backups_dropped", "folder=%s", backups->folder);
	give_up(backups);
	backups->changed = backups->urgent = true;
}

void
swa_backups_renew(struct swa_backups *backups)
{
	swa_err err = swa_backup_drop(backups->folder);

	if (err != SWA_OK)
		swa_log(SWA_LOG_ERROR, "backups_not_dropped", "error=%s", swa_err_name(err));
	give_up(backups);
	backups->changed = backups->urgent = true;
	plan(backups);
}

bool
swa_backups_hold_keys(const struct swa_backups *backups)
{
	return backups->phase != IDLE;
}

static bool
note_newest(void *context, const struct swa_backup_facts *facts)
{
	*(int64_t *)context = facts->when;
	return false;
}

void
swa_backups_open(struct swa_backups *backups, struct swa_vault *vault)
{
	int64_t newest = 0;

	backups->vault = vault;
	drop_erased(backups);
	if (swa_backup_list(backups->folder, note_newest, &newest) == SWA_OK &&
	    newest + OLD_SECONDS < (int64_t)time(NULL))
		backups->changed = true;
	plan(backups);
}

void
swa_backups_touched(struct swa_backups *backups)
{
	if (backups->vault == NULL)
		return;
	backups->changed = true;
	drop_erased(backups);
	plan(backups);
}

void
swa_backups_close(struct swa_backups *backups)
{
	give_up(backups);
	backups->vault = NULL;
}

/* --- the end ------------------------------------------------------------- */

static void
copy_at_the_end(struct swa_backups *backups)
{
	swa_err err = SWA_OK;

	if (backups->phase == IDLE && backups->changed)
		err = begin(backups);
	if (err == SWA_OK && backups->phase == COPYING)
		err = copy_for(backups, END_NS);
	if (err != SWA_OK)
		swa_log(SWA_LOG_ERROR, "backup_failed", "error=%s", swa_err_name(err));
	if (backups->phase == COPYING)
		give_back(backups); /* too large, or it failed */
}

void
swa_backups_stop(struct swa_backups *backups)
{
	(void)uv_timer_stop(&backups->timer);
	if (backups->vault != NULL)
		copy_at_the_end(backups);
	backups->stopping = true;
	backups->vault = NULL;
	uv_close((uv_handle_t *)&backups->timer, NULL);
}

void
swa_backups_free(struct swa_backups *backups)
{
	if (backups == NULL)
		return;
	swa_backup_end(backups->backup);
	free(backups);
}
