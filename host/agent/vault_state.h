/*
 * The one open vault, and why it is not open.
 *
 *   OPENING ──▶ READY ◀──▶ LOCKED      MISSING: there is none yet
 *      └──────▶ FAILED (error)
 *
 * Keyrings are asked, and passphrases looked at, on a worker thread; the vault itself is used by the loop's
 * thread alone.  The anchor against older vault files is set in the keyring
 * a moment after a write, on lock and at the end.
 */
#ifndef SWA_AGENT_VAULT_STATE_H
#define SWA_AGENT_VAULT_STATE_H

#include "swa/vault.h"

#include <uv.h>

enum swa_vault_phase {
	SWA_PHASE_OPENING, /* at the start, and when a keyring is asked again by itself */
	SWA_PHASE_READY,
	SWA_PHASE_LOCKED,
	SWA_PHASE_MISSING,
	SWA_PHASE_FAILED,
};

struct swa_vault_state;

/** A keyring answered, or a passphrase was looked at: phase and waiting requests can be looked at again. */
typedef void swa_vault_settled(void *context);

/** What was asked for is done; called from the loop, never at once.  ERR says how it went. */
typedef void swa_vault_done(void *context, swa_err err);

/** SETTLED is called after every answer of a keyring, and after DONE.  @return SWA_OK, SWA_ERR_NOMEM,
 *  SWA_ERR_IO no home folder is known */
swa_err swa_vault_state_new(uv_loop_t *loop, swa_vault_settled *settled, void *context,
                            struct swa_vault_state **ret_state) SWA_MUST_CHECK;

/** Open without a prompt; nothing happens where it is open or a keyring is being asked. */
void swa_vault_state_open(struct swa_vault_state *state);

/** Open again, which may ask the person.  Not while busy, not while one is open.  DONE gets
 *  SWA_ERR_PASSPHRASE_NEEDED where no keyring holds the key. */
void swa_vault_state_unlock(struct swa_vault_state *state, swa_vault_done *done, void *context);

/**
 * Open with a passphrase or a recovery code.  Not while busy, not while one is open.  Where the header names
 * a keyring that lost the key, it is stored there again afterwards.
 * @param text copied; DONE gets the errors of swa/keys.h, too.
 */
void swa_vault_state_unlock_with(struct swa_vault_state *state, const char *text, bool recovery,
                                 swa_vault_done *done, void *context);

/**
 * Make a new vault and open it.  Not while busy, not while one is open.
 * DONE gets SWA_ERR_VAULT_EXISTS where there is one and SET_ASIDE is false.
 */
void swa_vault_state_create(struct swa_vault_state *state, enum swa_keyring_kind keyring, bool set_aside,
                            swa_vault_done *done, void *context);

/**
 * Put the newest good copy (swa/backup.h) in the place of the vault, and open it.  Not while busy, not while
 * one is open.  A copy is older than the anchor: rolled_back says so until the vault is next opened.
 * DONE gets SWA_ERR_BACKUP_MISSING where no copy is good; the vault's state is what it was.
 */
void swa_vault_state_restore(struct swa_vault_state *state, swa_vault_done *done, void *context);
/** The number of the copy that was restored last. */
unsigned swa_vault_state_restored(const struct swa_vault_state *state);

/** Wipe the keys.  An unlock under way is given up; a vault that is being made is locked when it is there. */
void swa_vault_state_lock(struct swa_vault_state *state);

/** A key is still at work that swa_vault_state_lock() could not take back; SETTLED is called when it is not.
 */
bool swa_vault_state_holds_key(const struct swa_vault_state *state);

/** The header was written anew: ways in, or the keyring, which holds the anchor by now. */
void swa_vault_state_keys_changed(struct swa_vault_state *state);

/** What unlocking takes: "" it is open, or there is nothing to open; "keyring", "passphrase", "recovery";
 * static.
 */
const char *swa_vault_state_unlock_by(const struct swa_vault_state *state);
/** What the header says, as far as it could be read; borrowed. */
const struct swa_vault_facts *swa_vault_state_facts(const struct swa_vault_state *state);
/** Where the vault is open, but its keyring has trouble: which.  SWA_OK otherwise. */
swa_err swa_vault_state_keyring_error(const struct swa_vault_state *state);
/** The keyring had lost the key and holds it again: told once. */
bool swa_vault_state_take_mended(struct swa_vault_state *state);
/** The highest generation that is known. */
uint64_t swa_vault_state_anchor(const struct swa_vault_state *state);

/** Something was written: the anchor follows in a moment. */
void swa_vault_state_touched(struct swa_vault_state *state);

enum swa_vault_phase swa_vault_state_phase(const struct swa_vault_state *state);
/** A keyring is being asked for unlock or create. */
bool swa_vault_state_busy(const struct swa_vault_state *state);
/** NULL unless READY; borrowed. */
struct swa_vault *swa_vault_state_vault(const struct swa_vault_state *state);
/** SWA_OK when READY, else the error to answer. */
swa_err swa_vault_state_error(const struct swa_vault_state *state);
/** "ready", "locked", "missing" or an error's name; static. */
const char *swa_vault_state_name(const struct swa_vault_state *state);
/** "login", "file", "passphrase", or "none" where there is no vault; static. */
const char *swa_vault_state_keyring(const struct swa_vault_state *state);
/** The vault that was opened last is older than the one before it. */
bool swa_vault_state_rolled_back(const struct swa_vault_state *state);
const char *swa_vault_state_folder(const struct swa_vault_state *state);

/** Close the vault, set the anchor, end the timer; the loop runs on until that is done. */
void swa_vault_state_stop(struct swa_vault_state *state);
/** After the loop. */
void swa_vault_state_free(struct swa_vault_state *state);

#endif
