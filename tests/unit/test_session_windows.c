/* What Windows tells of the session, as Windows tells it: messages to the window. */
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <windows.h>

#include <wtsapi32.h>

#define TOLD_MAX 8
#define LIMIT_MS 10000

/* Under Wine there are no windows without a display. */
#define NEEDS_A_WINDOW(f) \
	do { \
		if ((f)->window == NULL) { \
			print_message("skipped: no window could be made\n"); \
			skip(); \
		} \
	} while (0)

struct told {
	enum swa_session_reason reason;
	bool shut;
};

struct fixture {
	uv_loop_t loop;
	uv_timer_t limit;
	struct swa_session *session;
	HWND window;
	struct told told[TOLD_MAX];
	unsigned count, wanted;
	unsigned waited; /* milliseconds that the machine's sleep was held up */
};

static void
on_changed(void *context, enum swa_session_reason reason, bool shut)
{
	struct fixture *f = context;

	assert_true(f->count < TOLD_MAX);
	f->told[f->count++] = (struct told){reason, shut};
	if (reason == SWA_SESSION_SLEEP && shut)
		swa_session_may_sleep(f->session);
	if (f->count == f->wanted)
		uv_stop(&f->loop);
}

static void
on_limit(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

static int
setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){.count = 0};
	assert_int_equal(uv_loop_init(&f.loop), 0);
	assert_int_equal(uv_timer_init(&f.loop, &f.limit), 0);
	assert_int_equal(swa_session_new(&f.loop, on_changed, &f, &f.session), SWA_OK);
	f.window = FindWindowW(L"SwaAgentSession", NULL);
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	swa_session_free(f->session);
	uv_close((uv_handle_t *)&f->limit, NULL);
	assert_int_equal(uv_run(&f->loop, UV_RUN_DEFAULT), 0);
	assert_int_equal(uv_loop_close(&f->loop), 0);
	assert_null(FindWindowW(L"SwaAgentSession", NULL));
	return 0;
}

static void
expect(struct fixture *f, unsigned count)
{
	f->wanted = count;
	assert_int_equal(uv_timer_start(&f->limit, on_limit, LIMIT_MS, 0), 0);
	if (f->count < count)
		(void)uv_run(&f->loop, UV_RUN_DEFAULT);
	assert_int_equal(f->count, count);
}

static void
assert_told(const struct fixture *f, unsigned at, enum swa_session_reason reason, bool shut)
{
	assert_int_equal(f->told[at].reason, reason);
	assert_int_equal(f->told[at].shut, shut);
}

static void
a_locked_screen_is_told_and_its_end(void **state)
{
	struct fixture *f = *state;

	NEEDS_A_WINDOW(f);
	(void)SendMessageW(f->window, WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, 0);
	expect(f, 1);
	assert_told(f, 0, SWA_SESSION_SCREEN, true);
	(void)SendMessageW(f->window, WM_WTSSESSION_CHANGE, WTS_SESSION_UNLOCK, 0);
	expect(f, 2);
	assert_told(f, 1, SWA_SESSION_SCREEN, false);
}

static void
a_lock_that_is_over_before_the_loop_looks_is_told_all_the_same(void **state)
{
	struct fixture *f = *state;

	NEEDS_A_WINDOW(f);
	(void)SendMessageW(f->window, WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, 0);
	(void)SendMessageW(f->window, WM_WTSSESSION_CHANGE, WTS_SESSION_UNLOCK, 0);
	expect(f, 2);
	assert_told(f, 0, SWA_SESSION_SCREEN, true);
	assert_told(f, 1, SWA_SESSION_SCREEN, false);
}

static void
who_leaves_a_remote_desktop_or_logs_off_is_away(void **state)
{
	struct fixture *f = *state;

	NEEDS_A_WINDOW(f);
	(void)SendMessageW(f->window, WM_WTSSESSION_CHANGE, WTS_REMOTE_DISCONNECT, 0);
	expect(f, 1);
	assert_told(f, 0, SWA_SESSION_AWAY, true);
	(void)SendMessageW(f->window, WM_WTSSESSION_CHANGE, WTS_REMOTE_CONNECT, 0);
	expect(f, 2);
	assert_told(f, 1, SWA_SESSION_AWAY, false);
	(void)SendMessageW(f->window, WM_ENDSESSION, TRUE, (LPARAM)ENDSESSION_LOGOFF);
	expect(f, 3);
	assert_told(f, 2, SWA_SESSION_AWAY, true);
}

static DWORD WINAPI
suspend(void *data)
{
	struct fixture *f = data;
	const DWORD begun = GetTickCount();

	(void)SendMessageW(f->window, WM_POWERBROADCAST, PBT_APMSUSPEND, 0);
	f->waited = GetTickCount() - begun;
	return 0;
}

static void
the_machine_sleeps_once_nothing_is_left_to_be_done(void **state)
{
	struct fixture *f = *state;
	HANDLE thread;

	NEEDS_A_WINDOW(f);
	assert_non_null(thread = CreateThread(NULL, 0, suspend, f, 0, NULL));
	expect(f, 1);
	assert_told(f, 0, SWA_SESSION_SLEEP, true);
	assert_int_equal(WaitForSingleObject(thread, LIMIT_MS), WAIT_OBJECT_0);
	assert_true(f->waited < 1500); /* it was let go, not given up on */
	(void)CloseHandle(thread);
	(void)SendMessageW(f->window, WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC, 0);
	expect(f, 2);
	assert_told(f, 1, SWA_SESSION_SLEEP, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_locked_screen_is_told_and_its_end, setup, teardown),
	        cmocka_unit_test_setup_teardown(
	                a_lock_that_is_over_before_the_loop_looks_is_told_all_the_same, setup, teardown),
	        cmocka_unit_test_setup_teardown(who_leaves_a_remote_desktop_or_logs_off_is_away, setup,
	                                        teardown),
	        cmocka_unit_test_setup_teardown(the_machine_sleeps_once_nothing_is_left_to_be_done, setup,
	                                        teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
