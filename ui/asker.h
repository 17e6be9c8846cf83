/*
 * Which question is asked when: one window at a time, the oldest first.
 *
 * What is open is the agent's to say.  Its list is fetched whenever there is a
 * connection anew, after each answer, and whenever the agent says that it
 * changed; a question that is no longer in it was answered elsewhere, and its
 * window closes.  Questions put off with Ask me later are left to the browser's
 * popup.  After No the window's frame goes to whoever corrects the account.
 */
#ifndef SWA_UI_ASKER_H
#define SWA_UI_ASKER_H

#include "connection.h"
#include "question_window.h"

#include <gtk/gtk.h>
#include <stdbool.h>

struct swa_ui_asker;

/** The answer was No and is kept.  DIALOG is moved; QUESTION is borrowed. */
typedef void (*swa_ui_refused)(void *context, struct swa_ui_dialog *dialog,
                               const struct swa_ui_question *question);

/** Begin.  APPLICATION and CONNECTION are borrowed and must outlive it. */
struct swa_ui_asker *swa_ui_asker_new(GtkApplication *application, struct swa_ui_connection *connection,
                                      swa_ui_refused refused, void *context);

/** While HELD nothing is asked, and what is being asked waits: another page wants the person. */
void swa_ui_asker_hold(struct swa_ui_asker *asker, bool held);

/* What the connection says: see swa_ui_connection_events. */
void swa_ui_asker_up(struct swa_ui_asker *asker);
void swa_ui_asker_event(struct swa_ui_asker *asker, enum swa_event_type type);
void swa_ui_asker_down(struct swa_ui_asker *asker);

/** Bring the question to the front.  @return whether one is shown */
bool swa_ui_asker_present(struct swa_ui_asker *asker);

/** NULL is fine. */
void swa_ui_asker_free(struct swa_ui_asker *asker);

#endif
