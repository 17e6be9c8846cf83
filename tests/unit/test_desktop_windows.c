/* Is there a desktop to show a window on?  Run by tests that have one, and by those that have none. */
#include "desktop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <windows.h>

static void
where_a_window_can_be_made_there_is_one(void **state)
{
	HWND window = CreateWindowExW(0, L"STATIC", NULL, WS_POPUP, 0, 0, 0, 0, NULL, NULL, NULL, NULL);

	(void)state;
	assert_int_equal(swa_desktop_exists(), window != NULL);
	if (window == NULL)
		return;
	assert_true(DestroyWindow(window));
}

/* Such as that of a service. */
static void
a_window_station_that_nobody_sees_has_none(void **state)
{
	HWINSTA before = GetProcessWindowStation();
	HWINSTA station = CreateWindowStationW(NULL, 0, GENERIC_ALL, NULL);

	(void)state;
	assert_non_null(station);
	assert_true(SetProcessWindowStation(station));
	assert_false(swa_desktop_exists());
	assert_true(SetProcessWindowStation(before));
	assert_true(CloseWindowStation(station));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(where_a_window_can_be_made_there_is_one),
	        cmocka_unit_test(a_window_station_that_nobody_sees_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
