#include "enrolment_fixture.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define A1 ORG "/a1"

/* An account of the service in version 2, and the person's change on top of it. */
static void
change_mine(struct fixture *f)
{
	char id[SWA_ID_MAX + 1];

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	(void)give_account(f, ORG, "wiki", "a1", 2, "ada", "theirs");
	fixture_account(f, ORG "/wiki", NULL, "ada.l", "mine", id);
	assert_string_equal(id, A1);
}

static void
a_change_of_an_organisations_account_waits_to_be_sent(void **state)
{
	struct fixture *f = *state;
	const int64_t before = (int64_t)time(NULL);
	struct waiting w;

	change_mine(f);
	fixture_reopen(f);
	w = outbox_of(f, NULL);
	assert_int_equal(w.count, 1);
	assert_string_equal(w.enrolment, ORG);
	assert_string_equal(w.account, A1);
	assert_string_equal(w.app, ORG "/wiki");
	assert_string_equal(w.username, "ada.l");
	assert_int_equal(w.credential, 2);
	assert_int_equal(w.base, 2);
	assert_int_equal(strlen(w.key), 32);
	assert_true(w.since >= before);
	assert_int_equal(w.state, SWA_OUTBOX_WAITING);
	assert_ok(fixture_password(f, A1, w.credential, "mine"));
	assert_int_equal(outbox_of(f, OTHER).count, 0);
}

static void
a_personal_change_waits_for_nobody(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	enrol(f, ORG, "example");
	fixture_app(f, "mine", "Mine");
	fixture_account(f, "mine", NULL, "ada", "pw", id);
	assert_int_equal(outbox_of(f, NULL).count, 0);
}

static void
neither_a_change_without_its_row_nor_the_row_alone(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_vault_begin(f->vault));
	change_mine(f);
	swa_vault_rollback(f->vault);
	assert_int_equal(outbox_of(f, NULL).count, 0);
	change_mine(f);
	assert_ok(swa_account_remove(f->vault, A1));
	assert_int_equal(outbox_of(f, NULL).count, 0);
}

static void
a_further_change_replaces_what_is_sent_not_what_it_is_based_on(void **state)
{
	struct fixture *f = *state;
	struct waiting first, second;
	char id[SWA_ID_MAX + 1];

	change_mine(f);
	first = outbox_of(f, ORG);
	fixture_account(f, ORG "/wiki", A1, "ada.l", "mine again", id);
	second = outbox_of(f, ORG);
	assert_int_equal(second.count, 1);
	assert_int_equal(second.base, 2);
	assert_int_equal(second.credential, 3);
	assert_int_equal(second.since, first.since);
	assert_string_not_equal(second.key, first.key);
}

