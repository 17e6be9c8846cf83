/*
 * The window that asks "Were you able to sign in?".
 *
 *   asking ──answer──▶ sending ──┬─ yes, later: the owner frees the window
 *      ▲                         ├─ no: the owner takes the frame, for the page that corrects the account
 *      └──────show_error()───────┘
 *
 * Nothing is answered by accident: the window comes up without taking the
 * keyboard from the page, neither Yes nor No is what Enter presses, and
 * closing it (Escape, the window's own button) means Ask me later.
 */
#ifndef SWA_UI_QUESTION_WINDOW_H
#define SWA_UI_QUESTION_WINDOW_H

#include "dialog.h"

/** What the agent said of a question; borrowed by whoever is given one. */
struct swa_ui_question {
	const char *id;
	const char *app_id;
	const char *account_id;
	const char *label;
	const char *host;
	const char *username;
};

struct swa_ui_question_window;

struct swa_ui_question_window_events {
	/** ANSWER is "yes", "no" or "later"; static.  It may free the window. */
	void (*answered)(void *context, const char *answer);
};

/**
 * Show the question.
 * @param application the window keeps it alive.
 * @param question    copied.
 * @param more        how many wait behind it.
 * @param events      borrowed; must outlive the window.
 */
struct swa_ui_question_window *swa_ui_question_window_new(GtkApplication *application,
                                                          const struct swa_ui_question *question,
                                                          unsigned more,
                                                          const struct swa_ui_question_window_events *events,
                                                          void *context);

/** What it asks; borrowed from the window. */
const struct swa_ui_question *swa_ui_question_window_question(const struct swa_ui_question_window *window);

/** How many wait behind it has changed. */
void swa_ui_question_window_set_more(struct swa_ui_question_window *window, unsigned more);

/** The answer could not be kept: say why and let the person answer again. */
void swa_ui_question_window_show_error(struct swa_ui_question_window *window, swa_err err);

/** The frame, emptied, for another page in the same place; the question window holds none from then on. */
struct swa_ui_dialog *swa_ui_question_window_take_dialog(struct swa_ui_question_window *window);

/** Bring it to the front. */
void swa_ui_question_window_present(struct swa_ui_question_window *window);

/** Close without an answer.  NULL is fine. */
void swa_ui_question_window_free(struct swa_ui_question_window *window);

#endif
