/*
 * A secret entry with what a person needs beside it: an eye that shows the
 * text for as long as it is held (pointer or space bar), and a warning while
 * caps lock is on.
 */
#ifndef SWA_UI_SECRET_FIELD_H
#define SWA_UI_SECRET_FIELD_H

#include <gtk/gtk.h>

/** @param ret_entry the swa_ui_secret_entry in it; borrowed from the field. */
GtkWidget *swa_ui_secret_field_new(GtkWidget **ret_entry);

#endif
