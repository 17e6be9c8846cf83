#include "agent.h"

#include "dispatch.h"
#include "follow.h"
#include "log.h"
#include "offering.h"
#include "swa/notice.h"
#include "swa/question.h"
#include "swa_config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define TRAIL_DELAY_MS 200
#define TRAIL_AGAIN_MS 5000 /* what could not be written is tried again: the disk was full, say */
#define SWEEP_EVERY_MS 60000
#define TRY_AGAIN_MS 2000
#define STOP_LIMIT_MS 3000

static void on_trail_timer(uv_timer_t *timer);

static void
write_later(struct swa_agent *agent, uint64_t delay)
{
	if (!agent->stopping && !uv_is_active((uv_handle_t *)&agent->trail_timer))
		(void)uv_timer_start(&agent->trail_timer, on_trail_timer, delay, 0);
}

void
swa_agent_flush(struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);
	bool reported = false;
	swa_err err;

	if (vault == NULL || swa_trail_pending(agent->trail) == 0)
		return;
	if ((err = swa_trail_flush(agent->trail, vault, &reported)) != SWA_OK) {
		swa_log(SWA_LOG_ERROR, "audit_not_written", "error=%s", swa_err_name(err));
		write_later(agent, TRAIL_AGAIN_MS);
	} else {
		swa_vault_state_touched(agent->vault);
		if (reported)
			swa_sync_wake(agent->sync);
	}
}

static void
on_trail_timer(uv_timer_t *timer)
{
	swa_agent_flush(timer->data);
}

void
swa_agent_note(struct swa_agent *agent, const struct swa_trail_note *note)
{
	swa_log(SWA_LOG_INFO, note->event, "app=%s", note->app_id != NULL ? note->app_id : "");
	if (swa_vault_state_vault(agent->vault) == NULL)
		return; /* there is no trail to write to */
	swa_trail_add(agent->trail, note);
	write_later(agent, TRAIL_DELAY_MS);
}

void
swa_agent_touched(struct swa_agent *agent)
{
	swa_vault_state_touched(agent->vault);
	swa_backups_touched(agent->backups);
}

static void
on_backup_kept(void *context)
{
	const struct swa_trail_note note = {.event = "backup"};

	swa_agent_note(context, &note);
}

void
swa_agent_tell_vault(struct swa_agent *agent)
{
	struct swa_json *event = swa_event_new(SWA_EVENT_VAULT_CHANGED);

	swa_json_set_text(event, "vault", swa_vault_state_name(agent->vault));
	swa_server_tell(agent->server, SWA_CLIENT_EXTENSION | SWA_CLIENT_TRAY | SWA_CLIENT_CTL, event);
}

void
swa_agent_tell_apps(struct swa_agent *agent)
{
	swa_server_tell(agent->server, SWA_CLIENT_EXTENSION | SWA_CLIENT_TRAY | SWA_CLIENT_CTL,
	                swa_event_new(SWA_EVENT_APPS_CHANGED));
}

static bool
count_question(void *context, const struct swa_question *question)
{
	(void)question;
	++*(unsigned *)context;
	return true;
}

unsigned
swa_agent_question_count(struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);
	unsigned count = 0;

	if (vault == NULL || swa_question_list(vault, count_question, &count) != SWA_OK)
		return 0;
	return count;
}

void
swa_agent_tell_questions(struct swa_agent *agent)
{
	struct swa_json *event = swa_event_new(SWA_EVENT_QUESTIONS_CHANGED);

	swa_json_set_integer(event, "questions", swa_agent_question_count(agent));
	swa_server_tell(agent->server, SWA_CLIENT_EXTENSION | SWA_CLIENT_TRAY, event);
}

void
swa_agent_tell_enrolments(struct swa_agent *agent)
{
	swa_server_tell(agent->server, SWA_CLIENT_EXTENSION | SWA_CLIENT_TRAY | SWA_CLIENT_CTL,
	                swa_event_new(SWA_EVENT_ENROLMENTS_CHANGED));
}

static bool
count_notice(void *context, const struct swa_notice *notice)
{
	(void)notice;
	++*(unsigned *)context;
	return true;
}

void
swa_agent_tell_notices(struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);
	struct swa_json *event = swa_event_new(SWA_EVENT_NOTICES_CHANGED);
	unsigned count = 0;

	if (vault != NULL && swa_notice_list(vault, count_notice, &count) != SWA_OK)
		count = 0;
	swa_json_set_integer(event, "notices", count);
	swa_server_tell(agent->server, SWA_CLIENT_EXTENSION | SWA_CLIENT_TRAY | SWA_CLIENT_CTL, event);
}

