#include "sync_fixture.h"

#include "backoff.h"

static void
waits_are_anywhere_below_a_doubling_ceiling(void **state)
{
	(void)state;
	for (unsigned failures = 0; failures < 40; failures++) {
		uint64_t ceiling = failures < 10 ? UINT64_C(1000) << failures : SWA_BACKOFF_CEILING_MS;
		uint64_t least = UINT64_MAX, most = 0;

		if (ceiling > SWA_BACKOFF_CEILING_MS)
			ceiling = SWA_BACKOFF_CEILING_MS;
		for (unsigned i = 0; i < 400; i++) {
			struct swa_backoff backoff = {.failures = failures};
			uint64_t wait = swa_backoff_next(&backoff, -1);

			assert_int_equal(backoff.failures, failures + 1);
			assert_true(wait <= ceiling);
			least = wait < least ? wait : least;
			most = wait > most ? wait : most;
		}
		/* Full jitter: both ends are reached, but for one chance in more than 10^18. */
		assert_true(least < ceiling / 10 + 1);
		assert_true(most > ceiling - ceiling / 10 - 1);
	}
}

static void
it_counts_and_begins_anew(void **state)
{
	struct swa_backoff backoff = {0};

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		(void)swa_backoff_next(&backoff, -1);
	assert_int_equal(backoff.failures, 5);
	swa_backoff_reset(&backoff);
	assert_true(swa_backoff_next(&backoff, -1) <= 1000);
	backoff.failures = UINT32_MAX;
	assert_true(swa_backoff_next(&backoff, -1) <= SWA_BACKOFF_CEILING_MS);
	assert_int_equal(backoff.failures, UINT32_MAX);
}

static void
what_the_service_asks_for_is_kept_where_it_is_longer(void **state)
{
	struct swa_backoff backoff = {0};

	(void)state;
	assert_int_equal(swa_backoff_next(&backoff, 120), 120000);
	assert_int_equal(swa_backoff_next(&backoff, INT64_MAX), (uint64_t)SWA_RETRY_AFTER_MAX_S * 1000);
	swa_backoff_reset(&backoff);
	assert_true(swa_backoff_next(&backoff, 0) <= 1000);
	backoff.failures = 30;
	for (unsigned i = 0; i < 400; i++) {
		uint64_t wait = swa_backoff_next(&backoff, 60);

		assert_true(wait >= 60000 && wait <= SWA_BACKOFF_CEILING_MS);
	}
}

static void
an_interval_is_spread_by_a_tenth(void **state)
{
	uint64_t least = UINT64_MAX, most = 0;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		uint64_t wait = swa_backoff_spread(900000);

		assert_true(wait >= 810000 && wait <= 990000);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_true(least < 830000 && most > 970000);
	assert_int_equal(swa_backoff_spread(0), 0);
	assert_true(swa_backoff_spread(UINT64_C(1) << 50) > (UINT64_C(1) << 49));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(waits_are_anywhere_below_a_doubling_ceiling),
	        cmocka_unit_test(it_counts_and_begins_anew),
	        cmocka_unit_test(what_the_service_asks_for_is_kept_where_it_is_longer),
	        cmocka_unit_test(an_interval_is_spread_by_a_tenth),
	};

	assert_ok(swa_secret_setup());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
