/*
 * About: the program, its version, and what this desktop lacks for it.
 */
#ifndef SWA_UI_ABOUT_H
#define SWA_UI_ABOUT_H

#include "icon.h"

/** What is missing on this desktop and what that means, whole sentences; "" where nothing is.  End it with
 * g_free(). */
char *swa_ui_about_missing(enum swa_ui_host host);

/** Show the window, or bring it to the front.  MISSING as above. */
void swa_ui_about_show(GtkApplication *application, const char *missing);

#endif