static void
a_new_account_is_based_on_nothing(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;
	char id[SWA_ID_MAX + 1];
	struct waiting w;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	fixture_account(f, ORG "/wiki", NULL, "ada", "mine", id);
	w = outbox_of(f, ORG);
	assert_int_equal(w.base, 0);
	assert_ok(swa_outbox_sent(f->vault, id, w.key, 9, 1));
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_ok(accept_entry(f, "account", id, 9, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	fixture_account(f, ORG "/wiki", NULL, "ada", "later", id);
	assert_int_equal(outbox_of(f, ORG).base, 9);
}

static void
what_was_sent_is_gone_and_its_echo_is_passed_over(void **state)
{
	struct fixture *f = *state;
	enum swa_delta_verdict verdict;
	struct waiting w;

	change_mine(f);
	w = outbox_of(f, ORG);
	assert_ok(swa_outbox_sent(f->vault, A1, w.key, 7, 4));
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_ok(accept_entry(f, "account", "a1", 7, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_SAME);
	assert_err(swa_outbox_sent(f->vault, A1, w.key, 7, 4), SWA_ERR_CHANGE_UNKNOWN);
	assert_err(swa_outbox_sent(f->vault, ORG "/none", w.key, 7, 4), SWA_ERR_CHANGE_UNKNOWN);
	assert_ok(fixture_password(f, A1, 2, "mine"));
}

static void
what_was_changed_while_it_was_sent_waits_again(void **state)
{
	struct fixture *f = *state;
	struct waiting sent, w;
	char id[SWA_ID_MAX + 1];

	change_mine(f);
	sent = outbox_of(f, ORG);
	fixture_account(f, ORG "/wiki", A1, "ada.l", "later", id);
	assert_ok(swa_outbox_sent(f->vault, A1, sent.key, 7, 4));
	w = outbox_of(f, ORG);
	assert_int_equal(w.count, 1);
	assert_int_equal(w.base, 7);
	assert_string_not_equal(w.key, sent.key);
	assert_ok(fixture_password(f, A1, w.credential, "later"));
}

static void
the_echo_of_a_change_whose_answer_was_lost_ends_it(void **state)
{
	struct fixture *f = *state;

	change_mine(f);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 7, "ada.l", "mine"), SWA_DELTA_OWN);
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_int_equal(account_of(f, A1).version, 2);
}

/* --- conflicts ----------------------------------------------------------- */

static void
the_services_change_is_kept_beside_mine(void **state)
{
	struct fixture *f = *state;
	struct waiting w;
	unsigned waiting, stuck;

	change_mine(f);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 7, "ada", "rotated"), SWA_DELTA_CONFLICT);
	fixture_reopen(f);
	w = outbox_of(f, ORG);
	assert_int_equal(w.state, SWA_OUTBOX_CONFLICT);
	assert_int_equal(w.theirs_version, 7);
	assert_string_equal(w.theirs_username, "ada");
	assert_string_equal(w.theirs_by, "administrator");
	assert_int_equal(w.theirs_changed, 1700000000);
	assert_string_equal(account_of(f, A1).username, "ada.l");
	assert_ok(fixture_password(f, A1, 2, "mine"));
	assert_ok(swa_outbox_count(f->vault, ORG, &waiting, &stuck));
	assert_int_equal(waiting, 0);
	assert_int_equal(stuck, 1);
	assert_ok(swa_vault_check(f->vault));
}

static void
mine_goes_on_from_the_services_version(void **state)
{
	struct fixture *f = *state;
	struct waiting before, w;
	bool fetch = true;

	change_mine(f);
	(void)give_account(f, ORG, "wiki", "a1", 7, "ada", "rotated");
	before = outbox_of(f, ORG);
	assert_ok(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_MINE, &fetch));
	assert_false(fetch);
	w = outbox_of(f, ORG);
	assert_int_equal(w.state, SWA_OUTBOX_WAITING);
	assert_int_equal(w.base, 7);
	assert_string_not_equal(w.key, before.key);
	assert_int_equal(w.theirs_version, 0);
	assert_ok(fixture_password(f, A1, w.credential, "mine"));
	/* A later one is a conflict again. */
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 8, "ada", "once more"), SWA_DELTA_CONFLICT);
}

static void
theirs_replaces_mine_where_it_came(void **state)
{
	struct fixture *f = *state;
	bool fetch = true;

	change_mine(f);
	assert_ok(swa_account_judge(f->vault, A1, 2, SWA_CREDENTIAL_CONFIRMED));
	(void)give_account(f, ORG, "wiki", "a1", 7, "ada", "rotated");
	(void)give_account(f, ORG, "wiki", "a1", 8, "ada8", "rotated twice");
	assert_ok(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_THEIRS, &fetch));
	assert_false(fetch);
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_string_equal(account_of(f, A1).username, "ada8");
	assert_ok(fixture_password(f, A1, 3, "rotated twice"));
	assert_ok(fixture_password(f, A1, 2, "mine")); /* confirmed once: kept until the newest is */
	assert_err(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_THEIRS, &fetch), SWA_ERR_CHANGE_UNKNOWN);
	assert_ok(swa_vault_check(f->vault));
}

