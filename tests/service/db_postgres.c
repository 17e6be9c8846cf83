/*
 * PostgreSQL.  A connection that broke is made anew at the next statement that
 * stands outside a transaction: a server that was started again, or one that
 * stands behind the same name, is found by itself.
 */
#include "db_private.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENTS 256
#define VALUES_MAX 16

struct postgres_db {
	struct db db;
	PGconn *connection;
	bool in_transaction;        /* also after the connection broke, until the caller ends it */
	char *prepared[STATEMENTS]; /* the SQL that "s<slot>" is prepared for; NULL: none */
};

struct postgres_rows {
	struct db_rows rows;
	PGresult *result;
	int row;
	unsigned char *blobs[4]; /* of this row, decoded */
	size_t blob_count;
};

static const char *
postgres_error(const struct db *db)
{
	return PQerrorMessage(((const struct postgres_db *)db)->connection);
}

static void
forget_prepared(struct postgres_db *db)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		free(db->prepared[i]);
		db->prepared[i] = NULL;
	}
}

static void
postgres_close(struct db *opaque)
{
	struct postgres_db *db = (struct postgres_db *)opaque;

	forget_prepared(db);
	PQfinish(db->connection);
	free(db);
}

static bool
settle(PGconn *connection)
{
	PGresult *result = PQexec(connection, "SET client_min_messages = warning");
	bool good = PQresultStatus(result) == PGRES_COMMAND_OK;

	PQclear(result);
	return good;
}

/* Is there a connection?  One that broke is only replaced where no transaction was lost with it. */
static bool
connected(struct postgres_db *db)
{
	if (PQstatus(db->connection) == CONNECTION_OK)
		return true;
	if (db->in_transaction)
		return false;
	forget_prepared(db);
	PQreset(db->connection);
	return PQstatus(db->connection) == CONNECTION_OK && settle(db->connection);
}

static bool
postgres_script(struct db *opaque, const char *sql)
{
	struct postgres_db *db = (struct postgres_db *)opaque;
	PGresult *result = PQexec(db->connection, sql);
	ExecStatusType status = PQresultStatus(result);

	PQclear(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool
prepare(struct postgres_db *db, const char *sql, char name[16])
{
	size_t slot = db_slot(sql, STATEMENTS);
	PGresult *result;
	bool good;

	snprintf(name, 16, "s%zu", slot);
	if (db->prepared[slot] != NULL && strcmp(db->prepared[slot], sql) == 0)
		return true;
	if (db->prepared[slot] != NULL) {
		char drop[32];
		snprintf(drop, sizeof(drop), "DEALLOCATE %s", name);
		PQclear(PQexec(db->connection, drop));
		free(db->prepared[slot]);
		db->prepared[slot] = NULL;
	}
	result = PQprepare(db->connection, name, sql, 0, NULL);
	good = PQresultStatus(result) == PGRES_COMMAND_OK && (db->prepared[slot] = strdup(sql)) != NULL;
	PQclear(result);
	return good;
}

static PGresult *
execute_prepared(struct postgres_db *db, const char *sql, const struct db_value *values, size_t count)
{
	const char *texts[VALUES_MAX];
	int sizes[VALUES_MAX] = {0}, formats[VALUES_MAX] = {0};
	char numbers[VALUES_MAX][24], name[16];

	if (count > VALUES_MAX || !prepare(db, sql, name))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct db_value *v = &values[i];
		texts[i] = v->kind == DB_TEXT ? v->text : NULL;
		if (v->kind == DB_NUMBER) {
			snprintf(numbers[i], sizeof(numbers[i]), "%lld", (long long)v->number);
			texts[i] = numbers[i];
		} else if (v->kind == DB_BLOB) {
			texts[i] = v->blob;
			sizes[i] = (int)v->size;
			formats[i] = 1;
		}
	}
	return PQexecPrepared(db->connection, name, (int)count, texts, sizes, formats, 0);
}

static bool
is_control(const char *sql)
{
	return strcmp(sql, "BEGIN") == 0 || strcmp(sql, "COMMIT") == 0 || strcmp(sql, "ROLLBACK") == 0;
}

static PGresult *
execute_once(struct postgres_db *db, const char *sql, const struct db_value *values, size_t count)
{
	return is_control(sql) ? PQexec(db->connection, sql) : execute_prepared(db, sql, values, count);
}

static PGresult *
execute(struct postgres_db *db, const char *sql, const struct db_value *values, size_t count)
{
	bool begins = strcmp(sql, "BEGIN") == 0;
	bool again = !db->in_transaction && (begins || strncmp(sql, "SELECT", 6) == 0);
	PGresult *result = connected(db) ? execute_once(db, sql, values, count) : NULL;

	/* The first to notice that the server went away; nothing was changed yet. */
	if (again && result != NULL && PQstatus(db->connection) != CONNECTION_OK && connected(db)) {
		PQclear(result);
		result = execute_once(db, sql, values, count);
	}
	if (begins)
		db->in_transaction = PQresultStatus(result) == PGRES_COMMAND_OK;
	else if (is_control(sql))
		db->in_transaction = false;
	return result;
}

static bool
postgres_run(struct db *opaque, const char *sql, const struct db_value *values, size_t count,
             int64_t *ret_changed)
{
	PGresult *result = execute((struct postgres_db *)opaque, sql, values, count);
	ExecStatusType status = PQresultStatus(result);
	/* A transaction that had failed answers COMMIT with ROLLBACK, and no error. */
	bool good = (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) &&
	            !(strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(result), "COMMIT") != 0);

	if (good && ret_changed != NULL)
		*ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return good;
}

