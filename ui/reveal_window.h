/*
 * The window that shows a password for a minute, or has copied it.
 *
 *   new() ──┬─ show() ──60 s──▶ hidden, "Show again" ──▶ again()
 *           ├─ copied() ──30 s──▶ closed()
 *           └─ refused(): why it may not be seen
 *
 * Whatever it holds is wiped when it is hidden, and the clipboard is cleared
 * when the window goes.
 */
#ifndef SWA_UI_REVEAL_WINDOW_H
#define SWA_UI_REVEAL_WINDOW_H

#include "swa/err.h"

#include <gtk/gtk.h>

struct swa_ui_reveal_window;

struct swa_ui_reveal_window_events {
	/** The person wants to see it once more. */
	void (*again)(void *context);
	/** It may free the window. */
	void (*closed)(void *context);
};

/** What the agent revealed; borrowed. */
struct swa_ui_revealed {
	const char *username;
	const char *password;
	const char *extra; /* NULL: the app has no extra field */
};

/**
 * Not shown before there is something to say.
 * @param application the window keeps it alive.
 * @param app_id      may be NULL.
 * @param label       of the app; copied.
 * @param events      borrowed; must outlive the window.
 */
struct swa_ui_reveal_window *swa_ui_reveal_window_new(GtkApplication *application, const char *app_id,
                                                      const char *label,
                                                      const struct swa_ui_reveal_window_events *events,
                                                      void *context);

void swa_ui_reveal_window_show(struct swa_ui_reveal_window *window, const struct swa_ui_revealed *revealed);
void swa_ui_reveal_window_copied(struct swa_ui_reveal_window *window, const struct swa_ui_revealed *revealed);
void swa_ui_reveal_window_refused(struct swa_ui_reveal_window *window, swa_err err, const char *where);

void swa_ui_reveal_window_present(struct swa_ui_reveal_window *window);

/** NULL is fine. */
void swa_ui_reveal_window_free(struct swa_ui_reveal_window *window);

#endif
