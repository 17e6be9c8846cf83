/*
 * Which question is asked when: one window at a time, the oldest first.
 *
 * What is open is the agent's to say.  Its list is fetched whenever there is a
 * connection anew, after each answer, and whenever the agent says that it
 * changed; a question that is no longer in it was answered elsewhere, and its
 * window closes.  Questions put off with Later are left to the browser's popup.
 */
#ifndef SWA_UI_ASKER_H
#define SWA_UI_ASKER_H

#include "connection.h"

#include <gtk/gtk.h>

struct swa_ui_asker;

/** Begin.  Both are borrowed and must outlive it. */
struct swa_ui_asker *swa_ui_asker_new(GtkApplication *application, struct swa_ui_connection *connection);

/* What the connection says: see swa_ui_connection_events. */
void swa_ui_asker_up(struct swa_ui_asker *asker);
void swa_ui_asker_event(struct swa_ui_asker *asker, enum swa_event_type type);
void swa_ui_asker_down(struct swa_ui_asker *asker);

/** Bring the question to the front.  @return whether one is shown */
bool swa_ui_asker_present(struct swa_ui_asker *asker);

/** NULL is fine. */
void swa_ui_asker_free(struct swa_ui_asker *asker);

#endif
