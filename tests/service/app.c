#include "model_private.h"

#include "delivery.h"

#include <stdio.h>
#include <string.h>

/* Definitions move for everybody who has the app.  The accounts move with it, behind it: an account never
 * comes to a device before its app. */
static swa_err
move_app(const struct model *m, const char *id)
{
	swa_err err;

	if ((err = run(m,
	               "UPDATE persons SET version = version + 1 + (SELECT COUNT(*) FROM accounts a"
	               " WHERE a.person = persons.id AND a.app = $1)"
	               " WHERE id IN (SELECT person FROM assignments WHERE app = $1)",
	               DB_ARGS(DB_T(id)), NULL)) != SWA_OK ||
	    (err = run(m,
	               "UPDATE feed SET version = (SELECT p.version - (SELECT COUNT(*) FROM accounts a"
	               " WHERE a.person = p.id AND a.app = $1) FROM persons p WHERE p.id = feed.person)"
	               " WHERE kind = 'app' AND id = $1 AND live = 1"
	               " AND person IN (SELECT person FROM assignments WHERE app = $1)",
	               DB_ARGS(DB_T(id)), NULL)) != SWA_OK)
		return err;
	return run(m,
	           "UPDATE feed SET version = (SELECT p.version - (SELECT COUNT(*) FROM accounts a"
	           " WHERE a.person = p.id AND a.app = $1 AND a.id > feed.id) FROM persons p"
	           " WHERE p.id = feed.person)"
	           " WHERE kind = 'account' AND person IN (SELECT person FROM assignments WHERE app = $1)"
	           " AND EXISTS (SELECT 1 FROM accounts b WHERE b.person = feed.person AND b.id = feed.id"
	           " AND b.app = $1)",
	           DB_ARGS(DB_T(id)), NULL);
}

static swa_err
put_text(const struct model *m, const char *id, const char *label, enum swa_scheme scheme, const char *text)
{
	swa_err err;

	if ((err = organisation_lock(m)) != SWA_OK ||
	    (err = run(m,
	               "INSERT INTO apps (id, label, scheme, definition, changed) VALUES ($1, $2, $3, $4, $5)"
	               " ON CONFLICT (id) DO UPDATE SET label = excluded.label, scheme = excluded.scheme,"
	               " definition = excluded.definition, changed = excluded.changed",
	               DB_ARGS(DB_T(id), DB_T(label), DB_N(scheme), DB_T(text), DB_N(now_s())), NULL)) !=
	            SWA_OK)
		return err;
	return move_app(m, id);
}

swa_err
model_app_put(const struct model *m, const struct swa_json *definition)
{
	const char *id = swa_json_get_text(definition, "id"), *label = swa_json_get_text(definition, "label");
	const struct swa_json *credentials = swa_json_get(definition, "credentials");
	enum swa_scheme scheme;
	struct swa_buf text;
	swa_err err;

	if (!model_id_valid(id) || label == NULL || label[0] == '\0' ||
	    swa_scheme_from_name(swa_json_get_text(credentials, "scheme"), &scheme) != SWA_OK)
		return SWA_ERR_APP_INVALID;
	swa_buf_init(&text, SWA_ENTRY_BODY_MAX);
	err = swa_json_print(definition, &text);
	if (err == SWA_OK)
		err = put_text(m, id, label, scheme, swa_buf_text(&text));
	else if (err == SWA_ERR_LIMIT)
		err = SWA_ERR_APP_INVALID;
	swa_buf_finish(&text);
	return err;
}

/* Removals of an app's accounts and then of the app, for PERSON or (0) everybody; then the rows themselves.
 */
