/*
 * The frame that all windows of the prompts share: a real dialog of Windows.
 *
 *   ┌──────┬───────────────┐
 *   │ mark │ heading       │
 *   │      │ body          │   lines and fields, one below the other
 *   │      │ error         │   hidden while there is none
 *   ├──────┴───────────────┤
 *   │              buttons │
 *   └──────────────────────┘
 *
 * Everything in it is a control of Windows, made in the order in which Tab
 * goes, each label before what it labels: that is what a screen reader goes by.
 * Sizes follow the text, the person's font and the screen's resolution.
 */
#ifndef SWA_WIN_DIALOG_H
#define SWA_WIN_DIALOG_H

#include "swa/err.h"

#include <windows.h>

#include <stdbool.h>

struct swa_win_dialog;

/** How it comes up. */
enum swa_win_manner {
	SWA_WIN_ASKED_FOR, /* the person asked for it: in the middle, with the keyboard */
	SWA_WIN_QUIET,     /* it comes by itself: in the corner, while the person types on elsewhere */
};

/** An empty window, not shown yet.  NULL: no memory, or no windows are left. */
struct swa_win_dialog *swa_win_dialog_new(enum swa_win_manner manner);

/** ESCAPED is called for Escape and for the window's own close button; it may free the frame. */
void swa_win_dialog_on_escape(struct swa_win_dialog *frame, void (*escaped)(void *context), void *context);

void swa_win_dialog_set_title(struct swa_win_dialog *frame, const char *title);
void swa_win_dialog_set_heading(struct swa_win_dialog *frame, const char *heading);

/* Adding to the body.  MNEMONIC has "_" before the letter that Alt chooses it by.  What is returned is
 * the control; NULL where there is no room. */
HWND swa_win_dialog_add_line(struct swa_win_dialog *frame, const char *text);
HWND swa_win_dialog_add_edit(struct swa_win_dialog *frame, const char *mnemonic, const char *text,
                             bool secret);
/** A button below the fields: another way to go on. */
HWND swa_win_dialog_add_way(struct swa_win_dialog *frame, const char *mnemonic, void (*clicked)(void *data),
                            void *data);
/** A button of the last row. */
HWND swa_win_dialog_add_button(struct swa_win_dialog *frame, const char *mnemonic,
                               void (*clicked)(void *data), void *data);

/** Another text for a line; "" hides it. */
void swa_win_dialog_set_line(struct swa_win_dialog *frame, HWND line, const char *text);

/** Enter presses BUTTON. */
void swa_win_dialog_set_default(struct swa_win_dialog *frame, HWND button);

/** Remove body and buttons: another page follows. */
void swa_win_dialog_clear(struct swa_win_dialog *frame);

/** Say what went wrong and what to do about it.  "" hides what was said. */
void swa_win_dialog_set_error(struct swa_win_dialog *frame, const char *text);
/** The words of ERR; WHERE (may be NULL) is what the agent named. */
void swa_win_dialog_say(struct swa_win_dialog *frame, swa_err err, const char *where);

void swa_win_dialog_focus(HWND control);

/** While a request is on its way nothing can be pressed, nor the window be closed. */
void swa_win_dialog_set_busy(struct swa_win_dialog *frame, bool busy);

/** Give everything its place, and come up where it is not up yet. */
void swa_win_dialog_show(struct swa_win_dialog *frame);
/** Bring it to the front. */
void swa_win_dialog_present(struct swa_win_dialog *frame);

/** NULL is fine. */
void swa_win_dialog_free(struct swa_win_dialog *frame);

/** Keys that a frame goes by (Tab, Enter, Alt and a letter): for the loop of messages.  @return it was one */
bool swa_win_dialog_takes(MSG *message);

#endif
