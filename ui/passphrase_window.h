/*
 * The window that asks for the passphrase, or for the recovery code.
 *
 * It says what for.  What is wrong is said in place; while the agent will not
 * look at another one, the seconds are counted down.  What was entered is
 * wiped after each try.
 */
#ifndef SWA_UI_PASSPHRASE_WINDOW_H
#define SWA_UI_PASSPHRASE_WINDOW_H

#include "swa/err.h"

#include <gtk/gtk.h>
#include <stdbool.h>

struct swa_ui_passphrase_window;

/** What it is wanted for. */
enum swa_ui_passphrase_why {
	SWA_UI_PASSPHRASE_VAULT,  /* to open the vault */
	SWA_UI_PASSPHRASE_APP,    /* policy asks before an app is signed in to */
	SWA_UI_PASSPHRASE_REVEAL, /* to see a password */
	SWA_UI_PASSPHRASE_COPY,   /* to copy one */
};

/** What the agent said; borrowed by whoever is given one. */
struct swa_ui_passphrase_for {
	enum swa_ui_passphrase_why why;
	const char *app_id; /* NULL: no app */
	const char *label;  /* of the app, or NULL */
};

struct swa_ui_passphrase_window_events {
	/** SECRET is borrowed and wiped afterwards.  @param code it is a recovery code */
	void (*entered)(void *context, const char *secret, bool code);
	/** The person gives up.  It may free the window. */
	void (*closed)(void *context);
};

/**
 * @param application the window keeps it alive.
 * @param what        copied.
 * @param passphrase  whether a passphrase would help.
 * @param code        whether a recovery code would.  Neither: only what failed() says is shown.
 * @param events      borrowed; must outlive the window.
 */
struct swa_ui_passphrase_window *swa_ui_passphrase_window_new(
        GtkApplication *application, const struct swa_ui_passphrase_for *what, bool passphrase, bool code,
        const struct swa_ui_passphrase_window_events *events, void *context);

/** It was not taken: say why (WHERE may be NULL) and let the person try again. */
void swa_ui_passphrase_window_failed(struct swa_ui_passphrase_window *window, swa_err err, const char *where);

/** None is looked at for SECONDS; 0: at once. */
void swa_ui_passphrase_window_wait(struct swa_ui_passphrase_window *window, unsigned seconds);

void swa_ui_passphrase_window_present(struct swa_ui_passphrase_window *window);

/** NULL is fine. */
void swa_ui_passphrase_window_free(struct swa_ui_passphrase_window *window);

#endif
