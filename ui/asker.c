#include "asker.h"

#include "connection.h"
#include "list.h"
#include "question_window.h"
#include "text.h"

#include <glib/gi18n.h>
#include <stdlib.h>

struct swa_ui_asker {
	GtkApplication *application;           /* borrowed */
	struct swa_ui_connection *connection;  /* borrowed */
	struct swa_ui_question_window *window; /* NULL while nothing is asked */
	const char *sending;                   /* the answer on its way, or NULL */
	bool explaining;                       /* the window no longer asks: it shows what No means */
	bool fetching;                         /* questions.list is on its way */
	bool fetch_again;                      /* ... and was outdated while it was */
	char *put_off; /* id of a question whose Later the agent could not keep, or NULL */
};

static void take_list(void *data, swa_err err, const struct swa_json *body);
static void take_verdict(void *data, swa_err err, const struct swa_json *body);

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
	if (a->fetching) {
		a->fetch_again = true;
		return;
	}
	if (!swa_ui_connection_is_up(a->connection))
		return; /* fetched once it is */
	a->fetching = true;
	a->fetch_again = false;
	swa_ui_connection_ask(a->connection, swa_request_new(SWA_REQUEST_QUESTIONS_LIST), take_list, a);
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
	swa_ui_connection_ask(a->connection, request, take_verdict, a);
}

static void
on_window_closed(void *context)
{
	struct swa_ui_asker *a = context;

	close_window(a);
	fetch(a);
}

static const struct swa_ui_question_window_events window_events = {
        .answered = on_answered,
        .closed = on_window_closed,
};

/* From the agent. */

static void
take_list(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_asker *a = data;
	/* An error (a locked vault, for one) has no list: nothing can be asked. */
	const struct swa_json *list = swa_json_get(body, "questions");
	const struct swa_json *question;

	(void)err;
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
	if ((question = swa_ui_list_oldest(list, a->put_off)) == NULL)
		return;
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
take_verdict(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_asker *a = data;
	const char *answer = a->sending;

	(void)body;
	if (a->window == NULL || answer == NULL)
		return; /* the connection ended before the answer came, and the window with it */
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

void
swa_ui_asker_up(struct swa_ui_asker *asker)
{
	fetch(asker);
}

void
swa_ui_asker_event(struct swa_ui_asker *asker, enum swa_event_type type)
{
	/* A vault that was locked or unlocked hides or shows its questions. */
	if (type == SWA_EVENT_QUESTIONS_CHANGED || type == SWA_EVENT_VAULT_CHANGED)
		fetch(asker);
}

void
swa_ui_asker_down(struct swa_ui_asker *asker)
{
	if (asker->window == NULL || asker->explaining)
		return; /* an answer is kept, and what it means may still be read */
	g_printerr("swa-tray: %s\n", _("swa-agent has ended. The question was not answered; it will be asked "
	                               "again."));
	close_window(asker);
}

struct swa_ui_asker *
swa_ui_asker_new(GtkApplication *application, struct swa_ui_connection *connection)
{
	struct swa_ui_asker *a = g_new0(struct swa_ui_asker, 1);

	a->application = application;
	a->connection = connection;
	return a;
}

bool
swa_ui_asker_present(struct swa_ui_asker *asker)
{
	if (asker->window != NULL)
		swa_ui_question_window_present(asker->window);
	return asker->window != NULL;
}

void
swa_ui_asker_free(struct swa_ui_asker *asker)
{
	if (asker == NULL)
		return;
	swa_ui_connection_forget(asker->connection, asker);
	close_window(asker);
	g_free(asker->put_off);
	g_free(asker);
}
