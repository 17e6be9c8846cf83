#include "model_private.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

swa_err
run(const struct model *m, const char *sql, const struct db_value *values, size_t count, int64_t *ret_changed)
{
	return db_run(m->db, sql, values, count, ret_changed) ? SWA_OK : SWA_ERR_IO;
}

swa_err
one_number(const struct model *m, const char *sql, const struct db_value *values, size_t count,
           swa_err missing, int64_t *ret_number)
{
	struct db_rows *rows;
	swa_err err = missing;

	if (!db_select(m->db, sql, values, count, &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		*ret_number = db_number(rows, 0);
		err = SWA_OK;
	} else if (db_failed(rows)) {
		err = SWA_ERR_IO;
	}
	db_done(rows);
	return err;
}

swa_err
one_text(const struct model *m, const char *sql, const struct db_value *values, size_t count, swa_err missing,
         struct swa_buf *ret_text)
{
	struct db_rows *rows;
	swa_err err = missing;

	if (!db_select(m->db, sql, values, count, &rows))
		return SWA_ERR_IO;
	if (db_next(rows))
		err = swa_buf_append_text(ret_text, db_text(rows, 0));
	else if (db_failed(rows))
		err = SWA_ERR_IO;
	db_done(rows);
	return err;
}

bool
model_id_valid(const char *id)
{
	size_t size = id == NULL ? 0 : strlen(id);

	return size >= 1 && size <= 96 &&
	       strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-") == size;
}

void
model_id_new(char ret_id[33])
{
	struct swa_secret *bytes;

	ret_id[0] = '\0';
	if (swa_secret_random(16, &bytes) != SWA_OK)
		return;
	for (size_t i = 0; i < 16; i++)
		snprintf(ret_id + 2 * i, 3, "%02x", swa_secret_bytes(bytes)[i]);
	swa_secret_free(bytes);
}

void
model_id_ordered(char ret_id[33])
{
	struct timespec now;
	char time[13];

	clock_gettime(CLOCK_REALTIME, &now);
	model_id_new(ret_id);
	snprintf(time, sizeof(time), "%012llx",
	         ((unsigned long long)now.tv_sec * 1000u + (unsigned long long)now.tv_nsec / 1000000u) &
	                 0xffffffffffffu);
	if (ret_id[0] != '\0')
		memcpy(ret_id, time, 12);
}

swa_err
organisation_lock(const struct model *m)
{
	return run(m, "UPDATE organisation SET epoch = epoch", DB_NO_ARGS, NULL);
}

swa_err
person_next(const struct model *m, int64_t person, int64_t *ret_version)
{
	return one_number(m, "UPDATE persons SET version = version + 1 WHERE id = $1 RETURNING version",
	                  DB_ARGS(DB_N(person)), SWA_ERR_RECORD_MISSING, ret_version);
}

swa_err
feed_put(const struct model *m, int64_t person, const char *kind, const char *id, int64_t version, bool live)
{
	return run(m,
	           "INSERT INTO feed (person, kind, id, version, live) VALUES ($1, $2, $3, $4, $5)"
	           " ON CONFLICT (person, kind, id) DO UPDATE SET version = excluded.version,"
	           " live = excluded.live",
	           DB_ARGS(DB_N(person), DB_T(kind), DB_T(id), DB_N(version), DB_N(live)), NULL);
}

swa_err
feed_touch(const struct model *m, int64_t person, const char *kind, const char *id, bool live)
{
	int64_t version;
	swa_err err = person_next(m, person, &version);

	return err != SWA_OK ? err : feed_put(m, person, kind, id, version, live);
}

swa_err
feed_touch_all(const struct model *m, const char *kind, const char *id)
{
	swa_err err = run(m, "UPDATE persons SET version = version + 1", DB_NO_ARGS, NULL);

	if (err != SWA_OK)
		return err;
	return run(m,
	           "INSERT INTO feed (person, kind, id, version, live)"
	           " SELECT id, $1, $2, version, 1 FROM persons WHERE id > 0"
	           " ON CONFLICT (person, kind, id) DO UPDATE SET version = excluded.version, live = 1",
	           DB_ARGS(DB_T(kind), DB_T(id)), NULL);
}
