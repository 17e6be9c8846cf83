/*
 * Correcting an account: what the page of correct_window.h shows and does.
 *
 *   apps.show ──▶ the fields ──▶ account.set ──▶ apps.launch ──▶ done()
 *
 * What fails is said in place.  An account that was stored but not tried stays
 * stored; the page then tries without storing it once more.
 */
#ifndef SWA_WIN_CORRECTION_H
#define SWA_WIN_CORRECTION_H

#include "connection.h"
#include "correct_window.h"

struct swa_win_correction;

/** What is corrected; borrowed by whoever is given one. */
struct swa_win_correction_of {
	enum swa_win_correct_why why;
	const char *app_id;
	const char *account_id;
	const char *label;
};

/**
 * @param connection borrowed; must outlive it.
 * @param dialog     moved.
 * @param of         copied.
 * @param done       the person is done with it; it is to be freed then.
 * @return NULL: no memory
 */
struct swa_win_correction *swa_win_correction_new(struct swa_win_connection *connection,
                                                  struct swa_win_dialog *dialog,
                                                  const struct swa_win_correction_of *of,
                                                  void (*done)(void *context), void *context);

/** Id of the account; borrowed. */
const char *swa_win_correction_account(const struct swa_win_correction *correction);

void swa_win_correction_present(struct swa_win_correction *correction);

/** Close it; what was not stored is lost.  NULL is fine. */
void swa_win_correction_free(struct swa_win_correction *correction);

#endif