static bool
postgres_select(struct db *opaque, const char *sql, const struct db_value *values, size_t count,
                struct db_rows **ret_rows)
{
	struct postgres_rows *rows = calloc(1, sizeof(*rows));

	if (rows == NULL)
		return false;
	rows->rows.backend = opaque->backend;
	rows->row = -1;
	rows->result = execute((struct postgres_db *)opaque, sql, values, count);
	if (PQresultStatus(rows->result) != PGRES_TUPLES_OK) {
		PQclear(rows->result);
		free(rows);
		return false;
	}
	*ret_rows = &rows->rows;
	return true;
}

static void
drop_blobs(struct postgres_rows *rows)
{
	while (rows->blob_count > 0)
		PQfreemem(rows->blobs[--rows->blob_count]);
}

static bool
postgres_next(struct db_rows *opaque)
{
	struct postgres_rows *rows = (struct postgres_rows *)opaque;

	drop_blobs(rows);
	return ++rows->row < PQntuples(rows->result);
}

static bool
postgres_failed(const struct db_rows *rows)
{
	(void)rows; /* all rows are here before the first is asked for */
	return false;
}

static const char *
postgres_text(struct db_rows *opaque, int column)
{
	struct postgres_rows *rows = (struct postgres_rows *)opaque;

	return PQgetvalue(rows->result, rows->row, column);
}

static int64_t
postgres_number(struct db_rows *rows, int column)
{
	return strtoll(postgres_text(rows, column), NULL, 10);
}

static const void *
postgres_blob(struct db_rows *opaque, int column, size_t *ret_size)
{
	struct postgres_rows *rows = (struct postgres_rows *)opaque;
	unsigned char *data;

	*ret_size = 0;
	if (PQgetisnull(rows->result, rows->row, column) ||
	    rows->blob_count == sizeof(rows->blobs) / sizeof(rows->blobs[0]))
		return NULL;
	data = PQunescapeBytea((const unsigned char *)postgres_text(opaque, column), ret_size);
	if (data != NULL)
		rows->blobs[rows->blob_count++] = data;
	return data;
}

static void
postgres_done(struct db_rows *opaque)
{
	struct postgres_rows *rows = (struct postgres_rows *)opaque;

	drop_blobs(rows);
	PQclear(rows->result);
	free(rows);
}

static const struct db_backend postgres_backend = {
        .close = postgres_close,
        .error = postgres_error,
        .script = postgres_script,
        .run = postgres_run,
        .select = postgres_select,
        .next = postgres_next,
        .failed = postgres_failed,
        .text = postgres_text,
        .number = postgres_number,
        .blob = postgres_blob,
        .done = postgres_done,
        .begin = "BEGIN",
        .blob_type = "BYTEA",
        .serial_type = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        .postgres = true,
};

bool
db_postgres_open(const char *uri, struct db **ret_db)
{
	struct postgres_db *db = calloc(1, sizeof(*db));

	if (db == NULL)
		return false;
	db->db.backend = &postgres_backend;
	db->connection = PQconnectdb(uri);
	if (PQstatus(db->connection) != CONNECTION_OK || !settle(db->connection)) {
		db_say(PQerrorMessage(db->connection));
		postgres_close(&db->db);
		return false;
	}
	*ret_db = &db->db;
	return true;
}
