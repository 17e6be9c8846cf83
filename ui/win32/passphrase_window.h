/*
 * The window that asks for the passphrase, or for the recovery code.
 *
 * It says what for.  What is wrong is said in place; while the agent will not
 * look at another one, the seconds are counted down.  What was entered is
 * wiped after each try.
 */
#ifndef SWA_WIN_PASSPHRASE_WINDOW_H
#define SWA_WIN_PASSPHRASE_WINDOW_H

#include "dialog.h"

struct swa_win_passphrase_window;

/** What it is wanted for. */
enum swa_win_passphrase_why {
	SWA_WIN_PASSPHRASE_VAULT, /* to open the vault */
	SWA_WIN_PASSPHRASE_APP,   /* policy asks before an app is signed in to */
};

struct swa_win_passphrase_window_events {
	/** SECRET is borrowed and wiped afterwards.  @param code it is a recovery code */
	void (*entered)(void *context, const char *secret, bool code);
	/** The person gives up.  It may free the window. */
	void (*closed)(void *context);
};

/**
 * @param label      of the app, or NULL.
 * @param passphrase whether a passphrase would help.
 * @param code       whether a recovery code would.  Neither: only what failed() says is shown.
 * @param events     borrowed; must outlive the window.
 * @return NULL: no window could be made
 */
struct swa_win_passphrase_window *swa_win_passphrase_window_new(
        enum swa_win_passphrase_why why, const char *label, bool passphrase, bool code,
        const struct swa_win_passphrase_window_events *events, void *context);

/** It was not taken: say why (WHERE may be NULL) and let the person try again. */
void swa_win_passphrase_window_failed(struct swa_win_passphrase_window *window, swa_err err,
                                      const char *where);

/** None is looked at for SECONDS; 0: at once. */
void swa_win_passphrase_window_wait(struct swa_win_passphrase_window *window, unsigned seconds);

void swa_win_passphrase_window_present(struct swa_win_passphrase_window *window);

/** NULL is fine. */
void swa_win_passphrase_window_free(struct swa_win_passphrase_window *window);

#endif
