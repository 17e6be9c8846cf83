#include "db_private.h"

#include "swa/buf.h"

#include <stdio.h>
#include <string.h>

static _Thread_local char said[512];

void
db_say(const char *text)
{
	snprintf(said, sizeof(said), "%s", text);
}

size_t
db_slot(const char *sql, size_t count)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (const unsigned char *c = (const unsigned char *)sql; *c != '\0'; c++)
		hash = (hash ^ *c) * 16777619u;
	return hash & (count - 1);
}

bool
db_open(const char *uri, struct db **ret_db)
{
	if (strncmp(uri, "sqlite:", 7) == 0)
		return db_sqlite_open(uri + 7, ret_db);
	if (strncmp(uri, "postgresql:", 11) == 0 || strncmp(uri, "postgres:", 9) == 0)
		return db_postgres_open(uri, ret_db);
	db_say("a database is 'sqlite:FILE' or 'postgresql://…'");
	return false;
}

void
db_close(struct db *db)
{
	if (db != NULL)
		db->backend->close(db);
}

const char *
db_error(const struct db *db)
{
	return db == NULL ? said : db->backend->error(db);
}

bool
db_is_postgres(const struct db *db)
{
	return db->backend->postgres;
}

/* SQL with the names of types put in. */
static void
put_types(const struct db_backend *backend, const char *sql, struct swa_buf *out)
{
	const char *mark;

	while ((mark = strchr(sql, '%')) != NULL) {
		(void)swa_buf_append(out, sql, (size_t)(mark - sql));
		if (strncmp(mark, "%BLOB%", 6) == 0) {
			(void)swa_buf_append_text(out, backend->blob_type);
			sql = mark + 6;
		} else if (strncmp(mark, "%SERIAL%", 8) == 0) {
			(void)swa_buf_append_text(out, backend->serial_type);
			sql = mark + 8;
		} else {
			(void)swa_buf_append(out, mark, 1);
			sql = mark + 1;
		}
	}
	(void)swa_buf_append_text(out, sql);
}

bool
db_script(struct db *db, const char *sql)
{
	struct swa_buf text;
	bool good;

	swa_buf_init(&text, (size_t)1024 * 1024);
	put_types(db->backend, sql, &text);
	good = text.err == SWA_OK && db->backend->script(db, swa_buf_text(&text));
	swa_buf_finish(&text);
	return good;
}

bool
db_run(struct db *db, const char *sql, const struct db_value *values, size_t count, int64_t *ret_changed)
{
	return db->backend->run(db, sql, values, count, ret_changed);
}

bool
db_select(struct db *db, const char *sql, const struct db_value *values, size_t count,
          struct db_rows **ret_rows)
{
	return db->backend->select(db, sql, values, count, ret_rows);
}

bool
db_next(struct db_rows *rows)
{
	return rows->backend->next(rows);
}

bool
db_failed(const struct db_rows *rows)
{
	return rows->backend->failed(rows);
}

const char *
db_text(struct db_rows *rows, int column)
{
	return rows->backend->text(rows, column);
}

int64_t
db_number(struct db_rows *rows, int column)
{
	return rows->backend->number(rows, column);
}

const void *
db_blob(struct db_rows *rows, int column, size_t *ret_size)
{
	return rows->backend->blob(rows, column, ret_size);
}

void
db_done(struct db_rows *rows)
{
	if (rows != NULL)
		rows->backend->done(rows);
}

bool
db_begin(struct db *db)
{
	return db->backend->run(db, db->backend->begin, NULL, 0, NULL);
}

bool
db_commit(struct db *db)
{
	return db->backend->run(db, "COMMIT", NULL, 0, NULL);
}

void
db_rollback(struct db *db)
{
	(void)db->backend->run(db, "ROLLBACK", NULL, 0, NULL);
}
