/*
 * The apps that were used last, for the menu.
 */
#ifndef SWA_WIN_RECENT_H
#define SWA_WIN_RECENT_H

#include "connection.h"

#define SWA_WIN_RECENT_MOST 5

struct swa_win_recent;

/** @param connection borrowed; must outlive it.  @return NULL: no memory */
struct swa_win_recent *swa_win_recent_new(struct swa_win_connection *connection);

/** Something changed: fetch them anew.  Nothing while there is no connection. */
void swa_win_recent_fetch(struct swa_win_recent *recent);
/** The connection has ended: there are none. */
void swa_win_recent_down(struct swa_win_recent *recent);

size_t swa_win_recent_count(const struct swa_win_recent *recent);
/* Of one of them, the newest first.  Borrowed; until the loop of messages runs. */
const char *swa_win_recent_id(const struct swa_win_recent *recent, size_t index);
const char *swa_win_recent_label(const struct swa_win_recent *recent, size_t index);

/** NULL is fine. */
void swa_win_recent_free(struct swa_win_recent *recent);

#endif
