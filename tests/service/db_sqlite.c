/* SQLite: a write-ahead log, every commit on the disk before it is answered. */
#include "db_private.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENTS 256
#define BUSY_MS 20000

struct prepared {
	char *sql;
	sqlite3_stmt *statement;
	bool busy;
};

struct sqlite_db {
	struct db db;
	sqlite3 *sqlite;
	struct prepared prepared[STATEMENTS];
};

struct sqlite_rows {
	struct db_rows rows;
	struct sqlite_db *db;
	sqlite3_stmt *statement;
	struct prepared *prepared; /* NULL: this statement is the rows' own */
	bool failed;
};

static const char *
sqlite_error(const struct db *db)
{
	return sqlite3_errmsg(((const struct sqlite_db *)db)->sqlite);
}

static void
sqlite_close_db(struct db *opaque)
{
	struct sqlite_db *db = (struct sqlite_db *)opaque;

	for (size_t i = 0; i < STATEMENTS; i++) {
		sqlite3_finalize(db->prepared[i].statement);
		free(db->prepared[i].sql);
	}
	sqlite3_close(db->sqlite);
	free(db);
}

static bool
sqlite_script(struct db *db, const char *sql)
{
	return sqlite3_exec(((struct sqlite_db *)db)->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* "$1" as "?1": what the number says, in whatever order it is used. */
static sqlite3_stmt *
prepare(struct sqlite_db *db, const char *sql)
{
	char *text = strdup(sql);
	sqlite3_stmt *statement = NULL;

	if (text == NULL)
		return NULL;
	for (char *c = strchr(text, '$'); c != NULL; c = strchr(c + 1, '$'))
		*c = '?';
	if (sqlite3_prepare_v3(db->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	    SQLITE_OK)
		statement = NULL;
	free(text);
	return statement;
}

/* The statement of SQL, ready to be bound. */
static sqlite3_stmt *
statement_of(struct sqlite_db *db, const char *sql, struct prepared **ret_prepared)
{
	struct prepared *slot = &db->prepared[db_slot(sql, STATEMENTS)];

	*ret_prepared = NULL;
	if (slot->sql != NULL && !slot->busy && strcmp(slot->sql, sql) != 0) {
		sqlite3_finalize(slot->statement);
		free(slot->sql);
		*slot = (struct prepared){0};
	}
	if (slot->sql == NULL) {
		slot->statement = prepare(db, sql);
		if (slot->statement == NULL || (slot->sql = strdup(sql)) == NULL) {
			sqlite3_finalize(slot->statement);
			slot->statement = NULL;
			return NULL;
		}
	} else if (slot->busy) {
		return prepare(db, sql);
	}
	slot->busy = true;
	*ret_prepared = slot;
	return slot->statement;
}

static void
give_back(sqlite3_stmt *statement, struct prepared *prepared)
{
	if (prepared == NULL) {
		sqlite3_finalize(statement);
		return;
	}
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	prepared->busy = false;
}

static bool
bind(sqlite3_stmt *statement, const struct db_value *values, size_t count)
{
	int result = SQLITE_OK;

	for (size_t i = 0; i < count && result == SQLITE_OK; i++) {
		const struct db_value *v = &values[i];
		int at = (int)i + 1;
		switch (v->kind) {
		case DB_TEXT: result = sqlite3_bind_text(statement, at, v->text, -1, SQLITE_STATIC); break;
		case DB_NUMBER: result = sqlite3_bind_int64(statement, at, v->number); break;
		case DB_BLOB:
			result = sqlite3_bind_blob(statement, at, v->blob, (int)v->size, SQLITE_STATIC);
			break;
		case DB_NULL: result = sqlite3_bind_null(statement, at); break;
		}
	}
	return result == SQLITE_OK;
}

static bool
sqlite_run(struct db *opaque, const char *sql, const struct db_value *values, size_t count,
           int64_t *ret_changed)
{
	struct sqlite_db *db = (struct sqlite_db *)opaque;
	struct prepared *prepared;
	sqlite3_stmt *statement = statement_of(db, sql, &prepared);
	int result = SQLITE_ERROR;

	if (statement == NULL)
		return false;
	if (bind(statement, values, count))
		do
			result = sqlite3_step(statement);
		while (result == SQLITE_ROW);
	if (result == SQLITE_DONE && ret_changed != NULL)
		*ret_changed = sqlite3_changes64(db->sqlite);
	give_back(statement, prepared);
	return result == SQLITE_DONE;
}

static bool
sqlite_select(struct db *opaque, const char *sql, const struct db_value *values, size_t count,
              struct db_rows **ret_rows)
{
	struct sqlite_db *db = (struct sqlite_db *)opaque;
	struct sqlite_rows *rows = calloc(1, sizeof(*rows));

	if (rows == NULL)
		return false;
	rows->rows.backend = db->db.backend;
	rows->db = db;
	rows->statement = statement_of(db, sql, &rows->prepared);
	if (rows->statement == NULL || !bind(rows->statement, values, count)) {
		if (rows->statement != NULL)
			give_back(rows->statement, rows->prepared);
		free(rows);
		return false;
	}
	*ret_rows = &rows->rows;
	return true;
}

static bool
sqlite_next(struct db_rows *opaque)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)opaque;
	int result = sqlite3_step(rows->statement);

	rows->failed = result != SQLITE_ROW && result != SQLITE_DONE;
	return result == SQLITE_ROW;
}

static bool
sqlite_failed(const struct db_rows *rows)
{
	return ((const struct sqlite_rows *)rows)->failed;
}

static const char *
sqlite_text(struct db_rows *rows, int column)
{
	const void *text = sqlite3_column_text(((struct sqlite_rows *)rows)->statement, column);

	return text == NULL ? "" : text;
}

static int64_t
sqlite_number(struct db_rows *rows, int column)
{
	return sqlite3_column_int64(((struct sqlite_rows *)rows)->statement, column);
}

static const void *
sqlite_blob(struct db_rows *opaque, int column, size_t *ret_size)
{
	sqlite3_stmt *statement = ((struct sqlite_rows *)opaque)->statement;
	const void *data = sqlite3_column_blob(statement, column);

	*ret_size = (size_t)sqlite3_column_bytes(statement, column);
	return data;
}

static void
sqlite_done(struct db_rows *opaque)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)opaque;

	give_back(rows->statement, rows->prepared);
	free(rows);
}

static const struct db_backend sqlite_backend = {
        .close = sqlite_close_db,
        .error = sqlite_error,
        .script = sqlite_script,
        .run = sqlite_run,
        .select = sqlite_select,
        .next = sqlite_next,
        .failed = sqlite_failed,
        .text = sqlite_text,
        .number = sqlite_number,
        .blob = sqlite_blob,
        .done = sqlite_done,
        .begin = "BEGIN IMMEDIATE",
        .blob_type = "BLOB",
        .serial_type = "INTEGER PRIMARY KEY AUTOINCREMENT",
};

bool
db_sqlite_open(const char *path, struct db **ret_db)
{
	struct sqlite_db *db = calloc(1, sizeof(*db));

	if (db == NULL)
		return false;
	db->db.backend = &sqlite_backend;
	if (sqlite3_open_v2(path, &db->sqlite,
	                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	                    NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(db->sqlite, BUSY_MS) != SQLITE_OK ||
	    !sqlite_script(&db->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	                            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192")) {
		db_say(sqlite3_errmsg(db->sqlite));
		sqlite_close_db(&db->db);
		return false;
	}
	*ret_db = &db->db;
	return true;
}
