#include "asker.h"

#include "connection.h"
#include "list.h"
#include "question_window.h"
#include "text.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define LINGER_SECONDS 10

struct swa_ui_asker {
	GtkApplication *application; /* borrowed; held from new to finish() */
	struct swa_ui_connection *connection;
	struct swa_ui_question_window *window; /* NULL while nothing is asked */
	const char *sending;                   /* the answer on its way, or NULL */
	bool explaining;                       /* the window no longer asks: it shows what No means */
	bool greeted;                          /* the agent has answered hello */
	bool fetching;                         /* questions.list is on its way */
	bool fetch_again;                      /* ... and was outdated while it was */
	bool ended;                            /* the connection is over */
	bool finished;                         /* the application was released */
	guint linger;                          /* timer, or 0 */
	char *put_off; /* id of a question whose Later the agent could not keep, or NULL */
	int exit_status;
};

static void
finish(struct swa_ui_asker *a)
{
	if (a->finished)
		return;
	a->finished = true;
	g_application_release(G_APPLICATION(a->application));
}

static gboolean
on_lingered(gpointer data)
{
	struct swa_ui_asker *a = data;

	a->linger = 0;
	finish(a);
	return G_SOURCE_REMOVE;
}

static void
stop_lingering(struct swa_ui_asker *a)
{
	if (a->linger != 0)
		g_source_remove(a->linger);
	a->linger = 0;
}

static void
nothing_to_ask(struct swa_ui_asker *a)
{
	if (a->ended)
		finish(a);
	else if (a->linger == 0)
		a->linger = g_timeout_add_seconds(LINGER_SECONDS, on_lingered, a);
}

static void
close_window(struct swa_ui_asker *a)
{
	struct swa_ui_question_window *window = a->window;

	a->window = NULL;
	a->sending = NULL;
	a->explaining = false;
	swa_ui_question_window_free(window);
}

static void
fetch(struct swa_ui_asker *a)
{
	if (a->ended || a->fetching) {
		a->fetch_again = true;
		return;
	}
	a->fetching = true;
	a->fetch_again = false;
	swa_ui_connection_send(a->connection, swa_request_new(SWA_REQUEST_QUESTIONS_LIST));
}

/* From the window. */

static void
on_answered(void *context, const char *answer)
{
	struct swa_ui_asker *a = context;
	struct swa_json *request = swa_request_new(SWA_REQUEST_QUESTION_ANSWER);

	a->sending = answer;
	swa_json_set_text(request, "question_id", swa_ui_question_window_id(a->window));
	swa_json_set_text(request, "answer", answer);
	swa_ui_connection_send(a->connection, request);
}

static void
on_window_closed(void *context)
{
	struct swa_ui_asker *a = context;

	close_window(a);
	if (a->ended)
		finish(a);
	else
		fetch(a);
}

static const struct swa_ui_question_window_events window_events = {
        .answered = on_answered,
        .closed = on_window_closed,
};

/* From the agent. */

static void
take_list(struct swa_ui_asker *a, const struct swa_incoming *incoming)
{
	/* An error (a locked vault, for one) has no list: nothing can be asked. */
	const struct swa_json *list = swa_json_get(incoming->body, "questions");
	const struct swa_json *question;

	a->fetching = false;
	if (a->fetch_again) {
		fetch(a);
		return;
	}
	if (a->explaining || a->sending != NULL)
		return; /* fetched again once that is over */
	if (a->window != NULL && !swa_ui_list_asks(list, swa_ui_question_window_id(a->window), a->put_off))
		close_window(a);
	if (a->window != NULL)
		return;
	if ((question = swa_ui_list_oldest(list, a->put_off)) == NULL) {
		nothing_to_ask(a);
		return;
	}
	stop_lingering(a);
	a->window = swa_ui_question_window_new(a->application,
	                                       &(struct swa_ui_question){
	                                               .id = swa_json_get_text(question, "id"),
	                                               .app_id = swa_json_get_text(question, "app_id"),
	                                               .label = swa_json_get_text(question, "label"),
	                                               .host = swa_json_get_text(question, "host"),
	                                               .username = swa_json_get_text(question, "username"),
	                                       },
	                                       &window_events, a);
}