static swa_err
end_assignments(const struct model *m, int64_t person, const char *app)
{
	swa_err err;

	if ((err = run(m,
	               "UPDATE persons SET version = version + 1 + (SELECT COUNT(*) FROM accounts a"
	               " WHERE a.person = persons.id AND a.app = $1)"
	               " WHERE id IN (SELECT person FROM assignments WHERE app = $1 AND ($2 = 0 OR person = "
	               "$2))",
	               DB_ARGS(DB_T(app), DB_N(person)), NULL)) != SWA_OK ||
	    (err = run(m,
	               "UPDATE feed SET live = 0, version = (SELECT p.version - 1 - (SELECT COUNT(*)"
	               " FROM accounts a WHERE a.person = p.id AND a.app = $1 AND a.id > feed.id) FROM "
	               "persons p"
	               " WHERE p.id = feed.person)"
	               " WHERE kind = 'account' AND ($2 = 0 OR person = $2) AND EXISTS (SELECT 1 FROM "
	               "accounts b"
	               " WHERE b.person = feed.person AND b.id = feed.id AND b.app = $1)",
	               DB_ARGS(DB_T(app), DB_N(person)), NULL)) != SWA_OK ||
	    (err = run(m,
	               "UPDATE feed SET live = 0, version = (SELECT version FROM persons p"
	               " WHERE p.id = feed.person)"
	               " WHERE kind = 'app' AND id = $1 AND person IN (SELECT person FROM assignments"
	               " WHERE app = $1 AND ($2 = 0 OR person = $2))",
	               DB_ARGS(DB_T(app), DB_N(person)), NULL)) != SWA_OK)
		return err;
	return run(m, "DELETE FROM assignments WHERE app = $1 AND ($2 = 0 OR person = $2)",
	           DB_ARGS(DB_T(app), DB_N(person)), NULL);
}

swa_err
model_app_remove(const struct model *m, const char *id)
{
	int64_t changed = 0;
	swa_err err;

	if ((err = organisation_lock(m)) != SWA_OK || (err = end_assignments(m, 0, id)) != SWA_OK ||
	    (err = run(m, "DELETE FROM apps WHERE id = $1", DB_ARGS(DB_T(id)), &changed)) != SWA_OK)
		return err;
	return changed == 0 ? SWA_ERR_APP_UNKNOWN : SWA_OK;
}

swa_err
model_app_list(const struct model *m, int64_t person, model_app_visit *visit, void *context)
{
	struct db_rows *rows;
	bool failed;

	if (!db_select(m->db,
	               "SELECT id, label, definition, scheme, (SELECT COUNT(*) FROM assignments s"
	               " WHERE s.app = apps.id) FROM apps WHERE $1 = 0 OR EXISTS (SELECT 1"
	               " FROM assignments t WHERE t.app = apps.id AND t.person = $1) ORDER BY label, id",
	               DB_ARGS(DB_N(person)), &rows))
		return SWA_ERR_IO;
	while (db_next(rows)) {
		struct model_app app = {
		        .id = db_text(rows, 0),
		        .label = db_text(rows, 1),
		        .definition = db_text(rows, 2),
		        .scheme = (enum swa_scheme)db_number(rows, 3),
		        .persons = db_number(rows, 4),
		};
		visit(context, &app);
	}
	failed = db_failed(rows);
	db_done(rows);
	return failed ? SWA_ERR_IO : SWA_OK;
}

swa_err
model_assigned(const struct model *m, int64_t person, const char *app, enum swa_scheme *ret_scheme)
{
	int64_t scheme = 0;
	swa_err err = one_number(m,
	                         "SELECT a.scheme FROM assignments s JOIN apps a ON a.id = s.app"
	                         " WHERE s.person = $1 AND s.app = $2",
	                         DB_ARGS(DB_N(person), DB_T(app)), SWA_ERR_APP_UNASSIGNED, &scheme);

	if (err == SWA_OK && ret_scheme != NULL)
		*ret_scheme = (enum swa_scheme)scheme;
	return err;
}

/* --- one account for everybody --- */

struct shared {
	char username[513];
	struct swa_buf password;
};

