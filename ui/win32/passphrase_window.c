#include "passphrase_window.h"

#include "secret_edit.h"
#include "text.h"

#include <stdlib.h>

#define WAIT_MOST 86400 /* seconds */
#define SECRET_MAX 4096
#define SECOND_MS 1000

struct swa_win_passphrase_window {
	struct swa_win_dialog *frame;
	enum swa_win_passphrase_why why;
	char *purpose; /* the sentence that says what for */
	bool passphrase, code;
	bool asks_code;    /* what the page asks for now */
	HWND edit, button; /* NULL where nothing can be entered */
	unsigned wait;     /* seconds left */
	UINT_PTR timer;    /* or 0 */
	const struct swa_win_passphrase_window_events *events;
	void *context;
};

/* The window whose seconds are counted: a timer of Windows carries no data. */
static struct swa_win_passphrase_window *waiting;

static void build(struct swa_win_passphrase_window *w, bool asks_code);

static void
on_close(void *data)
{
	const struct swa_win_passphrase_window *w = data;

	w->events->closed(w->context);
}

static void
on_enter(void *data)
{
	struct swa_win_passphrase_window *w = data;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf secret;
	swa_err err;

	if (swa_win_edit_is_empty(w->edit)) {
		swa_win_dialog_focus(w->edit);
		return;
	}
	swa_win_dialog_set_error(w->frame, "");
	swa_buf_init(&secret, SECRET_MAX);
	if ((err = swa_win_edit_read(w->edit, &secret)) != SWA_OK) {
		swa_win_dialog_say(w->frame, err, NULL);
		return;
	}
	swa_win_dialog_set_busy(w->frame, true);
	w->events->entered(w->context, swa_buf_text(&secret), w->asks_code);
}

static void
on_other_way(void *data)
{
	struct swa_win_passphrase_window *w = data;

	build(w, !w->asks_code);
}

/* --- waiting -------------------------------------------------------------- */

static void
say_wait(struct swa_win_passphrase_window *w)
{
	/* Translators: %u is a number of seconds. */
	SWA_CLEANUP(swa_win_freep)
	char *text = swa_win_format(
	        ngettext("Too many wrong ones were entered. Wait %u second, then try again.",
	                 "Too many wrong ones were entered. Wait %u seconds, then try again.", w->wait),
	        w->wait);

	swa_win_dialog_set_error(w->frame, w->wait != 0 ? text : "");
	if (w->edit == NULL)
		return;
	(void)EnableWindow(w->edit, w->wait == 0);
	(void)EnableWindow(w->button, w->wait == 0);
	if (w->wait == 0)
		swa_win_dialog_focus(w->edit);
}

static void
stop_waiting(struct swa_win_passphrase_window *w)
{
	if (w->timer != 0)
		(void)KillTimer(NULL, w->timer);
	w->timer = 0;
	w->wait = 0;
	waiting = NULL;
}

static void CALLBACK
on_second(HWND window, UINT message, UINT_PTR timer, DWORD time)
{
	struct swa_win_passphrase_window *w = waiting;

	(void)window;
	(void)message;
	(void)timer;
	(void)time;
	if (w == NULL)
		return;
	w->wait--;
	say_wait(w);
	if (w->wait == 0)
		stop_waiting(w);
}

void
swa_win_passphrase_window_wait(struct swa_win_passphrase_window *window, unsigned seconds)
{
	stop_waiting(window);
	if (seconds == 0)
		return;
	window->wait = seconds < WAIT_MOST ? seconds : WAIT_MOST;
	waiting = window;
	window->timer = SetTimer(NULL, 0, SECOND_MS, on_second);
	say_wait(window);
}

/* --- the page --------------------------------------------------------------- */

static char *
purpose_of(enum swa_win_passphrase_why why, const char *label)
{
	SWA_CLEANUP(swa_win_freep) char *shown = swa_win_shown(label, SWA_WIN_NAME_CHARS);

	if (why == SWA_WIN_PASSPHRASE_APP)
		/* Translators: %s is the name of an application, here and in the next ones. */
		return swa_win_format(
		        _("Your organisation asks for your passphrase before you are signed in to "
		          "%s."),
		        shown);
	return swa_win_copy(_("Your passwords are locked. The passphrase opens them."));
}

