#include "swa/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct swa_template_values ada = {
        .login = "Ada.Lovelace@example.org",
        .email = "ada@mail.example.org",
        .user_name = "ada",
        .sam_account_name = "ALOVELACE",
        .employee_id = "004217",
        .user_suffix = "-wiki",
};

/* One with little: what is missing must be said. */
static const struct swa_template_values eve = {.login = "eve", .email = ""};

struct row {
	const char *pattern;
	const struct swa_template_values *values;
	swa_err err;
	const char *result; /* the name, or what the error names */
};

static void
run(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf name;
		char where[64] = "before";
		swa_err err;

		swa_buf_init(&name, 512);
		assert_int_equal(swa_buf_append_text(&name, ">"), SWA_OK);
		err = swa_template_evaluate(rows[i].pattern, rows[i].values, &name, where, sizeof(where));
		if (err != rows[i].err)
			fail_msg("%s: %s", rows[i].pattern, swa_err_name(err));
		assert_string_equal(err == SWA_OK ? swa_buf_text(&name) + 1 : where, rows[i].result);
		if (err != SWA_OK)
			assert_string_equal(swa_buf_text(&name), ">");
	}
}

#define RUN(rows) run(rows, sizeof(rows) / sizeof((rows)[0]))

static void
each_documented_expression_is_evaluated(void **state)
{
	static const struct row rows[] = {
	        {"${source.login}", &ada, SWA_OK, "Ada.Lovelace@example.org"},
	        {"${source.email}", &ada, SWA_OK, "ada@mail.example.org"},
	        {"${source.userName}", &ada, SWA_OK, "ada"},
	        {"${source.samAccountName}", &ada, SWA_OK, "ALOVELACE"},
	        {"${source.employeeID}", &ada, SWA_OK, "004217"},
	        {"${fn:substringBefore(source.login, \"@\")}", &ada, SWA_OK, "Ada.Lovelace"},
	        {"${fn:substringBefore(source.email,\"@\")}", &ada, SWA_OK, "ada"},
	        {"${fn:toLowerCase(source.samAccountName)}", &ada, SWA_OK, "alovelace"},
	        {"${source.userName}${instance.userSuffix}", &ada, SWA_OK, "ada-wiki"},
	        {"${source.login}${instance.userSuffix}", &eve, SWA_OK, "eve"},
	};

	(void)state;
	RUN(rows);
}

static void
calls_nest(void **state)
{
	static const struct row rows[] = {
	        {"${fn:toLowerCase(fn:substringBefore(source.login, \"@\"))}", &ada, SWA_OK, "ada.lovelace"},
	        {"${fn:substringBefore(fn:toLowerCase(source.login), \"@\")}", &ada, SWA_OK, "ada.lovelace"},
	        {"${fn:substringBefore(fn:substringBefore(source.login, \"@\"), \".\")}", &ada, SWA_OK,
	         "Ada"},
	        {"${ fn:toLowerCase( fn:substringBefore( source.login , \"@\" ) ) }", &ada, SWA_OK,
	         "ada.lovelace"},
	        {"${fn:toLowerCase(fn:toLowerCase(fn:toLowerCase(fn:toLowerCase(source.userName))))}", &ada,
	         SWA_OK, "ada"},
	};

	(void)state;
	RUN(rows);
}

static void
a_call_without_end_is_no_expression(void **state)
{
	char pattern[20000] = "${";
	SWA_CLEANUP(swa_buf_finish) struct swa_buf name;
	char where[16];

	(void)state;
	for (int i = 0; i < 1000; i++)
		strcat(pattern, "fn:toLowerCase(");
	strcat(pattern, "}");
	swa_buf_init(&name, 512);
	assert_int_equal(swa_template_evaluate(pattern, &ada, &name, where, sizeof(where)),
	                 SWA_ERR_TEMPLATE_INVALID);
	assert_string_equal(where, "${fn:toLowerCas");
}

