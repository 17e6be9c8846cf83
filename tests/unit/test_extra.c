#include "beside_fixture.h"
#include "swa/extra.h"

#include <string.h>

#define VALUE "customer-4711-example"

static void
set(struct fixture *f, const char *account, const char *text)
{
	struct swa_buf extra;

	fill_buf(&extra, SWA_EXTRA_TEXT_MAX, text);
	assert_ok(swa_extra_set(f->vault, account, &extra));
	swa_buf_finish(&extra);
}

static swa_err
get(struct fixture *f, const char *account, const char *expected)
{
	struct swa_buf extra;
	swa_err err;

	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	if ((err = swa_extra_get(f->vault, account, &extra)) == SWA_OK)
		assert_string_equal(swa_buf_text(&extra), expected);
	swa_buf_finish(&extra);
	return err;
}

static void
an_extra_value_is_kept_sealed_replaced_and_removed(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	assert_err(get(f, ada, ""), SWA_ERR_RECORD_MISSING);
	assert_false(account_of(f, ada).extra);
	set(f, ada, "before");
	set(f, ada, VALUE);
	assert_true(account_of(f, ada).extra);
	fixture_reopen(f);
	assert_ok(get(f, ada, VALUE));
	assert_ok(swa_vault_check(f->vault));
	fixture_close(f);
	assert_false(fixture_file_holds(f, "vault.db", VALUE, strlen(VALUE)));
	fixture_reopen(f);
	set(f, ada, "");
	assert_err(get(f, ada, ""), SWA_ERR_RECORD_MISSING);
	assert_false(account_of(f, ada).extra);
}

static void
an_extra_value_stays_when_the_password_changes_and_goes_with_the_account(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	set(f, ada, VALUE);
	fixture_account(f, "wiki", ada, "ada", "second", ada);
	assert_ok(swa_account_judge(f->vault, ada, 2, SWA_CREDENTIAL_CONFIRMED));
	assert_ok(get(f, ada, VALUE));
	assert_ok(fixture_password(f, ada, 2, "second"));
	assert_ok(swa_account_remove(f->vault, ada));
	assert_err(get(f, ada, ""), SWA_ERR_ACCOUNT_UNKNOWN);
}

static void
an_extra_value_moved_to_another_account_does_not_open(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], bob[SWA_ID_MAX + 1];

	add_ada(f, ada);
	set(f, ada, VALUE);
	move_to_bob(f, "extra", bob);
	assert_err(get(f, bob, ""), SWA_ERR_VAULT_DAMAGED);
	assert_err(swa_vault_check(f->vault), SWA_ERR_VAULT_DAMAGED);
}

static void
a_user_name_changes_without_the_password_being_given(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];

	fixture_app(f, "wiki", "Wiki");
	assert_err(swa_account_set(f->vault, "wiki", NULL, "ada", NULL, id), SWA_ERR_ACCOUNT_MISSING);
	fixture_account(f, "wiki", NULL, "ada", "pw", ada);
	assert_ok(swa_account_judge(f->vault, ada, 1, SWA_CREDENTIAL_CONFIRMED));
	assert_ok(swa_account_set(f->vault, "wiki", ada, "ada", NULL, id));
	assert_int_equal(account_of(f, ada).version, 1);
	assert_int_equal(account_of(f, ada).state, SWA_CREDENTIAL_CONFIRMED);
	assert_ok(swa_account_set(f->vault, "wiki", ada, "lovelace", NULL, id));
	assert_string_equal(id, ada);
	assert_string_equal(account_of(f, ada).username, "lovelace");
	assert_int_equal(account_of(f, ada).version, 2);
	assert_ok(fixture_password(f, ada, 2, "pw"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(an_extra_value_is_kept_sealed_replaced_and_removed),
	        TEST(an_extra_value_stays_when_the_password_changes_and_goes_with_the_account),
	        TEST(an_extra_value_moved_to_another_account_does_not_open),
	        TEST(a_user_name_changes_without_the_password_being_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
