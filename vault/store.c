#define SQLITE_HAS_CODEC 1
#include "store.h"

#include "kdf.h"

#include <errno.h>
#include <sodium.h>
#include <sqlcipher/sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define QUERIES_MAX 192
#define BUSY_MILLISECONDS 250

/* x'<64 hex digits>': in this form, and in no other, the key is used as it is. */
#define RAW_KEY_SIZE (2 + 2 * KDF_KEY_SIZE + 1)

struct store_query {
	sqlite3 *db;
	sqlite3_stmt *statement;
	const char *sql;
	int failed; /* what the first failed bind said */
	bool kept;  /* in the store's list, not to be freed when done */
	bool busy;
};

struct store {
	sqlite3 *db;
	struct store_query queries[QUERIES_MAX];
	size_t query_count;
};

static swa_err
from_sqlite(sqlite3 *db, int result)
{
	int system_error = db == NULL ? 0 : sqlite3_system_errno(db);

	switch (result & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE: return SWA_OK;
	case SQLITE_NOMEM: return SWA_ERR_NOMEM;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_ERROR:    /* our SQL is fixed: the schema it meets is another */
	case SQLITE_MISMATCH: /* a value of another kind than was ever written */
		return SWA_ERR_VAULT_DAMAGED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return SWA_ERR_AGENT_RUNNING;
	case SQLITE_TOOBIG: return SWA_ERR_LIMIT;
	case SQLITE_IOERR:
		if (result == SQLITE_IOERR_NOMEM)
			return SWA_ERR_NOMEM;
		if (result == SQLITE_IOERR_SHORT_READ)
			return SWA_ERR_VAULT_DAMAGED;
		break;
	default: break;
	}
	if (system_error != 0)
		errno = system_error;
	return SWA_ERR_IO;
}

swa_err
store_run(struct store *store, const char *sql)
{
	return from_sqlite(store->db, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

/* Some pragmas answer with what they made of it, others silently do nothing
 * when the library does not know them; so look at the answer.  ANSWER NULL:
 * any answer that is not empty. */
static bool
pragma_answers(struct store *store, const char *sql, const char *answer)
{
	sqlite3_stmt *statement = NULL;
	bool same = false;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(statement, 0);

		same = text != NULL && (answer == NULL ? text[0] != '\0' : strcmp(text, answer) == 0);
	}
	sqlite3_finalize(statement);
	return same;
}

static swa_err
give_key(struct store *store, const struct swa_secret *key)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *raw = NULL;
	char *text;
	swa_err err;

	if (swa_secret_size(key) != KDF_KEY_SIZE)
		return SWA_ERR_ARGUMENT;
	if ((err = swa_secret_new(RAW_KEY_SIZE + 1, &raw)) != SWA_OK)
		return err;
	text = (char *)swa_secret_data(raw);
	memcpy(text, "x'", 2);
	sodium_bin2hex(text + 2, 2 * KDF_KEY_SIZE + 1, swa_secret_bytes(key), KDF_KEY_SIZE);
	text[RAW_KEY_SIZE - 1] = '\'';
	text[RAW_KEY_SIZE] = '\0';
	return from_sqlite(store->db, sqlite3_key(store->db, text, RAW_KEY_SIZE));
}

/*
 * Settings in the order that matters.  Page settings come right after the key
 * and are the ones that SQLCipher 3 and 4 both read; the first page is read
 * before anything that could write; the journal comes last.
 */