static bool
find_waiting(void *context, const struct swa_question *question)
{
	*(bool *)context = question->answer == SWA_ANSWER_OPEN;
	return question->answer != SWA_ANSWER_OPEN;
}

void
swa_agent_ask_person(struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);
	bool waiting = false;

	if (vault == NULL || swa_question_list(vault, find_waiting, &waiting) != SWA_OK || !waiting)
		return;
	if (swa_server_count(agent->server, SWA_CLIENT_TRAY) == 0)
		(void)swa_tray_start(agent->tray);
}

void
swa_agent_close_sync(struct swa_agent *agent)
{
	if (agent->transfers != NULL)
		swa_transfers_close(agent);
	if (agent->syncing)
		swa_sync_close(agent->sync);
	agent->syncing = false;
}

swa_err
swa_agent_read_policy(struct swa_agent *agent, struct swa_fault *ret_fault)
{
	swa_err err = swa_policy_reload(agent->policy, ret_fault);

	if (err != SWA_OK)
		swa_log(SWA_LOG_ERROR, "policy_file", "error=%s where=%s", swa_err_name(err),
		        ret_fault->where);
	else if (agent->sync != NULL)
		swa_sync_reconfigure(agent->sync);
	return err;
}

static void
open_sync(struct swa_agent *agent)
{
	struct swa_fault fault = {.where = ""};

	if (agent->syncing)
		return;
	(void)!swa_agent_read_policy(agent, &fault); /* said in the log; the strictest applies */
	swa_transfers_opened(agent);
	swa_sync_open(agent->sync, swa_vault_state_vault(agent->vault));
	agent->syncing = true;
	swa_agent_used(agent);
}

void
swa_agent_used(struct swa_agent *agent)
{
	agent->last_use = uv_now(agent->loop);
}

void
swa_agent_greeted(struct swa_agent *agent)
{
	swa_err err = swa_vault_state_error(agent->vault);
	uint64_t now = uv_now(agent->loop);

	if (swa_vault_state_phase(agent->vault) != SWA_PHASE_FAILED || swa_vault_state_busy(agent->vault) ||
	    now - agent->last_try < TRY_AGAIN_MS || agent->locking.shut != 0)
		return;
	if (err == SWA_ERR_AGENT_RUNNING || err == SWA_ERR_KEYRING_MISSING || err == SWA_ERR_KEYRING_LOCKED ||
	    err == SWA_ERR_KEYRING_FAILED) {
		agent->last_try = now;
		swa_vault_state_open(agent->vault);
	}
}

static void
note_refused(struct swa_agent *agent)
{
	char times[32];
	const struct swa_trail_note refused = {.event = "passphrase_refused", .detail = times};

	if (agent->refused == 0)
		return;
	(void)snprintf(times, sizeof(times), "%u before", agent->refused);
	agent->refused = 0;
	swa_agent_note(agent, &refused);
}

/* The vault was opened just now. */
static void
begin(struct swa_agent *agent)
{
	const struct swa_trail_note opened = {.event = "unlock"};

	agent->older = false;
	swa_prompt_over(agent->prompts, SWA_PROMPT_VAULT);
	note_refused(agent);
	swa_agent_note(agent, &opened);
	swa_backups_open(agent->backups, swa_vault_state_vault(agent->vault));
	open_sync(agent);
}

static void
note_keyring(struct swa_agent *agent)
{
	const struct swa_trail_note older = {.event = "rolled_back"};
	const struct swa_trail_note mended = {.event = "keyring_mended"};

	if (swa_vault_state_rolled_back(agent->vault) && !agent->older)
		swa_agent_note(agent, &older);
	agent->older = swa_vault_state_rolled_back(agent->vault);
	if (swa_vault_state_take_mended(agent->vault))
		swa_agent_note(agent, &mended);
}

/* A keyring answered: the vault may be open now, and requests wait to know. */
static void
on_settled(void *context)
{
	struct swa_agent *agent = context;

	agent->audit_checked = false;
	if (swa_vault_state_vault(agent->vault) != NULL) {
		if (!agent->syncing)
			begin(agent);
		note_keyring(agent);
	}
	swa_agent_tell_vault(agent);
	swa_agent_ask_person(agent); /* what was asked before a restart still is */
	swa_server_retry(agent->server);
}

static enum swa_next
on_frame(void *context, struct swa_conn *conn, const unsigned char *payload, size_t size)
{
	return swa_dispatch(context, conn, payload, size);
}

static void stop(struct swa_agent *agent);

static void
give_way(struct swa_agent *agent)
{
	if (agent->stopping || !swa_replaced_may_end(agent) || !swa_program_replaced(&agent->program))
		return;
	swa_log(SWA_LOG_INFO, "replaced", "program=%s", agent->program.path);
	stop(agent);
}

