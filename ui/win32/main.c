/*
 * swa-tray.exe: one for each session.  A second one asks the first to show
 * what waits, and ends.
 */
#include "connection.h"
#include "dialog.h"
#include "facts.h"
#include "icon.h"
#include "notices.h"
#include "prompts.h"
#include "recent.h"
#include "swa/secret.h"
#include "swa_config.h"
#include "text.h"

#include <windows.h>

#include <shellapi.h>

#include <stdlib.h>

#define CLASS_NAME L"SwaTray"
#define GATHER_MS 100  /* events come in bursts: one look at them all */
#define WORDS_MS 20000 /* "3 minutes ago" is set anew */
#define TIMER_GATHER 1
#define TIMER_WORDS 2
#define WM_PRESENT (WM_APP + 11) /* from a second swa-tray */

struct tray {
	HWND window; /* of the icon; never seen */
	struct swa_win_connection *connection;
	struct swa_win_prompts *prompts;
	struct swa_win_facts *facts;
	struct swa_win_notices *notices;
	struct swa_win_recent *recent;
	bool says_notice;     /* beside the icon, and not what failed */
	UINT taskbar_created; /* what Windows says when its taskbar was made anew */
	const char *failed;   /* what the last choice was to do, should it fail; static */
};

/* --- what the connection says -------------------------------------------------------- */

static void
fetch(struct tray *t)
{
	swa_win_facts_fetch(t->facts);
	swa_win_notices_fetch(t->notices);
	swa_win_recent_fetch(t->recent);
}

static void
on_up(void *context)
{
	struct tray *t = context;

	fetch(t);
	swa_win_prompts_up(t->prompts);
}

static void
on_event(void *context, enum swa_event_type type, const struct swa_json *body)
{
	struct tray *t = context;

	swa_win_prompts_event(t->prompts, type, body);
	(void)SetTimer(t->window, TIMER_GATHER, GATHER_MS, NULL);
}

static void
on_down(void *context, swa_err err)
{
	struct tray *t = context;

	swa_win_prompts_down(t->prompts);
	swa_win_recent_down(t->recent);
	swa_win_facts_down(t->facts, err);
}

static const struct swa_win_connection_events connection_events = {
        .up = on_up,
        .event = on_event,
        .down = on_down,
};

static void
on_facts(void *context)
{
	struct tray *t = context;

	swa_win_icon_show(t->window, t->facts);
}

static void
on_notices(void *context)
{
	struct tray *t = context;

	swa_win_facts_set_notices(t->facts, swa_win_notices_count(t->notices));
}

static void
on_notice(void *context, const char *words)
{
	struct tray *t = context;

	t->says_notice = true;
	swa_win_icon_say(t->window, "swa-agent", words);
}

static const struct swa_win_notices_events notices_events = {
        .changed = on_notices,
        .came = on_notice,
};

/* --- the menu ---------------------------------------------------------------------- */

static void
on_done(void *data, swa_err err, const struct swa_json *body)
{
	struct tray *t = data;
	SWA_CLEANUP(swa_win_freep) char *text = NULL;

	swa_win_facts_fetch(t->facts);
	/* Where policy wants the passphrase before an app, the agent has asked for it to be asked. */
	if (err == SWA_OK || err == SWA_ERR_REAUTHENTICATION_NEEDED)
		return;
	text = swa_win_error(err, swa_json_get_text(swa_json_get(body, "error"), "where"));
	t->says_notice = false;
	swa_win_icon_say(t->window, t->failed, text);
}

static void
request(struct tray *t, enum swa_request_type type, const char *failed)
{
	t->failed = failed;
	swa_win_connection_ask(t->connection, swa_request_new(type), on_done, t);
}

static void
launch(struct tray *t, const char *app_id)
{
	struct swa_json *body = swa_request_new(SWA_REQUEST_APPS_LAUNCH);

	swa_json_set_text(body, "app_id", app_id);
	t->failed = _("The app was not opened");
	swa_win_connection_ask(t->connection, body, on_done, t);
}

static void
about(void)
{
	SWA_CLEANUP(swa_win_freep)
	char *text = swa_win_format("swa-agent %s\n\n%s\n\n%s", SWA_VERSION,
	                            _("Signs you in to web applications that only know a password form."),
	                            _("Free software under the Apache License, version 2.0"));
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text);

	(void)MessageBoxW(NULL, wide, L"swa-agent", MB_OK | MB_ICONINFORMATION | MB_SETFOREGROUND);
}

static void
attend(struct tray *t)
{
	if (!swa_win_prompts_present(t->prompts))
		swa_win_notices_show(t->notices);
}

static void
act(struct tray *t, int chosen)
{
	switch (chosen) {
	case SWA_WIN_CHOICE_ATTENTION: attend(t); break;
	case SWA_WIN_CHOICE_START: swa_win_connection_retry(t->connection); break;
	case SWA_WIN_CHOICE_MY_APPS: request(t, SWA_REQUEST_HOME_OPEN, _("My Apps was not opened")); break;
	case SWA_WIN_CHOICE_SYNC: request(t, SWA_REQUEST_SYNC, _("Nothing was synchronised")); break;
	case SWA_WIN_CHOICE_LOCK: request(t, SWA_REQUEST_LOCK, _("The vault was not locked")); break;
	case SWA_WIN_CHOICE_UNLOCK: swa_win_prompts_unlock(t->prompts); break;
	case SWA_WIN_CHOICE_ABOUT: about(); break;
	case SWA_WIN_CHOICE_QUIT: PostQuitMessage(0); break;
	default: break;
	}
}

