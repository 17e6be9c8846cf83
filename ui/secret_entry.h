/*
 * An entry for a passphrase or a password.
 *
 * What is typed or pasted lives in guarded memory, never in the text buffer
 * that the toolkit would use: it is wiped when it changes and when the entry
 * goes.  The entry never shows it (see secret_field.h for looking at it), takes
 * paste, gives no copy, and tells an input method that it is a password.
 */
#ifndef SWA_UI_SECRET_ENTRY_H
#define SWA_UI_SECRET_ENTRY_H

#include <gtk/gtk.h>

#define SWA_UI_SECRET_MAX 4096 /* bytes that it takes */

/** A GtkEntry.  Its buffer is its own: do not set another one. */
GtkWidget *swa_ui_secret_entry_new(void);

/** What was entered, UTF-8; borrowed until the next change, "" where nothing was. */
const char *swa_ui_secret_entry_text(GtkWidget *entry);

/** Empty it and wipe what was there. */
void swa_ui_secret_entry_wipe(GtkWidget *entry);

#endif
