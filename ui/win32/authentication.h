/*
 * Asking the person for the passphrase and giving it to the agent.
 *
 *   vault     status ──▶ unlock by the keyring, else the window ──▶ unlock
 *   app                                         the window ──▶ reauthenticate
 */
#ifndef SWA_WIN_AUTHENTICATION_H
#define SWA_WIN_AUTHENTICATION_H

#include "connection.h"
#include "passphrase_window.h"

struct swa_win_authentication;

/**
 * @param connection borrowed; must outlive it.
 * @param app_id, label of the app, or NULL; copied.
 * @param ended called once, from the loop of messages: it is to be freed then.
 * @return NULL: no memory
 */
struct swa_win_authentication *swa_win_authentication_new(struct swa_win_connection *connection,
                                                          enum swa_win_passphrase_why why, const char *app_id,
                                                          const char *label, void (*ended)(void *context),
                                                          void *context);

enum swa_win_passphrase_why swa_win_authentication_why(const struct swa_win_authentication *authentication);

/** Is it wanted for this already?  The agent asks again whenever it asks for anything. */
bool swa_win_authentication_is_for(const struct swa_win_authentication *authentication,
                                   enum swa_win_passphrase_why why, const char *app_id);

/** @return whether there is a window yet */
bool swa_win_authentication_present(struct swa_win_authentication *authentication);

/** NULL is fine. */
void swa_win_authentication_free(struct swa_win_authentication *authentication);

#endif
