/*
 * Which question is asked when: one window at a time, the oldest first.
 *
 * What is open is the agent's to say: its list is fetched whenever there is a
 * connection anew, after each answer, and whenever the agent says that it
 * changed.  Questions put off with Ask me later are left to the browser's
 * popup.  After No the window goes to whoever corrects the account.
 */
#ifndef SWA_WIN_ASKER_H
#define SWA_WIN_ASKER_H

#include "connection.h"
#include "question_window.h"

struct swa_win_asker;

/** The answer was No and is kept.  DIALOG is moved; QUESTION is borrowed. */
typedef void (*swa_win_refused)(void *context, struct swa_win_dialog *dialog,
                                const struct swa_win_question *question);

/** @param connection borrowed; must outlive it.  @return NULL: no memory */
struct swa_win_asker *swa_win_asker_new(struct swa_win_connection *connection, swa_win_refused refused,
                                        void *context);

/** While HELD nothing is asked, and what is being asked waits: another page wants the person. */
void swa_win_asker_hold(struct swa_win_asker *asker, bool held);

/** Something changed: look what is open. */
void swa_win_asker_fetch(struct swa_win_asker *asker);
void swa_win_asker_down(struct swa_win_asker *asker);

/** Bring the question to the front.  @return whether one is shown */
bool swa_win_asker_present(struct swa_win_asker *asker);

/** NULL is fine. */
void swa_win_asker_free(struct swa_win_asker *asker);

#endif
