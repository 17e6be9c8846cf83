#include "vault_fixture.h"

#include <stdio.h>
#include <string.h>

struct seen {
	char line[1024];
	unsigned count;
};

static bool
note(void *context, const struct swa_question *q)
{
	struct seen *seen = context;
	char one[256];

	(void)snprintf(one, sizeof(one), "%s/%s/%s v%u at %lld %s; ", q->app_id, q->app_label, q->username,
	               (unsigned)q->version, (long long)q->asked, swa_answer_name(q->answer));
	strcat(seen->line, one);
	seen->count++;
	return true;
}

static void
assert_questions(struct fixture *f, const char *expected)
{
	struct seen seen = {.line = ""};

	assert_ok(swa_question_list(f->vault, note, &seen));
	assert_string_equal(seen.line, expected);
}

static bool
copy_state(void *context, const struct swa_account *account)
{
	(void)snprintf(context, 64, "v%u confirmed %u %s", (unsigned)account->version,
	               (unsigned)account->confirmed_version, swa_credential_state_name(account->state));
	return true;
}

static void
assert_state(struct fixture *f, const char *account, const char *expected)
{
	char text[64] = "";

	assert_ok(swa_account_get(f->vault, account, copy_state, text));
	assert_string_equal(text, expected);
}

static int
setup(void **state)
{
	struct fixture *f;

	(void)fixture_vault(state);
	f = *state;
	fixture_app(f, "1", "one");
	fixture_app(f, "2", "two");
	return 0;
}

static void
a_question_waits_through_a_restart(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], bob[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];

	fixture_account(f, "1", NULL, "ada", "a", ada);
	fixture_account(f, "2", NULL, "bob", "b", bob);
	assert_questions(f, "");
	assert_ok(swa_question_ask(f->vault, bob, 1, 100, id));
	assert_ok(swa_question_ask(f->vault, ada, 1, 200, id));
	fixture_reopen(f);
	assert_questions(f, "2/two/bob v1 at 100 open; 1/one/ada v1 at 200 open; ");
}

static void
yes_confirms_the_version_that_was_used(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];
	uint64_t before;

	fixture_account(f, "1", NULL, "ada", "a", ada);
	assert_ok(swa_question_ask(f->vault, ada, 1, 100, id));
	before = swa_vault_generation(f->vault);
	assert_ok(swa_question_answer(f->vault, id, SWA_ANSWER_YES));
	assert_int_equal(swa_vault_generation(f->vault), before + 1); /* one transaction */
	assert_state(f, ada, "v1 confirmed 1 confirmed");
	assert_questions(f, "");
}

static void
no_marks_the_version_failed_and_keeps_the_good_one(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];

	fixture_account(f, "1", NULL, "ada", "good", ada);
	assert_ok(swa_account_judge(f->vault, ada, 1, SWA_CREDENTIAL_CONFIRMED));
	fixture_account(f, "1", NULL, "ada", "typo", ada);
	assert_ok(swa_question_ask(f->vault, ada, 2, 100, id));
	assert_ok(swa_question_answer(f->vault, id, SWA_ANSWER_NO));
	assert_state(f, ada, "v2 confirmed 1 failed");
	assert_ok(fixture_password(f, ada, 1, "good"));
}

static void
the_first_answer_counts(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];

	fixture_account(f, "1", NULL, "ada", "a", ada);
	assert_ok(swa_question_ask(f->vault, ada, 1, 100, id));
	assert_ok(swa_question_answer(f->vault, id, SWA_ANSWER_NO));
	assert_err(swa_question_answer(f->vault, id, SWA_ANSWER_YES), SWA_ERR_QUESTION_UNKNOWN);
	assert_state(f, ada, "v1 confirmed 0 failed");
}

static void
later_keeps_the_question_open(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1], again[SWA_ID_MAX + 1];

	fixture_account(f, "1", NULL, "ada", "a", ada);
	assert_ok(swa_question_ask(f->vault, ada, 1, 100, id));
	assert_ok(swa_question_answer(f->vault, id, SWA_ANSWER_LATER));
	assert_questions(f, "1/one/ada v1 at 100 later; ");
	/* The next sign-in asks again, and it is the same question. */
	assert_ok(swa_question_ask(f->vault, ada, 1, 300, again));
	assert_string_equal(id, again);
	assert_questions(f, "1/one/ada v1 at 300 open; ");
	assert_ok(swa_question_answer(f->vault, id, SWA_ANSWER_LATER));
	assert_ok(swa_question_answer(f->vault, id, SWA_ANSWER_YES));
	assert_state(f, ada, "v1 confirmed 1 confirmed");
}

static void
an_answer_to_an_earlier_version_never_counts_for_a_later_one(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], first[SWA_ID_MAX + 1], second[SWA_ID_MAX + 1];

	fixture_account(f, "1", NULL, "ada", "a", ada);
	assert_ok(swa_question_ask(f->vault, ada, 1, 100, first));
	fixture_account(f, "1", NULL, "ada", "b", ada);
	/* The person answers only now what was asked of version 1. */
	assert_questions(f, "1/one/ada v1 at 100 open; ");
	assert_ok(swa_question_ask(f->vault, ada, 2, 200, second));
	assert_string_not_equal(first, second);
	assert_questions(f, "1/one/ada v2 at 200 open; ");
	assert_err(swa_question_answer(f->vault, first, SWA_ANSWER_YES), SWA_ERR_QUESTION_UNKNOWN);
	assert_state(f, ada, "v2 confirmed 0 new");
}

static void
what_does_not_exist_cannot_be_asked_or_answered(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];

	fixture_account(f, "1", NULL, "ada", "a", ada);
	assert_err(swa_question_ask(f->vault, "none", 1, 100, id), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_question_ask(f->vault, ada, 2, 100, id), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_question_answer(f->vault, "none", SWA_ANSWER_YES), SWA_ERR_QUESTION_UNKNOWN);
	assert_ok(swa_question_ask(f->vault, ada, 1, 100, id));
	assert_err(swa_question_answer(f->vault, id, SWA_ANSWER_OPEN), SWA_ERR_ARGUMENT);
	assert_err(swa_question_answer(f->vault, id, (enum swa_answer)17), SWA_ERR_ARGUMENT);
	assert_questions(f, "1/one/ada v1 at 100 open; ");
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, setup, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_question_waits_through_a_restart),
	        ON_A_VAULT(yes_confirms_the_version_that_was_used),
	        ON_A_VAULT(no_marks_the_version_failed_and_keeps_the_good_one),
	        ON_A_VAULT(the_first_answer_counts),
	        ON_A_VAULT(later_keeps_the_question_open),
	        ON_A_VAULT(an_answer_to_an_earlier_version_never_counts_for_a_later_one),
	        ON_A_VAULT(what_does_not_exist_cannot_be_asked_or_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