static swa_err
prepare_connection(struct store *store, enum store_contents contents, const struct swa_secret *key)
{
	int version = 0;
	swa_err err;

	/* Before the key: a library without a cipher may crash at sqlite3_key(). */
	if (!pragma_answers(store, "PRAGMA cipher_version", NULL))
		return SWA_ERR_VAULT_UNENCRYPTED;
	if ((err = give_key(store, key)) != SWA_OK)
		return err;
	if ((err = store_run(store, "PRAGMA cipher_compatibility = 3;"
	                            "PRAGMA cipher_page_size = 4096;"
	                            /* Before any page is read: so the log is held by this process alone. */
	                            "PRAGMA locking_mode = EXCLUSIVE;")) != SWA_OK)
		return err;
	if ((err = store_version(store, &version)) != SWA_OK)
		return err;
	if ((contents == STORE_EXISTING) != (version != 0))
		return SWA_ERR_VAULT_DAMAGED;
	if (contents == STORE_COPY)
		return store_run(store, "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
		                        /* A small cache is written out on the way, not all at the end. */
		                        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		                        "PRAGMA cache_size = 32;");
	if ((err = store_run(store, "PRAGMA cache_size = -8192;"  /* KiB */
	                            "PRAGMA temp_store = MEMORY;" /* no page in a temporary file */
	                            "PRAGMA mmap_size = 0;"
	                            "PRAGMA foreign_keys = ON;"
	                            "PRAGMA secure_delete = ON;")) != SWA_OK)
		return err;
	/* Write-ahead log, brought to the disk at each commit: what was
	 * acknowledged survives a kill and a loss of power. */
	if ((err = store_run(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")) != SWA_OK)
		return err;
	if (!pragma_answers(store, "PRAGMA journal_mode", "wal") ||
	    !pragma_answers(store, "PRAGMA foreign_keys", "1"))
		return SWA_ERR_IO;
	return SWA_OK;
}

swa_err
store_open(const char *path, enum store_contents contents, const struct swa_secret *key,
           struct store **ret_store)
{
	SWA_CLEANUP(store_closep) struct store *store = NULL;
	int result;
	swa_err err;

	if ((store = calloc(1, sizeof(*store))) == NULL)
		return SWA_ERR_NOMEM;
	result =
	        sqlite3_open_v2(path, &store->db,
	                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	if (result != SQLITE_OK)
		return from_sqlite(store->db, result);
	(void)sqlite3_extended_result_codes(store->db, 1);
	(void)sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
	(void)sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
	if ((err = prepare_connection(store, contents, key)) != SWA_OK)
		return err;
	*ret_store = store;
	store = NULL;
	return SWA_OK;
}

swa_err
store_query(struct store *store, const char *sql, struct store_query **ret_query)
{
	struct store_query *query = NULL;
	bool kept = false;
	int result;

	for (size_t i = 0; i < store->query_count; i++) {
		if (store->queries[i].sql == sql && !store->queries[i].busy) {
			store->queries[i].busy = true;
			*ret_query = &store->queries[i];
			return SWA_OK;
		}
	}
	if (store->query_count < QUERIES_MAX) {
		query = &store->queries[store->query_count];
		kept = true;
	} else if ((query = calloc(1, sizeof(*query))) == NULL) {
		return SWA_ERR_NOMEM;
	}
	result = sqlite3_prepare_v2(store->db, sql, -1, &query->statement, NULL);
	if (result != SQLITE_OK) {
		if (!kept)
			free(query);
		return from_sqlite(store->db, result);
	}
	query->db = store->db;
	query->sql = sql;
	query->failed = SQLITE_OK;
	query->kept = kept;
	query->busy = true;
	if (kept)
		store->query_count++;
	*ret_query = query;
	return SWA_OK;
}

static void
note_bind(struct store_query *query, int result)
{
	if (query->failed == SQLITE_OK)
		query->failed = result;
}

void
store_bind_text(struct store_query *query, int parameter, const char *text)
{
	note_bind(query, sqlite3_bind_text(query->statement, parameter, text, -1, SQLITE_STATIC));
}

void
store_bind_blob(struct store_query *query, int parameter, const void *data, size_t size)
{
	note_bind(query, sqlite3_bind_blob64(query->statement, parameter, data, size, SQLITE_STATIC));
}

void
store_bind_int(struct store_query *query, int parameter, int64_t value)
{
	note_bind(query, sqlite3_bind_int64(query->statement, parameter, value));
}

swa_err
store_step(struct store_query *query, bool *ret_row)
{
	int result;

	if (query->failed != SQLITE_OK)
		return from_sqlite(query->db, query->failed);
	result = sqlite3_step(query->statement);
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return from_sqlite(query->db, result);
	*ret_row = result == SQLITE_ROW;
	return SWA_OK;
}

swa_err
store_finish(struct store_query **query)
{
	bool row;
	swa_err err = store_step(*query, &row);

	store_donep(query);
	*query = NULL;
	return err;
}

const char *
store_text(struct store_query *query, int column)
{
	const char *text = (const char *)sqlite3_column_text(query->statement, column);

	return text == NULL ? "" : text;
}

const void *
store_blob(struct store_query *query, int column, size_t *ret_size)
{
	const void *data = sqlite3_column_blob(query->statement, column);
	int size = sqlite3_column_bytes(query->statement, column);

	*ret_size = size > 0 ? (size_t)size : 0;
	return data;
}

int64_t
store_int(struct store_query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

void
store_donep(struct store_query **query)
{
	struct store_query *q = *query;

	if (q == NULL)
		return;
	if (!q->kept) {
		sqlite3_finalize(q->statement);
		free(q);
		return;
	}
	/* The result repeats what the step said already. */
	(void)sqlite3_reset(q->statement);
	(void)sqlite3_clear_bindings(q->statement);
	q->failed = SQLITE_OK;
	q->busy = false;
}

int64_t
store_changes(struct store *store)
{
	return sqlite3_changes(store->db);
}

int64_t
store_written(struct store *store)
{
	return sqlite3_total_changes(store->db);
}

int64_t
store_last_number(struct store *store)
{
	return sqlite3_last_insert_rowid(store->db);
}

bool
store_in_transaction(struct store *store)
{
	return sqlite3_get_autocommit(store->db) == 0;
}

swa_err
store_version(struct store *store, int *ret_version)
{
	sqlite3_stmt *statement = NULL;
	int result;

	result = sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*ret_version = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return result == SQLITE_ROW ? SWA_OK : from_sqlite(store->db, result);
}

swa_err
store_set_version(struct store *store, int version)
{
	char sql[64];

	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA user_version = %d", version);
	return store_run(store, sql);
}

swa_err
store_empty_log(struct store *store)
{
	return from_sqlite(store->db, sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE,
	                                                        NULL, NULL));
}

swa_err
store_check(struct store *store)
{
	sqlite3_stmt *statement = NULL;
	int result;
	swa_err err = SWA_ERR_VAULT_DAMAGED;

	result = sqlite3_prepare_v2(store->db, "PRAGMA integrity_check(1)", -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result != SQLITE_ROW)
		err = from_sqlite(store->db, result);
	else if (strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0)
		err = SWA_OK;
	sqlite3_finalize(statement);
	return err;
}

/* --- copying ------------------------------------------------------------- */

struct store_copy {
	sqlite3_backup *backup;
	struct store *to;
};

swa_err
store_copy_begin(struct store *from, struct store *to, struct store_copy **ret_copy)
{
	struct store_copy *copy = calloc(1, sizeof(*copy));

	if (copy == NULL)
		return SWA_ERR_NOMEM;
	copy->to = to;
	if ((copy->backup = sqlite3_backup_init(to->db, "main", from->db, "main")) == NULL) {
		free(copy);
		return from_sqlite(to->db, sqlite3_extended_errcode(to->db));
	}
	*ret_copy = copy;
	return SWA_OK;
}

swa_err
store_copy_step(struct store_copy *copy, int pages, bool *ret_done)
{
	int result = sqlite3_backup_step(copy->backup, pages);

	*ret_done = result == SQLITE_DONE;
	if ((result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED)
		return SWA_OK; /* a change is under way: later */
	return from_sqlite(copy->to->db, result);
}

void
store_copy_end(struct store_copy *copy)
{
	if (copy == NULL)
		return;
	(void)sqlite3_backup_finish(copy->backup);
	free(copy);
}

void
store_interrupt(struct store *store)
{
	sqlite3_interrupt(store->db);
}

/* --- closing ------------------------------------------------------------- */

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < store->query_count; i++)
		sqlite3_finalize(store->queries[i].statement);
	(void)sqlite3_close_v2(store->db);
	free(store);
}

void
store_closep(struct store **store)
{
	store_close(*store);
}
