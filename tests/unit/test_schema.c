/* A vault of schema 1, as the version before wrote it: vault-schema-1/. */
#include "vault_fixture.h"

#include "enrolment_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADA "07f358ce06e743806a7c3a90d7c23a9b"
#define BOB "87ba390ab3e049b1494e6181d9ee6c6a"

static void
copy_in(struct fixture *f, const char *name)
{
	char path[512];
	unsigned char data[65536];
	FILE *file;
	size_t size;

	(void)snprintf(path, sizeof(path), "%s/%s", SWA_VAULT_SCHEMA_1, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	size = fread(data, 1, sizeof(data), file);
	assert_int_equal(fclose(file), 0);
	assert_true(size > 0);
	fixture_write(f, name, data, size);
}

/* An ordinary vault whose files and key are replaced by the old ones. */
static int
old_vault(void **state)
{
	unsigned char key[SWA_ROOT_KEY_SIZE];
	struct fixture *f;

	(void)fixture_vault(state);
	f = *state;
	fixture_close(f);
	swa_secret_free(f->root);
	for (unsigned i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)(0x40 + i);
	assert_ok(swa_secret_take(key, sizeof(key), &f->root));
	copy_in(f, "vault.db");
	copy_in(f, "vault.header");
	return 0;
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

#define ON_AN_OLD_VAULT(test) cmocka_unit_test_setup_teardown(test, old_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_AN_OLD_VAULT(a_vault_of_schema_1_is_upgraded_and_keeps_what_it_held),
	        ON_AN_OLD_VAULT(an_upgraded_vault_works_like_a_new_one),
	        ON_AN_OLD_VAULT(an_upgrade_is_one_step_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
