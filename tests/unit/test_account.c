#include "vault_fixture.h"

#include <stdio.h>
#include <string.h>

struct copy {
	char id[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint32_t version, confirmed_version;
	enum swa_credential_state state;
	int64_t last_used;
	char all[1024]; /* user names, a space behind each */
};

static bool
copy(void *context, const struct swa_account *account)
{
	struct copy *c = context;

	(void)snprintf(c->id, sizeof(c->id), "%s", account->id);
	(void)snprintf(c->username, sizeof(c->username), "%s", account->username);
	c->version = account->version;
	c->confirmed_version = account->confirmed_version;
	c->state = account->state;
	c->last_used = account->last_used;
	strcat(c->all, account->username);
	strcat(c->all, " ");
	return true;
}

static void
assert_account(struct fixture *f, const char *id, uint32_t version, uint32_t confirmed,
               enum swa_credential_state state)
{
	struct copy c = {.all = ""};

	assert_ok(swa_account_get(f->vault, id, copy, &c));
	assert_int_equal(c.version, version);
	assert_int_equal(c.confirmed_version, confirmed);
	assert_string_equal(swa_credential_state_name(c.state), swa_credential_state_name(state));
}

static void
the_first_account_is_new_and_its_password_comes_back(void **state)
{
	struct fixture *f = *state;
	struct copy c = {.all = ""};
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "p\xc3\xa4ss w\"rd\n", id);
	assert_account(f, id, 1, 0, SWA_CREDENTIAL_NEW);
	fixture_reopen(f);
	assert_ok(swa_account_get(f->vault, id, copy, &c));
	assert_string_equal(c.username, "ada");
	assert_int_equal(c.last_used, 0);
	assert_ok(fixture_password(f, id, 1, "p\xc3\xa4ss w\"rd\n"));
	assert_err(fixture_password(f, id, 2, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(fixture_password(f, id, 0, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(fixture_password(f, "none", 1, ""), SWA_ERR_ACCOUNT_UNKNOWN);
}

static void
an_unconfirmed_version_is_erased_by_the_next(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1], again[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "first", id);
	fixture_account(f, "1", NULL, "ada", "second", again);
	assert_string_equal(id, again);
	assert_account(f, id, 2, 0, SWA_CREDENTIAL_NEW);
	assert_err(fixture_password(f, id, 1, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_ok(fixture_password(f, id, 2, "second"));
}

static void
the_confirmed_version_is_kept_until_the_newest_is_confirmed(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "good", id);
	assert_ok(swa_account_judge(f->vault, id, 1, SWA_CREDENTIAL_CONFIRMED));
	assert_account(f, id, 1, 1, SWA_CREDENTIAL_CONFIRMED);
	fixture_account(f, "1", id, "ada", "typo", id);
	assert_account(f, id, 2, 1, SWA_CREDENTIAL_NEW);
	assert_ok(swa_account_judge(f->vault, id, 2, SWA_CREDENTIAL_FAILED));
	assert_account(f, id, 2, 1, SWA_CREDENTIAL_FAILED);
	fixture_account(f, "1", id, "ada", "better", id);
	assert_account(f, id, 3, 1, SWA_CREDENTIAL_NEW);
	assert_ok(fixture_password(f, id, 1, "good"));
	assert_err(fixture_password(f, id, 2, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_ok(fixture_password(f, id, 3, "better"));
	assert_ok(swa_account_judge(f->vault, id, 3, SWA_CREDENTIAL_CONFIRMED));
	assert_err(fixture_password(f, id, 1, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_ok(fixture_password(f, id, 3, "better"));
	assert_account(f, id, 3, 3, SWA_CREDENTIAL_CONFIRMED);
}

static void
a_judgement_of_an_older_version_changes_nothing(void **state)
{
	struct fixture *f = *state;
	uint64_t generation;
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "first", id);
	fixture_account(f, "1", NULL, "ada", "second", id);
	generation = swa_vault_generation(f->vault);
	assert_ok(swa_account_judge(f->vault, id, 1, SWA_CREDENTIAL_CONFIRMED));
	assert_ok(swa_account_judge(f->vault, id, 3, SWA_CREDENTIAL_FAILED));
	assert_account(f, id, 2, 0, SWA_CREDENTIAL_NEW);
	assert_int_equal(swa_vault_generation(f->vault), generation);
	assert_err(swa_account_judge(f->vault, "none", 1, SWA_CREDENTIAL_FAILED), SWA_ERR_ACCOUNT_UNKNOWN);
}

static void
a_failed_version_may_be_tried_again_when_the_person_says_so(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "first", id);
	assert_ok(swa_account_judge(f->vault, id, 1, SWA_CREDENTIAL_FAILED));
	fixture_reopen(f);
	assert_account(f, id, 1, 0, SWA_CREDENTIAL_FAILED);
	assert_ok(swa_account_judge(f->vault, id, 1, SWA_CREDENTIAL_NEW));
	assert_account(f, id, 1, 0, SWA_CREDENTIAL_NEW);
	assert_ok(fixture_password(f, id, 1, "first"));
}

static void
an_app_may_have_several_accounts_and_then_one_must_be_named(void **state)
{
	struct fixture *f = *state;
	struct copy c = {.all = ""};
	struct swa_buf password;
	char ada[SWA_ID_MAX + 1], bob[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1] = "untouched";

	fixture_app(f, "1", "one");
	fixture_app(f, "2", "two");
	fixture_account(f, "1", SWA_ACCOUNT_ANOTHER, "ada", "a", ada);
	fixture_account(f, "1", SWA_ACCOUNT_ANOTHER, "bob", "b", bob);
	assert_string_not_equal(ada, bob);
	swa_buf_init(&password, 10);
	assert_ok(swa_buf_append_text(&password, "new"));
	assert_err(swa_account_set(f->vault, "1", NULL, "ada", &password, id), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_account_set(f->vault, "1", "none", "ada", &password, id), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_account_set(f->vault, "2", ada, "ada", &password, id), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_account_set(f->vault, "3", NULL, "ada", &password, id), SWA_ERR_APP_UNKNOWN);
	assert_string_equal(id, "untouched");
	assert_ok(swa_account_set(f->vault, "1", bob, "robert", &password, id));
	assert_string_equal(id, bob);
	swa_buf_finish(&password);
	assert_ok(swa_account_list(f->vault, "1", copy, &c));
	assert_string_equal(c.all, "ada robert ");
	assert_ok(fixture_password(f, ada, 1, "a"));
	assert_ok(fixture_password(f, bob, 2, "new"));
	assert_err(swa_account_list(f->vault, "3", copy, &c), SWA_ERR_APP_UNKNOWN);
}

static void
user_name_and_password_have_a_shortest_and_a_longest_length(void **state)
{
	struct fixture *f = *state;
	struct swa_buf password;
	char username[SWA_LABEL_MAX + 2], id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	memset(username, 'u', sizeof(username));
	username[SWA_LABEL_MAX + 1] = '\0';
	swa_buf_init(&password, 2 * SWA_SECRET_TEXT_MAX);
	assert_err(swa_account_set(f->vault, "1", NULL, "ada", &password, id), SWA_ERR_LIMIT);
	for (int i = 0; i < SWA_SECRET_TEXT_MAX; i++)
		assert_ok(swa_buf_append_text(&password, "p"));
	assert_err(swa_account_set(f->vault, "1", NULL, username, &password, id), SWA_ERR_LIMIT);
	assert_err(swa_account_set(f->vault, "1", NULL, "", &password, id), SWA_ERR_LIMIT);
	username[SWA_LABEL_MAX] = '\0';
	assert_ok(swa_account_set(f->vault, "1", NULL, username, &password, id));
	assert_ok(fixture_password(f, id, 1, swa_buf_text(&password)));
	assert_ok(swa_buf_append_text(&password, "p"));
	assert_err(swa_account_set(f->vault, "1", NULL, "ada", &password, id), SWA_ERR_LIMIT);
	swa_buf_finish(&password);
}

static void
an_account_is_removed_with_all_its_versions(void **state)
{
	struct fixture *f = *state;
	struct copy c = {.all = ""};
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "good", id);
	assert_ok(swa_account_judge(f->vault, id, 1, SWA_CREDENTIAL_CONFIRMED));
	fixture_account(f, "1", NULL, "ada", "newer", id);
	assert_ok(swa_account_remove(f->vault, id));
	assert_err(fixture_password(f, id, 1, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(fixture_password(f, id, 2, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_account_get(f->vault, id, copy, &c), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_account_remove(f->vault, id), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_account_used(f->vault, id, 1), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_ok(swa_account_list(f->vault, "1", copy, &c));
	assert_string_equal(c.all, "");
}

static void
the_time_of_use_is_remembered(void **state)
{
	struct fixture *f = *state;
	struct copy c = {.all = ""};
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_account(f, "1", NULL, "ada", "good", id);
	assert_ok(swa_account_used(f->vault, id, INT64_C(4102444800)));
	fixture_reopen(f);
	assert_ok(swa_account_get(f->vault, id, copy, &c));
	assert_true(c.last_used == INT64_C(4102444800));
}

/* Rows moved about by someone who has the database key, but not the space key. */
static void
a_password_copied_over_another_row_does_not_open(void **state)
{
	static const char *const swaps[] = {
	        /* another account's */
	        "UPDATE secret SET sealed = (SELECT sealed FROM secret AS s JOIN account AS a ON a.number = "
	        "s.account"
	        " WHERE a.username = 'bob') WHERE account = (SELECT number FROM account WHERE username = "
	        "'ada')",
	        /* an older version under the newest's number */
	        "UPDATE secret SET sealed = (SELECT sealed FROM secret AS s JOIN account AS a ON a.number = "
	        "s.account"
	        " WHERE a.username = 'ada' AND s.version = 1)"
	        " WHERE account = (SELECT number FROM account WHERE username = 'ada')",
	        /* an account moved to another app */
	        "UPDATE account SET app = '2' WHERE username = 'ada'",
	        /* cut, emptied */
	        "UPDATE secret SET sealed = substr(sealed, 1, length(sealed) - 1)",
	        "UPDATE secret SET sealed = x''",
	};

	for (size_t i = 0; i < sizeof(swaps) / sizeof(swaps[0]); i++) {
		struct fixture *f;
		char ada[SWA_ID_MAX + 1], bob[SWA_ID_MAX + 1];

		fixture_vault(state);
		f = *state;
		fixture_app(f, "1", "one");
		fixture_app(f, "2", "two");
		fixture_account(f, "1", SWA_ACCOUNT_ANOTHER, "ada", "a", ada);
		assert_ok(swa_account_judge(f->vault, ada, 1, SWA_CREDENTIAL_CONFIRMED));
		fixture_account(f, "1", ada, "ada", "a2", ada);
		fixture_account(f, "1", SWA_ACCOUNT_ANOTHER, "bob", "b", bob);
		assert_ok(swa_vault_check(f->vault));
		fixture_close(f);
		fixture_sql(f, swaps[i]);
		fixture_reopen(f);
		assert_err(fixture_password(f, ada, 2, ""), SWA_ERR_VAULT_DAMAGED);
		assert_err(swa_vault_check(f->vault), SWA_ERR_VAULT_DAMAGED);
		fixture_finish(state);
	}
}

static void
neither_password_nor_keys_are_found_in_the_files(void **state)
{
	static const char password[] = "correct horse battery staple";
	static const char *const files[] = {"vault.db", "vault.db-wal", "vault.header"};
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	fixture_app(f, "1", "a label to look for");
	fixture_account(f, "1", NULL, "ada", password, id);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < 3; i++) {
			if (round == 1 && i == 1)
				continue; /* the log is gone when the vault is closed */
			assert_false(fixture_file_holds(f, files[i], password, sizeof(password) - 1));
			assert_false(fixture_file_holds(f, files[i], "a label to look for", 19));
			assert_false(fixture_file_holds(f, files[i], "CREATE TABLE", 12));
			assert_false(fixture_file_holds(f, files[i], swa_secret_bytes(f->root), 32));
		}
		fixture_close(f);
	}
	assert_false(fixture_exists(f, "vault.db-wal"));
	/* The search finds what is there. */
	fixture_write(f, "planted", "..correct horse battery staple..", 32);
	assert_true(fixture_file_holds(f, "planted", password, sizeof(password) - 1));
	fixture_write(f, "planted", "..636f727265637420..", 20);
	assert_true(fixture_file_holds(f, "planted", "correct ", 8));
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(the_first_account_is_new_and_its_password_comes_back),
	        ON_A_VAULT(an_unconfirmed_version_is_erased_by_the_next),
	        ON_A_VAULT(the_confirmed_version_is_kept_until_the_newest_is_confirmed),
	        ON_A_VAULT(a_judgement_of_an_older_version_changes_nothing),
	        ON_A_VAULT(a_failed_version_may_be_tried_again_when_the_person_says_so),
	        ON_A_VAULT(an_app_may_have_several_accounts_and_then_one_must_be_named),
	        ON_A_VAULT(user_name_and_password_have_a_shortest_and_a_longest_length),
	        ON_A_VAULT(an_account_is_removed_with_all_its_versions),
	        ON_A_VAULT(the_time_of_use_is_remembered),
	        cmocka_unit_test(a_password_copied_over_another_row_does_not_open),
	        ON_A_VAULT(neither_password_nor_keys_are_found_in_the_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
