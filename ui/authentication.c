#include "authentication.h"

#include <string.h>

struct swa_ui_authentication {
	GtkApplication *application;             /* borrowed */
	struct swa_ui_connection *connection;    /* borrowed */
	struct swa_ui_passphrase_window *window; /* NULL while it may not be needed */
	struct swa_ui_passphrase_for what;       /* texts owned */
	bool passphrase, code;                   /* the ways there are */
	void (*ended)(void *context, bool passed);
	void *context;
};

static void
on_tried(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_authentication *a = data;

	if (err == SWA_OK)
		a->ended(a->context, true);
	else
		swa_ui_passphrase_window_failed(a->window, err,
		                                swa_json_get_text(swa_json_get(body, "error"), "where"));
}

static void
on_entered(void *context, const char *secret, bool code)
{
	struct swa_ui_authentication *a = context;
	const bool vault = a->what.why == SWA_UI_PASSPHRASE_VAULT;
	struct swa_json *request = swa_request_new(vault ? SWA_REQUEST_UNLOCK : SWA_REQUEST_REAUTHENTICATE);

	swa_json_set_text(request, code ? "recovery_code" : "passphrase", secret);
	swa_ui_connection_ask(a->connection, request, on_tried, a);
}

static void
on_closed(void *context)
{
	const struct swa_ui_authentication *a = context;

	a->ended(a->context, false);
}

static const struct swa_ui_passphrase_window_events events = {
        .entered = on_entered,
        .closed = on_closed,
};

static void
show(struct swa_ui_authentication *a)
{
	a->window =
	        swa_ui_passphrase_window_new(a->application, &a->what, a->passphrase, a->code, &events, a);
}

/* The vault: a keyring may open it without a question. */

static void
on_keyring(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_authentication *a = data;

	if (err == SWA_OK) {
		a->ended(a->context, true);
		return;
	}
	show(a);
	swa_ui_passphrase_window_failed(a->window, err,
	                                swa_json_get_text(swa_json_get(body, "error"), "where"));
}

static void
on_status(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_authentication *a = data;
	const char *unlock = swa_json_get_text(body, "unlock");
	int64_t wait = 0;

	if (err == SWA_OK && unlock[0] == '\0' && strcmp(swa_json_get_text(body, "vault"), "ready") == 0) {
		a->ended(a->context, true);
		return;
	}
	a->passphrase = swa_json_get_bool(body, "passphrase", false);
	a->code = swa_json_get_bool(body, "recovery", false);
	if (err == SWA_OK && strcmp(unlock, "passphrase") != 0 && strcmp(unlock, "recovery") != 0) {
		/* Where there is no way at all, it says in which state the vault is. */
		swa_ui_connection_ask(a->connection, swa_request_new(SWA_REQUEST_UNLOCK), on_keyring, a);
		return;
	}
	show(a);
	if (err != SWA_OK)
		swa_ui_passphrase_window_failed(a->window, err, NULL);
	else if (swa_json_get_integer(body, "wait", &wait) && wait > 0)
		swa_ui_passphrase_window_wait(a->window, (unsigned)wait);
}

struct swa_ui_authentication *
swa_ui_authentication_new(GtkApplication *application, struct swa_ui_connection *connection,
                          const struct swa_ui_passphrase_for *what, void (*ended)(void *context, bool passed),
                          void *context)
{
	struct swa_ui_authentication *a = g_new0(struct swa_ui_authentication, 1);

	a->application = application;
	a->connection = connection;
	a->what.why = what->why;
	a->what.app_id = g_strdup(what->app_id);
	a->what.label = g_strdup(what->label);
	a->ended = ended;
	a->context = context;
	if (what->why == SWA_UI_PASSPHRASE_VAULT) {
		swa_ui_connection_ask(connection, swa_request_new(SWA_REQUEST_STATUS), on_status, a);
	} else {
		a->passphrase = true;
		show(a);
	}
	return a;
}

enum swa_ui_passphrase_why
swa_ui_authentication_why(const struct swa_ui_authentication *authentication)
{
	return authentication->what.why;
}

bool
swa_ui_authentication_is_for(const struct swa_ui_authentication *authentication,
                             const struct swa_ui_passphrase_for *what)
{
	return authentication->what.why == what->why &&
	       g_strcmp0(authentication->what.app_id, what->app_id) == 0;
}

bool
swa_ui_authentication_present(struct swa_ui_authentication *authentication)
{
	if (authentication->window != NULL)
		swa_ui_passphrase_window_present(authentication->window);
	return authentication->window != NULL;
}

void
swa_ui_authentication_free(struct swa_ui_authentication *authentication)
{
	if (authentication == NULL)
		return;
	swa_ui_connection_forget(authentication->connection, authentication);
	swa_ui_passphrase_window_free(authentication->window);
	g_free((char *)authentication->what.app_id);
	g_free((char *)authentication->what.label);
	g_free(authentication);
}
