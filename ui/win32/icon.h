/*
 * The icon in the notification area, and its menu.
 */
#ifndef SWA_WIN_ICON_H
#define SWA_WIN_ICON_H

#include "facts.h"
#include "recent.h"

#include <windows.h>

/** What Windows sends the icon's window, with its notification in the low word of LPARAM. */
#define SWA_WIN_ICON_MESSAGE (WM_APP + 10)

/* What was chosen in the menu. */
enum swa_win_choice {
	SWA_WIN_CHOICE_ATTENTION = 1,
	SWA_WIN_CHOICE_START,
	SWA_WIN_CHOICE_MY_APPS,
	SWA_WIN_CHOICE_SYNC,
	SWA_WIN_CHOICE_LOCK,
	SWA_WIN_CHOICE_UNLOCK,
	SWA_WIN_CHOICE_ABOUT,
	SWA_WIN_CHOICE_QUIT,
	SWA_WIN_CHOICE_RECENT, /* the app used last, and in the next numbers those before it */
};

/** Show the icon as the facts are; again whenever they changed, or the taskbar was made anew. */
void swa_win_icon_show(HWND window, const struct swa_win_facts *facts);
void swa_win_icon_remove(HWND window);

/** Have a line come up beside the icon. */
void swa_win_icon_say(HWND window, const char *title, const char *text);

/** Let the person choose, at the mouse or, by the keyboard, at the icon.  @return enum swa_win_choice; 0:
 * nothing */
int swa_win_icon_choose(HWND window, const struct swa_win_facts *facts, const struct swa_win_recent *recent);

#endif
