/* What a kind of database implements; see db.h for what each does. */
#ifndef SERVICE_DB_PRIVATE_H
#define SERVICE_DB_PRIVATE_H

#include "db.h"

struct db_backend {
	void (*close)(struct db *db);
	const char *(*error)(const struct db *db);
	bool (*script)(struct db *db, const char *sql);
	bool (*run)(struct db *db, const char *sql, const struct db_value *values, size_t count,
	            int64_t *ret_changed);
	bool (*select)(struct db *db, const char *sql, const struct db_value *values, size_t count,
	               struct db_rows **ret_rows);
	bool (*next)(struct db_rows *rows);
	bool (*failed)(const struct db_rows *rows);
	const char *(*text)(struct db_rows *rows, int column);
	int64_t (*number)(struct db_rows *rows, int column);
	const void *(*blob)(struct db_rows *rows, int column, size_t *ret_size);
	void (*done)(struct db_rows *rows);
	const char *begin;
	const char *blob_type, *serial_type;
	bool postgres;
};

/* The first member of each backend's own. */
struct db {
	const struct db_backend *backend;
};
struct db_rows {
	const struct db_backend *backend;
};

bool db_sqlite_open(const char *path, struct db **ret_db);
bool db_postgres_open(const char *uri, struct db **ret_db);

/** What db_error(NULL) says to this thread. */
void db_say(const char *text);
/** Where SQL has its place in a table of COUNT prepared statements, a power of two. */
size_t db_slot(const char *sql, size_t count);

#endif
