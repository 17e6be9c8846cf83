/*
 * The window of the preferences.
 *
 *   ┌────────────────────────────────────────────┐
 *   │ Locking      ☑ lock with the screen        │
 *   │              idle minutes                  │   preferences.show, preference.set
 *   │ Saving       ☐ offer to save               │
 *   │ Start        ☑ start at login              │   autostart.h
 *   │ Keys         keyring, passphrase, code     │   vault.keys, key_dialog.h
 *   └────────────────────────────────────────────┘
 *
 * What policy decides is shown, cannot be changed, and says who decided it.
 */
#ifndef SWA_UI_PREFERENCES_H
#define SWA_UI_PREFERENCES_H

#include "connection.h"

#include <gtk/gtk.h>

/** Show it, or bring it to the front. */
void swa_ui_preferences_show(GtkApplication *application, struct swa_ui_connection *connection);

/** The vault was locked or opened, or the agent came or went: the window, where it is open, looks again. */
void swa_ui_preferences_changed(GtkApplication *application);

#endif
