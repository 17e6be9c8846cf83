#include "enrolment_fixture.h"
#include "swa/place.h"

#include <stdio.h>
#include <string.h>

static bool
note(void *context, const struct swa_app *app)
{
	char one[256];

	(void)snprintf(one, sizeof(one), "%s[%s %lld%s] ", app->id, app->section, (long long)app->position,
	               app->hidden ? " hidden" : "");
	(void)strncat(context, one, 1023 - strlen(context));
	return true;
}

static void
assert_places(struct fixture *f, const char *expected)
{
	char line[1024] = "";

	assert_ok(swa_app_list(f->vault, NULL, NULL, 100, note, line));
	assert_string_equal(line, expected);
}

static swa_err
put(struct fixture *f, const char *app, const char *section, int64_t position, bool hidden)
{
	const struct swa_place place = {app, section, position, hidden};

	return swa_place_set(f->vault, &place);
}

static void
a_place_is_told_with_the_app_and_survives_a_restart(void **state)
{
	struct fixture *f = *state;

	fixture_app(f, "shop", "Shop");
	fixture_app(f, "wiki", "Wiki");
	assert_places(f, "shop[ 0] wiki[ 0] ");
	assert_ok(put(f, "wiki", "Work", 2, true));
	assert_ok(put(f, "shop", "", 1, false));
	fixture_reopen(f);
	assert_places(f, "shop[ 1] wiki[Work 2 hidden] ");
	assert_ok(put(f, "wiki", "", 0, false));
	assert_places(f, "shop[ 1] wiki[ 0] ");
}

static void
a_place_stays_when_the_app_is_stored_anew_and_goes_with_it(void **state)
{
	struct fixture *f = *state;

	fixture_app(f, "wiki", "Wiki");
	assert_ok(put(f, "wiki", "Work", 2, false));
	fixture_app(f, "wiki", "The Wiki");
	assert_places(f, "wiki[Work 2] ");
	assert_ok(swa_app_remove(f->vault, "wiki"));
	fixture_app(f, "wiki", "Wiki");
	assert_places(f, "wiki[ 0] ");
}

static void
an_organisations_app_has_a_place_too(void **state)
{
	struct fixture *f = *state;

	enrol(f, ORG, "example");
	give_app(f, ORG, "crm", 1);
	assert_ok(put(f, ORG "/crm", "Customers", 1, false));
	give_app(f, ORG, "crm", 2);
	assert_places(f, ORG "/crm[Customers 1] ");
}

static void
what_is_no_place_is_refused_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	char section[SWA_SECTION_MAX + 2];

	fixture_app(f, "wiki", "Wiki");
	assert_ok(put(f, "wiki", "Work", 2, false));
	memset(section, 'x', sizeof(section) - 1);
	section[sizeof(section) - 1] = '\0';
	assert_err(put(f, "wiki", section, 1, false), SWA_ERR_LIMIT);
	assert_err(put(f, "wiki", "", -1, false), SWA_ERR_ARGUMENT);
	assert_err(put(f, "wiki", "", SWA_POSITION_MAX + 1, false), SWA_ERR_ARGUMENT);
	assert_err(put(f, "gone", "", 1, false), SWA_ERR_APP_UNKNOWN);
	assert_err(put(f, "gone", "", 0, false), SWA_ERR_APP_UNKNOWN);
	assert_places(f, "wiki[Work 2] ");
	section[SWA_SECTION_MAX] = '\0';
	assert_ok(put(f, "wiki", section, SWA_POSITION_MAX, false));
}

static bool
keep_last_used(void *context, const struct swa_app *app)
{
	*(int64_t *)context = app->last_used;
	return true;
}

static void
an_app_was_last_used_when_the_newest_of_its_accounts_was(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], bob[SWA_ID_MAX + 1];
	int64_t used = -1;

	fixture_app(f, "wiki", "Wiki");
	assert_ok(swa_app_get(f->vault, "wiki", keep_last_used, &used));
	assert_int_equal(used, 0);
	fixture_account(f, "wiki", NULL, "ada", "pw", ada);
	fixture_account(f, "wiki", SWA_ACCOUNT_ANOTHER, "bob", "pw", bob);
	assert_ok(swa_account_used(f->vault, ada, 1700000009));
	assert_ok(swa_account_used(f->vault, bob, 1700000004));
	assert_ok(swa_app_get(f->vault, "wiki", keep_last_used, &used));
	assert_int_equal(used, 1700000009);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_place_is_told_with_the_app_and_survives_a_restart),
	        TEST(a_place_stays_when_the_app_is_stored_anew_and_goes_with_it),
	        TEST(an_organisations_app_has_a_place_too),
	        TEST(what_is_no_place_is_refused_and_changes_nothing),
	        TEST(an_app_was_last_used_when_the_newest_of_its_accounts_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
