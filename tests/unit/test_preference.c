#include "swa/preference.h"
#include "vault_fixture.h"

static void
assert_value(struct fixture *f, enum swa_preference preference, int64_t expected, bool expected_said)
{
	int64_t value = -1;
	bool said = !expected_said;

	assert_ok(swa_preference_get(f->vault, preference, &value, &said));
	assert_int_equal(value, expected);
	assert_int_equal(said, expected_said);
}

static void
what_the_person_did_not_say_has_its_default(void **state)
{
	struct fixture *f = *state;

	assert_value(f, SWA_PREFERENCE_OFFERS, 0, false);
	assert_value(f, SWA_PREFERENCE_LOCK_WITH_SCREEN, 1, false);
	assert_value(f, SWA_PREFERENCE_LOCK_IDLE_MINUTES, 0, false);
	assert_true(swa_preference_get_bool(f->vault, SWA_PREFERENCE_LOCK_WITH_SCREEN));
	assert_false(swa_preference_get_bool(f->vault, SWA_PREFERENCE_OFFERS));
}

static void
a_preference_survives_a_restart_and_can_be_taken_back(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_preference_set(f->vault, SWA_PREFERENCE_OFFERS, 1));
	assert_ok(swa_preference_set(f->vault, SWA_PREFERENCE_LOCK_WITH_SCREEN, 0));
	assert_ok(swa_preference_set(f->vault, SWA_PREFERENCE_LOCK_IDLE_MINUTES, 15));
	fixture_reopen(f);
	assert_value(f, SWA_PREFERENCE_OFFERS, 1, true);
	assert_false(swa_preference_get_bool(f->vault, SWA_PREFERENCE_LOCK_WITH_SCREEN));
	assert_int_equal(swa_preference_get_whole(f->vault, SWA_PREFERENCE_LOCK_IDLE_MINUTES), 15);
	assert_ok(swa_preference_clear(f->vault, SWA_PREFERENCE_OFFERS));
	assert_ok(swa_preference_clear(f->vault, SWA_PREFERENCE_OFFERS));
	assert_value(f, SWA_PREFERENCE_OFFERS, 0, false);
	assert_value(f, SWA_PREFERENCE_LOCK_IDLE_MINUTES, 15, true);
}

static void
a_value_out_of_range_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_preference_set(f->vault, SWA_PREFERENCE_LOCK_IDLE_MINUTES, 10));
	assert_err(swa_preference_set(f->vault, SWA_PREFERENCE_LOCK_IDLE_MINUTES, -1), SWA_ERR_ARGUMENT);
	assert_err(swa_preference_set(f->vault, SWA_PREFERENCE_LOCK_IDLE_MINUTES, 10081), SWA_ERR_ARGUMENT);
	assert_err(swa_preference_set(f->vault, SWA_PREFERENCE_OFFERS, 2), SWA_ERR_ARGUMENT);
	assert_value(f, SWA_PREFERENCE_LOCK_IDLE_MINUTES, 10, true);
}

static void
a_stored_value_that_is_out_of_range_counts_as_none(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_preference_set(f->vault, SWA_PREFERENCE_LOCK_WITH_SCREEN, 0));
	fixture_close(f);
	fixture_sql(f, "UPDATE preference SET value = 7");
	fixture_reopen(f);
	assert_value(f, SWA_PREFERENCE_LOCK_WITH_SCREEN, 1, false);
}

static void
preferences_are_found_by_their_names(void **state)
{
	enum swa_preference preference;

	(void)state;
	for (unsigned i = 0; i < SWA_PREFERENCE_COUNT; i++) {
		assert_ok(swa_preference_from_name(swa_preference_facts((enum swa_preference)i)->name,
		                                   &preference));
		assert_int_equal(preference, i);
	}
	assert_err(swa_preference_from_name("Offers", &preference), SWA_ERR_ARGUMENT);
	assert_err(swa_preference_from_name("", &preference), SWA_ERR_ARGUMENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(what_the_person_did_not_say_has_its_default),
	        TEST(a_preference_survives_a_restart_and_can_be_taken_back),
	        TEST(a_value_out_of_range_is_refused),
	        TEST(a_stored_value_that_is_out_of_range_counts_as_none),
	        cmocka_unit_test(preferences_are_found_by_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
