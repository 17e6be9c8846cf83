#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/pattern.h"

#include <string.h>
#include <time.h>

static const struct {
	const char *pattern;
	const char *text;
	swa_err expected;
} cases[] = {
        {"https://wiki\\.example/.*", "https://wiki.example/login?x=1", SWA_OK},
        {"", "", SWA_OK},
        {"https://wiki\\.example/login", "https://wiki.example/login", SWA_OK},
        /* Both ends are held. */
        {"https://wiki\\.example/login", "https://wiki.example/login/evil", SWA_ERR_PATTERN_MISMATCH},
        {"wiki\\.example/login", "https://wiki.example/login", SWA_ERR_PATTERN_MISMATCH},
        {"a|ab", "ab", SWA_OK},
        {"https://a/|https://b/", "https://b/x", SWA_ERR_PATTERN_MISMATCH},
        /* "$" alone would let a newline through. */
        {"https://wiki\\.example/$", "https://wiki.example/\n", SWA_ERR_PATTERN_MISMATCH},
        {"(?i)HTTPS://wiki\\.example/", "https://wiki.example/", SWA_OK},
        {"https://(", "https://(", SWA_ERR_PATTERN_INVALID},
        {"*", "", SWA_ERR_PATTERN_INVALID},
        {"[z-a]", "a", SWA_ERR_PATTERN_INVALID},
        {"\xff", "a", SWA_ERR_PATTERN_INVALID},
        {".*", "\xff", SWA_ERR_PATTERN_MISMATCH},
        {"\\Ca", "ba", SWA_ERR_PATTERN_INVALID},
        /* Limits cannot be raised from within. */
        {"(*LIMIT_MATCH=4000000000)(a+)+b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabc",
         SWA_ERR_PATTERN_LIMIT},
        {"(a|aa)+$b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabc", SWA_ERR_PATTERN_LIMIT},
};

static void
an_expression_must_match_the_whole_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		swa_err err = swa_pattern_match(cases[i].pattern, cases[i].text);

		if (err != cases[i].expected)
			fail_msg("%s on %s: %s", cases[i].pattern, cases[i].text, swa_err_name(err));
	}
}

static void
an_expression_that_takes_exponential_time_is_stopped_soon(void **state)
{
	static const char *const patterns[] = {"(a+)+b",           "(a|a)*b",       "(a|aa)+b",
	                                       "(.*)*(.*)*(.*)*b", "(?:(?:a*)*)*b", "([a-z]+)*\\1b",
	                                       "(?R)?a+(?R)?b"};
	char text[4001];
	clock_t start = clock();

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	memcpy(text + sizeof(text) - 3, "bc", 3); /* a "b" is there, but not at the end */
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		swa_err err = swa_pattern_match(patterns[i], text);

		if (err != SWA_ERR_PATTERN_LIMIT && err != SWA_ERR_PATTERN_MISMATCH)
			fail_msg("%s: %s", patterns[i], swa_err_name(err));
	}
	assert_int_equal(swa_pattern_match("(a+)+b", text), SWA_ERR_PATTERN_LIMIT);
	assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
}

static void
expression_and_address_have_a_longest_length(void **state)
{
	char text[4098];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(swa_pattern_match("a*", text), SWA_ERR_PATTERN_LIMIT);
	text[4096] = '\0';
	assert_int_equal(swa_pattern_match("a*", text), SWA_OK);
	text[1025] = '\0';
	assert_int_equal(swa_pattern_match(text, text), SWA_ERR_PATTERN_INVALID);
	text[1024] = '\0';
	assert_int_equal(swa_pattern_match(text, text), SWA_OK);
	memset(text, '(', 200);
	memset(text + 200, ')', 200);
	text[400] = '\0';
	assert_int_equal(swa_pattern_match(text, ""), SWA_ERR_PATTERN_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_expression_must_match_the_whole_address),
	        cmocka_unit_test(an_expression_that_takes_exponential_time_is_stopped_soon),
	        cmocka_unit_test(expression_and_address_have_a_longest_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
