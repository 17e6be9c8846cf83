/*
 * The letter tile of an app, as the extension's popup draws it.
 */
#ifndef SWA_UI_TILE_H
#define SWA_UI_TILE_H

#include <gtk/gtk.h>

/** A square: the first letter of LABEL on a colour that follows from APP_ID.  Silent to a screen reader. */
GtkWidget *swa_ui_tile_new(const char *label, const char *app_id);

#endif
