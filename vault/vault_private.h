/*
 * What the vault's modules share: the open vault, and how it is changed.
 *
 * Every change stands between change_begin() and change_commit(); leaving the
 * scope before undoes it.  Alone it is a transaction of its own; within another
 * change, or swa_vault_begin() and swa_vault_commit(), it is a part of that
 * one, and a part that fails undoes only itself.
 *
 *   SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
 *
 *   if ((err = change_begin(vault, &change)) != SWA_OK)
 *           return err;
 *   ... statements ...
 *   return change_commit(&change);
 */
#ifndef SWA_VAULT_PRIVATE_H
#define SWA_VAULT_PRIVATE_H

#include "seal.h"
#include "store.h"
#include "swa/vault.h"

#define VAULT_ID_TEXT_SIZE (2 * SWA_VAULT_ID_SIZE + 1)

struct swa_vault {
	struct store *store;
	struct swa_secret *database_key; /* for copies */
	struct swa_secret *audit_key;
	struct swa_secret *generation_key;
	struct swa_secret *wrap_key; /* wraps the keys of spaces */
	struct space *spaces;        /* space.h */
	uint64_t generation;
	char id[VAULT_ID_TEXT_SIZE]; /* hex */
	bool grouped;                /* between swa_vault_begin() and commit or rollback */
	bool spoiled;                /* a joined change failed half-way: the group cannot be committed */
};

/** Open the database NAME, and derive the keys that every vault needs; the rest is the caller's. */
swa_err vault_start(const char *folder, const char *name, enum store_contents contents,
                    const unsigned char id[SWA_VAULT_ID_SIZE], const struct swa_secret *root,
                    struct swa_vault **ret_vault) SWA_MUST_CHECK;

/** Is the database that was started this vault's, and whole enough to be used?  RET_CURRENT false: its schema
 *  is an older one. */
swa_err vault_prove(struct swa_vault *vault, bool *ret_current) SWA_MUST_CHECK;

/** The keys that every vault needs, of an open one; the store is the caller's. */
swa_err vault_copy_keys(const struct swa_vault *vault, struct swa_vault **ret_copy) SWA_MUST_CHECK;

struct change {
	struct swa_vault *vault; /* NULL: nothing to undo */
	bool part;               /* of a transaction that was open before */
	bool joined;             /* to a group, and not undone without it */
	int64_t written;         /* rows that were written before it began */
};

#define CHANGE_NONE \
	{ \
		.vault = NULL, .part = false, .joined = false, .written = 0 \
	}

swa_err change_begin(struct swa_vault *vault, struct change *ret_change) SWA_MUST_CHECK;
/**
 * As change_begin(), for what comes by the hundred thousand: within a group it
 * is no part of its own, which would cost a sealed copy of each page that it
 * touches.  If it fails after it wrote something, the group can only be undone.
 */
swa_err change_join(struct swa_vault *vault, struct change *ret_change) SWA_MUST_CHECK;
swa_err change_commit(struct change *change) SWA_MUST_CHECK;
void change_undo(struct change *change);

/** 32 hex digits from the random source: a new record's id. */
#define RANDOM_ID_SIZE 33
void random_id(char ret_id[RANDOM_ID_SIZE]);

/** A member of the table meta.  @return SWA_OK; SWA_ERR_VAULT_DAMAGED when it is not there */
swa_err meta_get(struct store *store, const char *name, struct swa_buf *ret_value) SWA_MUST_CHECK;
swa_err meta_set(struct store *store, const char *name, const void *value, size_t size) SWA_MUST_CHECK;

/** Copies of this vault hold what is erased in the caller's change; swa_backup_drop_erased() sees to them. */
swa_err backup_outdate(struct swa_vault *vault) SWA_MUST_CHECK;

/** Begin the audit trail of a new vault; within the caller's change. */
swa_err audit_start(struct swa_vault *vault) SWA_MUST_CHECK;

/** Open every sealed record of its table; for swa_vault_check(). */
swa_err app_check(struct swa_vault *vault) SWA_MUST_CHECK;
swa_err account_check(struct swa_vault *vault) SWA_MUST_CHECK;
swa_err enrolment_check(struct swa_vault *vault) SWA_MUST_CHECK;
swa_err record_check(struct swa_vault *vault) SWA_MUST_CHECK;

#endif
