#include "correction.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#define FIELD_MAX 4096

struct swa_win_correction {
	struct swa_win_connection *connection; /* borrowed */
	struct swa_win_correct_window *window;
	enum swa_win_correct_why why;
	char *app_id, *account_id;
	enum swa_win_correct_act act; /* what is being done */
	bool stored;                  /* something was stored from this page */
	void (*done)(void *context);
	void *context;
};

static const char *
where_of(const struct swa_json *body)
{
	return swa_json_get_text(swa_json_get(body, "error"), "where");
}

/* --- showing what is there ---------------------------------------------------------- */

static const struct swa_json *
find_account(const struct swa_json *list, const char *id)
{
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		if (strcmp(swa_json_get_text(at, "id"), id) == 0)
			return at;
	return NULL;
}

static const char *
text_or_empty(const struct swa_json *object, const char *name)
{
	const char *text = swa_json_get_text(object, name);

	return text != NULL ? text : "";
}

/* The field that an account may have a value of its own for, by the words of either template. */
static const char *
extra_of(const struct swa_json *settings, const char *three_fields, const char *post)
{
	const char *text = text_or_empty(settings, three_fields);

	return text[0] != '\0' ? text : text_or_empty(settings, post);
}

static void
fill(struct swa_win_correction *c, const struct swa_json *body, const struct swa_json *account)
{
	const struct swa_json *rights = swa_json_get(body, "rights");
	const struct swa_json *settings =
	        swa_json_get(swa_json_get(swa_json_get(body, "definition"), "settings"), "app");
	int64_t version = 0;

	(void)swa_json_get_integer(account, "version", &version);
	swa_win_correct_window_filled(
	        c->window,
	        &(struct swa_win_correct_account){
	                .username = swa_json_get_text(account, "username"),
	                .organisation = text_or_empty(swa_json_get(body, "app"), "organisation"),
	                .has_extra = extra_of(settings, "extraFieldSelector", "optionalField1")[0] != '\0',
	                .own_extra = swa_json_get_bool(account, "extra", false),
	                .app_extra = extra_of(settings, "extraFieldValue", "optionalField1Value"),
	                .has_password = version != 0,
	                .may_username = swa_json_get_bool(rights, "username", false),
	                .may_password = swa_json_get_bool(rights, "password", false),
	        });
}

static void
on_shown(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_correction *c = data;
	const struct swa_json *account;

	if (err != SWA_OK)
		swa_win_correct_window_unreadable(c->window, err, where_of(body));
	else if ((account = find_account(swa_json_get(body, "accounts"), c->account_id)) == NULL)
		swa_win_correct_window_unreadable(c->window, SWA_ERR_ACCOUNT_UNKNOWN, NULL);
	else
		fill(c, body, account);
}

/* --- storing and trying ---------------------------------------------------------------- */

static void
say(struct swa_win_correction *c, const char *before, swa_err err, const char *where)
{
	SWA_CLEANUP(swa_win_freep) char *what = swa_win_error(err, where);
	SWA_CLEANUP(swa_win_freep) char *text = swa_win_format("%s%s", before, what);

	swa_win_correct_window_failed(c->window, text);
}

static void
on_launched(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_correction *c = data;
	SWA_CLEANUP(swa_win_freep) char *before = NULL;

	if (err == SWA_OK) {
		c->done(c->context);
		return;
	}
	before = swa_win_format("%s ", _("It is stored, but could not be tried."));
	say(c, c->stored ? before : "", err, where_of(body));
}

static void
launch(struct swa_win_correction *c)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LAUNCH);

	swa_json_set_text(request, "app_id", c->app_id);
	swa_json_set_text(request, "account_id", c->account_id);
	swa_win_correct_window_set_busy(c->window);
	swa_win_connection_ask(c->connection, request, on_launched, c);
}

