#include "authentication.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

struct swa_win_authentication {
	struct swa_win_connection *connection;    /* borrowed */
	struct swa_win_passphrase_window *window; /* NULL while it may not be needed */
	enum swa_win_passphrase_why why;
	char *app_id, *label;
	bool passphrase, code; /* the ways there are */
	void (*ended)(void *context);
	void *context;
};

static void
fail(struct swa_win_authentication *a, swa_err err, const struct swa_json *body)
{
	if (a->window != NULL)
		swa_win_passphrase_window_failed(a->window, err,
		                                 swa_json_get_text(swa_json_get(body, "error"), "where"));
}

static void
on_tried(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_authentication *a = data;

	if (err == SWA_OK)
		a->ended(a->context);
	else
		fail(a, err, body);
}

static void
on_entered(void *context, const char *secret, bool code)
{
	struct swa_win_authentication *a = context;
	const bool vault = a->why == SWA_WIN_PASSPHRASE_VAULT;
	struct swa_json *request = swa_request_new(vault ? SWA_REQUEST_UNLOCK : SWA_REQUEST_REAUTHENTICATE);

	swa_json_set_text(request, code ? "recovery_code" : "passphrase", secret);
	swa_win_connection_ask(a->connection, request, on_tried, a);
}

static void
on_closed(void *context)
{
	const struct swa_win_authentication *a = context;

	a->ended(a->context);
}

static const struct swa_win_passphrase_window_events events = {.entered = on_entered, .closed = on_closed};

static void
show(struct swa_win_authentication *a)
{
	a->window = swa_win_passphrase_window_new(a->why, a->label, a->passphrase, a->code, &events, a);
}

/* --- the vault: a keyring may open it without a question ------------------------------ */

static void
on_keyring(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_authentication *a = data;

	if (err == SWA_OK) {
		a->ended(a->context);
		return;
	}
	show(a);
	fail(a, err, body);
}

static void
on_status(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_authentication *a = data;
	const char *unlock = swa_json_get_text(body, "unlock");
	int64_t wait = 0;

	if (err != SWA_OK || unlock == NULL) {
		show(a);
		fail(a, err, body);
		return;
	}
	if (unlock[0] == '\0' && strcmp(swa_json_get_text(body, "vault"), "ready") == 0) {
		a->ended(a->context);
		return;
	}
	a->passphrase = swa_json_get_bool(body, "passphrase", false);
	a->code = swa_json_get_bool(body, "recovery", false);
	if (strcmp(unlock, "passphrase") != 0 && strcmp(unlock, "recovery") != 0) {
		/* Where there is no way at all, it says in which state the vault is. */
		swa_win_connection_ask(a->connection, swa_request_new(SWA_REQUEST_UNLOCK), on_keyring, a);
		return;
	}
	show(a);
	if (a->window != NULL && swa_json_get_integer(body, "wait", &wait) && wait > 0)
		swa_win_passphrase_window_wait(a->window, (unsigned)wait);
}

struct swa_win_authentication *
swa_win_authentication_new(struct swa_win_connection *connection, enum swa_win_passphrase_why why,
                           const char *app_id, const char *label, void (*ended)(void *context), void *context)
{
	struct swa_win_authentication *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->connection = connection;
	a->why = why;
	a->app_id = swa_win_copy(app_id);
	a->label = swa_win_copy(label);
	a->ended = ended;
	a->context = context;
	if (why == SWA_WIN_PASSPHRASE_VAULT) {
		swa_win_connection_ask(connection, swa_request_new(SWA_REQUEST_STATUS), on_status, a);
	} else {
		a->passphrase = true;
		show(a);
	}
	return a;
}

enum swa_win_passphrase_why
swa_win_authentication_why(const struct swa_win_authentication *authentication)
{
	return authentication->why;
}

bool
swa_win_authentication_is_for(const struct swa_win_authentication *authentication,
                              enum swa_win_passphrase_why why, const char *app_id)
{
	return authentication->why == why &&
	       strcmp(authentication->app_id, app_id != NULL ? app_id : "") == 0;
}

bool
swa_win_authentication_present(struct swa_win_authentication *authentication)
{
	if (authentication->window != NULL)
		swa_win_passphrase_window_present(authentication->window);
	return authentication->window != NULL;
}

void
swa_win_authentication_free(struct swa_win_authentication *authentication)
{
	if (authentication == NULL)
		return;
	swa_win_connection_forget(authentication->connection, authentication);
	swa_win_passphrase_window_free(authentication->window);
	swa_win_freep(&authentication->app_id);
	swa_win_freep(&authentication->label);
	free(authentication);
}
