#include "enrolment_fixture.h"

#include <stdio.h>
#include <string.h>

struct seen {
	char subjects[2048], last_id[64], last_detail[64];
	unsigned count;
};

static bool
note(void *context, const struct swa_notice *notice)
{
	struct seen *seen = context;

	if (seen->count++ < 10) {
		strcat(seen->subjects, notice->subject);
		strcat(seen->subjects, " ");
	}
	(void)snprintf(seen->last_id, sizeof(seen->last_id), "%s", notice->id);
	(void)snprintf(seen->last_detail, sizeof(seen->last_detail), "%s", notice->detail);
	assert_string_equal(notice->organisation, "Example Ltd");
	return true;
}

static struct seen
list(struct fixture *f)
{
	struct seen seen = {.count = 0};

	assert_ok(swa_notice_list(f->vault, note, &seen));
	return seen;
}

static void
add(struct fixture *f, const char *subject, const char *detail)
{
	const struct swa_notice notice = {.when = 1700000000,
	                                  .kind = "origin_changed",
	                                  .organisation = "Example Ltd",
	                                  .subject = subject,
	                                  .detail = detail};

	assert_ok(swa_notice_add(f->vault, &notice));
}

static void
a_notice_stays_until_it_is_dismissed(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	enrol(f, ORG, "example");
	add(f, "Wiki", "login.example");
	add(f, "Mail", "mail.example");
	assert_ok(swa_enrolment_erase(f->vault, ORG));
	fixture_reopen(f);
	seen = list(f);
	assert_string_equal(seen.subjects, "Wiki Mail ");
	assert_int_equal(strlen(seen.last_id), 32);
	assert_ok(swa_notice_dismiss(f->vault, seen.last_id));
	assert_err(swa_notice_dismiss(f->vault, seen.last_id), SWA_ERR_NOTICE_UNKNOWN);
	assert_string_equal(list(f).subjects, "Wiki ");
}

static void
the_same_again_replaces_and_stands_last(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	add(f, "Wiki", "one");
	add(f, "Mail", "two");
	add(f, "Wiki", "three");
	seen = list(f);
	assert_string_equal(seen.subjects, "Mail Wiki ");
	assert_string_equal(seen.last_detail, "three");
}

static void
what_is_settled_ends_and_nothing_else(void **state)
{
	struct fixture *f = *state;

	add(f, "Wiki", "");
	add(f, "Mail", "");
	add(f, "Shop", "");
	assert_ok(swa_notice_end(f->vault, "conflict", "Example Ltd", NULL));
	assert_ok(swa_notice_end(f->vault, NULL, "Other Ltd", NULL));
	assert_string_equal(list(f).subjects, "Wiki Mail Shop ");
	assert_ok(swa_notice_end(f->vault, "origin_changed", "Example Ltd", "Mail"));
	assert_string_equal(list(f).subjects, "Wiki Shop ");
	assert_ok(swa_notice_end(f->vault, NULL, "Example Ltd", NULL));
	assert_int_equal(list(f).count, 0);
}

static void
one_too_many_removes_the_oldest(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	for (unsigned i = 0; i <= SWA_NOTICES_MAX; i++) {
		char subject[16];

		(void)snprintf(subject, sizeof(subject), "%u", i);
		add(f, subject, "");
	}
	seen = list(f);
	assert_int_equal(seen.count, SWA_NOTICES_MAX);
	assert_memory_equal(seen.subjects, "1 2 3 ", 6);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_notice_stays_until_it_is_dismissed),
	        ON_A_VAULT(the_same_again_replaces_and_stands_last),
	        ON_A_VAULT(what_is_settled_ends_and_nothing_else),
	        ON_A_VAULT(one_too_many_removes_the_oldest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
