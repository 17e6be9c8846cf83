/*
 * Asking the person for the passphrase and giving it to the agent.
 *
 *   vault     status ──▶ unlock by the keyring, else the window ──▶ unlock
 *   the rest                                    the window ──▶ reauthenticate
 */
#ifndef SWA_UI_AUTHENTICATION_H
#define SWA_UI_AUTHENTICATION_H

#include "connection.h"
#include "passphrase_window.h"

struct swa_ui_authentication;

/**
 * @param application, connection borrowed; must outlive it.
 * @param what  copied.
 * @param ended called once, from the main loop: it is to be freed then.  PASSED
 *              is false when the person gave up.
 */
struct swa_ui_authentication *swa_ui_authentication_new(GtkApplication *application,
                                                        struct swa_ui_connection *connection,
                                                        const struct swa_ui_passphrase_for *what,
                                                        void (*ended)(void *context, bool passed),
                                                        void *context);

/** What it is wanted for. */
enum swa_ui_passphrase_why swa_ui_authentication_why(const struct swa_ui_authentication *authentication);

/** Is it wanted for this already?  The agent asks again whenever it asks for anything. */
bool swa_ui_authentication_is_for(const struct swa_ui_authentication *authentication,
                                  const struct swa_ui_passphrase_for *what);

/** @return whether there is a window yet */
bool swa_ui_authentication_present(struct swa_ui_authentication *authentication);

/** NULL is fine. */
void swa_ui_authentication_free(struct swa_ui_authentication *authentication);

#endif
