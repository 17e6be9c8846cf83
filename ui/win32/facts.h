/*
 * What is known of the agent: the facts behind icon and menu, and their words.
 *
 * Fetched when the connection is up and when an event says that something
 * changed; never on a timer, so that an icon that nobody looks at does not keep
 * a vault open that is to lock when idle.
 */
#ifndef SWA_WIN_FACTS_H
#define SWA_WIN_FACTS_H

#include "connection.h"

struct swa_win_facts;

enum swa_win_mood {
	SWA_WIN_MOOD_READY,
	SWA_WIN_MOOD_LOCKED,
	SWA_WIN_MOOD_ATTENTION,
	SWA_WIN_MOOD_OFFLINE,
	SWA_WIN_MOOD_SYNCING,
};

/** @param connection borrowed; must outlive it.  @param changed the facts are others than before.
 *  @return NULL: no memory */
struct swa_win_facts *swa_win_facts_new(struct swa_win_connection *connection, void (*changed)(void *context),
                                        void *context);

/** Something changed: fetch them anew.  Nothing while there is no connection. */
void swa_win_facts_fetch(struct swa_win_facts *facts);
void swa_win_facts_down(struct swa_win_facts *facts, swa_err err);
/** How many notices are to be read: notices.h knows. */
void swa_win_facts_set_notices(struct swa_win_facts *facts, int64_t count);

enum swa_win_mood swa_win_facts_mood(const struct swa_win_facts *facts);
bool swa_win_facts_is_up(const struct swa_win_facts *facts);
bool swa_win_facts_is_open(const struct swa_win_facts *facts);
bool swa_win_facts_is_locked(const struct swa_win_facts *facts);
bool swa_win_facts_is_syncing(const struct swa_win_facts *facts);
/** Is there an organisation to synchronise with? */
bool swa_win_facts_has_organisation(const struct swa_win_facts *facts);

/** One line for the icon; to be ended with swa_win_freep(). */
char *swa_win_facts_words(const struct swa_win_facts *facts);
/** What wants the person; NULL: nothing does. */
char *swa_win_facts_attention(const struct swa_win_facts *facts);

/** NULL is fine. */
void swa_win_facts_free(struct swa_win_facts *facts);

#endif
