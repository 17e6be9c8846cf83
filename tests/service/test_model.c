/* The model against SQLite, and against PostgreSQL too where SWA_SERVICE_PG is its connection string. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keys.h"
#include "model_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define assert_ok(expression) assert_int_equal((expression), SWA_OK)

struct fixture {
	char folder[64];
	char file[96];
	struct service service;
	struct model m;
	int64_t ada, bob;
};

static int64_t
number(struct fixture *f, const char *sql, int64_t person, const char *id)
{
	int64_t n = -1;

	assert_ok(one_number(&f->m, sql, DB_ARGS(DB_N(person), DB_T(id)), SWA_ERR_RECORD_MISSING, &n));
	return n;
}

static int64_t
version_of(struct fixture *f, int64_t person, const char *kind, const char *id)
{
	int64_t n = -1;

	assert_ok(one_number(&f->m, "SELECT version FROM feed WHERE person = $1 AND kind = $2 AND id = $3",
	                     DB_ARGS(DB_N(person), DB_T(kind), DB_T(id)), SWA_ERR_RECORD_MISSING, &n));
	return n;
}

static bool
lives(struct fixture *f, int64_t person, const char *id)
{
	return number(f, "SELECT live FROM feed WHERE person = $1 AND id = $2", person, id) != 0;
}

static void
put_app(struct fixture *f, const char *id, const char *label, const char *scheme)
{
	struct swa_json *app = swa_json_new_object(), *credentials = swa_json_new_object();

	swa_json_set_text(app, "id", id);
	swa_json_set_text(app, "label", label);
	swa_json_set_text(credentials, "scheme", scheme);
	swa_json_set(app, "credentials", credentials);
	assert_ok(model_app_put(&f->m, app));
	swa_json_free(app);
}

static struct swa_buf
text(const char *words)
{
	struct swa_buf buf;

	swa_buf_init(&buf, 1024);
	assert_ok(swa_buf_append_text(&buf, words));
	return buf;
}

static void
set_password(struct fixture *f, int64_t person, const char *app, const char *words, char id[97])
{
	struct swa_buf password = text(words);

	assert_ok(model_account_set(
	        &f->m, person, NULL,
	        &(struct model_account){
	                .app = app, .username = "name", .password = &password, .by = MODEL_BY_ADMINISTRATOR},
	        id));
	swa_buf_finish(&password);
}

static void
assert_password(struct fixture *f, int64_t person, const char *account, const char *words)
{
	struct swa_buf value;

	swa_buf_init(&value, 1024);
	assert_ok(model_account_secret(&f->m, person, account, "password", &value));
	assert_string_equal(swa_buf_text(&value), words);
	swa_buf_finish(&value);
}

static bool
open_database(struct fixture *f)
{
	if (f->service.database == NULL) {
		snprintf(f->file, sizeof(f->file), "sqlite:%s/service.db", f->folder);
		return db_open(f->file, &f->m.db);
	}
	return db_open(f->service.database, &f->m.db) &&
	       db_script(f->m.db,
	                 "DROP SCHEMA IF EXISTS swa_test_model CASCADE; CREATE SCHEMA swa_test_model;"
	                 "SET search_path TO swa_test_model");
}

static int
begin(void **state, const char *database)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	f->service.database = database;
	f->m.service = &f->service;
	strcpy(f->folder, "/tmp/swa-model-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	assert_true(open_database(f));
	assert_true(schema_create(f->m.db));
	assert_true(schema_create(f->m.db)); /* again is nothing new */
	assert_ok(keys_open(f->folder, &f->service.keys));
	assert_true(db_begin(f->m.db));
	assert_ok(model_organisation_create(&f->m, "example", "Example Ltd", "{}"));
	assert_true(db_commit(f->m.db));
	assert_ok(model_organisation_load(&f->service, f->m.db));
	assert_true(db_begin(f->m.db));
	assert_ok(model_person_put(&f->m, &(struct model_person){.login = "ada", .active = true}, &f->ada));
	assert_ok(model_person_put(&f->m, &(struct model_person){.login = "bob", .active = true}, &f->bob));
	put_app(f, "wiki", "Wiki", "ADMIN_SETS_CREDENTIALS");
	return 0;
}

static int
begin_sqlite(void **state)
{
	return begin(state, NULL);
}

static int
begin_postgres(void **state)
{
	return begin(state, getenv("SWA_SERVICE_PG"));
}

static void
remove_in(const char *folder, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	(void)unlink(path);
}

static int
end(void **state)
{
	static const char *const names[] = {"service.db",     "service.db-wal", "service.db-shm",
	                                    "identity-1.key", "identity-2.key", "delivery-1.key",
	                                    "delivery-2.key"};
	struct fixture *f = *state;

	db_rollback(f->m.db);
	db_close(f->m.db);
	keys_close(f->service.keys);
	swa_secret_free(f->service.identity);
	swa_secret_free(f->service.delivery);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove_in(f->folder, names[i]);
	(void)rmdir(f->folder);
	free(f);
	return 0;
}

