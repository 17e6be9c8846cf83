#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/secret.h"

#include <string.h>

static int
setup(void **state)
{
	(void)state;
	return swa_secret_setup() == SWA_OK && swa_secret_setup() == SWA_OK ? 0 : -1;
}

static void
a_new_secret_is_all_zero_and_has_its_size(void **state)
{
	struct swa_secret *secret = NULL;

	(void)state;
	assert_int_equal(swa_secret_new(100, &secret), SWA_OK);
	assert_int_equal(swa_secret_size(secret), 100);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(swa_secret_bytes(secret)[i], 0);
	swa_secret_free(secret);
}

static void
a_size_of_none_or_too_much_is_refused(void **state)
{
	struct swa_secret *secret = NULL;

	(void)state;
	assert_int_equal(swa_secret_new(0, &secret), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_secret_new(65537, &secret), SWA_ERR_ARGUMENT);
	assert_null(secret);
}

static void
two_random_secrets_differ_and_one_equals_itself(void **state)
{
	struct swa_secret *a = NULL, *b = NULL, *shorter = NULL;

	(void)state;
	assert_int_equal(swa_secret_random(32, &a), SWA_OK);
	assert_int_equal(swa_secret_random(32, &b), SWA_OK);
	assert_int_equal(swa_secret_random(16, &shorter), SWA_OK);
	assert_true(swa_secret_equal(a, a));
	assert_false(swa_secret_equal(a, b));
	assert_false(swa_secret_equal(a, shorter));
	swa_secret_free(a);
	swa_secret_free(b);
	swa_secret_free(shorter);
}

static void
what_is_taken_is_wiped_where_it_was(void **state)
{
	struct swa_secret *secret = NULL;
	char source[] = "correct horse";

	(void)state;
	assert_int_equal(swa_secret_take(source, sizeof(source), &secret), SWA_OK);
	assert_memory_equal(swa_secret_bytes(secret), "correct horse", sizeof(source));
	for (size_t i = 0; i < sizeof(source); i++)
		assert_int_equal(source[i], 0);
	swa_secret_free(secret);
}

static void
freeing_nothing_is_fine(void **state)
{
	struct swa_secret *none = NULL;

	(void)state;
	swa_secret_free(NULL);
	swa_secret_freep(&none);
	swa_wipe(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_new_secret_is_all_zero_and_has_its_size),
	        cmocka_unit_test(a_size_of_none_or_too_much_is_refused),
	        cmocka_unit_test(two_random_secrets_differ_and_one_equals_itself),
	        cmocka_unit_test(what_is_taken_is_wiped_where_it_was),
	        cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