static void
after_a_412_theirs_comes_with_the_next_changes(void **state)
{
	struct fixture *f = *state;
	struct waiting w;
	bool fetch = true;

	change_mine(f);
	w = outbox_of(f, ORG);
	assert_ok(swa_outbox_conflict(f->vault, A1, w.key, 7, "ada7", 1700000700, "bob"));
	w = outbox_of(f, ORG);
	assert_int_equal(w.state, SWA_OUTBOX_CONFLICT);
	assert_int_equal(w.theirs_version, 7);
	assert_string_equal(w.theirs_username, "ada7");
	assert_string_equal(w.theirs_by, "bob");
	assert_int_equal(w.theirs_changed, 1700000700);
	assert_ok(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_THEIRS, &fetch));
	assert_false(fetch);
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 7, "ada7", "rotated"), SWA_DELTA_STORED);
	assert_ok(fixture_password(f, A1, 3, "rotated"));
}

static void
after_a_412_mine_is_sent_over_what_was_named(void **state)
{
	struct fixture *f = *state;
	struct waiting w;

	change_mine(f);
	w = outbox_of(f, ORG);
	assert_ok(swa_outbox_conflict(f->vault, A1, w.key, 7, "ada", 0, ""));
	assert_ok(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_MINE, NULL));
	assert_int_equal(outbox_of(f, ORG).base, 7);
	/* What the person chose against comes after all. */
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 7, "ada", "rotated"), SWA_DELTA_OWN);
	assert_int_equal(outbox_of(f, ORG).state, SWA_OUTBOX_WAITING);
	assert_ok(fixture_password(f, A1, 2, "mine"));
}

static void
a_change_in_conflict_stays_in_conflict_when_it_is_changed(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	change_mine(f);
	(void)give_account(f, ORG, "wiki", "a1", 7, "ada", "rotated");
	fixture_account(f, ORG "/wiki", A1, "ada", "mine once more", id);
	assert_int_equal(outbox_of(f, ORG).state, SWA_OUTBOX_CONFLICT);
	assert_int_equal(outbox_of(f, ORG).theirs_version, 7);
	assert_ok(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_MINE, NULL));
	assert_ok(fixture_password(f, A1, 3, "mine once more"));
}

static void
an_answer_that_comes_late_settles_a_false_conflict(void **state)
{
	struct fixture *f = *state;
	struct waiting sent, w;
	char id[SWA_ID_MAX + 1];

	/* Sent, changed meanwhile, and the echo comes before the answer. */
	change_mine(f);
	sent = outbox_of(f, ORG);
	fixture_account(f, ORG "/wiki", A1, "ada.l", "later", id);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 7, "ada.l", "mine"), SWA_DELTA_CONFLICT);
	assert_ok(swa_outbox_sent(f->vault, A1, sent.key, 7, 4));
	w = outbox_of(f, ORG);
	assert_int_equal(w.state, SWA_OUTBOX_WAITING);
	assert_int_equal(w.base, 7);
	assert_int_equal(w.theirs_version, 0);
}

static void
a_later_change_of_the_services_wins_over_what_was_taken(void **state)
{
	struct fixture *f = *state;
	struct waiting w;

	/* Sent and taken as 7, and rotated to 8 before the answer came. */
	change_mine(f);
	w = outbox_of(f, ORG);
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 8, "ada", "rotated"), SWA_DELTA_CONFLICT);
	assert_ok(swa_outbox_sent(f->vault, A1, w.key, 7, 4));
	assert_int_equal(outbox_of(f, ORG).count, 0);
	assert_ok(fixture_password(f, A1, 3, "rotated"));
}

/* --- refusals and removals ----------------------------------------------- */

