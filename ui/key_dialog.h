/*
 * The window in which a way to open the vault is changed.
 *
 *   passphrase.set, passphrase.remove, keyring.set:  fields ──▶ done
 *   recovery.make:  field ──▶ the code, shown once, to be printed or copied ──▶ done
 *
 * Where the vault has a passphrase it is asked for each time.
 */
#ifndef SWA_UI_KEY_DIALOG_H
#define SWA_UI_KEY_DIALOG_H

#include "connection.h"

#include <gtk/gtk.h>

enum swa_ui_key_act {
	SWA_UI_KEY_PASSPHRASE_SET,
	SWA_UI_KEY_PASSPHRASE_REMOVE,
	SWA_UI_KEY_KEYRING_SET,
	SWA_UI_KEY_RECOVERY_MAKE,
};

struct swa_ui_key_dialog;

/**
 * Show it.
 * @param keyring    for SWA_UI_KEY_KEYRING_SET: "login", "file" or "passphrase"; copied.
 * @param passphrase the vault has one.
 * @param closed     the person is done with it, whatever came of it; may free it.
 */
struct swa_ui_key_dialog *swa_ui_key_dialog_new(GtkApplication *application,
                                                struct swa_ui_connection *connection, enum swa_ui_key_act act,
                                                const char *keyring, bool passphrase,
                                                void (*closed)(void *context), void *context);

/** NULL is fine. */
void swa_ui_key_dialog_free(struct swa_ui_key_dialog *dialog);

#endif
