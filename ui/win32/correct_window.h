/*
 * The page that corrects an account: user name, password, and the extra field
 * where the app has one.
 *
 *   new() ──▶ filled() or unreadable() ──act()──▶ sending ──┬─ the owner frees it
 *                  ▲                                        ├─ saved(): stored, but not tried yet
 *                  └──────────────── failed() ◀─────────────┘
 *
 * Fields that the organisation manages can be read, not changed, and say so.
 * An empty password means the one that is stored, where there is one.
 */
#ifndef SWA_WIN_CORRECT_WINDOW_H
#define SWA_WIN_CORRECT_WINDOW_H

#include "dialog.h"
#include "swa/buf.h"

struct swa_win_correct_window;

/** What the person wants done with what was entered. */
enum swa_win_correct_act {
	SWA_WIN_CORRECT_SAVE,
	SWA_WIN_CORRECT_TRY, /* save, and sign in at once */
};

struct swa_win_correct_window_events {
	void (*act)(void *context, enum swa_win_correct_act act);
	/** Nothing more is to be changed.  It may free the window. */
	void (*closed)(void *context);
};

/** Where the page comes from. */
enum swa_win_correct_why {
	SWA_WIN_CORRECT_FAILED, /* the sign-in did not work */
	SWA_WIN_CORRECT_EDIT,   /* the person wants to change it */
};

/** The account as it is; borrowed. */
struct swa_win_correct_account {
	const char *username;
	const char *organisation; /* "" : a personal app */
	bool has_extra;           /* the app has an extra field */
	bool own_extra;           /* ... and the account a value of its own for it */
	const char *app_extra;    /* the app's value, or "" */
	bool has_password;        /* one is stored */
	bool may_username;
	bool may_password;
};

/** @param frame moved; empty.  @return NULL: no memory, and FRAME is gone */
struct swa_win_correct_window *swa_win_correct_window_new(struct swa_win_dialog *frame,
                                                          enum swa_win_correct_why why, const char *label,
                                                          const struct swa_win_correct_window_events *events,
                                                          void *context);

void swa_win_correct_window_filled(struct swa_win_correct_window *window,
                                   const struct swa_win_correct_account *account);
/** The account cannot be shown, let alone changed. */
void swa_win_correct_window_unreadable(struct swa_win_correct_window *window, swa_err err, const char *where);

/* What was entered, appended.  As swa_win_edit_read(). */
swa_err swa_win_correct_window_username(const struct swa_win_correct_window *window,
                                        struct swa_buf *out) SWA_MUST_CHECK;
/** Nothing: the password stays as it is. */
swa_err swa_win_correct_window_password(const struct swa_win_correct_window *window,
                                        struct swa_buf *out) SWA_MUST_CHECK;
swa_err swa_win_correct_window_extra(const struct swa_win_correct_window *window,
                                     struct swa_buf *out) SWA_MUST_CHECK;
/** Was the extra field touched? */
bool swa_win_correct_window_has_extra(const struct swa_win_correct_window *window);
/** Is a password wanted, and none there? */
bool swa_win_correct_window_lacks_password(const struct swa_win_correct_window *window);
/** Is there anything that was not stored yet? */
bool swa_win_correct_window_is_changed(const struct swa_win_correct_window *window);

void swa_win_correct_window_set_busy(struct swa_win_correct_window *window);
/** It is stored: what was entered counts as what is there. */
void swa_win_correct_window_saved(struct swa_win_correct_window *window);
/** It did not work: say why and let the person go on. */
void swa_win_correct_window_failed(struct swa_win_correct_window *window, const char *text);

void swa_win_correct_window_present(struct swa_win_correct_window *window);

/** NULL is fine. */
void swa_win_correct_window_free(struct swa_win_correct_window *window);

#endif
