/*
 * The window that asks "Were you able to sign in?".
 *
 *   asking ──answer──▶ sending ──┬─ yes, later: the owner frees the window
 *      ▲                         ├─ no: the owner takes the frame, for the page that corrects the account
 *      └──────show_error()───────┘
 *
 * Nothing is answered by accident: the window comes up without taking the
 * keyboard, what Enter presses is Ask me later, and so is closing it.
 */
#ifndef SWA_WIN_QUESTION_WINDOW_H
#define SWA_WIN_QUESTION_WINDOW_H

#include "dialog.h"

/** What the agent said of a question; borrowed by whoever is given one. */
struct swa_win_question {
	const char *id;
	const char *app_id;
	const char *account_id;
	const char *label;
	const char *host;
	const char *username;
};

struct swa_win_question_window;

/**
 * Show the question.
 * @param question copied.
 * @param more     how many wait behind it.
 * @param answered ANSWER is "yes", "no" or "later"; static.  It may free the window.
 * @return NULL: no window could be made
 */
struct swa_win_question_window *swa_win_question_window_new(
        const struct swa_win_question *question, size_t more,
        void (*answered)(void *context, const char *answer), void *context);

/** What it asks; borrowed from the window. */
const struct swa_win_question *swa_win_question_window_question(const struct swa_win_question_window *window);

void swa_win_question_window_set_more(struct swa_win_question_window *window, size_t more);

/** The answer could not be kept: say why and let the person answer again. */
void swa_win_question_window_show_error(struct swa_win_question_window *window, swa_err err);

/** The frame, emptied, for another page in the same place; the question window holds none from then on. */
struct swa_win_dialog *swa_win_question_window_take_dialog(struct swa_win_question_window *window);

void swa_win_question_window_present(struct swa_win_question_window *window);

/** Close without an answer.  NULL is fine. */
void swa_win_question_window_free(struct swa_win_question_window *window);

#endif
