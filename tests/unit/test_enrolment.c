#include "enrolment_fixture.h"

#include "space.h"
#include "vault_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_as_given(void *context, const struct swa_enrolment *e)
{
	const struct swa_enrolment *expected = context;

	assert_string_equal(e->id, expected->id);
	assert_string_equal(e->service, expected->service);
	assert_string_equal(e->issuer, expected->issuer);
	assert_string_equal(e->client_id, expected->client_id);
	assert_string_equal(e->organisation, expected->organisation);
	assert_string_equal(e->name, expected->name);
	assert_string_equal(e->person, expected->person);
	assert_string_equal(e->device, expected->device);
	assert_string_equal(e->device_name, expected->device_name);
	assert_string_equal(e->tls_pin, expected->tls_pin);
	assert_memory_equal(e->identity_key, expected->identity_key, SWA_KEY_SIZE);
	assert_memory_equal(e->signature_key, expected->signature_key, SWA_KEY_SIZE);
	assert_memory_equal(e->delivery_key, expected->delivery_key, SWA_KEY_SIZE);
	assert_int_equal(e->state, expected->state);
	assert_int_equal(e->trust, expected->trust);
	assert_int_equal(e->enrolled, expected->enrolled);
	assert_int_equal(e->last_sync, expected->last_sync);
	assert_string_equal(e->cursor, expected->cursor);
	assert_string_equal(e->etag, expected->etag);
	assert_int_equal(e->full, expected->full);
	return true;
}

static void
assert_enrolment(struct fixture *f, struct swa_enrolment *expected)
{
	assert_ok(swa_enrolment_get(f->vault, expected->id, is_as_given, expected));
}

static void
an_enrolment_is_kept_as_given_and_begins_with_a_full_synchronisation(void **state)
{
	struct fixture *f = *state;
	struct swa_enrolment e = enrolment_of(ORG, "example");

	e.cursor = "not looked at";
	assert_ok(swa_enrolment_add(f->vault, &e));
	e.cursor = e.etag = "";
	e.full = true;
	assert_enrolment(f, &e);
	fixture_reopen(f);
	assert_enrolment(f, &e);
	assert_ok(swa_vault_check(f->vault));
	assert_err(swa_enrolment_get(f->vault, OTHER, is_as_given, &e), SWA_ERR_ENROLMENT_UNKNOWN);
}

