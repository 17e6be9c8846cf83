/*
 * The service's database: SQLite, or PostgreSQL by its connection string.
 *
 *   db_open("sqlite:/var/lib/swa/service.db", &db)
 *   db_open("postgresql://swa@/swa?host=/run/postgresql", &db)
 *
 * SQL is the subset that both speak; parameters are $1, $2, …  One connection
 * belongs to one thread; SQL is kept prepared, so it should be constant text.
 * A failed statement inside a transaction leaves
 * nothing to do but db_rollback().
 */
#ifndef SERVICE_DB_H
#define SERVICE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_rows;

enum db_kind { DB_TEXT, DB_NUMBER, DB_BLOB, DB_NULL };
struct db_value {
	enum db_kind kind;
	const char *text;
	int64_t number;
	const void *blob;
	size_t size;
};
#define DB_T(t) ((struct db_value){.kind = (t) == NULL ? DB_NULL : DB_TEXT, .text = (t)})
#define DB_N(n) ((struct db_value){.kind = DB_NUMBER, .number = (n)})
#define DB_B(b, s) ((struct db_value){.kind = DB_BLOB, .blob = (b), .size = (s)})
/* db_run(db, "UPDATE t SET a = $1 WHERE b = $2", DB_ARGS(DB_T(a), DB_N(b))) */
#define DB_ARGS(...) \
	((const struct db_value[]){__VA_ARGS__}), \
	        sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)
#define DB_NO_ARGS NULL, 0

/** False: see db_error(NULL). */
bool db_open(const char *uri, struct db **ret_db);
void db_close(struct db *db);
const char *db_error(const struct db *db);
bool db_is_postgres(const struct db *db);

/** Statements without parameters or rows; several, with semicolons between.  In them %BLOB% and %SERIAL% are
 * the names of the types: bytes, and a key that counts by itself. */
bool db_script(struct db *db, const char *sql);
/** @param ret_changed rows touched; may be NULL */
bool db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
            int64_t *ret_changed);
/** Rows: step with db_next(), end with db_done(). */
bool db_select(struct db *db, const char *sql, const struct db_value *values, size_t count,
               struct db_rows **ret_rows);
/** False at the end, and after an error: see db_failed(). */
bool db_next(struct db_rows *rows);
bool db_failed(const struct db_rows *rows);
const char *db_text(struct db_rows *rows, int column); /* borrowed till the next step; "" for NULL */
int64_t db_number(struct db_rows *rows, int column);
const void *db_blob(struct db_rows *rows, int column, size_t *ret_size);
void db_done(struct db_rows *rows);

/** A write transaction; with SQLite it begins as IMMEDIATE. */
bool db_begin(struct db *db);
bool db_commit(struct db *db);
void db_rollback(struct db *db);

#endif
