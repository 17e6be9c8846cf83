#include "enrolment_fixture.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* --- the version rule ---------------------------------------------------- */

static void
a_version_is_applied_once_and_an_older_one_is_refused(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;

	enrol(f, ORG, "example");
	assert_ok(accept_entry(f, "app", "wiki", 41, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
	fixture_reopen(f);
	assert_ok(accept_entry(f, "app", "wiki", 41, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	assert_err(accept_entry(f, "app", "wiki", 40, true, &verdict), SWA_ERR_ENTRY_OUTDATED);
	/* Another kind, another id and another organisation have versions of their own. */
	assert_ok(accept_entry(f, "account", "wiki", 1, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
	assert_ok(accept_entry(f, "app", "wiki2", 1, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
	enrol(f, OTHER, "other");
	assert_ok(swa_delta_accept(f->vault, OTHER, "app", "wiki", 1, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
	/* The local id names the same. */
	assert_ok(accept_entry(f, "app", ORG "/wiki", 41, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	assert_err(swa_delta_accept(f->vault, "12345678", "app", "wiki", 1, true, &verdict),
	           SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(accept_entry(f, "app", "wiki", 0, true, &verdict), SWA_ERR_LIMIT);
}

static void
versions_up_to_the_largest_are_kept_exactly(void **state)
{
	struct fixture *f = *state;
	const uint64_t largest = UINT64_C(9007199254740991);
	enum swa_delta_verdict verdict;

	enrol(f, ORG, "example");
	assert_ok(accept_entry(f, "policy", "policy", largest, true, &verdict));
	assert_err(accept_entry(f, "policy", "policy", largest - 1, true, &verdict), SWA_ERR_ENTRY_OUTDATED);
	assert_ok(accept_entry(f, "policy", "policy", largest, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
}

static void
what_could_not_be_used_is_taken_again_and_nothing_older(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;

	enrol(f, ORG, "example");
	assert_ok(accept_entry(f, "account", "a1", 5, true, &verdict));
	assert_ok(accept_entry(f, "account", "a2", 6, true, &verdict));
	for (int i = 0; i < 8; i++)
		assert_ok(swa_delta_again(f->vault, ORG, "account", i % 2 == 0 ? "a1" : NULL));
	assert_err(accept_entry(f, "account", "a1", 4, true, &verdict), SWA_ERR_ENTRY_OUTDATED);
	assert_ok(accept_entry(f, "account", "a1", 5, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
	assert_ok(accept_entry(f, "account", "a1", 5, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	assert_ok(accept_entry(f, "account", "a2", 6, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
}

static void
a_removed_thing_does_not_come_back_in_an_older_version(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;
	bool unsent = true;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 5);
	(void)give_account(f, ORG, "wiki", "a1", 6, "ada", "pw");
	assert_ok(accept_entry(f, "account", "a1", 7, false, &verdict));
	assert_ok(swa_delta_remove_account(f->vault, ORG, ORG "/a1", &unsent));
	assert_false(unsent);
	assert_false(account_of(f, ORG "/a1").there);
	assert_err(accept_entry(f, "account", "a1", 6, true, &verdict), SWA_ERR_ENTRY_OUTDATED);
	assert_ok(accept_entry(f, "account", "a1", 7, false, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 8, "ada", "new"), SWA_DELTA_STORED);
	/* What is not there is removed without a fault. */
	assert_ok(swa_delta_remove_account(f->vault, ORG, ORG "/never", NULL));
	assert_ok(swa_delta_remove_app(f->vault, ORG, ORG "/never", NULL));
	/* Nobody else's, and nothing personal. */
	assert_err(swa_delta_remove_app(f->vault, OTHER, ORG "/wiki", NULL), SWA_ERR_ARGUMENT);
	assert_err(swa_delta_remove_app(f->vault, ORG, "wiki", NULL), SWA_ERR_ARGUMENT);
}

static void
an_accounts_version_is_taken_again_when_its_app_comes_back(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 5);
	(void)give_account(f, ORG, "wiki", "a1", 6, "ada", "pw");
	assert_ok(accept_entry(f, "app", "wiki", 7, false, &verdict));
	assert_ok(swa_delta_remove_app(f->vault, ORG, ORG "/wiki", NULL));
	assert_false(account_of(f, ORG "/a1").there);
	give_app(f, ORG, "wiki", 8);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 6, "ada", "pw"), SWA_DELTA_STORED);
	assert_ok(fixture_password(f, ORG "/a1", 1, "pw"));
}

/* --- apps and accounts --------------------------------------------------- */

static bool
note_held(void *context, const struct swa_app *app)
{
	bool *held = context;

	assert_string_equal(app->space, ORG);
	*held = app->held;
	return true;
}

static void
an_app_is_held_until_it_is_released(void **state)
{
	struct fixture *f = *state;
	const struct swa_app app = {
	        .id = ORG "/wiki", .label = "Wiki", .name = "template_swa", .launch_url = ""};
	bool held = true;

	enrol(f, ORG, "example");
	assert_ok(swa_delta_app(f->vault, ORG, &app, "{}", false));
	assert_ok(swa_app_get(f->vault, ORG "/wiki", note_held, &held));
	assert_false(held);
	assert_ok(swa_delta_app(f->vault, ORG, &app, "{\"changed\":1}", true));
	assert_ok(swa_delta_app(f->vault, ORG, &app, "{\"changed\":2}", false));
	assert_ok(swa_app_get(f->vault, ORG "/wiki", note_held, &held));
	assert_true(held);
	assert_ok(swa_app_release(f->vault, ORG "/wiki"));
	assert_ok(swa_app_get(f->vault, ORG "/wiki", note_held, &held));
	assert_false(held);
	assert_err(swa_app_release(f->vault, ORG "/none"), SWA_ERR_APP_UNKNOWN);
	assert_err(swa_delta_app(f->vault, OTHER, &app, "{}", false), SWA_ERR_ARGUMENT);
	assert_ok(swa_vault_check(f->vault));
}

static void
a_credential_gets_a_new_version_only_where_it_differs(void **state)
{
	struct fixture *f = *state;
	struct held held;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 2, "ada", "one"), SWA_DELTA_STORED);
	assert_ok(swa_account_judge(f->vault, ORG "/a1", 1, SWA_CREDENTIAL_CONFIRMED));
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 3, "ada", "one"), SWA_DELTA_STORED);
	held = account_of(f, ORG "/a1");
	assert_int_equal(held.version, 1);
	assert_int_equal(held.state, SWA_CREDENTIAL_CONFIRMED);
	/* The confirmed one is kept beside the newest. */
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 4, "ada", "two"), SWA_DELTA_STORED);
	held = account_of(f, ORG "/a1");
	assert_int_equal(held.version, 2);
	assert_int_equal(held.confirmed_version, 1);
	assert_int_equal(held.state, SWA_CREDENTIAL_NEW);
	assert_ok(fixture_password(f, ORG "/a1", 1, "one"));
	assert_ok(fixture_password(f, ORG "/a1", 2, "two"));
	/* Another user name, and the password that is held. */
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 5, "ada.l", NULL), SWA_DELTA_STORED);
	held = account_of(f, ORG "/a1");
	assert_int_equal(held.version, 3);
	assert_string_equal(held.username, "ada.l");
	assert_ok(fixture_password(f, ORG "/a1", 3, "two"));
	assert_err(fixture_password(f, ORG "/a1", 2, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_int_equal(outbox_of(f, ORG).count, 0);
}

static void
an_account_may_come_before_its_password(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 2, "ada", NULL), SWA_DELTA_STORED);
	assert_int_equal(account_of(f, ORG "/a1").version, 0);
	assert_err(fixture_password(f, ORG "/a1", 0, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 3, "lovelace", NULL), SWA_DELTA_STORED);
	assert_string_equal(account_of(f, ORG "/a1").username, "lovelace");
	assert_ok(swa_vault_check(f->vault));
	/* The person enters it; the account is the service's. */
	fixture_account(f, ORG "/wiki", NULL, "lovelace", "mine", id);
	assert_string_equal(id, ORG "/a1");
	assert_int_equal(account_of(f, ORG "/a1").version, 1);
	assert_int_equal(outbox_of(f, ORG).base, 3);
}

static void
an_account_needs_its_app_and_its_limits(void **state)
{
	struct fixture *f = *state;
	struct swa_buf password;
	struct swa_delta_account account = {.id = ORG "/a1",
	                                    .app_id = ORG "/wiki",
	                                    .username = "ada",
	                                    .version = 1,
	                                    .by = "",
	                                    .password = &password};
	enum swa_delta_result result;

	swa_buf_init(&password, 2 * SWA_SECRET_TEXT_MAX);
	assert_ok(swa_buf_append_text(&password, "pw"));
	enrol(f, ORG, "example");
	assert_err(swa_delta_account(f->vault, ORG, &account, &result), SWA_ERR_APP_UNKNOWN);
	give_app(f, ORG, "wiki", 1);
	assert_err(swa_delta_account(f->vault, OTHER, &account, &result), SWA_ERR_ARGUMENT);
	account.id = "a1";
	assert_err(swa_delta_account(f->vault, ORG, &account, &result), SWA_ERR_ARGUMENT);
	account.id = ORG "/a1";
	assert_non_null(swa_buf_reserve(&password, SWA_SECRET_TEXT_MAX));
	password.size = SWA_SECRET_TEXT_MAX + 1;
	assert_err(swa_delta_account(f->vault, ORG, &account, &result), SWA_ERR_LIMIT);
	password.size = 0;
	assert_err(swa_delta_account(f->vault, ORG, &account, &result), SWA_ERR_LIMIT);
	assert_false(account_of(f, ORG "/a1").there);
	swa_buf_finish(&password);
}

static void
an_account_that_moved_to_another_app_opens_there(void **state)
{
	struct fixture *f = *state;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	give_app(f, ORG, "mail", 2);
	(void)give_account(f, ORG, "wiki", "a1", 3, "ada", "pw");
	assert_int_equal(give_account(f, ORG, "mail", "a1", 4, "ada", "pw"), SWA_DELTA_STORED);
	assert_ok(fixture_password(f, ORG "/a1", 1, "pw"));
	assert_ok(swa_app_remove(f->vault, ORG "/mail"));
	assert_false(account_of(f, ORG "/a1").there);
	assert_ok(swa_vault_check(f->vault));
}

static void
a_page_that_is_undone_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;

	enrol(f, ORG, "example");
	assert_ok(swa_vault_begin(f->vault));
	give_app(f, ORG, "wiki", 1);
	(void)give_account(f, ORG, "wiki", "a1", 2, "ada", "pw");
	assert_ok(swa_delta_page(f->vault, ORG, "c1"));
	swa_vault_rollback(f->vault);
	assert_int_equal(count_apps(f, ORG), 0);
	assert_ok(accept_entry(f, "app", "wiki", 1, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
}

static void
a_refused_entry_leaves_its_page_whole(void **state)
{
	struct fixture *f = *state;
	struct swa_buf password;
	const struct swa_delta_account account = {.id = ORG "/a1",
	                                          .app_id = ORG "/none",
	                                          .username = "ada",
	                                          .version = 3,
	                                          .by = "",
	                                          .password = &password};
	enum swa_delta_verdict verdict;
	enum swa_delta_result result;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	assert_ok(swa_buf_append_text(&password, "pw"));
	enrol(f, ORG, "example");
	assert_ok(swa_vault_begin(f->vault));
	give_app(f, ORG, "wiki", 2);
	assert_err(accept_entry(f, "app", "wiki", 1, true, &verdict), SWA_ERR_ENTRY_OUTDATED);
	assert_err(swa_delta_account(f->vault, ORG, &account, &result), SWA_ERR_APP_UNKNOWN);
	assert_ok(swa_vault_commit(f->vault));
	assert_int_equal(count_apps(f, ORG), 1);
	swa_buf_finish(&password);
}

/* --- full synchronisation ------------------------------------------------ */

struct gone {
	struct fixture *f;
	char list[1024];
};

static void
note_gone(void *context, const char *kind, const char *id, bool unsent)
{
	struct gone *gone = context;
	char line[200];

	(void)snprintf(line, sizeof(line), "%s %s%s; ", kind, id, unsent ? " unsent" : "");
	strcat(gone->list, line);
	/* It is still there to be asked about. */
	if (strcmp(kind, "account") == 0)
		assert_true(account_of(gone->f, id).there);
}

static bool
is_full(void *context, const struct swa_enrolment *e)
{
	const bool *full = context;

	assert_int_equal(e->full, *full);
	if (e->full)
		assert_string_equal(e->cursor, "");
	return true;
}

static void
a_full_synchronisation_removes_what_did_not_come(void **state)
{
	struct fixture *f = *state;
	struct gone gone = {.f = f, .list = ""};
	enum swa_delta_verdict verdict;
	char mine[SWA_ID_MAX + 1], personal[SWA_ID_MAX + 1];
	bool full = true;

	fixture_app(f, "personal", "Mine");
	fixture_account(f, "personal", NULL, "ada", "personal", personal);
	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	give_app(f, ORG, "mail", 2);
	(void)give_account(f, ORG, "wiki", "stays", 3, "ada", "pw");
	(void)give_account(f, ORG, "wiki", "goes", 4, "bob", "pw");
	(void)give_account(f, ORG, "mail", "along", 5, "cyd", "pw");
	assert_err(swa_delta_finish(f->vault, ORG, 4, note_gone, &gone), SWA_ERR_SNAPSHOT_MISMATCH);
	assert_ok(swa_delta_finish(f->vault, ORG, 5, note_gone, &gone));
	assert_string_equal(gone.list, "");
	fixture_account(f, ORG "/mail", ORG "/along", "cyd", "newer", mine);
	fixture_account(f, ORG "/wiki", SWA_ACCOUNT_ANOTHER, "dan", "never sent", mine);

	assert_ok(swa_delta_page(f->vault, ORG, "c1"));
	assert_ok(swa_delta_restart(f->vault, ORG));
	assert_ok(swa_enrolment_get(f->vault, ORG, is_full, &full));
	assert_ok(accept_entry(f, "app", "wiki", 1, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	fixture_reopen(f); /* it goes on where it was */
	assert_ok(accept_entry(f, "account", "stays", 3, true, &verdict));
	assert_err(swa_delta_finish(f->vault, ORG, 3, note_gone, &gone), SWA_ERR_SNAPSHOT_MISMATCH);
	assert_int_equal(count_apps(f, ORG), 2);
	assert_ok(swa_delta_finish(f->vault, ORG, 2, note_gone, &gone));
	assert_string_equal(gone.list,
	                    "account " ORG "/along unsent; account " ORG "/goes; app " ORG "/mail; ");
	full = false;
	assert_ok(swa_enrolment_get(f->vault, ORG, is_full, &full));
	assert_int_equal(count_apps(f, ORG), 1);
	assert_true(account_of(f, ORG "/stays").there);
	assert_false(account_of(f, ORG "/goes").there);
	/* What was not sent yet, and what is personal, stays. */
	assert_ok(fixture_password(f, mine, 1, "never sent"));
	assert_int_equal(outbox_of(f, ORG).count, 1);
	assert_ok(fixture_password(f, personal, 1, "personal"));
	/* What was found gone may come back as it was. */
	give_app(f, ORG, "mail", 2);
	assert_ok(swa_vault_check(f->vault));
}

static void
without_a_full_synchronisation_a_snapshot_removes_nothing(void **state)
{
	struct fixture *f = *state;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	assert_ok(swa_delta_finish(f->vault, ORG, 1, NULL, NULL));
	assert_ok(swa_delta_finish(f->vault, ORG, 99, NULL, NULL));
	assert_int_equal(count_apps(f, ORG), 1);
	assert_err(swa_delta_finish(f->vault, OTHER, 0, NULL, NULL), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(swa_delta_restart(f->vault, OTHER), SWA_ERR_ENROLMENT_UNKNOWN);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_version_is_applied_once_and_an_older_one_is_refused),
	        ON_A_VAULT(versions_up_to_the_largest_are_kept_exactly),
	        ON_A_VAULT(what_could_not_be_used_is_taken_again_and_nothing_older),
	        ON_A_VAULT(a_removed_thing_does_not_come_back_in_an_older_version),
	        ON_A_VAULT(an_accounts_version_is_taken_again_when_its_app_comes_back),
	        ON_A_VAULT(an_app_is_held_until_it_is_released),
	        ON_A_VAULT(a_credential_gets_a_new_version_only_where_it_differs),
	        ON_A_VAULT(an_account_may_come_before_its_password),
	        ON_A_VAULT(an_account_needs_its_app_and_its_limits),
	        ON_A_VAULT(an_account_that_moved_to_another_app_opens_there),
	        ON_A_VAULT(a_page_that_is_undone_leaves_nothing),
	        ON_A_VAULT(a_refused_entry_leaves_its_page_whole),
	        ON_A_VAULT(a_full_synchronisation_removes_what_did_not_come),
	        ON_A_VAULT(without_a_full_synchronisation_a_snapshot_removes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