static void
what_can_change_is_changed_and_the_rest_is_not(void **state)
{
	struct fixture *f = *state;
	struct swa_enrolment e = enrolment_of(ORG, "example");

	enrol(f, ORG, "example");
	assert_ok(swa_delta_page(f->vault, ORG, "c1"));
	assert_ok(swa_enrolment_synced(f->vault, ORG, "\"e1\"", 1700000500));
	e.name = "Renamed";
	e.device_name = "another name";
	e.tls_pin = "sha256//abc";
	e.trust = SWA_TRUST_ADMINISTRATOR;
	memset(e.identity_key, 9, SWA_KEY_SIZE);
	e.enrolled = 5;
	e.cursor = e.etag = "not looked at";
	assert_ok(swa_enrolment_update(f->vault, &e));
	assert_ok(swa_enrolment_set_state(f->vault, ORG, SWA_ENROLMENT_SIGN_IN));
	e.enrolled = 1700000000;
	e.last_sync = 1700000500;
	e.cursor = "c1";
	e.etag = "\"e1\"";
	e.full = true;
	e.state = SWA_ENROLMENT_SIGN_IN;
	fixture_reopen(f);
	assert_enrolment(f, &e);
	/* An ETag belongs to its cursor. */
	assert_ok(swa_delta_page(f->vault, ORG, "c1"));
	assert_enrolment(f, &e);
	assert_ok(swa_delta_page(f->vault, ORG, "c2"));
	e.cursor = "c2";
	e.etag = "";
	assert_enrolment(f, &e);
	e.id = OTHER;
	assert_err(swa_enrolment_update(f->vault, &e), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(swa_enrolment_set_state(f->vault, OTHER, SWA_ENROLMENT_ACTIVE), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(swa_enrolment_synced(f->vault, OTHER, "", 1), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(swa_delta_page(f->vault, OTHER, "c"), SWA_ERR_ENROLMENT_UNKNOWN);
}

static void
the_same_organisation_is_enrolled_once(void **state)
{
	struct fixture *f = *state;
	struct swa_enrolment e = enrolment_of(OTHER, "example");

	enrol(f, ORG, "example");
	assert_err(swa_enrolment_add(f->vault, &e), SWA_ERR_ENROLMENT_EXISTS);
	e.organisation = "another";
	assert_ok(swa_enrolment_add(f->vault, &e));
	e.organisation = "third";
	assert_err(swa_enrolment_add(f->vault, &e), SWA_ERR_ENROLMENT_EXISTS); /* its id */
	e.id = "not-hex!";
	assert_err(swa_enrolment_add(f->vault, &e), SWA_ERR_LIMIT);
	e.id = "personal"; /* as long as an id, and a space */
	assert_err(swa_enrolment_add(f->vault, &e), SWA_ERR_LIMIT);
}

static void
there_is_a_highest_number_of_enrolments(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_enrolment e;

	for (int i = 0; i < 64; i++) {
		char organisation[16];

		(void)snprintf(organisation, sizeof(organisation), "org-%d", i);
		swa_enrolment_new_id(id);
		enrol(f, id, organisation);
	}
	swa_enrolment_new_id(id);
	e = enrolment_of(id, "one too many");
	assert_err(swa_enrolment_add(f->vault, &e), SWA_ERR_LIMIT);
	assert_null(space_key(f->vault, id));
	fixture_reopen(f);
	assert_ok(swa_vault_check(f->vault));
}

static struct swa_buf
text_of(const char *text)
{
	struct swa_buf buf;

	swa_buf_init(&buf, SWA_RECORD_MAX);
	assert_ok(swa_buf_append_text(&buf, text));
	return buf;
}

static swa_err
secret_is(struct fixture *f, const char *id, const char *field, const char *expected)
{
	struct swa_buf value;
	swa_err err;

	swa_buf_init(&value, SWA_RECORD_MAX);
	err = swa_enrolment_secret(f->vault, id, field, &value);
	if (err == SWA_OK)
		assert_string_equal(swa_buf_text(&value), expected);
	swa_buf_finish(&value);
	return err;
}

static swa_err
record_is(struct fixture *f, const char *id, const char *name, const char *expected)
{
	struct swa_buf value;
	swa_err err;

	swa_buf_init(&value, SWA_RECORD_MAX);
	err = swa_record_get(f->vault, id, name, &value);
	if (err == SWA_OK)
		assert_string_equal(swa_buf_text(&value), expected);
	swa_buf_finish(&value);
	return err;
}

static void
tokens_and_records_are_sealed_replaced_and_removed(void **state)
{
	struct fixture *f = *state;
	struct swa_buf one = text_of("a refresh token"), two = text_of("the next one");

	enrol(f, ORG, "example");
	assert_err(secret_is(f, ORG, SWA_SECRET_REFRESH_TOKEN, ""), SWA_ERR_RECORD_MISSING);
	assert_ok(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_REFRESH_TOKEN, &one));
	assert_ok(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_REFRESH_TOKEN, &two));
	assert_ok(swa_record_set(f->vault, ORG, SWA_RECORD_POLICY, &one));
	/* A record is no secret of the same name. */
	assert_err(record_is(f, ORG, SWA_SECRET_REFRESH_TOKEN, ""), SWA_ERR_RECORD_MISSING);
	fixture_reopen(f);
	assert_ok(secret_is(f, ORG, SWA_SECRET_REFRESH_TOKEN, "the next one"));
	assert_ok(record_is(f, ORG, SWA_RECORD_POLICY, "a refresh token"));
	assert_ok(swa_vault_check(f->vault));
	assert_ok(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_REFRESH_TOKEN, NULL));
	assert_err(secret_is(f, ORG, SWA_SECRET_REFRESH_TOKEN, ""), SWA_ERR_RECORD_MISSING);
	assert_err(swa_enrolment_set_secret(f->vault, OTHER, SWA_SECRET_ACCESS_TOKEN, &one),
	           SWA_ERR_ENROLMENT_UNKNOWN);
	swa_buf_finish(&one);
	swa_buf_finish(&two);
}

