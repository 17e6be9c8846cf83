#include "asker.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

struct swa_win_asker {
	struct swa_win_connection *connection;  /* borrowed */
	struct swa_win_question_window *window; /* NULL while nothing is asked */
	const char *sending;                    /* the answer on its way, or NULL */
	bool held;                              /* nothing is asked now */
	bool fetching;                          /* questions.list is on its way */
	bool fetch_again;                       /* ... and was outdated while it was */
	char *put_off; /* id of a question whose Later the agent could not keep, or NULL */
	swa_win_refused refused;
	void *context;
};

static void take_list(void *data, swa_err err, const struct swa_json *body);
static void take_verdict(void *data, swa_err err, const struct swa_json *body);

static void
close_window(struct swa_win_asker *a)
{
	struct swa_win_question_window *window = a->window;

	a->window = NULL;
	a->sending = NULL;
	swa_win_question_window_free(window);
}

void
swa_win_asker_fetch(struct swa_win_asker *a)
{
	if (a->fetching) {
		a->fetch_again = true;
		return;
	}
	if (!swa_win_connection_is_up(a->connection))
		return; /* fetched once it is */
	a->fetching = true;
	a->fetch_again = false;
	swa_win_connection_ask(a->connection, swa_request_new(SWA_REQUEST_QUESTIONS_LIST), take_list, a);
}

static void
on_answered(void *context, const char *answer)
{
	struct swa_win_asker *a = context;
	struct swa_json *request = swa_request_new(SWA_REQUEST_QUESTION_ANSWER);

	a->sending = answer;
	swa_json_set_text(request, "question_id", swa_win_question_window_question(a->window)->id);
	swa_json_set_text(request, "answer", answer);
	swa_win_connection_ask(a->connection, request, take_verdict, a);
}

/* --- the agent's list ------------------------------------------------------------ */

/* Is it one that a window asks? */
static bool
is_open(const struct swa_win_asker *a, const struct swa_json *question)
{
	return !swa_json_get_bool(question, "later", false) &&
	       (a->put_off == NULL || strcmp(a->put_off, swa_json_get_text(question, "id")) != 0);
}

static int64_t
asked_at(const struct swa_json *question)
{
	int64_t when = 0;

	(void)swa_json_get_integer(question, "asked", &when);
	return when;
}

static void
ask(struct swa_win_asker *a, const struct swa_json *question, size_t more)
{
	const struct swa_win_question what = {
	        .id = swa_json_get_text(question, "id"),
	        .app_id = swa_json_get_text(question, "app_id"),
	        .account_id = swa_json_get_text(question, "account_id"),
	        .label = swa_json_get_text(question, "label"),
	        .host = swa_json_get_text(question, "host"),
	        .username = swa_json_get_text(question, "username"),
	};

	a->window = swa_win_question_window_new(&what, more, on_answered, a);
}

static void
show(struct swa_win_asker *a, const struct swa_json *list)
{
	const char *shown = a->window != NULL ? swa_win_question_window_question(a->window)->id : "";
	const struct swa_json *oldest = NULL;
	bool is_there = false;
	size_t all = 0;

	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (!is_open(a, at))
			continue;
		all++;
		is_there = is_there || strcmp(shown, swa_json_get_text(at, "id")) == 0;
		if (oldest == NULL || asked_at(at) < asked_at(oldest))
			oldest = at;
	}
	if (a->window != NULL && !is_there) /* it was answered elsewhere */
		close_window(a);
	if (a->window != NULL)
		swa_win_question_window_set_more(a->window, all - 1);
	else if (oldest != NULL)
		ask(a, oldest, all - 1);
}

static void
take_list(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_asker *a = data;

	(void)err; /* an error (a locked vault, for one) has no list: nothing can be asked */
	a->fetching = false;
	if (a->fetch_again)
		swa_win_asker_fetch(a);
	else if (!a->held && a->sending == NULL)
		show(a, swa_json_get(body, "questions"));
}

static void
hand_over(struct swa_win_asker *a)
{
	struct swa_win_question_window *window = a->window;

	a->window = NULL;
	a->refused(a->context, swa_win_question_window_take_dialog(window),
	           swa_win_question_window_question(window));
	swa_win_question_window_free(window);
}

static void
take_verdict(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_asker *a = data;
	const char *answer = a->sending;

	(void)body;
	if (a->window == NULL || answer == NULL)
		return; /* the connection ended before the answer came, and the window with it */
	a->sending = NULL;
	if (err == SWA_OK && strcmp(answer, "no") == 0) {
		hand_over(a);
		return;
	}
	if (err != SWA_OK && err != SWA_ERR_QUESTION_UNKNOWN) {
		if (strcmp(answer, "later") != 0) {
			swa_win_question_window_show_error(a->window, err);
			swa_win_asker_fetch(a);
			return;
		}
		/* Whoever put it off must not see it again at once. */
		swa_win_freep(&a->put_off);
		a->put_off = swa_win_copy(swa_win_question_window_question(a->window)->id);
	}
	close_window(a);
	swa_win_asker_fetch(a);
}

void
swa_win_asker_down(struct swa_win_asker *asker)
{
	close_window(asker); /* it is asked again */
}

void
swa_win_asker_hold(struct swa_win_asker *asker, bool held)
{
	asker->held = held;
	if (!held)
		swa_win_asker_fetch(asker);
	else if (asker->sending == NULL)
		close_window(asker);
}

struct swa_win_asker *
swa_win_asker_new(struct swa_win_connection *connection, swa_win_refused refused, void *context)
{
	struct swa_win_asker *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->connection = connection;
	a->refused = refused;
	a->context = context;
	return a;
}

bool
swa_win_asker_present(struct swa_win_asker *asker)
{
	if (asker->window != NULL)
		swa_win_question_window_present(asker->window);
	return asker->window != NULL;
}

void
swa_win_asker_free(struct swa_win_asker *asker)
{
	if (asker == NULL)
		return;
	swa_win_connection_forget(asker->connection, asker);
	close_window(asker);
	swa_win_freep(&asker->put_off);
	free(asker);
}