static void
choose(struct tray *t)
{
	char *apps[SWA_WIN_RECENT_MOST]; /* as they are in the menu: while it is open others may be found */
	const size_t count = swa_win_recent_count(t->recent);
	int chosen;

	for (size_t i = 0; i < count; i++)
		apps[i] = swa_win_copy(swa_win_recent_id(t->recent, i));
	chosen = swa_win_icon_choose(t->window, t->facts, t->recent);
	if (chosen >= SWA_WIN_CHOICE_RECENT)
		launch(t, apps[chosen - SWA_WIN_CHOICE_RECENT]);
	else
		act(t, chosen);
	for (size_t i = 0; i < count; i++)
		swa_win_freep(&apps[i]);
}

static void
take_icon(struct tray *t, UINT notice)
{
	/* By the mouse's either button, or by the keyboard. */
	if (notice == WM_CONTEXTMENU || notice == WM_LBUTTONUP || notice == WM_RBUTTONUP ||
	    notice == NIN_KEYSELECT)
		choose(t);
	if (notice == NIN_BALLOONUSERCLICK && t->says_notice)
		attend(t);
}

static void
take_timer(struct tray *t, UINT_PTR timer)
{
	if (timer == TIMER_WORDS) {
		swa_win_icon_show(t->window, t->facts);
		return;
	}
	(void)KillTimer(t->window, TIMER_GATHER);
	fetch(t);
}

/* --- the program -------------------------------------------------------------------- */

static LRESULT CALLBACK
take_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct tray *t = (struct tray *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (t == NULL)
		return DefWindowProcW(window, message, w, l);
	if (message == t->taskbar_created) {
		swa_win_icon_show(window, t->facts);
		return 0;
	}
	switch (message) {
	case SWA_WIN_ICON_MESSAGE: take_icon(t, LOWORD(l)); return 0;
	case WM_PRESENT: (void)swa_win_prompts_present(t->prompts); return 0;
	case WM_TIMER: take_timer(t, w); return 0;
	case WM_CLOSE: /* an installer that replaces us, or the session's end */ PostQuitMessage(0); return 0;
	case WM_ENDSESSION:
		if (w != 0)
			PostQuitMessage(0);
		return 0;
	default: return DefWindowProcW(window, message, w, l);
	}
}

static bool
begin(struct tray *t)
{
	const WNDCLASSW class = {
	        .lpfnWndProc = take_message,
	        .hInstance = GetModuleHandleW(NULL),
	        .lpszClassName = CLASS_NAME,
	};

	(void)RegisterClassW(&class);
	t->taskbar_created = RegisterWindowMessageW(L"TaskbarCreated");
	/* A window of the desktop, never shown: those for messages alone hear of no taskbar. */
	t->window = CreateWindowExW(WS_EX_TOOLWINDOW, CLASS_NAME, L"swa-tray", WS_POPUP, 0, 0, 0, 0, NULL,
	                            NULL, class.hInstance, NULL);
	if (t->window == NULL || (t->connection = swa_win_connection_new(&connection_events, t)) == NULL ||
	    (t->prompts = swa_win_prompts_new(t->connection)) == NULL ||
	    (t->notices = swa_win_notices_new(t->connection, &notices_events, t)) == NULL ||
	    (t->recent = swa_win_recent_new(t->connection)) == NULL ||
	    (t->facts = swa_win_facts_new(t->connection, on_facts, t)) == NULL)
		return false;
	(void)SetWindowLongPtrW(t->window, GWLP_USERDATA, (LONG_PTR)t);
	(void)SetTimer(t->window, TIMER_WORDS, WORDS_MS, NULL);
	swa_win_icon_show(t->window, t->facts);
	return true;
}

static void
finish(struct tray *t)
{
	swa_win_prompts_free(t->prompts);
	swa_win_notices_free(t->notices);
	swa_win_recent_free(t->recent);
	swa_win_facts_free(t->facts);
	swa_win_connection_free(t->connection);
	if (t->window == NULL)
		return;
	swa_win_icon_remove(t->window);
	(void)SetWindowLongPtrW(t->window, GWLP_USERDATA, 0);
	(void)DestroyWindow(t->window);
}

/* @return whether there is one already, which was told */
static bool
is_second(void)
{
	HWND first;

	(void)CreateMutexW(NULL, FALSE, L"Local\\SwaTray"); /* held until the process ends */
	if (GetLastError() != ERROR_ALREADY_EXISTS)
		return false;
	if ((first = FindWindowW(CLASS_NAME, NULL)) != NULL)
		(void)PostMessageW(first, WM_PRESENT, 0, 0);
	return true;
}

int WINAPI
wWinMain(HINSTANCE instance, HINSTANCE previous, wchar_t *line, int show)
{
	struct tray tray = {.window = NULL};
	MSG message;
	bool begun;

	(void)instance;
	(void)previous;
	(void)line;
	(void)show;
	if (is_second())
		return 0;
	if (swa_secret_setup() != SWA_OK)
		return 1;
	swa_json_setup();
	swa_win_text_setup();
	begun = begin(&tray);
	while (begun && GetMessageW(&message, NULL, 0, 0) > 0) {
		if (swa_win_dialog_takes(&message))
			continue;
		(void)TranslateMessage(&message);
		(void)DispatchMessageW(&message);
	}
	finish(&tray);
	return begun ? 0 : 1;
}
