/*
 * What Windows tells of the session: to a window that nobody sees, on a thread
 * of its own, since the agent has no other.
 *
 *   Windows ──message──▶ window's thread ──what began, what is──▶ the loop ──▶ changed()
 *
 * The loop looks at both: what has begun since it last looked is told even
 * where it is over again, so that no lock is missed.
 */
#include "session.h"

#include "log.h"

#include <stdlib.h>

#include <windows.h>

#include <wtsapi32.h>

#define CLASS_NAME L"SwaAgentSession"
#define AGAIN_MS 60000 /* the service that tells of sessions starts after others do */
#define AGAIN_TIMER 1
#define SLEEP_WAIT_MS 1500 /* Windows goes to sleep after two seconds, whoever is not ready */

struct swa_session {
	uv_async_t async;
	uv_thread_t thread;
	swa_session_changed *changed;
	void *context;
	HWND window;       /* the thread's */
	HANDLE ready;      /* the thread has made it, or cannot */
	HANDLE may_sleep;  /* nothing is left to be done */
	uv_mutex_t mutex;  /* for the two below */
	unsigned began;    /* enum swa_session_reason, since the loop looked */
	unsigned holds;    /* ... as it is */
	unsigned told;     /* the loop's: as it was told */
	bool is_unwatched; /* that sessions are not told of was said */
};

/* --- the window's thread ------------------------------------------------------- */

static void
note(struct swa_session *session, enum swa_session_reason reason, bool shut)
{
	uv_mutex_lock(&session->mutex);
	if (shut)
		session->began |= (unsigned)reason;
	session->holds = shut ? session->holds | (unsigned)reason : session->holds & ~(unsigned)reason;
	uv_mutex_unlock(&session->mutex);
	(void)uv_async_send(&session->async);
}

static void
take_session(struct swa_session *session, WPARAM what)
{
	switch (what) {
	case WTS_SESSION_LOCK: note(session, SWA_SESSION_SCREEN, true); break;
	case WTS_SESSION_UNLOCK: note(session, SWA_SESSION_SCREEN, false); break;
	/* Another person is at the screen, the remote desktop was left, the person logs off. */
	case WTS_CONSOLE_DISCONNECT:
	case WTS_REMOTE_DISCONNECT:
	case WTS_SESSION_LOGOFF: note(session, SWA_SESSION_AWAY, true); break;
	case WTS_CONSOLE_CONNECT:
	case WTS_REMOTE_CONNECT:
	case WTS_SESSION_LOGON: note(session, SWA_SESSION_AWAY, false); break;
	default: break;
	}
}

static void
take_power(struct swa_session *session, WPARAM what)
{
	switch (what) {
	case PBT_APMSUSPEND:
		(void)ResetEvent(session->may_sleep);
		note(session, SWA_SESSION_SLEEP, true);
		/* The machine sleeps once this message is answered. */
		(void)WaitForSingleObject(session->may_sleep, SLEEP_WAIT_MS);
		break;
	case PBT_APMRESUMEAUTOMATIC:
	case PBT_APMRESUMESUSPEND: note(session, SWA_SESSION_SLEEP, false); break;
	default: break;
	}
}

static void
watch(struct swa_session *session, HWND window)
{
	if (WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION)) {
		swa_log(SWA_LOG_INFO, "session_watched", "by=windows");
		(void)KillTimer(window, AGAIN_TIMER);
		return;
	}
	if (!session->is_unwatched)
		swa_log(SWA_LOG_INFO, "session_unknown", "error=%lu", GetLastError());
	session->is_unwatched = true;
	(void)SetTimer(window, AGAIN_TIMER, AGAIN_MS, NULL);
}

static LRESULT CALLBACK
take_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct swa_session *session = (struct swa_session *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (session == NULL)
		return DefWindowProcW(window, message, w, l);
	switch (message) {
	case WM_WTSSESSION_CHANGE: take_session(session, w); return 0;
	case WM_POWERBROADCAST: take_power(session, w); return TRUE;
	case WM_TIMER: watch(session, window); return 0;
	case WM_ENDSESSION:
		if (w != 0)
			note(session, SWA_SESSION_AWAY, true);
		return 0;
	case WM_CLOSE: (void)DestroyWindow(window); return 0;
	case WM_DESTROY:
		(void)WTSUnRegisterSessionNotification(window);
		PostQuitMessage(0);
		return 0;
	default: return DefWindowProcW(window, message, w, l);
	}
}

