/*
 * The window that asks "Were you able to sign in?".
 *
 *   asking ──answer──▶ sending ──┬─ yes, later: the owner frees the window
 *      ▲                         ├─ no: show_kept() explains what happens now
 *      └──────show_error()───────┘
 *
 * Nothing is answered by accident: the window comes up without taking the
 * keyboard from the page, neither Yes nor No is what Enter presses, and
 * closing it (Escape, the window's own button) means Later.
 */
#ifndef SWA_UI_QUESTION_WINDOW_H
#define SWA_UI_QUESTION_WINDOW_H

#include <gtk/gtk.h>

/** What the agent said of a question; borrowed by whoever is given one. */
struct swa_ui_question {
	const char *id;
	const char *app_id;
	const char *label;
	const char *host;
	const char *username;
};

struct swa_ui_question_window;

/* Called from the main loop; both may free the window. */
struct swa_ui_question_window_events {
	/** ANSWER is "yes", "no" or "later"; static. */
	void (*answered)(void *context, const char *answer);
	/** The person has read what show_kept() showed. */
	void (*closed)(void *context);
};

/**
 * Show the question.
 * @param application the window keeps it alive.
 * @param question    copied.
 * @param events      borrowed; must outlive the window.
 */
struct swa_ui_question_window *swa_ui_question_window_new(GtkApplication *application,
                                                          const struct swa_ui_question *question,
                                                          const struct swa_ui_question_window_events *events,
                                                          void *context);

/** Id of the question; borrowed from the window. */
const char *swa_ui_question_window_id(const struct swa_ui_question_window *window);

/** The answer could not be kept: say why and let the person answer again. */
void swa_ui_question_window_show_error(struct swa_ui_question_window *window, const char *text,
                                       const char *hint);

/** After No: say what becomes of the password. */
void swa_ui_question_window_show_kept(struct swa_ui_question_window *window);

/** Bring it to the front. */
void swa_ui_question_window_present(struct swa_ui_question_window *window);

/** Close without an answer.  NULL is fine. */
void swa_ui_question_window_free(struct swa_ui_question_window *window);

#endif