static void
text_around_stays_as_it_is(void **state)
{
	static const struct row rows[] = {
	        {"CORP\\${source.samAccountName}", &ada, SWA_OK, "CORP\\ALOVELACE"},
	        {"${source.userName}@wiki.example.org", &ada, SWA_OK, "ada@wiki.example.org"},
	        {"a${source.userName}b${source.employeeID}c", &ada, SWA_OK, "aadab004217c"},
	        {"shared", &ada, SWA_OK, "shared"},
	        {"$5 {x} $", &ada, SWA_OK, "$5 {x} $"},
	        {"$${source.userName}}", &ada, SWA_OK, "$ada}"},
	};

	(void)state;
	RUN(rows);
}

static void
quoted_text_may_hold_braces_quotes_and_backslashes(void **state)
{
	static const struct swa_template_values odd = {.login = "a}b", .email = "c\"d", .user_name = "e\\f"};
	static const struct row rows[] = {
	        {"${fn:substringBefore(source.login, \"}\")}", &odd, SWA_OK, "a"},
	        {"${fn:substringBefore(source.email, \"\\\"\")}", &odd, SWA_OK, "c"},
	        {"${fn:substringBefore(source.userName, \"\\\\\")}", &odd, SWA_OK, "e"},
	        {"${fn:substringBefore(source.userName, \"\\n\")}", &odd, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:substringBefore(source.userName, \"\\n\")}"},
	};

	(void)state;
	RUN(rows);
}

static void
an_expression_outside_the_list_is_named(void **state)
{
	static const struct row rows[] = {
	        {"x${source.firstName}", &ada, SWA_ERR_TEMPLATE_INVALID, "${source.firstName}"},
	        {"${source.loginX}", &ada, SWA_ERR_TEMPLATE_INVALID, "${source.loginX}"},
	        {"${source.Login}", &ada, SWA_ERR_TEMPLATE_INVALID, "${source.Login}"},
	        {"${source}", &ada, SWA_ERR_TEMPLATE_INVALID, "${source}"},
	        {"${user.login}", &ada, SWA_ERR_TEMPLATE_INVALID, "${user.login}"},
	        {"${}", &ada, SWA_ERR_TEMPLATE_INVALID, "${}"},
	        {"${source.login", &ada, SWA_ERR_TEMPLATE_INVALID, "${source.login"},
	        {"${source.login}${source.email", &ada, SWA_ERR_TEMPLATE_INVALID, "${source.email"},
	        {"${fn:toUpperCase(source.login)}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:toUpperCase(source.login)}"},
	        {"${toLowerCase(source.login)}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${toLowerCase(source.login)}"},
	        {"${fn:toLowerCase(source.login}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:toLowerCase(source.login}"},
	        {"${fn:toLowerCase()}", &ada, SWA_ERR_TEMPLATE_INVALID, "${fn:toLowerCase()}"},
	        {"${fn:toLowerCase(\"A\")}", &ada, SWA_ERR_TEMPLATE_INVALID, "${fn:toLowerCase(\"A\")}"},
	        {"${fn:substringBefore(source.login)}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:substringBefore(source.login)}"},
	        {"${fn:substringBefore(source.login, '@')}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:substringBefore(source.login, '@')}"},
	        {"${fn:substringBefore(source.login, \"@)}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:substringBefore(source.login, \"@)}"},
	        {"${source.login source.email}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${source.login source.email}"},
	        {"${fn:toLowerCase(instance.userSuffix)}", &ada, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:toLowerCase(instance.userSuffix)}"},
	        {"${source.\xc3\xa4\n}", &ada, SWA_ERR_TEMPLATE_INVALID, "${source.???}"},
	        /* A value that is missing does not hide that the expression is wrong. */
	        {"${fn:toLowerCase(source.email) x}", &eve, SWA_ERR_TEMPLATE_INVALID,
	         "${fn:toLowerCase(source.email) x}"},
	};

	(void)state;
	RUN(rows);
}

static void
a_value_that_the_person_lacks_is_named(void **state)
{
	static const struct row rows[] = {
	        {"${source.userName}", &eve, SWA_ERR_TEMPLATE_VALUE, "${source.userName}"},
	        {"${source.email}", &eve, SWA_ERR_TEMPLATE_VALUE, "${source.email}"},
	        {"CORP\\${source.samAccountName}", &eve, SWA_ERR_TEMPLATE_VALUE, "${source.samAccountName}"},
	        {"${source.login}${source.employeeID}", &eve, SWA_ERR_TEMPLATE_VALUE, "${source.employeeID}"},
	        {"${fn:toLowerCase(source.email)}", &eve, SWA_ERR_TEMPLATE_VALUE,
	         "${fn:toLowerCase(source.email)}"},
	        /* Nothing stands before what is not there. */
	        {"${fn:substringBefore(source.login, \"@\")}", &eve, SWA_ERR_TEMPLATE_VALUE,
	         "${fn:substringBefore(source.login, \"@\")}"},
	        {"${fn:substringBefore(source.login, \"\")}", &ada, SWA_ERR_TEMPLATE_VALUE,
	         "${fn:substringBefore(source.login, \"\")}"},
	};

	(void)state;
	RUN(rows);
}

static void
a_name_that_would_be_empty_is_an_error(void **state)
{
	static const struct row rows[] = {
	        {"", &ada, SWA_ERR_TEMPLATE_VALUE, ""},
	        {" ", &ada, SWA_ERR_TEMPLATE_VALUE, " "},
	        {"${instance.userSuffix}", &eve, SWA_ERR_TEMPLATE_VALUE, "${instance.userSuffix}"},
	        {"${instance.userSuffix}", &ada, SWA_OK, "-wiki"},
	};

	(void)state;
	RUN(rows);
}

static void
letters_of_other_alphabets_are_made_small_too(void **state)
{
	static const struct swa_template_values v = {
	        .login = "J\xc3\x9cRGEN \xc3\x97 \xc5\xbd\xc5\xbb",       /* Latin, a times sign */
	        .email = "\xce\x91\xce\xa9",                              /* Greek */
	        .user_name = "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\x81", /* Cyrillic */
	        .sam_account_name = "\xe1\xba\x9e \xf0\x9f\x98\x80 \xc3\xa4\xc3\xb6", /* stay */
	};
	static const struct row rows[] = {
	        {"${fn:toLowerCase(source.login)}", &v, SWA_OK, "j\xc3\xbcrgen \xc3\x97 \xc5\xbe\xc5\xbc"},
	        {"${fn:toLowerCase(source.email)}", &v, SWA_OK, "\xce\xb1\xcf\x89"},
	        {"${fn:toLowerCase(source.userName)}", &v, SWA_OK,
	         "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd \xd1\x91"},
	        {"${fn:toLowerCase(source.samAccountName)}", &v, SWA_OK,
	         "\xe1\xba\x9e \xf0\x9f\x98\x80 \xc3\xa4\xc3\xb6"},
	};

	(void)state;
	RUN(rows);
}

static void
a_name_longer_than_the_buffer_leaves_it_alone(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf name;
	char where[8] = "";

	(void)state;
	swa_buf_init(&name, 4);
	assert_int_equal(swa_buf_append_text(&name, "ab"), SWA_OK);
	assert_int_equal(swa_template_evaluate("${source.userName}", &ada, &name, where, sizeof(where)),
	                 SWA_ERR_LIMIT);
	assert_string_equal(swa_buf_text(&name), "ab");
	assert_int_equal(swa_template_evaluate("xy", &ada, &name, where, sizeof(where)), SWA_OK);
	assert_string_equal(swa_buf_text(&name), "abxy");
	assert_int_equal(swa_template_evaluate("${no}", &ada, &name, NULL, 0), SWA_ERR_TEMPLATE_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_documented_expression_is_evaluated),
	        cmocka_unit_test(calls_nest),
	        cmocka_unit_test(a_call_without_end_is_no_expression),
	        cmocka_unit_test(text_around_stays_as_it_is),
	        cmocka_unit_test(quoted_text_may_hold_braces_quotes_and_backslashes),
	        cmocka_unit_test(an_expression_outside_the_list_is_named),
	        cmocka_unit_test(a_value_that_the_person_lacks_is_named),
	        cmocka_unit_test(a_name_that_would_be_empty_is_an_error),
	        cmocka_unit_test(letters_of_other_alphabets_are_made_small_too),
	        cmocka_unit_test(a_name_longer_than_the_buffer_leaves_it_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