static void
on_stored(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_correction *c = data;

	if (err != SWA_OK) {
		say(c, "", err, where_of(body));
		return;
	}
	c->stored = true;
	swa_win_correct_window_saved(c->window);
	if (c->act == SWA_WIN_CORRECT_TRY)
		launch(c);
	else
		c->done(c->context);
}

/* Read one field into the request, by way of a buffer that is wiped. */
static swa_err
set(struct swa_json *request, const char *name, bool always, const struct swa_win_correct_window *window,
    swa_err (*read)(const struct swa_win_correct_window *, struct swa_buf *))
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, FIELD_MAX);
	if ((err = read(window, &text)) == SWA_OK && (always || text.size != 0))
		swa_json_set_text(request, name, swa_buf_text(&text));
	return err;
}

static void
store(struct swa_win_correction *c)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ACCOUNT_SET);
	swa_err err;

	swa_json_set_text(request, "app_id", c->app_id);
	swa_json_set_text(request, "account_id", c->account_id);
	err = set(request, "username", true, c->window, swa_win_correct_window_username);
	if (err == SWA_OK)
		err = set(request, "password", false, c->window, swa_win_correct_window_password);
	if (err == SWA_OK && swa_win_correct_window_has_extra(c->window))
		err = set(request, "extra", true, c->window, swa_win_correct_window_extra);
	if (err != SWA_OK) {
		swa_json_free(request);
		say(c, "", err, NULL);
		return;
	}
	swa_win_correct_window_set_busy(c->window);
	swa_win_connection_ask(c->connection, request, on_stored, c);
}

static void
on_act(void *context, enum swa_win_correct_act act)
{
	struct swa_win_correction *c = context;

	c->act = act;
	if (swa_win_correct_window_lacks_password(c->window))
		swa_win_correct_window_failed(c->window, _("There is no password yet. Enter it."));
	else if (swa_win_correct_window_is_changed(c->window))
		store(c);
	else if (act == SWA_WIN_CORRECT_SAVE)
		c->done(c->context);
	else if (c->stored || c->why == SWA_WIN_CORRECT_EDIT)
		launch(c);
	else /* the same password again would be refused by the agent, and by the service perhaps count */
		swa_win_correct_window_failed(c->window,
		                              _("Nothing was changed. Enter what is right, or close."));
}

static void
on_closed(void *context)
{
	const struct swa_win_correction *c = context;

	c->done(c->context);
}

static const struct swa_win_correct_window_events events = {.act = on_act, .closed = on_closed};

struct swa_win_correction *
swa_win_correction_new(struct swa_win_connection *connection, struct swa_win_dialog *dialog,
                       const struct swa_win_correction_of *of, void (*done)(void *context), void *context)
{
	struct swa_win_correction *c = calloc(1, sizeof(*c));
	struct swa_json *request;

	if (c == NULL) {
		swa_win_dialog_free(dialog);
		return NULL;
	}
	if ((c->window = swa_win_correct_window_new(dialog, of->why, of->label, &events, c)) == NULL) {
		free(c);
		return NULL;
	}
	c->connection = connection;
	c->why = of->why;
	c->app_id = swa_win_copy(of->app_id);
	c->account_id = swa_win_copy(of->account_id);
	c->done = done;
	c->context = context;
	request = swa_request_new(SWA_REQUEST_APPS_SHOW);
	swa_json_set_text(request, "app_id", c->app_id);
	swa_win_connection_ask(connection, request, on_shown, c);
	return c;
}

const char *
swa_win_correction_account(const struct swa_win_correction *correction)
{
	return correction->account_id;
}

void
swa_win_correction_present(struct swa_win_correction *correction)
{
	swa_win_correct_window_present(correction->window);
}

void
swa_win_correction_free(struct swa_win_correction *correction)
{
	if (correction == NULL)
		return;
	swa_win_connection_forget(correction->connection, correction);
	swa_win_correct_window_free(correction->window);
	swa_win_freep(&correction->app_id);
	swa_win_freep(&correction->account_id);
	free(correction);
}
