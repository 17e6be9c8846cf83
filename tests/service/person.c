#include "model_private.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

swa_err
model_person_find(const struct model *m, const char *login, int64_t *ret_id)
{
	return one_number(m, "SELECT id FROM persons WHERE login = $1", DB_ARGS(DB_T(login)),
	                  SWA_ERR_RECORD_MISSING, ret_id);
}

/* What everybody has from the first day on. */
static swa_err
begin_feed(const struct model *m, int64_t person)
{
	static const char *const entries[][2] = {
	        {KIND_POLICY, "policy"}, {KIND_KEY, "delivery"}, {KIND_PROFILE, "profile"}};
	swa_err err = SWA_OK;

	for (size_t i = 0; i < 3 && err == SWA_OK; i++)
		err = feed_touch(m, person, entries[i][0], entries[i][1], true);
	return err;
}

swa_err
model_person_put(const struct model *m, const struct model_person *person, int64_t *ret_id)
{
	int64_t id = 0;
	swa_err err;

	if (person->login == NULL || person->login[0] == '\0' || strlen(person->login) > 256)
		return SWA_ERR_ARGUMENT;
	if ((err = organisation_lock(m)) != SWA_OK)
		return err;
	err = model_person_find(m, person->login, &id);
	if (err == SWA_OK) {
		if ((err = run(m,
		               "UPDATE persons SET email = $2, user_name = $3, sam_account_name = $4,"
		               " employee_id = $5, active = $6 WHERE id = $1",
		               DB_ARGS(DB_N(id), DB_T(person->email), DB_T(person->user_name),
		                       DB_T(person->sam_account_name), DB_T(person->employee_id),
		                       DB_N(person->active)),
		               NULL)) == SWA_OK)
			err = feed_touch(m, id, KIND_PROFILE, "profile", true);
	} else if (err == SWA_ERR_RECORD_MISSING) {
		if ((err = one_number(m,
		                      "INSERT INTO persons (login, email, user_name, sam_account_name,"
		                      " employee_id, active, created) VALUES ($1, $2, $3, $4, $5, $6, $7)"
		                      " RETURNING id",
		                      DB_ARGS(DB_T(person->login), DB_T(person->email),
		                              DB_T(person->user_name), DB_T(person->sam_account_name),
		                              DB_T(person->employee_id), DB_N(person->active), DB_N(now_s())),
		                      SWA_ERR_IO, &id)) == SWA_OK)
			err = begin_feed(m, id);
	}
	if (err == SWA_OK && ret_id != NULL)
		*ret_id = id;
	return err;
}

static const char *
text_or_null(struct db_rows *rows, int column)
{
	const char *text = db_text(rows, column);

	return text[0] == '\0' ? NULL : text;
}

swa_err
model_person_list(const struct model *m, int64_t id, model_person_visit *visit, void *context)
{
	struct db_rows *rows;
	bool failed;

	if (!db_select(m->db,
	               "SELECT id, login, email, user_name, sam_account_name, employee_id, active, version"
	               " FROM persons WHERE $1 = 0 OR id = $1 ORDER BY login",
	               DB_ARGS(DB_N(id)), &rows))
		return SWA_ERR_IO;
	while (db_next(rows)) {
		struct model_person person = {
		        .id = db_number(rows, 0),
		        .login = db_text(rows, 1),
		        .email = text_or_null(rows, 2),
		        .user_name = text_or_null(rows, 3),
		        .sam_account_name = text_or_null(rows, 4),
		        .employee_id = text_or_null(rows, 5),
		        .active = db_number(rows, 6) != 0,
		        .version = db_number(rows, 7),
		};
		visit(context, &person);
	}
	failed = db_failed(rows);
	db_done(rows);
	return failed ? SWA_ERR_IO : SWA_OK;
}

/* OWASP's second choice for Argon2id: 19 MiB, two passes. */
#define PASSWORD_PASSES 2ULL
#define PASSWORD_MEMORY ((size_t)19 * 1024 * 1024)

swa_err
model_person_set_password(const struct model *m, int64_t person, const struct swa_buf *password)
{
	char hash[crypto_pwhash_STRBYTES];
	int64_t changed = 0;
	swa_err err;

	if (crypto_pwhash_str(hash, swa_buf_text(password), password->size, PASSWORD_PASSES,
	                      PASSWORD_MEMORY) != 0)
		return SWA_ERR_NOMEM;
	err = run(m, "UPDATE persons SET password = $2 WHERE id = $1", DB_ARGS(DB_N(person), DB_T(hash)),
	          &changed);
	return err != SWA_OK ? err : changed == 0 ? SWA_ERR_RECORD_MISSING : SWA_OK;
}

/* Where nobody has the name, as much is computed as for a wrong password: time does not tell names. */
static bool
password_fits(const char hash[crypto_pwhash_STRBYTES], const char *password)
{
	char unused[crypto_pwhash_STRBYTES];

	if (hash[0] != '\0')
		return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	int result = crypto_pwhash_str(unused, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY);
	(void)result;
	return false;
}

swa_err
model_person_check_password(const struct model *m, const char *login, const char *password, int64_t *ret_id)
{
	struct db_rows *rows;
	char hash[crypto_pwhash_STRBYTES] = "";
	int64_t id = 0;
	bool failed;

	if (!db_select(m->db, "SELECT id, password FROM persons WHERE login = $1 AND active = 1",
	               DB_ARGS(DB_T(login)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		id = db_number(rows, 0);
		snprintf(hash, sizeof(hash), "%s", db_text(rows, 1));
	}
	failed = db_failed(rows);
	db_done(rows);
	if (failed)
		return SWA_ERR_IO;
	if (!password_fits(hash, password))
		return SWA_ERR_RECORD_MISSING;
	*ret_id = id;
	return SWA_OK;
}