static void
tokens_and_records_have_a_largest_size(void **state)
{
	struct fixture *f = *state;
	struct swa_buf value;

	enrol(f, ORG, "example");
	swa_buf_init(&value, SWA_RECORD_MAX + 1);
	assert_non_null(swa_buf_reserve(&value, SWA_RECORD_MAX + 1));
	memset(value.data, 'x', SWA_RECORD_MAX + 1);
	value.size = SWA_TOKEN_MAX;
	assert_ok(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_ACCESS_TOKEN, &value));
	value.size++;
	assert_err(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_ACCESS_TOKEN, &value), SWA_ERR_LIMIT);
	value.size = SWA_RECORD_MAX;
	assert_ok(swa_record_set(f->vault, ORG, SWA_RECORD_CA, &value));
	value.size++;
	assert_err(swa_record_set(f->vault, ORG, SWA_RECORD_CA, &value), SWA_ERR_LIMIT);
	assert_ok(swa_vault_check(f->vault));
	swa_buf_finish(&value);
}

/* Someone has the database key, but no space key. */
static void
sealed_rows_that_were_moved_or_changed_are_damage(void **state)
{
	static const char *const changes[] = {
	        "UPDATE sealed SET sealed = (SELECT sealed FROM sealed WHERE type = 'record')",
	        "UPDATE sealed SET field = 'access_token' WHERE type = 'enrolment'",
	        "UPDATE sealed SET version = version + 1",
	        "UPDATE sealed SET enrolment = (SELECT number FROM enrolment WHERE id = '" OTHER "')",
	        "UPDATE sealed SET sealed = x''",
	        "UPDATE enrolment SET version = 2",
	        "UPDATE enrolment SET keys = (SELECT keys FROM enrolment WHERE id = '" OTHER "')",
	        "UPDATE secret SET field = 'theirs'",
	        "UPDATE secret SET version = 7",
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fixture *f;
		struct swa_buf value = text_of("a value");

		(void)fixture_vault(state);
		f = *state;
		enrol(f, ORG, "example");
		enrol(f, OTHER, "other");
		assert_ok(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_REFRESH_TOKEN, &value));
		assert_ok(swa_record_set(f->vault, ORG, SWA_RECORD_POLICY, &value));
		give_app(f, ORG, "wiki", 1);
		assert_int_equal(give_account(f, ORG, "wiki", "a1", 2, "ada", "pw"), SWA_DELTA_STORED);
		assert_ok(swa_vault_check(f->vault));
		fixture_close(f);
		fixture_sql(f, changes[i]);
		fixture_reopen(f);
		if (swa_vault_check(f->vault) != SWA_ERR_VAULT_DAMAGED)
			fail_msg("%s", changes[i]);
		swa_buf_finish(&value);
		(void)fixture_finish(state);
	}
}

/* --- erasing ------------------------------------------------------------- */

/* Two organisations and a personal app, each with an account, a change, a report and a token. */
static void
fill(struct fixture *f)
{
	static const char *const ids[] = {ORG, OTHER};
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "mine", "Mine");
	fixture_account(f, "mine", NULL, "ada", "personal", id);
	for (size_t i = 0; i < 2; i++) {
		const struct swa_report report = {
		        .type = "outcome", .app_id = "wiki", .account_id = "a1", .detail = "signed_in"};
		struct swa_buf token = text_of("a token");
		char app[SWA_ID_MAX + 1];

		enrol(f, ids[i], i == 0 ? "example" : "other");
		give_app(f, ids[i], "wiki", 1);
		(void)give_account(f, ids[i], "wiki", "a1", 2, "ada", "pw");
		assert_ok(swa_local_id(ids[i], "wiki", app, sizeof(app)));
		fixture_account(f, app, NULL, "ada", "mine is newer", id);
		assert_ok(swa_report_add(f->vault, ids[i], &report));
		assert_ok(swa_enrolment_set_secret(f->vault, ids[i], SWA_SECRET_REFRESH_TOKEN, &token));
		swa_buf_finish(&token);
	}
}

