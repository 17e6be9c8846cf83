#include "locking.h"

#include "agent.h"
#include "log.h"
#include "offering.h"
#include "prompt.h"
#include "reauth.h"
#include "swa/preference.h"

#include <stdlib.h>

#define IDLE_LOOK_MS 60000 /* who calls does so about as often */
#define LOOK_EVERY_MS 5    /* while a worker thread still has a key */

/* Who is told that the vault is locked. */
struct swa_lock_waiter {
	uint64_t client;
	int64_t id;
	struct swa_lock_waiter *next;
};

/* Closing wipes what the loop has; these may be on a worker thread. */
static bool
keys_are_left(const struct swa_agent *agent)
{
	return swa_vault_state_holds_key(agent->vault) || agent->key_jobs > 0 ||
	       swa_backups_hold_keys(agent->backups);
}

static void
answer_waiters(struct swa_agent *agent)
{
	struct swa_lock_waiter *waiter;

	while ((waiter = agent->locking.waiters) != NULL) {
		struct swa_conn *conn = swa_server_find(agent->server, waiter->client);

		agent->locking.waiters = waiter->next;
		if (conn != NULL) {
			swa_conn_send(conn, swa_answer_new(waiter->id));
			swa_conn_resume(conn);
		}
		free(waiter);
	}
}

static void
look(struct swa_agent *agent)
{
	struct swa_locking *locking = &agent->locking;

	if (keys_are_left(agent) && swa_vault_state_vault(agent->vault) == NULL)
		return;
	(void)uv_timer_stop(&locking->timer);
	if (locking->announcing) {
		locking->announcing = false;
		swa_agent_tell_vault(agent);
	}
	if (locking->going_to_sleep) {
		locking->going_to_sleep = false;
		swa_session_may_sleep(locking->session);
	}
	answer_waiters(agent);
}

static void
on_timer(uv_timer_t *timer)
{
	look(timer->data);
}

static void
look_until_gone(struct swa_agent *agent)
{
	(void)uv_timer_start(&agent->locking.timer, on_timer, LOOK_EVERY_MS, LOOK_EVERY_MS);
	look(agent);
}

swa_err
swa_locking_answer(struct swa_agent *agent, uint64_t client, int64_t id)
{
	struct swa_lock_waiter *waiter = malloc(sizeof(*waiter));

	if (waiter == NULL)
		return SWA_ERR_NOMEM;
	*waiter = (struct swa_lock_waiter){client, id, agent->locking.waiters};
	agent->locking.waiters = waiter;
	/* Not at once: the handler has yet to say that the answer comes later. */
	(void)uv_timer_start(&agent->locking.timer, on_timer, 0, LOOK_EVERY_MS);
	return SWA_OK;
}

static bool
locks_with_screen(struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);

	if (vault != NULL)
		agent->locking.with_screen = swa_preference_get_bool(vault, SWA_PREFERENCE_LOCK_WITH_SCREEN);
	return agent->locking.with_screen;
}

void
swa_agent_lock(struct swa_agent *agent, const char *why)
{
	const struct swa_trail_note note = {.event = "lock", .detail = why};
	bool open = swa_vault_state_vault(agent->vault) != NULL;

	agent->locking.reopens = false;
	swa_grants_end_all(agent->grants);
	swa_reauth_forget(agent->reauth);
	swa_prompts_forget(agent->prompts);
	swa_offering_forget(agent);
	if (open) {
		(void)locks_with_screen(agent);
		swa_agent_note(agent, &note);
		swa_agent_flush(agent);
	}
	swa_agent_close_sync(agent);
	swa_backups_close(agent->backups);
	swa_vault_state_lock(agent->vault); /* gives up an unlock under way as well */
	if (open) {
		agent->locking.announcing = true;
		look_until_gone(agent);
	}
}

/* --- the session ---------------------------------------------------------------- */

static const char *
reason_name(enum swa_session_reason reason)
{
	switch (reason) {
	case SWA_SESSION_SCREEN: return "screen";
	case SWA_SESSION_SLEEP: return "sleep";
	case SWA_SESSION_AWAY: return "away";
	}
	return "";
}

static void
shut(struct swa_agent *agent, enum swa_session_reason reason)
{
	struct swa_locking *locking = &agent->locking;
	bool reopens = locking->reopens || swa_vault_state_vault(agent->vault) != NULL ||
	               swa_vault_state_busy(agent->vault);

	locking->shut |= (unsigned)reason;
	swa_agent_lock(agent, reason_name(reason));
	locking->reopens = reopens;
	if (reason == SWA_SESSION_SLEEP) {
		locking->going_to_sleep = true;
		look_until_gone(agent);
	}
}

static void
on_session(void *context, enum swa_session_reason reason, bool begins)
{
	struct swa_agent *agent = context;
	struct swa_locking *locking = &agent->locking;

	swa_log(SWA_LOG_INFO, "session", "reason=%s shut=%d", reason_name(reason), begins);
	if (begins) {
		if (reason != SWA_SESSION_SCREEN || locks_with_screen(agent))
			shut(agent, reason);
		return;
	}
	locking->shut &= ~(unsigned)reason;
	if (locking->shut == 0 && locking->reopens) {
		locking->reopens = false;
		swa_vault_state_open(agent->vault);
	}
}

/* --- idle ---------------------------------------------------------------------- */

static void on_idle(uv_timer_t *timer);

void
swa_locking_when_idle(struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);
	int64_t minutes, wanted;
	uint64_t limit, unused;

	(void)uv_timer_stop(&agent->locking.idle);
	if (vault == NULL)
		return;
	minutes = swa_policy_for(agent->policy, "")->lock_timeout_minutes;
	wanted = swa_preference_get_whole(vault, SWA_PREFERENCE_LOCK_IDLE_MINUTES);
	if (minutes == 0 || (wanted > 0 && wanted < minutes))
		minutes = wanted;
	limit = (uint64_t)minutes * 60000;
	unused = uv_now(agent->loop) - agent->last_use;
	if (minutes > 0 && unused >= limit)
		swa_agent_lock(agent, "idle");
	else if (minutes > 0 && limit - unused < IDLE_LOOK_MS)
		(void)uv_timer_start(&agent->locking.idle, on_idle, limit - unused, 0);
}

static void
on_idle(uv_timer_t *timer)
{
	swa_locking_when_idle(timer->data);
}

/* --- beginning and end ----------------------------------------------------------- */

swa_err
swa_locking_start(struct swa_agent *agent)
{
	agent->locking.with_screen = true;
	(void)uv_timer_init(agent->loop, &agent->locking.timer);
	(void)uv_timer_init(agent->loop, &agent->locking.idle);
	agent->locking.timer.data = agent->locking.idle.data = agent;
	return swa_session_new(agent->loop, on_session, agent, &agent->locking.session);
}

void
swa_locking_stop(struct swa_agent *agent)
{
	struct swa_lock_waiter *waiter;

	while ((waiter = agent->locking.waiters) != NULL) {
		agent->locking.waiters = waiter->next;
		free(waiter);
	}
	swa_session_free(agent->locking.session);
	agent->locking.session = NULL;
	if (agent->locking.timer.data == NULL)
		return; /* it was not started */
	uv_close((uv_handle_t *)&agent->locking.timer, NULL);
	uv_close((uv_handle_t *)&agent->locking.idle, NULL);
}
