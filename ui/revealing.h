/*
 * Showing or copying the password of one account, which the agent gives only
 * to whoever has just proved to be the person.
 *
 *   account.reveal ──┬─▶ the window
 *        ▲           ├─ reauthentication_needed ──▶ the passphrase ──┐
 *        │           └─ anything else: said in words                 │
 *        └───────────────────────────────────────────────────────────┘
 */
#ifndef SWA_UI_REVEALING_H
#define SWA_UI_REVEALING_H

#include "connection.h"

#include <gtk/gtk.h>
#include <stdbool.h>

struct swa_ui_revealing;

/** Whose password, and what for; borrowed by whoever is given one. */
struct swa_ui_revealing_of {
	const char *account_id;
	const char *app_id; /* NULL: not known */
	const char *label;
	bool copy; /* to the clipboard, without showing it */
};

/**
 * @param application, connection borrowed; must outlive it.
 * @param of   copied.
 * @param done called once: it is to be freed then.
 */
struct swa_ui_revealing *swa_ui_revealing_new(GtkApplication *application,
                                              struct swa_ui_connection *connection,
                                              const struct swa_ui_revealing_of *of,
                                              void (*done)(void *context), void *context);

/** @return whether there is a window yet */
bool swa_ui_revealing_present(struct swa_ui_revealing *revealing);

/** Hide and wipe it.  NULL is fine. */
void swa_ui_revealing_free(struct swa_ui_revealing *revealing);

#endif
