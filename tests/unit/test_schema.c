/* Vaults of older schemas, as the versions before wrote them: vault-schema-1/, vault-schema-2/. */
#include "vault_fixture.h"

#include "enrolment_fixture.h"
#include "swa/extra.h"
#include "swa/place.h"
#include "swa/preference.h"
#include "swa/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADA "07f358ce06e743806a7c3a90d7c23a9b"
#define BOB "87ba390ab3e049b1494e6181d9ee6c6a"
#define ADA_2 "1e46967fd1feb8016026f5b9901d7de0" /* of schema 2 */
#define BOB_2 "ec7a021791083a2d862180d8c8ce4aa1"

/* An ordinary vault whose files and key are replaced by the old ones. */
static int
old_vault(void **state, const char *folder, unsigned first)
{
	unsigned char key[SWA_ROOT_KEY_SIZE];
	struct fixture *f;

	(void)fixture_vault(state);
	f = *state;
	fixture_close(f);
	swa_secret_free(f->root);
	for (unsigned i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)(first + i);
	assert_ok(swa_secret_take(key, sizeof(key), &f->root));
	fixture_copy_in(f, folder, "vault.db");
	fixture_copy_in(f, folder, "vault.header");
	return 0;
}

static int
vault_of_schema_1(void **state)
{
	return old_vault(state, SWA_VAULT_SCHEMA_1, 0x40);
}

static int
vault_of_schema_2(void **state)
{
	return old_vault(state, SWA_VAULT_SCHEMA_2, 0x60);
}

static bool
is_bobs(void *context, const struct swa_question *question)
{
	unsigned *count = context;

	assert_string_equal(question->account_id, BOB);
	assert_int_equal(question->asked, 1700000000);
	(*count)++;
	return true;
}

static void
assert_what_was_there(struct fixture *f)
{
	struct swa_buf definition;
	struct held ada;
	unsigned questions = 0;

	assert_int_equal(count_apps(f, NULL), 2);
	assert_int_equal(count_apps(f, SWA_SPACE_PERSONAL), 2);
	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	assert_ok(swa_app_definition(f->vault, "wiki", &definition));
	assert_string_equal(swa_buf_text(&definition), "{\"label\":\"as it came\"}");
	swa_buf_finish(&definition);
	ada = account_of(f, ADA);
	assert_int_equal(ada.version, 2);
	assert_int_equal(ada.confirmed_version, 1);
	assert_ok(fixture_password(f, ADA, 1, "first"));
	assert_ok(fixture_password(f, ADA, 2, "second"));
	assert_ok(fixture_password(f, BOB, 1, "third"));
	assert_ok(swa_question_list(f->vault, is_bobs, &questions));
	assert_int_equal(questions, 1);
	assert_ok(swa_vault_check(f->vault));
}

static void
a_vault_of_schema_1_is_upgraded_and_keeps_what_it_held(void **state)
{
	struct fixture *f = *state;

	fixture_reopen(f);
	assert_what_was_there(f);
	fixture_reopen(f);
	assert_what_was_there(f);
}

