/*
 * Which question is asked when: one window at a time, the oldest first.
 *
 * What is open is the agent's to say.  Its list is fetched at the beginning,
 * after each answer, and whenever the agent says that it changed; a question
 * that is no longer in it was answered elsewhere, and its window closes.
 * Questions put off with Later are left to the browser's popup.
 *
 * The application is held for as long as there is something to ask, and for a
 * short while after, so that a run of sign-ins does not start a program each.
 */
#ifndef SWA_UI_ASKER_H
#define SWA_UI_ASKER_H

#include <gtk/gtk.h>

struct swa_ui_asker;

/** Begin.  APPLICATION is borrowed and released once nothing is left to ask. */
struct swa_ui_asker *swa_ui_asker_new(GtkApplication *application);

/** The program was started once more: bring the question to the front. */
void swa_ui_asker_present(struct swa_ui_asker *asker);

/** What the program exits with: 0, or 1 when the agent could not be asked. */
int swa_ui_asker_exit_status(const struct swa_ui_asker *asker);

/** NULL is fine. */
void swa_ui_asker_free(struct swa_ui_asker *asker);

#endif
