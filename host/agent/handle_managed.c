/* enroll.managed */
#include "managed.h"

#include "handle.h"
#include "log.h"
#include "swa/enrolment.h"

#include <stdlib.h>
#include <string.h>

struct look {
	const char *service;
	bool there;
};

static bool
look_at(void *context, const struct swa_enrolment *enrolment)
{
	struct look *look = context;

	look->there = strcmp(enrolment->service, look->service) == 0;
	return !look->there;
}

const char *
swa_managed_service(const struct swa_agent *agent, struct swa_vault *vault)
{
	struct look look = {.service = swa_policy_for(agent->policy, "")->service_url};

	if (look.service[0] == '\0')
		return "";
	if (vault == NULL)
		return swa_vault_state_error(agent->vault) == SWA_ERR_VAULT_MISSING ? look.service : "";
	if (swa_enrolment_list(vault, look_at, &look) != SWA_OK)
		return "";
	return look.there ? "" : look.service;
}

/* With an open vault. */
static swa_err
enrol(struct swa_call *call)
{
	const char *service = swa_policy_for(call->agent->policy, "")->service_url;

	return swa_call_enrol(call, &(struct swa_enrol_terms){.service = service});
}

/* Who waits for the vault that is made first. */
struct waiter {
	uv_timer_t timer; /* first: a handle is closed as what holds it */
	struct swa_agent *agent;
	uint64_t client;
	int64_t id;
	swa_err err; /* of making it */
};

static void
on_closed(uv_handle_t *handle)
{
	free((struct waiter *)(void *)handle);
}

static void
on_made(uv_timer_t *timer)
{
	struct waiter *waiter = timer->data;
	struct swa_agent *agent = waiter->agent;
	struct swa_call call = {.agent = agent, .id = waiter->id};
	swa_err err = waiter->err;

	if (agent->server != NULL && (call.conn = swa_server_find(agent->server, waiter->client)) != NULL) {
		call.answer = swa_answer_new(waiter->id);
		if (err == SWA_OK)
			err = enrol(&call);
		if (err != SWA_OK) {
			swa_json_free(call.answer);
			call.answer =
			        swa_answer_error(waiter->id, err, call.where[0] != '\0' ? call.where : NULL);
		}
		swa_conn_send(call.conn, call.answer);
		swa_conn_resume(call.conn);
	}
	uv_close((uv_handle_t *)timer, on_closed);
}

/* Everyone is told of the new vault after this, the synchronisation too: only then can it enrol. */
static void
on_created(void *context, swa_err err)
{
	struct waiter *waiter = context;
	const struct swa_trail_note note = {.event = "vault_created"};

	if (err == SWA_OK)
		swa_agent_note(waiter->agent, &note);
	else
		swa_log(SWA_LOG_WARNING, "vault_stays_shut", "error=%s", swa_err_name(err));
	waiter->err = err;
	(void)uv_timer_start(&waiter->timer, on_made, 0, 0);
}

swa_err
swa_handle_enroll_managed(struct swa_call *call)
{
	struct waiter *waiter;

	if (swa_policy_for(call->agent->policy, "")->service_url[0] == '\0')
		return swa_call_fault(call, SWA_ERR_ENROLMENT_UNKNOWN, "service_url");
	if (call->vault != NULL)
		return enrol(call);
	if (swa_vault_state_error(call->agent->vault) != SWA_ERR_VAULT_MISSING)
		return swa_vault_state_error(call->agent->vault);
	if ((waiter = calloc(1, sizeof(*waiter))) == NULL)
		return SWA_ERR_NOMEM;
	waiter->agent = call->agent;
	waiter->client = call->conn->serial;
	waiter->id = call->id;
	(void)uv_timer_init(call->agent->loop, &waiter->timer);
	waiter->timer.data = waiter;
	call->later = true;
	swa_vault_state_create(call->agent->vault, SWA_KEYRING_LOGIN, false, on_created, waiter);
	return SWA_OK;
}