static void
an_upgraded_vault_works_like_a_new_one(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	fixture_reopen(f);
	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 2, "ada", "pw"), SWA_DELTA_STORED);
	fixture_account(f, "wiki", ADA, "ada", "third", id);
	assert_ok(fixture_password(f, ADA, 1, "first"));
	assert_err(fixture_password(f, ADA, 2, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_ok(fixture_password(f, ADA, 3, "third"));
	assert_ok(swa_account_judge(f->vault, ADA, 3, SWA_CREDENTIAL_CONFIRMED));
	assert_err(fixture_password(f, ADA, 1, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_ok(swa_app_remove(f->vault, "wiki"));
	fixture_reopen(f);
	assert_ok(fixture_password(f, ORG "/a1", 1, "pw"));
	assert_ok(fixture_password(f, BOB, 1, "third"));
	assert_ok(swa_vault_check(f->vault));
}

static void
an_upgrade_is_one_step_or_none(void **state)
{
	struct fixture *f = *state;

	/* What stands in the way of a later part undoes the earlier ones. */
	fixture_sql(f, "CREATE TABLE notice (number INTEGER)");
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	fixture_sql(f, "DROP TABLE notice");
	fixture_reopen(f);
	assert_what_was_there(f);
}

/* --- schema 2 ------------------------------------------------------------- */

static bool
keep_app(void *context, const struct swa_app *app)
{
	(void)snprintf(context, 256, "%s accounts=%u used=%lld section=%s position=%lld hidden=%d", app->id,
	               app->account_count, (long long)app->last_used, app->section, (long long)app->position,
	               app->hidden);
	return true;
}

static void
assert_app(struct fixture *f, const char *id, const char *expected)
{
	char line[256] = "";

	assert_ok(swa_app_get(f->vault, id, keep_app, line));
	assert_string_equal(line, expected);
}

static void
a_vault_of_schema_2_is_upgraded_and_keeps_what_it_held(void **state)
{
	struct fixture *f = *state;
	struct swa_buf value;
	struct held ada;

	swa_buf_init(&value, 100);
	for (int i = 0; i < 2; i++) {
		fixture_reopen(f);
		assert_int_equal(count_apps(f, SWA_SPACE_PERSONAL), 2);
		assert_int_equal(count_apps(f, ORG), 1);
		assert_app(f, "wiki", "wiki accounts=1 used=0 section= position=0 hidden=0");
		assert_app(f, "shop", "shop accounts=1 used=1700000000 section= position=0 hidden=0");
		ada = account_of(f, ADA_2);
		assert_int_equal(ada.version, 2);
		assert_int_equal(ada.confirmed_version, 1);
		assert_ok(fixture_password(f, ADA_2, 1, "first"));
		assert_ok(fixture_password(f, ADA_2, 2, "second"));
		assert_ok(fixture_password(f, BOB_2, 1, "third"));
		assert_string_equal(outbox_of(f, ORG).account, ORG "/a1");
		assert_ok(fixture_password(f, ORG "/a1", 2, "mine"));
		assert_ok(swa_record_get(f->vault, ORG, "policy", &value));
		assert_string_equal(swa_buf_text(&value), "a record");
		swa_buf_reset(&value);
		assert_ok(swa_vault_check(f->vault));
	}
	swa_buf_finish(&value);
}

static void
what_schema_3_holds_can_be_stored_in_an_upgraded_vault(void **state)
{
	struct fixture *f = *state;
	const struct swa_place place = {"wiki", "Work", 3, true};
	struct swa_origin origin;
	struct swa_buf extra;
	bool never = false;

	fixture_reopen(f);
	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	assert_ok(swa_buf_append_text(&extra, "customer 7"));
	assert_ok(swa_place_set(f->vault, &place));
	assert_ok(swa_extra_set(f->vault, ADA_2, &extra));
	assert_ok(swa_preference_set(f->vault, SWA_PREFERENCE_OFFERS, 1));
	assert_ok(swa_origin_of("https://never.example/", &origin));
	assert_ok(swa_site_set_never(f->vault, &origin, true));

	fixture_reopen(f);
	assert_app(f, "wiki", "wiki accounts=1 used=0 section=Work position=3 hidden=1");
	swa_buf_reset(&extra);
	assert_ok(swa_extra_get(f->vault, ADA_2, &extra));
	assert_string_equal(swa_buf_text(&extra), "customer 7");
	assert_true(swa_preference_get_bool(f->vault, SWA_PREFERENCE_OFFERS));
	assert_ok(swa_site_is_never(f->vault, &origin, &never));
	assert_true(never);
	assert_ok(swa_vault_check(f->vault));
	swa_buf_finish(&extra);
}

static void
an_upgrade_to_schema_3_is_one_step_or_none(void **state)
{
	struct fixture *f = *state;

	fixture_sql(f, "CREATE TABLE staged (number INTEGER)");
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	fixture_sql(f, "SELECT number FROM account INDEXED BY account_by_app WHERE app = ''");
	fixture_sql(f, "DROP TABLE staged; CREATE TABLE place (app TEXT); DROP TABLE place");
	fixture_reopen(f);
	assert_app(f, "shop", "shop accounts=1 used=1700000000 section= position=0 hidden=0");
}

#define ON_SCHEMA_1(test) cmocka_unit_test_setup_teardown(test, vault_of_schema_1, fixture_finish)
#define ON_SCHEMA_2(test) cmocka_unit_test_setup_teardown(test, vault_of_schema_2, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_SCHEMA_1(a_vault_of_schema_1_is_upgraded_and_keeps_what_it_held),
	        ON_SCHEMA_1(an_upgraded_vault_works_like_a_new_one),
	        ON_SCHEMA_1(an_upgrade_is_one_step_or_none),
	        ON_SCHEMA_2(a_vault_of_schema_2_is_upgraded_and_keeps_what_it_held),
	        ON_SCHEMA_2(what_schema_3_holds_can_be_stored_in_an_upgraded_vault),
	        ON_SCHEMA_2(an_upgrade_to_schema_3_is_one_step_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