static void
each_change_is_the_persons_next_version(void **state)
{
	struct fixture *f = *state;
	int64_t before = version_of(f, f->ada, "profile", "profile");

	assert_ok(model_assign(&f->m, f->ada, "wiki"));
	assert_int_equal(version_of(f, f->ada, "app", "wiki"), before + 1);
	assert_ok(model_assign(&f->m, f->ada, "wiki"));
	assert_int_equal(version_of(f, f->ada, "app", "wiki"), before + 1);
	assert_ok(model_policy_set(&f->m, "{\"reveal\":false}"));
	assert_int_equal(version_of(f, f->ada, "policy", "policy"), before + 2);
	assert_int_equal(version_of(f, f->bob, "policy", "policy"), before + 1);
	assert_int_equal(model_policy_set(&f->m, "[]"), SWA_ERR_ARGUMENT);
}

static void
a_new_definition_moves_the_accounts_behind_their_app_and_is_no_change_of_theirs(void **state)
{
	struct fixture *f = *state;
	struct model_account_facts facts;
	char account[97];

	assert_ok(model_assign(&f->m, f->ada, "wiki"));
	set_password(f, f->ada, "wiki", "one", account);
	assert_ok(model_account_facts(&f->m, f->ada, account, &facts));
	int64_t own = facts.own_version;
	put_app(f, "wiki", "Another name", "ADMIN_SETS_CREDENTIALS");
	assert_ok(model_account_facts(&f->m, f->ada, account, &facts));
	assert_int_equal(facts.own_version, own);
	assert_int_equal(facts.version, version_of(f, f->ada, "app", "wiki") + 1);
	assert_string_equal(facts.username, "name");
	assert_string_equal(facts.by, MODEL_BY_ADMINISTRATOR);
}

static void
what_is_no_longer_assigned_leaves_with_its_accounts(void **state)
{
	struct fixture *f = *state;
	char account[97];

	assert_ok(model_assign(&f->m, f->ada, "wiki"));
	assert_ok(model_assign(&f->m, f->bob, "wiki"));
	set_password(f, f->ada, "wiki", "one", account);
	assert_ok(model_unassign(&f->m, f->ada, "wiki"));
	assert_false(lives(f, f->ada, account));
	assert_false(lives(f, f->ada, "wiki"));
	assert_true(version_of(f, f->ada, "account", account) < version_of(f, f->ada, "app", "wiki"));
	assert_true(lives(f, f->bob, "wiki"));
	assert_int_equal(model_unassign(&f->m, f->ada, "wiki"), SWA_ERR_APP_UNASSIGNED);
	assert_ok(model_app_remove(&f->m, "wiki"));
	assert_false(lives(f, f->bob, "wiki"));
}

static void
a_secret_opens_in_its_own_place_alone(void **state)
{
	struct fixture *f = *state;
	struct swa_buf value;
	char ada[97], bob[97];

	assert_ok(model_assign(&f->m, f->ada, "wiki"));
	assert_ok(model_assign(&f->m, f->bob, "wiki"));
	set_password(f, f->ada, "wiki", "of ada", ada);
	set_password(f, f->bob, "wiki", "of bob", bob);
	assert_password(f, f->ada, ada, "of ada");
	assert_ok(run(&f->m,
	              "UPDATE secrets SET sealed = (SELECT s.sealed FROM secrets s WHERE s.person = $1)"
	              " WHERE person = $2",
	              DB_ARGS(DB_N(f->ada), DB_N(f->bob)), NULL));
	swa_buf_init(&value, 1024);
	assert_int_equal(model_account_secret(&f->m, f->bob, bob, "password", &value),
	                 SWA_ERR_SIGNATURE_INVALID);
	swa_buf_finish(&value);
}

static void
a_secret_outlives_the_key_that_it_was_sealed_to(void **state)
{
	struct fixture *f = *state;
	char account[97];

	assert_ok(model_assign(&f->m, f->ada, "wiki"));
	set_password(f, f->ada, "wiki", "old", account);
	assert_ok(model_delivery_rotate(&f->m));
	assert_password(f, f->ada, account, "old");
	set_password(f, f->ada, "wiki", "new", account);
	assert_password(f, f->ada, account, "new");
	assert_int_equal(
	        number(f, "SELECT version FROM secrets WHERE person = $1 AND account = $2", f->ada, account),
	        2);
	assert_ok(model_identity_rotate(&f->m));
	assert_true(lives(f, f->bob, "2"));
}