static void
on_client_closed(void *context, uint64_t serial)
{
	struct swa_agent *agent = context;

	swa_grants_end_client(agent->grants, serial);
	swa_follow_closed(agent, serial);
	swa_transfers_client_closed(agent, serial);
	give_way(agent);
}

/* --- what the synchronisation tells ---------------------------------------- */

static void
on_apps_changed(void *context)
{
	swa_agent_tell_apps(context);
}

static void
on_questions_changed(void *context)
{
	swa_agent_tell_questions(context);
}

static void
on_app_ended(void *context, const char *app_id)
{
	struct swa_agent *agent = context;

	swa_grants_end_app(agent->grants, app_id);
}

static void
on_account_ended(void *context, const char *account_id)
{
	struct swa_agent *agent = context;

	swa_grants_end_account(agent->grants, account_id);
}

static void
on_enrolments_changed(void *context)
{
	swa_agent_tell_enrolments(context);
}

static void
on_notices_changed(void *context)
{
	swa_agent_tell_notices(context);
}

static void
on_policy_changed(void *context)
{
	swa_agent_tell_apps(context); /* what may be launched may have changed */
	swa_offering_settle(context);
}

static void
on_touched(void *context)
{
	swa_agent_touched(context);
}

static void
on_sync_note(void *context, const char *event, const char *app_id, const char *account_id, const char *detail)
{
	const struct swa_trail_note note = {
	        .event = event, .app_id = app_id, .account_id = account_id, .detail = detail};

	swa_agent_note(context, &note);
}

static void
on_network(void *context)
{
	struct swa_agent *agent = context;

	swa_sync_wake(agent->sync);
}

static swa_err
start_sync(struct swa_agent *agent)
{
	const struct swa_sync_events events = {
	        .apps_changed = on_apps_changed,
	        .questions_changed = on_questions_changed,
	        .app_ended = on_app_ended,
	        .account_ended = on_account_ended,
	        .enrolments_changed = on_enrolments_changed,
	        .notices_changed = on_notices_changed,
	        .policy_changed = on_policy_changed,
	        .touched = on_touched,
	        .note = on_sync_note,
	        .context = agent,
	};
	swa_err err;

	if ((err = swa_policy_new(SWA_SYSCONFDIR SWA_POLICY_DIR, &agent->policy)) != SWA_OK ||
	    (err = swa_sync_new(agent->loop, agent->policy, &events, &agent->sync)) != SWA_OK)
		return err;
	if (swa_network_new(agent->loop, on_network, agent, &agent->network) != SWA_OK)
		swa_log(SWA_LOG_WARNING, "network_unwatched", "reason=the system does not tell");
	return SWA_OK;
}

static void
on_sweep(uv_timer_t *timer)
{
	struct swa_agent *agent = timer->data;

	swa_grants_sweep(agent->grants, uv_now(agent->loop));
	swa_locking_when_idle(agent);
	give_way(agent);
}

static void
on_hangup(uv_signal_t *handle, int number)
{
	struct swa_fault fault = {.where = ""};

	(void)number;
	if (swa_agent_read_policy(handle->data, &fault) == SWA_OK)
		on_policy_changed(handle->data);
}

static void
stop(struct swa_agent *agent)
{
	if (agent->stopping)
		return;
	agent->stopping = true;
	swa_grants_end_all(agent->grants);
	if (agent->offers != NULL)
		swa_offers_stop(agent->offers);
	swa_agent_flush(agent);
	swa_follow_finish(agent);
	swa_agent_close_sync(agent);
	if (agent->sync != NULL)
		swa_sync_stop(agent->sync);
	swa_network_free(agent->network);
	if (agent->backups != NULL)
		swa_backups_stop(agent->backups);
	swa_vault_state_stop(agent->vault);
	swa_locking_stop(agent);
	swa_prompts_free(agent->prompts);
	if (agent->server != NULL)
		swa_server_stop(agent->server);
	uv_close((uv_handle_t *)&agent->trail_timer, NULL);
	uv_close((uv_handle_t *)&agent->sweep_timer, NULL);
	uv_close((uv_handle_t *)&agent->terminate, NULL);
	uv_close((uv_handle_t *)&agent->interrupt, NULL);
	uv_close((uv_handle_t *)&agent->hangup, NULL);
	swa_tray_stop(agent->tray);
	uv_stop(agent->loop);
}

static void
on_signal(uv_signal_t *handle, int number)
{
	swa_log(SWA_LOG_INFO, "ending", "signal=%d", number);
	stop(handle->data);
}

/* A keyring that does not answer may not keep the agent from ending: keys are wiped by now. */
static void
on_stop_limit(uv_timer_t *timer)
{
	(void)timer;
	swa_log(SWA_LOG_WARNING, "keyring_hangs", "reason=no answer within %d ms", STOP_LIMIT_MS);
	_Exit(0);
}

