#include "correction.h"

#include "text.h"

#include <glib/gi18n.h>
#include <string.h>

struct swa_ui_correction {
	struct swa_ui_connection *connection; /* borrowed */
	struct swa_ui_correct_window *window;
	enum swa_ui_correct_why why;
	char *app_id;
	char *account_id;
	enum swa_ui_correct_act act; /* what is being done */
	bool stored;                 /* something was stored from this page */
	void (*done)(void *context);
	void *context;
};

static const char *
where_of(const struct swa_json *body)
{
	return swa_json_get_text(swa_json_get(body, "error"), "where");
}

/* Showing what is there. */

static const struct swa_json *
find_account(const struct swa_json *list, const char *id)
{
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		if (g_strcmp0(swa_json_get_text(at, "id"), id) == 0)
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
fill(struct swa_ui_correction *c, const struct swa_json *body, const struct swa_json *account)
{
	const struct swa_json *rights = swa_json_get(body, "rights");
	const struct swa_json *settings =
	        swa_json_get(swa_json_get(swa_json_get(body, "definition"), "settings"), "app");
	int64_t version = 0;

	(void)swa_json_get_integer(account, "version", &version);
	swa_ui_correct_window_filled(
	        c->window,
	        &(struct swa_ui_correct_account){
	                .username = swa_json_get_text(account, "username"),
	                .organisation = swa_json_get_text(swa_json_get(body, "app"), "organisation"),
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
	struct swa_ui_correction *c = data;
	const struct swa_json *account;

	if (err != SWA_OK)
		swa_ui_correct_window_unreadable(c->window, err, where_of(body));
	else if ((account = find_account(swa_json_get(body, "accounts"), c->account_id)) == NULL)
		swa_ui_correct_window_unreadable(c->window, SWA_ERR_ACCOUNT_UNKNOWN, NULL);
	else
		fill(c, body, account);
}

/* Storing and trying. */

static void
on_launched(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_correction *c = data;
	g_autofree char *what = NULL;
	g_autofree char *text = NULL;

	if (err == SWA_OK) {
		c->done(c->context);
		return;
	}
	what = swa_ui_text_error(err, where_of(body));
	text = c->stored ? g_strdup_printf("%s %s", _("It is stored, but could not be tried."), what)
	                 : g_steal_pointer(&what);
	swa_ui_correct_window_failed(c->window, text);
}

static void
launch(struct swa_ui_correction *c)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LAUNCH);

	swa_json_set_text(request, "app_id", c->app_id);
	swa_json_set_text(request, "account_id", c->account_id);
	swa_ui_connection_ask(c->connection, request, on_launched, c);
}

static void
on_stored(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_correction *c = data;
	g_autofree char *text = NULL;

	if (err != SWA_OK) {
		text = swa_ui_text_error(err, where_of(body));
		swa_ui_correct_window_failed(c->window, text);
		return;
	}
	c->stored = true;
	swa_ui_correct_window_saved(c->window);
	if (c->act == SWA_UI_CORRECT_TRY)
		launch(c);
	else
		c->done(c->context);
}

static void
store(struct swa_ui_correction *c)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ACCOUNT_SET);
	const char *password = swa_ui_correct_window_password(c->window);
	const char *extra = swa_ui_correct_window_extra(c->window);

	swa_json_set_text(request, "app_id", c->app_id);
	swa_json_set_text(request, "account_id", c->account_id);
	swa_json_set_text(request, "username", swa_ui_correct_window_username(c->window));
	if (password[0] != '\0')
		swa_json_set_text(request, "password", password);
	if (extra != NULL)
		swa_json_set_text(request, "extra", extra);
	swa_ui_connection_ask(c->connection, request, on_stored, c);
}

static void
on_act(void *context, enum swa_ui_correct_act act)
{
	struct swa_ui_correction *c = context;

	c->act = act;
	if (swa_ui_correct_window_lacks_password(c->window))
		swa_ui_correct_window_failed(c->window, _("There is no password yet. Enter it."));
	else if (swa_ui_correct_window_is_changed(c->window))
		store(c);
	else if (act == SWA_UI_CORRECT_SAVE)
		c->done(c->context);
	else if (c->stored || c->why == SWA_UI_CORRECT_EDIT)
		launch(c);
	else /* the same password again would be refused by the agent, and by the service perhaps count */
		swa_ui_correct_window_failed(c->window,
		                             _("Nothing was changed. Enter what is right, or close."));
}

static void
on_closed(void *context)
{
	const struct swa_ui_correction *c = context;

	c->done(c->context);
}

static const struct swa_ui_correct_window_events events = {
        .act = on_act,
        .closed = on_closed,
};

struct swa_ui_correction *
swa_ui_correction_new(struct swa_ui_connection *connection, struct swa_ui_dialog *dialog,
                      const struct swa_ui_correction_of *of, void (*done)(void *context), void *context)
{
	struct swa_ui_correction *c = g_new0(struct swa_ui_correction, 1);
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_SHOW);

	c->connection = connection;
	c->why = of->why;
	c->app_id = g_strdup(of->app_id);
	c->account_id = g_strdup(of->account_id);
	c->done = done;
	c->context = context;
	c->window = swa_ui_correct_window_new(dialog, of->why, of->label, &events, c);
	swa_json_set_text(request, "app_id", of->app_id);
	swa_ui_connection_ask(connection, request, on_shown, c);
	return c;
}

const char *
swa_ui_correction_account(const struct swa_ui_correction *correction)
{
	return correction->account_id;
}

void
swa_ui_correction_present(struct swa_ui_correction *correction)
{
	swa_ui_correct_window_present(correction->window);
}

void
swa_ui_correction_free(struct swa_ui_correction *correction)
{
	if (correction == NULL)
		return;
	swa_ui_connection_forget(correction->connection, correction);
	swa_ui_correct_window_free(correction->window);
	g_free(correction->app_id);
	g_free(correction->account_id);
	g_free(correction);
}
