#include "asker.h"

#include "connection.h"
#include "list.h"
#include "question_window.h"

#include <glib/gi18n.h>
#include <stdlib.h>

struct swa_ui_asker {
	GtkApplication *application;           /* borrowed */
	struct swa_ui_connection *connection;  /* borrowed */
	struct swa_ui_question_window *window; /* NULL while nothing is asked */
	const char *sending;                   /* the answer on its way, or NULL */
	bool held;                             /* nothing is asked now */
	bool fetching;                         /* questions.list is on its way */
	bool fetch_again;                      /* ... and was outdated while it was */
	char *put_off; /* id of a question whose Later the agent could not keep, or NULL */
	swa_ui_refused refused;
	void *context;
};

static void take_list(void *data, swa_err err, const struct swa_json *body);
static void take_verdict(void *data, swa_err err, const struct swa_json *body);

static void
close_window(struct swa_ui_asker *a)
{
	struct swa_ui_question_window *window = a->window;

	a->window = NULL;
	a->sending = NULL;
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
	swa_json_set_text(request, "question_id", swa_ui_question_window_question(a->window)->id);
	swa_json_set_text(request, "answer", answer);
	swa_ui_connection_ask(a->connection, request, take_verdict, a);
}

static const struct swa_ui_question_window_events window_events = {
        .answered = on_answered,
};

/* From the agent. */

static void
ask(struct swa_ui_asker *a, const struct swa_json *question, unsigned more)
{
	a->window =
	        swa_ui_question_window_new(a->application,
	                                   &(struct swa_ui_question){
	                                           .id = swa_json_get_text(question, "id"),
	                                           .app_id = swa_json_get_text(question, "app_id"),
	                                           .account_id = swa_json_get_text(question, "account_id"),
	                                           .label = swa_json_get_text(question, "label"),
	                                           .host = swa_json_get_text(question, "host"),
	                                           .username = swa_json_get_text(question, "username"),
	                                   },
	                                   more, &window_events, a);
}

static void
show(struct swa_ui_asker *a, const struct swa_json *list)
{
	const struct swa_json *question;
	const unsigned all = swa_ui_list_count(list, a->put_off);

	if (a->window != NULL &&
	    !swa_ui_list_asks(list, swa_ui_question_window_question(a->window)->id, a->put_off))
		close_window(a);
	if (a->window != NULL)
		swa_ui_question_window_set_more(a->window, all - 1);
	else if ((question = swa_ui_list_oldest(list, a->put_off)) != NULL)
		ask(a, question, all - 1);
}

static void
take_list(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_asker *a = data;
	/* An error (a locked vault, for one) has no list: nothing can be asked. */
	const struct swa_json *list = swa_json_get(body, "questions");

	(void)err;
	a->fetching = false;
	if (a->fetch_again) {
		fetch(a);
		return;
	}
	if (a->held || a->sending != NULL)
		return; /* fetched again once that is over */
	show(a, list);
}

static void
hand_over(struct swa_ui_asker *a)
{
	struct swa_ui_question_window *window = a->window;

	a->window = NULL;
	a->refused(a->context, swa_ui_question_window_take_dialog(window),
	           swa_ui_question_window_question(window));
	swa_ui_question_window_free(window);
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
		hand_over(a);
		return;
	}
	if (err != SWA_OK && err != SWA_ERR_QUESTION_UNKNOWN) {
		if (g_strcmp0(answer, "later") != 0) {
			swa_ui_question_window_show_error(a->window, err);
			fetch(a);
			return;
		}
		/* Whoever put it off must not see it again at once. */
		g_free(a->put_off);
		a->put_off = g_strdup(swa_ui_question_window_question(a->window)->id);
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
	if (asker->window == NULL)
		return;
	g_printerr("swa-tray: %s\n", _("swa-agent has ended. The question was not answered; it will be asked "
	                               "again."));
	close_window(asker);
}

void
swa_ui_asker_hold(struct swa_ui_asker *asker, bool held)
{
	asker->held = held;
	if (!held)
		fetch(asker);
	else if (asker->sending == NULL)
		close_window(asker);
}

struct swa_ui_asker *
swa_ui_asker_new(GtkApplication *application, struct swa_ui_connection *connection, swa_ui_refused refused,
                 void *context)
{
	struct swa_ui_asker *a = g_new0(struct swa_ui_asker, 1);

	a->application = application;
	a->connection = connection;
	a->refused = refused;
	a->context = context;
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