static void
a_shared_account_comes_with_the_assignment(void **state)
{
	struct fixture *f = *state;
	struct swa_buf password = text("shared");
	struct model_account_facts facts;
	int64_t rotated = 0;
	char id[97] = "";
	struct db_rows *rows;

	put_app(f, "team", "Team", "SHARED_USERNAME_AND_PASSWORD");
	assert_ok(model_assign(&f->m, f->ada, "team"));
	assert_ok(model_app_set_shared(&f->m, "team", "office", &password));
	assert_ok(model_assign(&f->m, f->bob, "team"));
	assert_true(db_select(f->m.db, "SELECT id FROM accounts WHERE person = $1", DB_ARGS(DB_N(f->bob)),
	                      &rows));
	assert_true(db_next(rows));
	strncpy(id, db_text(rows, 0), sizeof(id) - 1);
	db_done(rows);
	assert_password(f, f->bob, id, "shared");
	assert_ok(model_account_facts(&f->m, f->bob, id, &facts));
	assert_string_equal(facts.username, "office");
	assert_ok(model_rotate(&f->m, "team", 0, &rotated));
	assert_int_equal(rotated, 2);
	swa_buf_finish(&password);
}

static void
a_device_is_registered_once_and_a_key_belongs_to_one_person(void **state)
{
	struct fixture *f = *state;
	struct model_device device = {.person = f->ada, .name = "laptop", .platform = "linux"};
	char key[TOKEN_SIZE], first[97], again[97];
	bool is_new = false;

	token_new(key);
	device.signature_key = device.delivery_key = key;
	assert_ok(model_device_register(&f->m, &device, first, &is_new));
	assert_true(is_new);
	assert_ok(model_device_register(&f->m, &device, again, &is_new));
	assert_false(is_new);
	assert_string_equal(first, again);
	assert_int_equal(model_device_rename(&f->m, f->bob, first, "mine"), SWA_ERR_RECORD_MISSING);
	assert_ok(model_device_rename(&f->m, f->ada, first, "mine"));
	assert_ok(model_device_revoke(&f->m, 0, first, "lost"));
	assert_int_equal(model_device_register(&f->m, &device, again, &is_new), SWA_ERR_DEVICE_REVOKED);
	device.person = f->bob;
	assert_int_equal(model_device_register(&f->m, &device, again, &is_new), SWA_ERR_CONFLICT);
	assert_ok(model_device_remove(&f->m, f->ada, first));
	assert_int_equal(model_device_remove(&f->m, f->ada, first), SWA_ERR_RECORD_MISSING);
}

static void
after_a_restored_backup_every_version_is_higher_than_before(void **state)
{
	struct fixture *f = *state;
	int64_t before = number(f, "SELECT version FROM persons WHERE id = $1 AND login = $2", f->ada, "ada");

	assert_ok(model_restart(&f->m));
	assert_true(version_of(f, f->ada, "key", "delivery") > before);
}

static void
a_password_is_checked_against_its_hash(void **state)
{
	struct fixture *f = *state;
	struct swa_buf password = text("correct horse");
	int64_t who = 0;

	assert_int_equal(model_person_check_password(&f->m, "ada", "", &who), SWA_ERR_RECORD_MISSING);
	assert_ok(model_person_set_password(&f->m, f->ada, &password));
	assert_ok(model_person_check_password(&f->m, "ada", "correct horse", &who));
	assert_int_equal(who, f->ada);
	assert_int_equal(model_person_check_password(&f->m, "ada", "correct hors", &who),
	                 SWA_ERR_RECORD_MISSING);
	assert_int_equal(model_person_check_password(&f->m, "eve", "correct horse", &who),
	                 SWA_ERR_RECORD_MISSING);
	swa_buf_finish(&password);
}

#define TESTS(begin) \
	cmocka_unit_test_setup_teardown(each_change_is_the_persons_next_version, begin, end), \
	        cmocka_unit_test_setup_teardown( \
	                a_new_definition_moves_the_accounts_behind_their_app_and_is_no_change_of_theirs, \
	                begin, end), \
	        cmocka_unit_test_setup_teardown(what_is_no_longer_assigned_leaves_with_its_accounts, begin, \
	                                        end), \
	        cmocka_unit_test_setup_teardown(a_secret_opens_in_its_own_place_alone, begin, end), \
	        cmocka_unit_test_setup_teardown(a_secret_outlives_the_key_that_it_was_sealed_to, begin, \
	                                        end), \
	        cmocka_unit_test_setup_teardown(a_shared_account_comes_with_the_assignment, begin, end), \
	        cmocka_unit_test_setup_teardown(a_device_is_registered_once_and_a_key_belongs_to_one_person, \
	                                        begin, end), \
	        cmocka_unit_test_setup_teardown(after_a_restored_backup_every_version_is_higher_than_before, \
	                                        begin, end), \
	        cmocka_unit_test_setup_teardown(a_password_is_checked_against_its_hash, begin, end)

int
main(void)
{
	static const struct CMUnitTest sqlite[] = {TESTS(begin_sqlite)};
	static const struct CMUnitTest postgres[] = {TESTS(begin_postgres)};
	int failed;

	if (swa_secret_setup() != SWA_OK)
		return 1;
	swa_json_setup();
	failed = cmocka_run_group_tests_name("SQLite", sqlite, NULL, NULL);
	if (getenv("SWA_SERVICE_PG") != NULL)
		failed += cmocka_run_group_tests_name("PostgreSQL", postgres, NULL, NULL);
	return failed;
}
