/*
 * Windows of which there is one at most.
 */
#ifndef SWA_UI_SINGLE_H
#define SWA_UI_SINGLE_H

#include <gtk/gtk.h>

/** The window of this NAME (static), NULL where none is open; borrowed. */
GtkWidget *swa_ui_single_find(GtkApplication *application, const char *name);

/** WINDOW is the one of this NAME from now until it is destroyed; the application stays while it is open. */
void swa_ui_single_keep(GtkApplication *application, const char *name, GtkWidget *window);

#endif
