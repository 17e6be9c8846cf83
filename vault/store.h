/*
 * The database: SQLCipher behind a small statement interface.
 *
 * store.c is the only file that names SQLCipher.  A query is prepared once and
 * kept; store_query() hands it out with its parameters cleared, store_donep()
 * puts it back.  A failed bind is kept and comes out of the next store_step().
 *
 *   SWA_CLEANUP(store_donep) struct store_query *query = NULL;
 *
 *   store_query(store, "SELECT label FROM app WHERE id = ?1", &query);
 *   store_bind_text(query, 1, id);
 *   store_step(query, &row);
 *   if (row) ... store_text(query, 0) ...
 *
 * Errors: SWA_ERR_VAULT_DAMAGED a page or the schema is not what it should be;
 * SWA_ERR_AGENT_RUNNING another process holds the database; SWA_ERR_IO, with
 * errno where the system gave one; SWA_ERR_NOMEM.
 */
#ifndef SWA_VAULT_STORE_H
#define SWA_VAULT_STORE_H

#include "swa/secret.h"

#include <stdint.h>

struct store;
struct store_query;

enum store_contents {
	STORE_EMPTY,    /* a file just made, of no bytes */
	STORE_EXISTING, /* a database with a schema */
	STORE_COPY,     /* as EMPTY, and only to be filled by store_copy_begin(); not brought to the disk */
};

/**
 * Open PATH, which exists, and read its first page.
 *
 * @param key       32 bytes; borrowed.
 * @param ret_store the caller owns it; end it with store_close().
 * @return SWA_OK, SWA_ERR_VAULT_UNENCRYPTED, SWA_ERR_VAULT_DAMAGED, as above
 */
swa_err store_open(const char *path, enum store_contents contents, const struct swa_secret *key,
                   struct store **ret_store) SWA_MUST_CHECK;

/** Number of the schema; 0 while there is none. */
swa_err store_version(struct store *store, int *ret_version) SWA_MUST_CHECK;
swa_err store_set_version(struct store *store, int version) SWA_MUST_CHECK;

/** Run statements that have neither parameters nor rows. */
swa_err store_run(struct store *store, const char *sql) SWA_MUST_CHECK;

/** @param sql a text that lives as long as the store: a literal. */
swa_err store_query(struct store *store, const char *sql, struct store_query **ret_query) SWA_MUST_CHECK;

/** Parameters count from 1.  Texts and blobs are borrowed until store_donep(). */
void store_bind_text(struct store_query *query, int parameter, const char *text);
void store_bind_blob(struct store_query *query, int parameter, const void *data, size_t size);
void store_bind_int(struct store_query *query, int parameter, int64_t value);

/** The next row, or the end.  RET_ROW false: no (further) row. */
swa_err store_step(struct store_query *query, bool *ret_row) SWA_MUST_CHECK;

/** Step a query that answers no row, and put it back. */
swa_err store_finish(struct store_query **query) SWA_MUST_CHECK;

/** Columns count from 0; texts and blobs are borrowed until the next step.  A text is never NULL. */
const char *store_text(struct store_query *query, int column);
const void *store_blob(struct store_query *query, int column, size_t *ret_size);
int64_t store_int(struct store_query *query, int column);

/** Put a query back.  NULL is fine. */
void store_donep(struct store_query **query);

/** Rows that the last INSERT, UPDATE or DELETE touched. */
int64_t store_changes(struct store *store);

/** Rows that were ever written or removed; it only grows. */
int64_t store_written(struct store *store);

/** The number (rowid) that the last INSERT gave. */
int64_t store_last_number(struct store *store);

/** Is a transaction open?  SQLite ends one by itself after some failures. */
bool store_in_transaction(struct store *store);

/** Bring the log into the database and cut it to nothing, so that neither holds what was overwritten.
 *  Outside of a transaction, with no query under way. */
swa_err store_empty_log(struct store *store) SWA_MUST_CHECK;

/** Read every page and check the structure.  @return SWA_OK, SWA_ERR_VAULT_DAMAGED, SWA_ERR_IO */
swa_err store_check(struct store *store) SWA_MUST_CHECK;

/**
 * Copy the database FROM into TO (STORE_COPY, the same key), some pages a step.
 * What is written to FROM between steps is in the copy as well.  Both must stay
 * open until store_copy_end(); TO holds nothing whole before RET_DONE.
 */
struct store_copy;
swa_err store_copy_begin(struct store *from, struct store *to, struct store_copy **ret_copy) SWA_MUST_CHECK;
swa_err store_copy_step(struct store_copy *copy, int pages, bool *ret_done) SWA_MUST_CHECK;
/** NULL is fine. */
void store_copy_end(struct store_copy *copy);

/** Make what runs on STORE fail soon.  From any thread, while the store is open. */
void store_interrupt(struct store *store);

/** Close.  NULL is fine. */
void store_close(struct store *store);
void store_closep(struct store **store);

#endif
