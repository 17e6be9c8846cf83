/*
 * What the agent has the person asked: every window that comes up by itself.
 *
 *   questions.list           ──▶ "Were you able to sign in?", one at a time
 *   prompt.requested "edit"  ──▶ the page that corrects an account
 *   "vault", "app"           ──▶ the passphrase
 *   "reveal", "copy"         ──▶ the passphrase where it is needed, then the password
 *
 * What is open is the agent's to say.  A window whose cause is gone (answered
 * in the browser, unlocked from a terminal, locked, an agent that ended) goes
 * with it; questions are asked again when the agent is back.
 */
#ifndef SWA_UI_PROMPTS_H
#define SWA_UI_PROMPTS_H

#include "connection.h"

#include <gtk/gtk.h>
#include <stdbool.h>

struct swa_ui_prompts;

/**
 * Begin; what waits is shown as soon as the connection is up.
 * @param application borrowed; the windows are its own and keep it alive.
 * @param connection  borrowed; must outlive the prompts.
 */
struct swa_ui_prompts *swa_ui_prompts_new(GtkApplication *application, struct swa_ui_connection *connection);

/** The connection is up (again): ask the agent what waits.  Harmless when it was asked already. */
void swa_ui_prompts_up(struct swa_ui_prompts *prompts);

/** The connection is down: no window can do anything now. */
void swa_ui_prompts_down(struct swa_ui_prompts *prompts);

/** Every event of the agent, as the connection hands it on; borrowed.  Those for others are left alone. */
void swa_ui_prompts_handle(struct swa_ui_prompts *prompts, const struct swa_json *event);

/** The person wants the vault open: by the keyring, else the passphrase is asked for. */
void swa_ui_prompts_unlock(struct swa_ui_prompts *prompts);

/** Bring what is asked to the front.  @return false: there is nothing */
bool swa_ui_prompts_present(struct swa_ui_prompts *prompts);

/** Close every window without an answer.  NULL is fine. */
void swa_ui_prompts_free(struct swa_ui_prompts *prompts);

#endif