static void
take_verdict(struct swa_ui_asker *a, swa_err err)
{
	const char *answer = a->sending;

	a->sending = NULL;
	if (err == SWA_OK && g_strcmp0(answer, "no") == 0) {
		a->explaining = true;
		swa_ui_question_window_show_kept(a->window);
		return;
	}
	if (err != SWA_OK && err != SWA_ERR_QUESTION_UNKNOWN) {
		if (g_strcmp0(answer, "later") != 0) {
			swa_ui_question_window_show_error(a->window,
			                                  swa_ui_text_translated(swa_err_text(err)),
			                                  swa_ui_text_translated(swa_err_hint(err)));
			fetch(a);
			return;
		}
		/* Whoever put it off must not see it again at once. */
		g_free(a->put_off);
		a->put_off = g_strdup(swa_ui_question_window_id(a->window));
	}
	close_window(a);
	fetch(a);
}

static void
on_ready(void *context)
{
	struct swa_ui_asker *a = context;

	a->greeted = true;
	fetch(a);
}

static void
on_answer(void *context, enum swa_request_type type, const struct swa_incoming *incoming)
{
	struct swa_ui_asker *a = context;

	if (type == SWA_REQUEST_QUESTIONS_LIST)
		take_list(a, incoming);
	else if (type == SWA_REQUEST_QUESTION_ANSWER)
		take_verdict(a, incoming->err);
}

static void
on_event(void *context, enum swa_event_type type)
{
	/* A vault that was locked or unlocked hides or shows its questions. */
	if (type == SWA_EVENT_QUESTIONS_CHANGED || type == SWA_EVENT_VAULT_CHANGED)
		fetch(context);
}

static void
on_ended(void *context, swa_err err)
{
	struct swa_ui_asker *a = context;

	a->ended = true;
	stop_lingering(a);
	if (a->greeted && err == SWA_ERR_AGENT_UNREACHABLE) {
		g_printerr("swa-tray: %s\n", a->window != NULL && !a->explaining
		                                     ? _("swa-agent has ended. The question was not "
		                                         "answered; it will be asked again.")
		                                     : _("swa-agent has ended."));
	} else {
		g_printerr("swa-tray: %s %s\n", swa_ui_text_translated(swa_err_text(err)),
		           swa_ui_text_translated(swa_err_hint(err)));
		a->exit_status = EXIT_FAILURE;
	}
	if (a->explaining)
		return; /* the answer is kept, and what it means may still be read */
	close_window(a);
	finish(a);
}

static const struct swa_ui_connection_events connection_events = {
        .ready = on_ready,
        .answer = on_answer,
        .event = on_event,
        .ended = on_ended,
};

struct swa_ui_asker *
swa_ui_asker_new(GtkApplication *application)
{
	struct swa_ui_asker *a = g_new0(struct swa_ui_asker, 1);
	swa_err err;

	a->application = application;
	g_application_hold(G_APPLICATION(application));
	if ((err = swa_ui_connection_open(&connection_events, a, &a->connection)) != SWA_OK)
		on_ended(a, err);
	return a;
}

void
swa_ui_asker_present(struct swa_ui_asker *asker)
{
	if (asker->window != NULL)
		swa_ui_question_window_present(asker->window);
}

int
swa_ui_asker_exit_status(const struct swa_ui_asker *asker)
{
	return asker->exit_status;
}

void
swa_ui_asker_free(struct swa_ui_asker *asker)
{
	if (asker == NULL)
		return;
	stop_lingering(asker);
	close_window(asker);
	swa_ui_connection_free(asker->connection);
	g_free(asker->put_off);
	g_free(asker);
}
