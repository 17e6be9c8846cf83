/*
 * A password to be read off the screen.
 *
 * One cell for each character, all of one width, so that nothing runs
 * together.  Digits are underlined and signs framed: 0 is no O, 1 no l, and a
 * space can be seen.  The text is drawn character by character and never
 * becomes a text of the toolkit; it is wiped when the widget goes.  A screen
 * reader gets it as the text of the widget, when it asks for it.
 */
#ifndef SWA_UI_SECRET_VIEW_H
#define SWA_UI_SECRET_VIEW_H

#include <gtk/gtk.h>

/** SECRET is copied.  Destroy the widget to hide it. */
GtkWidget *swa_ui_secret_view_new(const char *secret);

#endif
