#include "revealing.h"

#include "authentication.h"
#include "reveal_window.h"

struct swa_ui_revealing {
	GtkApplication *application;          /* borrowed */
	struct swa_ui_connection *connection; /* borrowed */
	struct swa_ui_revealing_of of;        /* texts owned */
	struct swa_ui_reveal_window *window;
	struct swa_ui_authentication *authentication; /* while the passphrase is asked for */
	bool shown;                                   /* the window shows something */
	void (*done)(void *context);
	void *context;
};

static void reveal(struct swa_ui_revealing *r);

static void
on_authenticated(void *context, bool passed)
{
	struct swa_ui_revealing *r = context;

	swa_ui_authentication_free(r->authentication);
	r->authentication = NULL;
	if (passed)
		reveal(r);
	else
		r->done(r->context);
}

static void
authenticate(struct swa_ui_revealing *r)
{
	const struct swa_ui_passphrase_for what = {
	        .why = r->of.copy ? SWA_UI_PASSPHRASE_COPY : SWA_UI_PASSPHRASE_REVEAL,
	        .app_id = r->of.app_id,
	        .label = r->of.label,
	};

	r->authentication =
	        swa_ui_authentication_new(r->application, r->connection, &what, on_authenticated, r);
}

static void
on_revealed(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_revealing *r = data;
	const struct swa_ui_revealed revealed = {
	        .username = swa_json_get_text(body, "username"),
	        .password = swa_json_get_text(body, "password"),
	        .extra = swa_json_get_text(body, "extra"),
	};

	if (err == SWA_ERR_REAUTHENTICATION_NEEDED) {
		authenticate(r);
		return;
	}
	r->shown = true;
	if (err != SWA_OK)
		swa_ui_reveal_window_refused(r->window, err,
		                             swa_json_get_text(swa_json_get(body, "error"), "where"));
	else if (r->of.copy)
		swa_ui_reveal_window_copied(r->window, &revealed);
	else
		swa_ui_reveal_window_show(r->window, &revealed);
}

static void
reveal(struct swa_ui_revealing *r)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ACCOUNT_REVEAL);

	swa_json_set_text(request, "account_id", r->of.account_id);
	swa_ui_connection_ask(r->connection, request, on_revealed, r);
}

static void
on_again(void *context)
{
	reveal(context);
}

static void
on_closed(void *context)
{
	const struct swa_ui_revealing *r = context;

	r->done(r->context);
}

static const struct swa_ui_reveal_window_events events = {
        .again = on_again,
        .closed = on_closed,
};

struct swa_ui_revealing *
swa_ui_revealing_new(GtkApplication *application, struct swa_ui_connection *connection,
                     const struct swa_ui_revealing_of *of, void (*done)(void *context), void *context)
{
	struct swa_ui_revealing *r = g_new0(struct swa_ui_revealing, 1);

	r->application = application;
	r->connection = connection;
	r->of = (struct swa_ui_revealing_of){
	        .account_id = g_strdup(of->account_id),
	        .app_id = g_strdup(of->app_id),
	        .label = g_strdup(of->label),
	        .copy = of->copy,
	};
	r->done = done;
	r->context = context;
	r->window = swa_ui_reveal_window_new(application, of->app_id, of->label, &events, r);
	reveal(r);
	return r;
}

bool
swa_ui_revealing_present(struct swa_ui_revealing *revealing)
{
	if (revealing->authentication != NULL)
		return swa_ui_authentication_present(revealing->authentication);
	if (revealing->shown)
		swa_ui_reveal_window_present(revealing->window);
	return revealing->shown;
}

void
swa_ui_revealing_free(struct swa_ui_revealing *revealing)
{
	if (revealing == NULL)
		return;
	swa_ui_connection_forget(revealing->connection, revealing);
	swa_ui_authentication_free(revealing->authentication);
	swa_ui_reveal_window_free(revealing->window);
	g_free((char *)revealing->of.account_id);
	g_free((char *)revealing->of.app_id);
	g_free((char *)revealing->of.label);
	g_free(revealing);
}