static void
add_field(struct swa_win_passphrase_window *w)
{
	const char *go = w->why == SWA_WIN_PASSPHRASE_VAULT ? _("_Unlock") : _("C_ontinue");

	w->edit = swa_win_dialog_add_edit(w->frame, w->asks_code ? _("_Recovery code") : _("_Passphrase"), "",
	                                  true);
	if (w->passphrase && w->code)
		(void)swa_win_dialog_add_way(
		        w->frame, w->asks_code ? _("Use the pass_phrase") : _("Use the _recovery code"),
		        on_other_way, w);
	w->button = swa_win_dialog_add_button(w->frame, go, on_enter, w);
	(void)swa_win_dialog_add_button(w->frame, _("_Cancel"), on_close, w);
	swa_win_dialog_set_default(w->frame, w->button);
}

static void
build(struct swa_win_passphrase_window *w, bool asks_code)
{
	HWND close;

	w->asks_code = asks_code;
	w->edit = w->button = NULL;
	swa_win_dialog_clear(w->frame);
	if (!w->passphrase && !w->code) {
		close = swa_win_dialog_add_button(w->frame, _("_Close"), on_close, w);
		swa_win_dialog_show(w->frame);
		swa_win_dialog_focus(close);
		return;
	}
	(void)swa_win_dialog_add_line(
	        w->frame,
	        asks_code ? _("Enter the recovery code that was printed when it was made.") : w->purpose);
	add_field(w);
	if (w->wait != 0)
		say_wait(w);
	swa_win_dialog_show(w->frame);
	swa_win_dialog_focus(w->edit);
}

struct swa_win_passphrase_window *
swa_win_passphrase_window_new(enum swa_win_passphrase_why why, const char *label, bool passphrase, bool code,
                              const struct swa_win_passphrase_window_events *events, void *context)
{
	struct swa_win_passphrase_window *w = calloc(1, sizeof(*w));
	const bool vault = why == SWA_WIN_PASSPHRASE_VAULT;

	if (w == NULL)
		return NULL;
	if ((w->frame = swa_win_dialog_new(SWA_WIN_ASKED_FOR)) == NULL) {
		free(w);
		return NULL;
	}
	w->why = why;
	w->purpose = purpose_of(why, label);
	w->passphrase = passphrase;
	w->code = code;
	w->events = events;
	w->context = context;
	swa_win_dialog_set_title(w->frame, vault ? _("Unlock the vault") : _("Passphrase"));
	swa_win_dialog_set_heading(w->frame, vault ? _("Unlock your passwords") : _("Is it you?"));
	swa_win_dialog_on_escape(w->frame, on_close, w);
	build(w, !passphrase && code);
	return w;
}

void
swa_win_passphrase_window_failed(struct swa_win_passphrase_window *window, swa_err err, const char *where)
{
	const unsigned long seconds = where != NULL ? strtoul(where, NULL, 10) : 0;

	swa_win_dialog_set_busy(window->frame, false);
	if (window->edit != NULL) {
		swa_win_secret_edit_wipe(window->edit);
		swa_win_dialog_focus(window->edit);
	}
	if (err == SWA_ERR_PASSPHRASE_WAIT && seconds > 0 && seconds <= WAIT_MOST)
		swa_win_passphrase_window_wait(window, (unsigned)seconds);
	else
		swa_win_dialog_say(window->frame, err, where);
}

void
swa_win_passphrase_window_present(struct swa_win_passphrase_window *window)
{
	swa_win_dialog_present(window->frame);
}

void
swa_win_passphrase_window_free(struct swa_win_passphrase_window *window)
{
	if (window == NULL)
		return;
	stop_waiting(window);
	swa_win_dialog_free(window->frame);
	swa_win_freep(&window->purpose);
	free(window);
}
