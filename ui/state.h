/*
 * What is known of the agent: the facts behind icon and menu.
 *
 * Fetched when the connection is up and when an event says that something
 * changed; never on a timer, so that a menu that nobody looks at does not keep
 * a vault open that is to lock when idle.
 */
#ifndef SWA_UI_STATE_H
#define SWA_UI_STATE_H

#include "connection.h"

#include <glib.h>

#define SWA_UI_RECENT_MOST 5

struct swa_ui_recent {
	char *id;
	char *label;
	int64_t used; /* seconds since 1970 */
};

struct swa_ui_facts {
	bool up;      /* the agent answers */
	swa_err err;  /* why it does not; SWA_OK before the first try has ended */
	bool known;   /* what follows has been fetched since it answers */
	char *vault;  /* "ready", "locked", "missing" or the name of an error */
	char *hint;   /* what to do about it, the agent's words */
	char *unlock; /* what unlocking takes: "", "keyring", "passphrase", "recovery" */
	int64_t apps;
	int64_t questions;
	int64_t last_sync; /* seconds since 1970; 0: never */
	bool syncing;
	bool offline; /* some organisation's service was not reached */
	bool rolled_back;
	int64_t organisations;
	int64_t sign_ins;  /* organisations that want the person to sign in again */
	int64_t conflicts; /* changes that need the person */
	int64_t notices;
	struct swa_ui_recent recent[SWA_UI_RECENT_MOST]; /* the newest first */
	size_t recent_count;
};

struct swa_ui_state;

/**
 * @param connection borrowed; must outlive it.
 * @param changed    the facts are others than before.
 */
struct swa_ui_state *swa_ui_state_new(struct swa_ui_connection *connection, void (*changed)(void *context),
                                      void *context);

/* What the connection says: see swa_ui_connection_events. */
void swa_ui_state_up(struct swa_ui_state *state);
void swa_ui_state_event(struct swa_ui_state *state, enum swa_event_type type);
void swa_ui_state_down(struct swa_ui_state *state, swa_err err);

/** Fetch all anew: after a request that no event tells of. */
void swa_ui_state_refresh(struct swa_ui_state *state);

/** Borrowed; changes whenever the main loop runs. */
const struct swa_ui_facts *swa_ui_state_facts(const struct swa_ui_state *state);

/** NULL is fine. */
void swa_ui_state_free(struct swa_ui_state *state);

#endif
