#include "prompt.h"

#include "agent.h"
#include "reauth.h"
#include "swa/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MS 300000 /* nobody expects a window for a click of long ago */

struct prompt {
	bool waiting;
	uint64_t until;
	char app_id[SWA_ID_MAX + 1];
	char account_id[SWA_ID_MAX + 1];
	char label[SWA_LABEL_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint64_t client;
};

struct swa_prompts {
	struct swa_agent *agent;
	struct prompt prompts[SWA_PROMPT_COUNT];
	uv_timer_t timer; /* to the next turn of the loop */
};

static const char *const names[SWA_PROMPT_COUNT] = {
        [SWA_PROMPT_VAULT] = "vault", [SWA_PROMPT_APP] = "app",   [SWA_PROMPT_REVEAL] = "reveal",
        [SWA_PROMPT_COPY] = "copy",   [SWA_PROMPT_EDIT] = "edit",
};

struct swa_prompts *
swa_prompts_new(struct swa_agent *agent)
{
	struct swa_prompts *prompts = calloc(1, sizeof(*prompts));

	if (prompts == NULL)
		return NULL;
	prompts->agent = agent;
	(void)uv_timer_init(agent->loop, &prompts->timer);
	prompts->timer.data = prompts;
	return prompts;
}

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from != NULL ? from : "");
}

static void
set_unless_empty(struct swa_json *object, const char *name, const char *text)
{
	if (text[0] != '\0')
		swa_json_set_text(object, name, text);
}

static void
send_one(struct swa_prompts *prompts, enum swa_prompt_why why)
{
	struct swa_server *server = prompts->agent->server;
	struct prompt *prompt = &prompts->prompts[why];
	struct swa_json *event;

	if (!prompt->waiting || swa_server_count(server, SWA_CLIENT_TRAY) == 0)
		return;
	if (uv_now(prompts->agent->loop) >= prompt->until) {
		prompt->waiting = false;
		return;
	}
	event = swa_event_new(SWA_EVENT_PROMPT_REQUESTED);
	swa_json_set_text(event, "why", names[why]);
	set_unless_empty(event, "app_id", prompt->app_id);
	set_unless_empty(event, "account_id", prompt->account_id);
	set_unless_empty(event, "label", prompt->label);
	set_unless_empty(event, "username", prompt->username);
	swa_server_tell(server, SWA_CLIENT_TRAY, event);
	prompt->waiting = why == SWA_PROMPT_VAULT || why == SWA_PROMPT_APP;
}

static void
on_timer(uv_timer_t *timer)
{
	for (size_t i = 0; i < SWA_PROMPT_COUNT; i++)
		send_one(timer->data, (enum swa_prompt_why)i);
}

void
swa_prompts_greeted(struct swa_prompts *prompts)
{
	(void)uv_timer_start(&prompts->timer, on_timer, 0, 0);
}

swa_err
swa_prompt_ask(struct swa_prompts *prompts, const struct swa_prompt_terms *terms)
{
	struct swa_agent *agent = prompts->agent;
	struct prompt *prompt = &prompts->prompts[terms->why];

	if (swa_server_count(agent->server, SWA_CLIENT_TRAY) == 0 && !swa_tray_start(agent->tray))
		return SWA_ERR_TRAY_MISSING;
	prompt->waiting = true;
	prompt->until = uv_now(agent->loop) + WAIT_MS;
	copy(prompt->app_id, sizeof(prompt->app_id), terms->app_id);
	copy(prompt->account_id, sizeof(prompt->account_id), terms->account_id);
	copy(prompt->label, sizeof(prompt->label), terms->label);
	copy(prompt->username, sizeof(prompt->username), terms->username);
	prompt->client = terms->client;
	/* This one alone: a window for another that was closed stays closed. */
	send_one(prompts, terms->why);
	return SWA_OK;
}

void
swa_prompt_over(struct swa_prompts *prompts, enum swa_prompt_why why)
{
	prompts->prompts[why].waiting = false;
}

void
swa_prompts_passed(struct swa_prompts *prompts)
{
	struct swa_agent *agent = prompts->agent;
	struct prompt *prompt = &prompts->prompts[SWA_PROMPT_APP];
	struct swa_conn *conn;
	struct swa_json *event;

	if (!prompt->waiting || uv_now(agent->loop) >= prompt->until)
		return;
	prompt->waiting = false;
	swa_reauth_let(agent->reauth, prompt->app_id, uv_now(agent->loop));
	if ((conn = swa_server_find(agent->server, prompt->client)) == NULL)
		return; /* it is gone; a click launches the app now */
	event = swa_event_new(SWA_EVENT_LAUNCH_REQUESTED);
	swa_json_set_text(event, "app_id", prompt->app_id);
	set_unless_empty(event, "account_id", prompt->account_id);
	swa_conn_send(conn, event);
}

void
swa_prompts_forget(struct swa_prompts *prompts)
{
	for (size_t i = 0; i < SWA_PROMPT_COUNT; i++)
		if (i != SWA_PROMPT_VAULT)
			prompts->prompts[i].waiting = false;
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
swa_prompts_free(struct swa_prompts *prompts)
{
	if (prompts != NULL)
		uv_close((uv_handle_t *)&prompts->timer, on_closed);
}

swa_err
swa_prompt_from_act(const char *act, enum swa_prompt_why *ret_why)
{
	for (size_t i = SWA_PROMPT_REVEAL; i < SWA_PROMPT_COUNT; i++)
		if (strcmp(act, names[i]) == 0) {
			*ret_why = (enum swa_prompt_why)i;
			return SWA_OK;
		}
	return SWA_ERR_ARGUMENT;
}