static void
on_offers_changed(void *context)
{
	swa_offering_tell(context);
}

static swa_err
start(struct swa_agent *agent, const struct swa_agent_options *options)
{
	const struct swa_server_events events = {
	        .frame = on_frame, .closed = on_client_closed, .context = agent};
	swa_err err;

	swa_program_find(&agent->program);
	agent->grants = swa_grants_new();
	agent->trail = swa_trail_new();
	agent->transfers = swa_transfers_new();
	agent->tray = swa_tray_new(agent->loop);
	agent->reauth = swa_reauth_new();
	if (agent->grants == NULL || agent->trail == NULL || agent->transfers == NULL ||
	    agent->tray == NULL || agent->reauth == NULL)
		return SWA_ERR_NOMEM;
	if ((err = swa_vault_state_new(agent->loop, on_settled, agent, &agent->vault)) != SWA_OK)
		return err;
	(void)uv_timer_init(agent->loop, &agent->trail_timer);
	(void)uv_timer_init(agent->loop, &agent->sweep_timer);
	(void)uv_signal_init(agent->loop, &agent->terminate);
	(void)uv_signal_init(agent->loop, &agent->interrupt);
	(void)uv_signal_init(agent->loop, &agent->hangup);
	agent->trail_timer.data = agent->sweep_timer.data = agent;
	agent->terminate.data = agent->interrupt.data = agent->hangup.data = agent;
	(void)uv_timer_start(&agent->sweep_timer, on_sweep, SWEEP_EVERY_MS, SWEEP_EVERY_MS);
	(void)uv_signal_start(&agent->terminate, on_signal, SIGTERM);
	(void)uv_signal_start(&agent->interrupt, on_signal, SIGINT);
	(void)uv_signal_start(&agent->hangup, on_hangup, SIGHUP);
	if ((agent->prompts = swa_prompts_new(agent)) == NULL)
		return SWA_ERR_NOMEM;
	if ((agent->attempts = swa_attempts_new()) == NULL)
		return SWA_ERR_NOMEM;
	if ((agent->offers = swa_offers_new(agent->loop, on_offers_changed, agent)) == NULL)
		return SWA_ERR_NOMEM;
	if ((err = start_sync(agent)) != SWA_OK)
		return err;
	agent->backups =
	        swa_backups_new(agent->loop, swa_vault_state_folder(agent->vault), on_backup_kept, agent);
	if (agent->backups == NULL)
		return SWA_ERR_NOMEM;
	err = swa_server_new(agent->loop, options->endpoint.socket, options->inherited, &events,
	                     &agent->server);
	if (err != SWA_OK || (err = swa_locking_start(agent)) != SWA_OK)
		return err;
	swa_vault_state_open(agent->vault);
	return SWA_OK;
}

/* Run what is left in the loop: closing handles, and a keyring that sets the anchor. */
static void
run_out(uv_loop_t *loop)
{
	uv_timer_t limit;

	(void)uv_timer_init(loop, &limit);
	(void)uv_timer_start(&limit, on_stop_limit, STOP_LIMIT_MS, 0);
	uv_unref((uv_handle_t *)&limit);
	(void)uv_run(loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&limit, NULL);
	(void)uv_run(loop, UV_RUN_DEFAULT);
}

swa_err
swa_agent_run(const struct swa_agent_options *options)
{
	struct swa_agent agent = {.loop = NULL};
	uv_loop_t loop;
	swa_err err;

	if (uv_loop_init(&loop) != 0)
		return SWA_ERR_NOMEM;
	agent.loop = &loop;
	err = start(&agent, options);
	if (err == SWA_OK)
		swa_log(SWA_LOG_INFO, "listening", "socket=%s", options->endpoint.socket);
	options->listening(options->context, err);
	if (err == SWA_OK)
		(void)uv_run(&loop, UV_RUN_DEFAULT); /* until stop() */
	else if (agent.vault != NULL)
		stop(&agent);
	run_out(&loop);
	swa_server_free(agent.server);
	swa_sync_free(agent.sync);
	swa_policy_free(agent.policy);
	swa_backups_free(agent.backups);
	swa_vault_state_free(agent.vault);
	swa_grants_free(agent.grants);
	swa_offers_free(agent.offers);
	swa_attempts_free(agent.attempts);
	swa_trail_free(agent.trail);
	swa_transfers_free(agent.transfers);
	swa_tray_free(agent.tray);
	swa_reauth_free(agent.reauth);
	(void)uv_loop_close(&loop);
	swa_log(SWA_LOG_INFO, "ended", "error=%s", swa_err_name(err));
	return err;
}
