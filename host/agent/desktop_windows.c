/*
 * Windows are made in a window station.  One of them is seen by the person who
 * is logged in; those of services, and of logins over the network, by nobody.
 */
#include "desktop.h"

#include <windows.h>

static bool
is_seen(HWINSTA station)
{
	USEROBJECTFLAGS flags = {.dwFlags = 0};
	DWORD got = 0;

	return station != NULL &&
	       GetUserObjectInformationW(station, UOI_FLAGS, &flags, sizeof(flags), &got) &&
	       (flags.dwFlags & WSF_VISIBLE) != 0;
}

/* The station alone does not tell: what is to draw on it may be missing. */
static bool
takes_windows(void)
{
	HWND window = CreateWindowExW(WS_EX_TOOLWINDOW, L"STATIC", NULL, WS_POPUP, 0, 0, 0, 0, NULL, NULL,
	                              NULL, NULL);

	return window != NULL && DestroyWindow(window);
}

bool
swa_desktop_exists(void)
{
	return is_seen(GetProcessWindowStation()) && takes_windows();
}