/* @return also SWA_ERR_RECORD_MISSING */
static swa_err
shared_get(const struct model *m, const char *app, struct shared *ret_shared)
{
	struct sealed_place place = {.app = app, .account = "shared", .field = "password", .version = 1};
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;

	if (!db_select(m->db, "SELECT username, generation, sealed FROM shared WHERE app = $1",
	               DB_ARGS(DB_T(app)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		snprintf(ret_shared->username, sizeof(ret_shared->username), "%s", db_text(rows, 0));
		err = sealed_get(m, &place, db_number(rows, 1), db_text(rows, 2), &ret_shared->password);
	}
	db_done(rows);
	return err;
}

static swa_err
shared_put(const struct model *m, const char *app, const char *username, const struct swa_buf *password)
{
	struct sealed_place place = {.app = app, .account = "shared", .field = "password", .version = 1};
	struct swa_buf sealed;
	int64_t generation = 0;
	swa_err err;

	swa_buf_init(&sealed, SWA_ENTRY_BODY_MAX);
	if ((err = sealed_put(m, &place, password, &generation, &sealed)) == SWA_OK)
		err = run(m,
		          "INSERT INTO shared (app, username, generation, sealed) VALUES ($1, $2, $3, $4)"
		          " ON CONFLICT (app) DO UPDATE SET username = excluded.username,"
		          " generation = excluded.generation, sealed = excluded.sealed",
		          DB_ARGS(DB_T(app), DB_T(username), DB_N(generation), DB_T(swa_buf_text(&sealed))),
		          NULL);
	swa_buf_finish(&sealed);
	return err;
}

static swa_err
give_shared(const struct model *m, int64_t person, const char *app)
{
	struct shared shared;
	swa_err err;

	swa_buf_init(&shared.password, 65536);
	err = shared_get(m, app, &shared);
	if (err == SWA_OK)
		err = model_account_set(m, person, NULL,
		                        &(struct model_account){.app = app,
		                                                .username = shared.username,
		                                                .password = &shared.password,
		                                                .by = MODEL_BY_ADMINISTRATOR},
		                        NULL);
	else if (err == SWA_ERR_RECORD_MISSING)
		err = SWA_OK;
	swa_buf_finish(&shared.password);
	return err;
}

/* The app's next person after AFTER: one at a time, as rows are written in between. */
static swa_err
person_after(const struct model *m, const char *app, int64_t after, int64_t *ret_person)
{
	return one_number(
	        m, "SELECT person FROM assignments WHERE app = $1 AND person > $2 ORDER BY person LIMIT 1",
	        DB_ARGS(DB_T(app), DB_N(after)), SWA_ERR_RECORD_MISSING, ret_person);
}

swa_err
model_app_set_shared(const struct model *m, const char *id, const char *username,
                     const struct swa_buf *password)
{
	int64_t scheme, person = 0;
	swa_err err;

	if (strlen(username) > 512)
		return SWA_ERR_ARGUMENT;
	if ((err = organisation_lock(m)) != SWA_OK ||
	    (err = one_number(m, "SELECT scheme FROM apps WHERE id = $1", DB_ARGS(DB_T(id)),
	                      SWA_ERR_APP_UNKNOWN, &scheme)) != SWA_OK ||
	    (err = shared_put(m, id, username, password)) != SWA_OK)
		return err;
	while ((err = person_after(m, id, person, &person)) == SWA_OK)
		if ((err = give_shared(m, person, id)) != SWA_OK)
			return err;
	return err == SWA_ERR_RECORD_MISSING ? SWA_OK : err;
}

/* --- assignments --- */

swa_err
model_assign(const struct model *m, int64_t person, const char *app)
{
	int64_t scheme = 0, added = 0;
	swa_err err;

	if ((err = organisation_lock(m)) != SWA_OK ||
	    (err = one_number(m, "SELECT scheme FROM apps WHERE id = $1", DB_ARGS(DB_T(app)),
	                      SWA_ERR_APP_UNKNOWN, &scheme)) != SWA_OK ||
	    (err = run(m,
	               "INSERT INTO assignments (person, app, created) VALUES ($1, $2, $3)"
	               " ON CONFLICT (person, app) DO NOTHING",
	               DB_ARGS(DB_N(person), DB_T(app), DB_N(now_s())), &added)) != SWA_OK)
		return err;
	if (added == 0)
		return SWA_OK;
	if ((err = feed_touch(m, person, KIND_APP, app, true)) != SWA_OK)
		return err;
	if (scheme == SWA_SCHEME_EDIT_PASSWORD_ONLY)
		return model_account_set(m, person, NULL,
		                         &(struct model_account){.app = app, .by = MODEL_BY_ADMINISTRATOR},
		                         NULL);
	return scheme == SWA_SCHEME_SHARED_USERNAME_AND_PASSWORD ? give_shared(m, person, app) : SWA_OK;
}

swa_err
model_unassign(const struct model *m, int64_t person, const char *app)
{
	swa_err err;

	/* Nobody is assigned as person 0, which means everybody to end_assignments(). */
	if ((err = organisation_lock(m)) != SWA_OK || (err = model_assigned(m, person, app, NULL)) != SWA_OK)
		return err;
	return end_assignments(m, person, app);
}