static void
assert_erased(struct fixture *f)
{
	unsigned count;

	assert_null(space_key(f->vault, ORG));
	assert_err(secret_is(f, ORG, SWA_SECRET_REFRESH_TOKEN, ""), SWA_ERR_RECORD_MISSING);
	assert_int_equal(count_apps(f, ORG), 0);
	assert_false(account_of(f, ORG "/a1").there);
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_err(swa_report_count(f->vault, ORG, &count), SWA_ERR_ENROLMENT_UNKNOWN);
	/* Nothing else was touched. */
	assert_int_equal(count_apps(f, NULL), 2);
	assert_int_equal(count_apps(f, SWA_SPACE_PERSONAL), 1);
	assert_ok(secret_is(f, OTHER, SWA_SECRET_REFRESH_TOKEN, "a token"));
	assert_ok(fixture_password(f, OTHER "/a1", 2, "mine is newer"));
	assert_int_equal(outbox_of(f, OTHER).count, 1);
	assert_ok(swa_report_count(f->vault, OTHER, &count));
	assert_int_equal(count, 1);
	assert_ok(swa_vault_check(f->vault));
}

static void
an_erased_enrolment_is_gone_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	size_t size;

	fill(f);
	assert_non_null(space_key(f->vault, ORG));
	assert_ok(swa_enrolment_erase(f->vault, ORG));
	assert_erased(f);
	free(fixture_read(f, "vault.db-wal", &size));
	assert_err(swa_enrolment_erase(f->vault, ORG), SWA_ERR_ENROLMENT_UNKNOWN);
	fixture_reopen(f);
	assert_erased(f);
	/* The same organisation may come again, under another id or the same. */
	enrol(f, ORG, "example");
	assert_int_equal(count_apps(f, ORG), 0);
}

static void
the_log_is_empty_when_an_erasure_returns(void **state)
{
	struct fixture *f = *state;
	size_t size;

	fill(f);
	free(fixture_read(f, "vault.db-wal", &size));
	assert_true(size > 0);
	assert_ok(swa_enrolment_erase(f->vault, ORG));
	free(fixture_read(f, "vault.db-wal", &size));
	assert_int_equal(size, 0);
}

static void
a_secret_put_back_beside_another_key_does_not_open(void **state)
{
	struct fixture *f = *state;
	struct swa_buf token = text_of("a token");

	enrol(f, ORG, "example");
	assert_ok(swa_enrolment_set_secret(f->vault, ORG, SWA_SECRET_REFRESH_TOKEN, &token));
	fixture_close(f);
	fixture_sql(f, "CREATE TABLE kept AS SELECT type, field, version, sealed FROM sealed");
	fixture_reopen(f);
	assert_ok(swa_enrolment_erase(f->vault, ORG));
	enrol(f, ORG, "example");
	fixture_close(f);
	fixture_sql(f, "INSERT INTO sealed SELECT enrolment.number, type, field, kept.version, sealed"
	               " FROM kept JOIN enrolment");
	fixture_reopen(f);
	assert_err(secret_is(f, ORG, SWA_SECRET_REFRESH_TOKEN, ""), SWA_ERR_VAULT_DAMAGED);
	swa_buf_finish(&token);
}

static void
an_erasure_is_no_part_of_a_group(void **state)
{
	struct fixture *f = *state;

	fill(f);
	assert_ok(swa_vault_begin(f->vault));
	assert_err(swa_enrolment_erase(f->vault, ORG), SWA_ERR_ARGUMENT);
	assert_ok(swa_vault_commit(f->vault));
	assert_non_null(space_key(f->vault, ORG));
	assert_ok(fixture_password(f, ORG "/a1", 2, "mine is newer"));
}

static void
an_adding_that_was_undone_can_be_done_again(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_vault_begin(f->vault));
	enrol(f, ORG, "example");
	swa_vault_rollback(f->vault);
	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	(void)give_account(f, ORG, "wiki", "a1", 2, "ada", "pw");
	fixture_reopen(f);
	assert_ok(fixture_password(f, ORG "/a1", 1, "pw"));
}

/* --- ids ----------------------------------------------------------------- */

