/*
 * What happened without the person: an organisation that revoked this device,
 * an app whose addresses changed, and the like.  Each is told once when it
 * comes, and stays in a window until it is dismissed there.
 */
#ifndef SWA_WIN_NOTICES_H
#define SWA_WIN_NOTICES_H

#include "connection.h"

struct swa_win_notices;

struct swa_win_notices_events {
	/** There are more of them than before, or fewer. */
	void (*changed)(void *context);
	/** One came that was not there before.  WORDS is borrowed. */
	void (*came)(void *context, const char *words);
};

/** @param connection borrowed; must outlive it.  @return NULL: no memory */
struct swa_win_notices *swa_win_notices_new(struct swa_win_connection *connection,
                                            const struct swa_win_notices_events *events, void *context);

/** Something changed: fetch them anew.  Nothing while there is no connection. */
void swa_win_notices_fetch(struct swa_win_notices *notices);

/** How many are to be read, but those about changes that wait for a decision: they are counted as such. */
int64_t swa_win_notices_count(const struct swa_win_notices *notices);

/** Show them in a window, or bring it to the front. */
void swa_win_notices_show(struct swa_win_notices *notices);

/** NULL is fine. */
void swa_win_notices_free(struct swa_win_notices *notices);

#endif