static void
run(void *data)
{
	struct swa_session *session = data;
	const WNDCLASSW class = {
	        .lpfnWndProc = take_message,
	        .hInstance = GetModuleHandleW(NULL),
	        .lpszClassName = CLASS_NAME,
	};
	MSG message;

	(void)RegisterClassW(&class); /* again is no harm */
	/* A window of the desktop that is never shown: those for messages alone are not told of sleep. */
	session->window = CreateWindowExW(WS_EX_TOOLWINDOW, CLASS_NAME, L"swa-agent", WS_POPUP, 0, 0, 0, 0,
	                                  NULL, NULL, class.hInstance, NULL);
	if (session->window == NULL) {
		swa_log(SWA_LOG_INFO, "session_unknown", "error=%lu", GetLastError());
		(void)SetEvent(session->ready);
		return;
	}
	(void)SetWindowLongPtrW(session->window, GWLP_USERDATA, (LONG_PTR)session);
	watch(session, session->window);
	(void)SetEvent(session->ready);
	while (GetMessageW(&message, NULL, 0, 0) > 0)
		(void)DispatchMessageW(&message);
}

/* --- the loop --------------------------------------------------------------------- */

static void
report(struct swa_session *session, enum swa_session_reason reason, bool shut)
{
	if (((session->told & (unsigned)reason) != 0) == shut)
		return;
	session->told ^= (unsigned)reason;
	session->changed(session->context, reason, shut);
}

static void
on_async(uv_async_t *async)
{
	static const enum swa_session_reason reasons[] = {SWA_SESSION_SCREEN, SWA_SESSION_SLEEP,
	                                                  SWA_SESSION_AWAY};
	struct swa_session *session = async->data;
	unsigned began, holds;

	uv_mutex_lock(&session->mutex);
	began = session->began;
	holds = session->holds;
	session->began = 0;
	uv_mutex_unlock(&session->mutex);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if ((began & (unsigned)reasons[i]) != 0)
			report(session, reasons[i], true);
		report(session, reasons[i], (holds & (unsigned)reasons[i]) != 0);
	}
}

void
swa_session_may_sleep(struct swa_session *session)
{
	(void)SetEvent(session->may_sleep);
}

static void
finish(struct swa_session *session)
{
	if (session->ready != NULL)
		(void)CloseHandle(session->ready);
	if (session->may_sleep != NULL)
		(void)CloseHandle(session->may_sleep);
	uv_mutex_destroy(&session->mutex);
	free(session);
}

static void
on_closed(uv_handle_t *handle)
{
	finish(handle->data);
}

swa_err
swa_session_new(uv_loop_t *loop, swa_session_changed *changed, void *context,
                struct swa_session **ret_session)
{
	struct swa_session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return SWA_ERR_NOMEM;
	session->changed = changed;
	session->context = context;
	session->async.data = session;
	if (uv_mutex_init(&session->mutex) != 0) {
		free(session);
		return SWA_ERR_NOMEM;
	}
	session->ready = CreateEventW(NULL, TRUE, FALSE, NULL);
	session->may_sleep = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (session->ready == NULL || session->may_sleep == NULL ||
	    uv_async_init(loop, &session->async, on_async) != 0) {
		finish(session);
		return SWA_ERR_NOMEM;
	}
	if (uv_thread_create(&session->thread, run, session) != 0) {
		uv_close((uv_handle_t *)&session->async, on_closed);
		return SWA_ERR_NOMEM;
	}
	(void)WaitForSingleObject(session->ready, INFINITE);
	*ret_session = session;
	return SWA_OK;
}

void
swa_session_free(struct swa_session *session)
{
	if (session == NULL)
		return;
	swa_session_may_sleep(session);
	if (session->window != NULL)
		(void)PostMessageW(session->window, WM_CLOSE, 0, 0);
	(void)uv_thread_join(&session->thread);
	uv_close((uv_handle_t *)&session->async, on_closed);
}