static void
two_organisations_and_the_person_may_use_the_same_id(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];
	const struct swa_app slash = {.id = ORG "/wiki", .label = "", .name = "", .launch_url = ""};

	fixture_app(f, "wiki", "Mine");
	fixture_account(f, "wiki", NULL, "ada", "personal", id);
	assert_null(strchr(id, '/'));
	enrol(f, ORG, "example");
	enrol(f, OTHER, "other");
	give_app(f, ORG, "wiki", 1);
	give_app(f, OTHER, "wiki", 7);
	assert_int_equal(give_account(f, ORG, "wiki", "a", 2, "ada", "one"), SWA_DELTA_STORED);
	assert_int_equal(give_account(f, OTHER, "wiki", "a", 8, "ada", "other"), SWA_DELTA_STORED);
	assert_ok(fixture_password(f, ORG "/a", 1, "one"));
	assert_ok(fixture_password(f, OTHER "/a", 1, "other"));
	assert_ok(fixture_password(f, id, 1, "personal"));
	assert_err(swa_app_put(f->vault, &slash, "{}"), SWA_ERR_ARGUMENT);
	assert_int_equal(count_apps(f, NULL), 3);
	/* An account that the person adds at an organisation's app gets a local id. */
	fixture_account(f, ORG "/wiki", SWA_ACCOUNT_ANOTHER, "second", "pw", id);
	assert_memory_equal(id, ORG "/", 9);
	assert_int_equal(strlen(id), 9 + 32);
}

static void
local_ids_are_made_of_what_a_service_may_use(void **state)
{
	static const char *const wrong[] = {"", "a/b", "a b", "ä", "a\n", "a%41"};
	char id[SWA_ID_MAX + 1], long_id[SWA_REMOTE_ID_MAX + 2], owner[SWA_ENROLMENT_ID_SIZE + 1];

	(void)state;
	assert_ok(swa_local_id(ORG, "A-z_0.~", id, sizeof(id)));
	assert_string_equal(id, ORG "/A-z_0.~");
	assert_string_equal(swa_remote_id(id), "A-z_0.~");
	assert_string_equal(swa_remote_id("personal-app"), "personal-app");
	swa_id_enrolment(id, owner);
	assert_string_equal(owner, ORG);
	swa_id_enrolment("personal-app", owner);
	assert_string_equal(owner, "");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_err(swa_local_id(ORG, wrong[i], id, sizeof(id)), SWA_ERR_LIMIT);
	memset(long_id, 'a', sizeof(long_id));
	long_id[SWA_REMOTE_ID_MAX + 1] = '\0';
	assert_err(swa_local_id(ORG, long_id, id, sizeof(id)), SWA_ERR_LIMIT);
	long_id[SWA_REMOTE_ID_MAX] = '\0';
	assert_ok(swa_local_id(ORG, long_id, id, sizeof(id)));
	assert_err(swa_local_id(ORG, "wiki", id, 13), SWA_ERR_LIMIT);
	assert_ok(swa_local_id(ORG, "wiki", id, 14));
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(an_enrolment_is_kept_as_given_and_begins_with_a_full_synchronisation),
	        ON_A_VAULT(what_can_change_is_changed_and_the_rest_is_not),
	        ON_A_VAULT(the_same_organisation_is_enrolled_once),
	        ON_A_VAULT(there_is_a_highest_number_of_enrolments),
	        ON_A_VAULT(tokens_and_records_are_sealed_replaced_and_removed),
	        ON_A_VAULT(tokens_and_records_have_a_largest_size),
	        cmocka_unit_test(sealed_rows_that_were_moved_or_changed_are_damage),
	        ON_A_VAULT(an_erased_enrolment_is_gone_and_nothing_else),
	        ON_A_VAULT(the_log_is_empty_when_an_erasure_returns),
	        ON_A_VAULT(a_secret_put_back_beside_another_key_does_not_open),
	        ON_A_VAULT(an_erasure_is_no_part_of_a_group),
	        ON_A_VAULT(an_adding_that_was_undone_can_be_done_again),
	        ON_A_VAULT(two_organisations_and_the_person_may_use_the_same_id),
	        cmocka_unit_test(local_ids_are_made_of_what_a_service_may_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
