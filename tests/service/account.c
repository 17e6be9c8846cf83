#include "model_private.h"

#include "delivery.h"

#include <stdio.h>
#include <string.h>

#define USERNAME_MAX 512
#define SECRET_MAX ((size_t)16 * 1024)
#define ROTATED_SIZE 24

swa_err
model_account_facts(const struct model *m, int64_t person, const char *id,
                    struct model_account_facts *ret_facts)
{
	struct model_account_facts facts = {0};
	struct db_rows *rows;
	swa_err err = SWA_ERR_ACCOUNT_UNKNOWN;

	if (!db_select(m->db,
	               "SELECT f.version, f.live, a.app, a.username, a.changed, a.changed_by, a.made_by,"
	               " CASE WHEN a.username IS NULL THEN 0 ELSE 1 END, a.version"
	               " FROM feed f LEFT JOIN accounts a ON a.person = f.person AND a.id = f.id"
	               " WHERE f.person = $1 AND f.kind = 'account' AND f.id = $2",
	               DB_ARGS(DB_N(person), DB_T(id)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		facts.version = db_number(rows, 0);
		facts.live = db_number(rows, 1) != 0;
		snprintf(facts.app, sizeof(facts.app), "%s", db_text(rows, 2));
		snprintf(facts.username, sizeof(facts.username), "%s", db_text(rows, 3));
		facts.changed = db_number(rows, 4);
		snprintf(facts.by, sizeof(facts.by), "%s", db_text(rows, 5));
		snprintf(facts.made_by, sizeof(facts.made_by), "%s", db_text(rows, 6));
		facts.has_username = db_number(rows, 7) != 0;
		facts.own_version = db_number(rows, 8);
		*ret_facts = facts;
		err = SWA_OK;
	} else if (db_failed(rows)) {
		err = SWA_ERR_IO;
	}
	db_done(rows);
	return err;
}

static swa_err
secret_write(const struct model *m, const struct sealed_place *place, const struct swa_buf *value)
{
	struct swa_buf sealed;
	int64_t generation = 0;
	swa_err err;

	swa_buf_init(&sealed, SWA_ENTRY_BODY_MAX);
	if ((err = sealed_put(m, place, value, &generation, &sealed)) == SWA_OK)
		err = run(
		        m,
		        "INSERT INTO secrets (person, account, field, version, generation, sealed)"
		        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, account, field) DO UPDATE SET"
		        " version = excluded.version, generation = excluded.generation,"
		        " sealed = excluded.sealed",
		        DB_ARGS(DB_N(place->person), DB_T(place->account), DB_T(place->field),
		                DB_N(place->version), DB_N(generation), DB_T(swa_buf_text(&sealed))),
		        NULL);
	swa_buf_finish(&sealed);
	return err;
}

static swa_err
secret_next(const struct model *m, int64_t person, const char *id, const char *field, int64_t *ret_version)
{
	swa_err err = one_number(
	        m, "SELECT version + 1 FROM secrets WHERE person = $1 AND account = $2 AND field = $3",
	        DB_ARGS(DB_N(person), DB_T(id), DB_T(field)), SWA_ERR_RECORD_MISSING, ret_version);

	if (err == SWA_ERR_RECORD_MISSING) {
		*ret_version = 1;
		err = SWA_OK;
	}
	return err;
}

swa_err
account_write(const struct model *m, int64_t person, const char *id, const struct model_account *account,
              int64_t version, int64_t *ret_secret_version)
{
	const char *field = account->field == NULL ? "password" : account->field;
	int64_t secret_version = 0;
	swa_err err;

	if ((account->username != NULL && strlen(account->username) > USERNAME_MAX) || strlen(field) > 64 ||
	    (account->password != NULL && account->password->size > SECRET_MAX))
		return SWA_ERR_ARGUMENT;
	err = run(m,
	          "INSERT INTO accounts (person, id, app, username, version, changed, changed_by, made_by)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (person, id) DO UPDATE SET"
	          " username = COALESCE(excluded.username, accounts.username), version = excluded.version,"
	          " changed = excluded.changed, changed_by = excluded.changed_by",
	          DB_ARGS(DB_N(person), DB_T(id), DB_T(account->app), DB_T(account->username), DB_N(version),
	                  DB_N(now_s()), DB_T(account->by)),
	          NULL);
	if (err == SWA_OK && account->password != NULL &&
	    (err = secret_next(m, person, id, field, &secret_version)) == SWA_OK)
		err = secret_write(m, &(struct sealed_place){person, account->app, id, field, secret_version},
		                   account->password);
	if (err == SWA_OK)
		err = feed_put(m, person, KIND_ACCOUNT, id, version, true);
	if (err == SWA_OK && ret_secret_version != NULL)
		*ret_secret_version = secret_version;
	return err;
}

/* The app's first account of this person; a new id where there is none. */
static swa_err
first_account(const struct model *m, int64_t person, const char *app, char ret_id[97])
{
	struct db_rows *rows;
	bool failed;

	model_id_ordered(ret_id);
	if (!db_select(m->db,
	               "SELECT id FROM accounts WHERE person = $1 AND app = $2 ORDER BY made_by, id LIMIT 1",
	               DB_ARGS(DB_N(person), DB_T(app)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows))
		snprintf(ret_id, 97, "%s", db_text(rows, 0));
	failed = db_failed(rows);
	db_done(rows);
	return failed ? SWA_ERR_IO : SWA_OK;
}

/* An account stays with the app that it was made for. */
static swa_err
check_app(const struct model *m, int64_t person, const char *id, const char *app)
{
	struct model_account_facts facts;
	swa_err err = model_account_facts(m, person, id, &facts);

	if (err == SWA_ERR_ACCOUNT_UNKNOWN)
		return SWA_OK;
	if (err == SWA_OK && facts.live && strcmp(facts.app, app) != 0)
		return SWA_ERR_ARGUMENT;
	return err;
}

swa_err
model_account_set(const struct model *m, int64_t person, const char *id, const struct model_account *account,
                  char *ret_id)
{
	char own[97];
	int64_t version = 0;
	swa_err err;

	if (id != NULL && !model_id_valid(id))
		return SWA_ERR_ARGUMENT;
	if ((err = organisation_lock(m)) != SWA_OK || (err = person_next(m, person, &version)) != SWA_OK ||
	    (err = model_assigned(m, person, account->app, NULL)) != SWA_OK)
		return err;
	if (id != NULL)
		snprintf(own, sizeof(own), "%s", id);
	else if ((err = first_account(m, person, account->app, own)) != SWA_OK)
		return err;
	if ((err = check_app(m, person, own, account->app)) != SWA_OK ||
	    (err = account_write(m, person, own, account, version, NULL)) != SWA_OK)
		return err;
	if (ret_id != NULL)
		memcpy(ret_id, own, strlen(own) + 1);
	return SWA_OK;
}

static void
fresh_password(struct swa_buf *ret_password)
{
	char token[TOKEN_SIZE];

	token_new(token);
	swa_buf_init(ret_password, TOKEN_SIZE);
	(void)swa_buf_append(ret_password, token, ROTATED_SIZE);
	swa_wipe(token, sizeof(token));
}

static swa_err
rotate_one(const struct model *m, int64_t person, const char *app, const char *id)
{
	struct model_account account = {.app = app, .by = MODEL_BY_ADMINISTRATOR};
	struct swa_buf password;
	swa_err err;

	fresh_password(&password);
	account.password = &password;
	err = password.err != SWA_OK ? password.err : model_account_set(m, person, id, &account, NULL);
	swa_buf_finish(&password);
	return err;
}

/* The one password that everybody has. */
static swa_err
rotate_shared(const struct model *m, const char *app, int64_t *ret_accounts)
{
	struct swa_buf username, password;
	int64_t count = 0;
	swa_err err;

	swa_buf_init(&username, USERNAME_MAX);
	fresh_password(&password);
	if ((err = one_text(m, "SELECT username FROM shared WHERE app = $1", DB_ARGS(DB_T(app)),
	                    SWA_ERR_RECORD_MISSING, &username)) == SWA_OK &&
	    (err = model_app_set_shared(m, app, swa_buf_text(&username), &password)) == SWA_OK)
		err = one_number(m, "SELECT COUNT(*) FROM accounts WHERE app = $1", DB_ARGS(DB_T(app)),
		                 SWA_ERR_IO, &count);
	if (err == SWA_OK && ret_accounts != NULL)
		*ret_accounts = count;
	swa_buf_finish(&username);
	swa_buf_finish(&password);
	return err;
}

swa_err
model_rotate(const struct model *m, const char *app, int64_t person, int64_t *ret_accounts)
{
	int64_t at = 0, count = 0, scheme;
	char id[97] = "";
	swa_err err;

	if ((err = organisation_lock(m)) != SWA_OK ||
	    (err = one_number(m, "SELECT scheme FROM apps WHERE id = $1", DB_ARGS(DB_T(app)),
	                      SWA_ERR_APP_UNKNOWN, &scheme)) != SWA_OK)
		return err;
	if (scheme == SWA_SCHEME_SHARED_USERNAME_AND_PASSWORD)
		return rotate_shared(m, app, ret_accounts);
	for (;; count++) {
		struct db_rows *rows;
		bool found;
		if (!db_select(m->db,
		               "SELECT person, id FROM accounts WHERE app = $1 AND ($2 = 0 OR person = $2)"
		               " AND (person > $3 OR (person = $3 AND id > $4)) ORDER BY person, id LIMIT 1",
		               DB_ARGS(DB_T(app), DB_N(person), DB_N(at), DB_T(id)), &rows))
			return SWA_ERR_IO;
		if ((found = db_next(rows))) {
			at = db_number(rows, 0);
			snprintf(id, sizeof(id), "%s", db_text(rows, 1));
		}
		err = db_failed(rows) ? SWA_ERR_IO : SWA_OK;
		db_done(rows);
		if (!found || err != SWA_OK)
			break;
		if ((err = rotate_one(m, at, app, id)) != SWA_OK)
			return err;
	}
	if (err == SWA_OK && ret_accounts != NULL)
		*ret_accounts = count;
	return err;
}

swa_err
model_account_remove(const struct model *m, int64_t person, const char *id, int64_t *ret_version)
{
	int64_t version = 0, removed = 0;
	swa_err err;

	if ((err = person_next(m, person, &version)) != SWA_OK ||
	    (err = run(m, "DELETE FROM accounts WHERE person = $1 AND id = $2",
	               DB_ARGS(DB_N(person), DB_T(id)), &removed)) != SWA_OK)
		return err;
	if (removed == 0)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	if (ret_version != NULL)
		*ret_version = version;
	return feed_put(m, person, KIND_ACCOUNT, id, version, false);
}

swa_err
model_account_secret(const struct model *m, int64_t person, const char *id, const char *field,
                     struct swa_buf *ret_value)
{
	struct db_rows *rows;
	swa_err err = SWA_ERR_ACCOUNT_UNKNOWN;

	if (!db_select(m->db,
	               "SELECT a.app, s.version, s.generation, s.sealed FROM secrets s JOIN accounts a"
	               " ON a.person = s.person AND a.id = s.account"
	               " WHERE s.person = $1 AND s.account = $2 AND s.field = $3",
	               DB_ARGS(DB_N(person), DB_T(id), DB_T(field)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		struct sealed_place place = {person, db_text(rows, 0), id, field, db_number(rows, 1)};
		err = sealed_get(m, &place, db_number(rows, 2), db_text(rows, 3), ret_value);
	}
	db_done(rows);
	return err;
}
