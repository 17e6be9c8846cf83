#include "swa/scheme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *name;
	enum swa_scheme scheme;
	bool set_username, set_password, reveal, write_back; /* reveal: with revealPassword */
} rows[] = {
        {"EDIT_USERNAME_AND_PASSWORD", SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD, true, true, true, true},
        {"EDIT_PASSWORD_ONLY", SWA_SCHEME_EDIT_PASSWORD_ONLY, false, true, true, true},
        {"ADMIN_SETS_CREDENTIALS", SWA_SCHEME_ADMIN_SETS_CREDENTIALS, false, false, false, false},
        {"EXTERNAL_PASSWORD_SYNC", SWA_SCHEME_EXTERNAL_PASSWORD_SYNC, false, false, false, false},
        {"SHARED_USERNAME_AND_PASSWORD", SWA_SCHEME_SHARED_USERNAME_AND_PASSWORD, false, false, false, false},
};

#define COUNT (sizeof(rows) / sizeof(rows[0]))

static void
each_scheme_has_the_rights_of_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		struct swa_rights shown = swa_scheme_rights(rows[i].scheme, true);
		struct swa_rights hidden = swa_scheme_rights(rows[i].scheme, false);

		assert_int_equal(shown.set_username, rows[i].set_username);
		assert_int_equal(shown.set_password, rows[i].set_password);
		assert_int_equal(shown.reveal, rows[i].reveal);
		assert_int_equal(shown.write_back, rows[i].write_back);
		assert_int_equal(hidden.set_username, rows[i].set_username);
		assert_int_equal(hidden.set_password, rows[i].set_password);
		assert_false(hidden.reveal);
		assert_int_equal(hidden.write_back, rows[i].write_back);
	}
}

static void
names_and_schemes_go_with_each_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		enum swa_scheme scheme = SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD;

		assert_string_equal(swa_scheme_name(rows[i].scheme), rows[i].name);
		assert_int_equal(swa_scheme_from_name(rows[i].name, &scheme), SWA_OK);
		assert_int_equal(scheme, rows[i].scheme);
	}
}

static void
an_app_without_a_scheme_has_the_first_one(void **state)
{
	enum swa_scheme scheme = SWA_SCHEME_ADMIN_SETS_CREDENTIALS;

	(void)state;
	assert_int_equal(swa_scheme_from_name(NULL, &scheme), SWA_OK);
	assert_int_equal(scheme, SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD);
}

static void
a_name_that_is_none_of_the_five_is_refused(void **state)
{
	static const char *const names[] = {"", "edit_password_only", "EDIT_PASSWORD_ONLY ", "NONE"};
	enum swa_scheme scheme = SWA_SCHEME_ADMIN_SETS_CREDENTIALS;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(swa_scheme_from_name(names[i], &scheme), SWA_ERR_ARGUMENT);
	assert_int_equal(scheme, SWA_SCHEME_ADMIN_SETS_CREDENTIALS);
}

static void
a_scheme_out_of_range_has_no_rights(void **state)
{
	struct swa_rights rights = swa_scheme_rights((enum swa_scheme)5, true);

	(void)state;
	assert_false(rights.set_username || rights.set_password || rights.reveal || rights.write_back);
	assert_string_equal(swa_scheme_name((enum swa_scheme)5), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_scheme_has_the_rights_of_its_row),
	        cmocka_unit_test(names_and_schemes_go_with_each_other),
	        cmocka_unit_test(an_app_without_a_scheme_has_the_first_one),
	        cmocka_unit_test(a_name_that_is_none_of_the_five_is_refused),
	        cmocka_unit_test(a_scheme_out_of_range_has_no_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
