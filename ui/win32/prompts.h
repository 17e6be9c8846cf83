/*
 * What the agent wants the person for: questions, accounts to be corrected,
 * the passphrase.  One of each at most.
 */
#ifndef SWA_WIN_PROMPTS_H
#define SWA_WIN_PROMPTS_H

#include "connection.h"

struct swa_win_prompts;

/** @param connection borrowed; must outlive it.  @return NULL: no memory */
struct swa_win_prompts *swa_win_prompts_new(struct swa_win_connection *connection);

/* What the connection says: see swa_win_connection_events. */
void swa_win_prompts_up(struct swa_win_prompts *prompts);
void swa_win_prompts_event(struct swa_win_prompts *prompts, enum swa_event_type type,
                           const struct swa_json *body);
void swa_win_prompts_down(struct swa_win_prompts *prompts);

/** The person wants the vault open. */
void swa_win_prompts_unlock(struct swa_win_prompts *prompts);

/** Bring to the front what waits for the person.  @return whether there is something */
bool swa_win_prompts_present(struct swa_win_prompts *prompts);

/** NULL is fine. */
void swa_win_prompts_free(struct swa_win_prompts *prompts);

#endif
