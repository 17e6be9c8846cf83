#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/err.h"

#include <stdbool.h>
#include <string.h>

static const swa_err all[] = {
#define ONE(id, number, name, text, hint) SWA_ERR_##id,
        SWA_ERR_LIST(ONE)
#undef ONE
};

#define COUNT (sizeof(all) / sizeof(all[0]))

static void
every_error_has_a_name_of_its_own_that_leads_back_to_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(swa_err_from_name(swa_err_name(all[i])), all[i]);
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(all[i], all[j]);
	}
}

static void
every_error_says_in_a_sentence_what_went_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		const char *text = swa_err_text(all[i]);

		assert_true(strlen(text) > 4);
		assert_int_equal(text[strlen(text) - 1], '.');
		assert_non_null(swa_err_hint(all[i]));
	}
}

static void
a_number_or_name_that_is_not_listed_is_internal(void **state)
{
	(void)state;
	assert_string_equal(swa_err_name((swa_err)9999), "internal");
	assert_int_equal(swa_err_from_name("no_such_error"), SWA_ERR_INTERNAL);
	assert_int_equal(swa_err_from_name(""), SWA_ERR_INTERNAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_error_has_a_name_of_its_own_that_leads_back_to_it),
	        cmocka_unit_test(every_error_says_in_a_sentence_what_went_wrong),
	        cmocka_unit_test(a_number_or_name_that_is_not_listed_is_internal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