static void
a_refused_change_says_why_and_may_be_changed_or_dropped(void **state)
{
	struct fixture *f = *state;
	struct waiting w;
	char id[SWA_ID_MAX + 1];
	bool fetch = false;

	change_mine(f);
	w = outbox_of(f, ORG);
	assert_ok(swa_outbox_refused(f->vault, A1, "another key", SWA_ERR_SCHEME_REFUSED_CHANGE));
	assert_int_equal(outbox_of(f, ORG).state, SWA_OUTBOX_WAITING);
	assert_ok(swa_outbox_refused(f->vault, A1, w.key, SWA_ERR_SCHEME_REFUSED_CHANGE));
	w = outbox_of(f, ORG);
	assert_int_equal(w.state, SWA_OUTBOX_REFUSED);
	assert_err(w.err, SWA_ERR_SCHEME_REFUSED_CHANGE);
	fixture_account(f, ORG "/wiki", A1, "ada", "another try", id);
	w = outbox_of(f, ORG);
	assert_int_equal(w.state, SWA_OUTBOX_WAITING);
	assert_err(w.err, SWA_OK);
	assert_ok(swa_outbox_refused(f->vault, A1, w.key, SWA_ERR_SCHEME_REFUSED_CHANGE));
	/* The service's is to be had by a full synchronisation, and nothing older. */
	assert_ok(swa_outbox_resolve(f->vault, A1, SWA_OUTBOX_THEIRS, &fetch));
	assert_true(fetch);
	assert_ok(swa_delta_restart(f->vault, ORG));
	assert_int_equal(give_account(f, ORG, "wiki", "a1", 2, "ada", "theirs"), SWA_DELTA_STORED);
	assert_ok(fixture_password(f, A1, 4, "theirs"));
}

static void
a_new_account_that_is_dropped_is_gone(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];
	bool fetch = true;

	enrol(f, ORG, "example");
	give_app(f, ORG, "wiki", 1);
	fixture_account(f, ORG "/wiki", NULL, "ada", "mine", id);
	assert_ok(swa_outbox_refused(f->vault, id, outbox_of(f, ORG).key, SWA_ERR_SCHEME_REFUSED_CHANGE));
	assert_ok(swa_outbox_resolve(f->vault, id, SWA_OUTBOX_THEIRS, &fetch));
	assert_false(fetch);
	assert_false(account_of(f, id).there);
}

static void
a_removal_says_that_a_change_went_along(void **state)
{
	struct fixture *f = *state;
	bool unsent = false;

	change_mine(f);
	assert_ok(swa_delta_remove_account(f->vault, ORG, A1, &unsent));
	assert_true(unsent);
	assert_int_equal(outbox_of(f, ORG).count, 0);
	(void)give_account(f, ORG, "wiki", "a2", 9, "ada", "pw");
	fixture_account(f, ORG "/wiki", ORG "/a2", "ada", "mine", (char[SWA_ID_MAX + 1]){0});
	unsent = false;
	assert_ok(swa_delta_remove_app(f->vault, ORG, ORG "/wiki", &unsent));
	assert_true(unsent);
	assert_int_equal(outbox_of(f, ORG).count, 0);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_change_of_an_organisations_account_waits_to_be_sent),
	        ON_A_VAULT(a_personal_change_waits_for_nobody),
	        ON_A_VAULT(neither_a_change_without_its_row_nor_the_row_alone),
	        ON_A_VAULT(a_further_change_replaces_what_is_sent_not_what_it_is_based_on),
	        ON_A_VAULT(a_new_account_is_based_on_nothing),
	        ON_A_VAULT(what_was_sent_is_gone_and_its_echo_is_passed_over),
	        ON_A_VAULT(what_was_changed_while_it_was_sent_waits_again),
	        ON_A_VAULT(the_echo_of_a_change_whose_answer_was_lost_ends_it),
	        ON_A_VAULT(the_services_change_is_kept_beside_mine),
	        ON_A_VAULT(mine_goes_on_from_the_services_version),
	        ON_A_VAULT(theirs_replaces_mine_where_it_came),
	        ON_A_VAULT(after_a_412_theirs_comes_with_the_next_changes),
	        ON_A_VAULT(after_a_412_mine_is_sent_over_what_was_named),
	        ON_A_VAULT(a_change_in_conflict_stays_in_conflict_when_it_is_changed),
	        ON_A_VAULT(an_answer_that_comes_late_settles_a_false_conflict),
	        ON_A_VAULT(a_later_change_of_the_services_wins_over_what_was_taken),
	        ON_A_VAULT(a_refused_change_says_why_and_may_be_changed_or_dropped),
	        ON_A_VAULT(a_new_account_that_is_dropped_is_gone),
	        ON_A_VAULT(a_removal_says_that_a_change_went_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
