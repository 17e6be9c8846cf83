/*
 * The facts in words, and the one of five icons that they make.
 */
#ifndef SWA_UI_STATUS_H
#define SWA_UI_STATUS_H

#include "state.h"

/** What the icon shows; the first that holds. */
enum swa_ui_mood {
	SWA_UI_MOOD_OFFLINE,   /* the agent does not answer, or a service was not reached */
	SWA_UI_MOOD_ATTENTION, /* something waits for the person */
	SWA_UI_MOOD_LOCKED,
	SWA_UI_MOOD_SYNCING,
	SWA_UI_MOOD_READY,
};

enum swa_ui_mood swa_ui_status_mood(const struct swa_ui_facts *facts);

/** "Ready · 42 apps · synced 3 minutes ago".  NOW: seconds since 1970.  End it with g_free(). */
char *swa_ui_status_words(const struct swa_ui_facts *facts, int64_t now);

/** What waits for the person, a sentence; NULL where nothing does.  End it with g_free(). */
char *swa_ui_status_attention(const struct swa_ui_facts *facts);

#endif
