#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct refusal {
	const char *text;
	size_t size; /* 0: strlen */
	swa_err err;
	const char *where; /* NULL: not looked at */
};

static void
expect_refusals(const struct refusal *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t size = cases[i].size == 0 ? strlen(cases[i].text) : cases[i].size;
		struct swa_json *json = NULL;
		struct swa_fault fault;
		swa_err err = swa_json_parse(cases[i].text, size, &json, &fault);

		if (err != cases[i].err)
			print_error("case %zu: %s: %s\n", i, cases[i].text, swa_err_name(err));
		assert_int_equal(err, cases[i].err);
		assert_null(json);
		if (cases[i].where != NULL)
			assert_string_equal(fault.where, cases[i].where);
	}
}

#define EXPECT_REFUSALS(cases) expect_refusals(cases, sizeof(cases) / sizeof((cases)[0]))

static struct swa_json *
parse(const char *text)
{
	struct swa_json *json = NULL;
	struct swa_fault fault;
	swa_err err = swa_json_parse(text, strlen(text), &json, &fault);

	if (err != SWA_OK)
		print_error("%s: %s at %s\n", text, swa_err_name(err), fault.where);
	assert_int_equal(err, SWA_OK);
	return json;
}

static void
what_is_not_json_is_refused(void **state)
{
	static const struct refusal cases[] = {
	        {" ", 0, SWA_ERR_JSON_INVALID, "byte 1"},
	        {"{", 0, SWA_ERR_JSON_INVALID, "byte 1"},
	        {"{\"a\":1", 0, SWA_ERR_JSON_INVALID, "byte 6"},
	        {"{\"a\"}", 0, SWA_ERR_JSON_INVALID, "byte 4"},
	        {"{\"a\":}", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"{a:1}", 0, SWA_ERR_JSON_INVALID, "byte 1"},
	        {"{'a':1}", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"{\"a\":1,}", 0, SWA_ERR_JSON_INVALID, "byte 7"},
	        {"[1,]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"[,1]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"[1 2]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"[1}", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"nul", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"True", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"NaN", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"Infinity", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"-Infinity", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"// no\n{}", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"{}/**/", 0, SWA_ERR_JSON_TRAILING, "byte 2"},
	        {"\xef\xbb\xbf{}", 0, SWA_ERR_JSON_INVALID, "byte 0"},
	        {"\"abc", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"\\x41\"", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"\\\"", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"\\", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"\\u12\"", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"\\u12g4\"", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"\\\0\"", 4, SWA_ERR_JSON_INVALID, NULL},
	        {"GET / HTTP/1.1", 0, SWA_ERR_JSON_INVALID, "byte 0"},
	};

	(void)state;
	EXPECT_REFUSALS(cases);
}

static void
numbers_keep_to_the_grammar(void **state)
{
	static const struct refusal cases[] = {
	        {"+1", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"-", 0, SWA_ERR_JSON_INVALID, NULL},
	        {".5", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"1.", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"1e", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"1e+", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"01", 0, SWA_ERR_JSON_TRAILING, NULL},
	        {"[01]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"[-01]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"[0x10]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"[1_000]", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"{\"id\":9007199254740993}", 0, SWA_ERR_JSON_VALUE, "byte 6"},
	        {"-9007199254740993", 0, SWA_ERR_JSON_VALUE, NULL},
	        {"99999999999999999999999999999999999999999", 0, SWA_ERR_JSON_VALUE, NULL},
	        {"{\"a\":[0,1e400]}", 0, SWA_ERR_JSON_VALUE, "a[1]"},
	        {"-1e400", 0, SWA_ERR_JSON_VALUE, NULL},
	        {"[1e17]", 0, SWA_ERR_JSON_VALUE, "[0]"},
	        {"[99999978362294236.9999999998]", 0, SWA_ERR_JSON_VALUE, "[0]"},
	        {"0.000000000000000000000000000000000000000000000000000000000000001", 0, SWA_ERR_JSON_VALUE,
	         NULL},
	};
	SWA_CLEANUP(swa_json_freep)
	struct swa_json *json = parse("[0,-0,7,-7,9007199254740992,-9007199254740992,1e3,2.5,1E-2,12.0]");
	static const int64_t whole[] = {0, 0, 7, -7, 9007199254740992, -9007199254740992, 1000};
	const struct swa_json *child = swa_json_first(json);
	int64_t number = 99;

	(void)state;
	EXPECT_REFUSALS(cases);
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++, child = swa_json_next(child)) {
		assert_true(swa_json_integer(child, &number));
		assert_true(number == whole[i]);
	}
	number = 99;
	assert_false(swa_json_integer(child, &number)); /* 2.5 */
	child = swa_json_next(child);
	assert_false(swa_json_integer(child, &number)); /* 0.01 */
	assert_int_equal(number, 99);
	assert_true(swa_json_integer(swa_json_next(child), &number));
	assert_int_equal(number, 12);
}

static void
texts_hold_neither_nul_nor_control_characters(void **state)
{
	static const struct refusal cases[] = {
	        {"{\"a\":\"x\\u0000y\"}", 0, SWA_ERR_JSON_VALUE, NULL},
	        {"{\"a\\u0000b\":1}", 0, SWA_ERR_JSON_VALUE, NULL},
	        {"\"a\nb\"", 0, SWA_ERR_JSON_INVALID, "byte 2"},
	        {"\"a\tb\"", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"a\x01\"", 0, SWA_ERR_JSON_INVALID, NULL},
	        {"\"a\0b\"", 5, SWA_ERR_JSON_INVALID, "byte 2"},
	        {"{}\0", 3, SWA_ERR_JSON_TRAILING, "byte 2"},
	};

	(void)state;
	EXPECT_REFUSALS(cases);
}

static void
only_valid_utf8_passes(void **state)
{
	static const struct refusal cases[] = {
	        {"\"\x80\"", 0, SWA_ERR_JSON_UTF8, "byte 1"},
	        {"\"\xff\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xc0\xaf\"", 0, SWA_ERR_JSON_UTF8, NULL}, /* overlong / */
	        {"\"\xc1\x81\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xe0\x80\xaf\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xed\xa0\x80\"", 0, SWA_ERR_JSON_UTF8, NULL}, /* a surrogate */
	        {"\"\xf0\x80\x80\xaf\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xf4\x90\x80\x80\"", 0, SWA_ERR_JSON_UTF8, NULL}, /* past U+10FFFF */
	        {"\"\xf5\x80\x80\x80\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xe2\x82\"", 0, SWA_ERR_JSON_UTF8, "byte 1"}, /* cut off */
	        {"\"\xe2\x82", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xf0\x9f\x98\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xc3(\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\xf0\x9f(\x80\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\\ud83d\"", 0, SWA_ERR_JSON_UTF8, NULL}, /* half a pair */
	        {"\"\\ud83d\\u0041\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\\ude00\"", 0, SWA_ERR_JSON_UTF8, NULL},
	        {"\"\\ud83dx\"", 0, SWA_ERR_JSON_UTF8, NULL},
	};
	SWA_CLEANUP(swa_json_freep)
	struct swa_json *json = parse("[\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\","
	                              "\"\\u00e9\\u20AC\\ud83d\\ude00\"]");

	(void)state;
	EXPECT_REFUSALS(cases);
	assert_string_equal(swa_json_text(swa_json_first(json)),
	                    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf");
	assert_string_equal(swa_json_text(swa_json_next(swa_json_first(json))),
	                    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

static void
sixteen_levels_pass_and_seventeen_do_not(void **state)
{
	static const struct refusal cases[] = {
	        {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", 0, SWA_ERR_JSON_DEEP, "byte 16"},
	        {"{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[1,{}", 0, SWA_ERR_JSON_DEEP,
	         NULL},
	};
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = parse("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]");
	char *deep = malloc(100000);
	struct refusal many = {deep, 100000, SWA_ERR_JSON_DEEP, NULL};

	(void)state;
	assert_int_equal(swa_json_count(json), 1);
	assert_non_null(deep);
	memset(deep, '[', 100000);
	EXPECT_REFUSALS(cases);
	expect_refusals(&many, 1);
	free(deep);
}

static void
a_doubled_member_is_refused_wherever_it_stands(void **state)
{
	static const struct refusal cases[] = {
	        {"{\"a\":1,\"a\":2}", 0, SWA_ERR_JSON_DUPLICATE, "a"},
	        {"{\"a\":1,\"b\":2,\"a\":1}", 0, SWA_ERR_JSON_DUPLICATE, "a"},
	        {"{\"x\":[0,{\"k\":1,\"k\":1}]}", 0, SWA_ERR_JSON_DUPLICATE, "x[1].k"},
	        {"{\"a\":1,\"\\u0061\":2}", 0, SWA_ERR_JSON_DUPLICATE, "a"},
	        {"{\"\":1,\"\":2}", 0, SWA_ERR_JSON_DUPLICATE, NULL},
	        {"{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"c\":2}", 0,
	         SWA_ERR_JSON_DUPLICATE, "c"},
	};
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = parse("{\"a\":1,\"A\":2}");
	int64_t number = 0;

	(void)state;
	EXPECT_REFUSALS(cases);
	assert_true(swa_json_get_integer(json, "a", &number));
	assert_int_equal(number, 1);
	assert_true(swa_json_get_integer(json, "A", &number));
	assert_int_equal(number, 2);
}

static void
a_hundred_thousand_members_are_compared_quickly(void **state)
{
	struct swa_json *json = NULL;
	struct swa_fault fault;
	struct swa_buf text;

	(void)state;
	swa_buf_init(&text, 4u << 20);
	(void)swa_buf_append_text(&text, "{");
	for (int i = 0; i < 100000; i++)
		(void)swa_buf_printf(&text, "\"%d\":1,", i);
	assert_int_equal(swa_buf_append_text(&text, "\"4711\":1}"), SWA_OK);
	assert_int_equal(swa_json_parse(swa_buf_text(&text), text.size, &json, &fault),
	                 SWA_ERR_JSON_DUPLICATE);
	assert_string_equal(fault.where, "4711");
	swa_buf_finish(&text);
}

static void
a_fault_is_named_in_printable_ascii_of_bounded_length(void **state)
{
	static const char text[] =
	        "{\"\xc3\xa9\\n0123456789012345678901234567890123456789012345678901234567890\":[1e999]}";
	struct swa_json *json = NULL;
	struct swa_fault fault;

	(void)state;
	assert_int_equal(swa_json_parse(text, strlen(text), &json, &fault), SWA_ERR_JSON_VALUE);
	assert_string_equal(fault.where, "???012345678901234567890123456789012345678901234[0]");
}

static void
getters_take_what_is_absent(void **state)
{
	SWA_CLEANUP(swa_json_freep)
	struct swa_json *json = parse("{\"t\":\"x\",\"b\":true,\"n\":null,\"a\":[]}");
	int64_t number = 5;

	(void)state;
	assert_null(swa_json_get(NULL, "x"));
	assert_null(swa_json_get(swa_json_get(json, "t"), "x"));
	assert_null(swa_json_get(json, "T"));
	assert_null(swa_json_text(NULL));
	assert_null(swa_json_get_text(json, "b"));
	assert_null(swa_json_get_text(json, "n"));
	assert_false(swa_json_get_integer(json, "t", &number));
	assert_int_equal(number, 5);
	assert_true(swa_json_get_bool(json, "b", false));
	assert_true(swa_json_get_bool(json, "t", true));
	assert_false(swa_json_get_bool(json, "missing", false));
	assert_int_equal(swa_json_count(json), 4);
	assert_int_equal(swa_json_count(NULL), 0);
	assert_int_equal(swa_json_count(swa_json_get(json, "t")), 0);
	assert_null(swa_json_first(swa_json_get(json, "a")));
	assert_null(swa_json_next(NULL));
	assert_string_equal(swa_json_name(swa_json_first(json)), "t");
	assert_int_equal(swa_json_kind(swa_json_get(json, "n")), SWA_JSON_NULL);
	assert_int_equal(swa_json_kind(swa_json_get(json, "a")), SWA_JSON_ARRAY);
}

static void
what_is_built_reads_back(void **state)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = swa_json_new_object();
	SWA_CLEANUP(swa_json_freep) struct swa_json *again = NULL;
	struct swa_json *list = swa_json_new_array();
	struct swa_buf out;

	(void)state;
	swa_json_set_text(json, "t", "a \"quoted\" \xe2\x82\xac\n\x01");
	swa_json_set_text(json, "none", NULL);
	swa_json_set_integer(json, "i", 9007199254740992);
	swa_json_set_bool(json, "b", true);
	swa_json_add_text(list, "one");
	swa_json_add(list, swa_json_new_object());
	swa_json_set(json, "l", list);
	swa_json_set_copy(json, "c", list);
	swa_json_set_integer(json, "i", -3); /* sets anew, does not double */
	swa_buf_init(&out, 4096);
	assert_int_equal(swa_json_print(json, &out), SWA_OK);
	assert_string_equal(swa_buf_text(&out),
	                    "{\"t\":\"a \\\"quoted\\\" \xe2\x82\xac\\n\\u0001\",\"none\":null,\"b\":true,"
	                    "\"l\":[\"one\",{}],\"c\":[\"one\",{}],\"i\":-3}");
	again = parse(swa_buf_text(&out));
	assert_int_equal(swa_json_count(again), 6);
	swa_buf_finish(&out);
}

static void
whole_numbers_keep_every_digit(void **state)
{
	static const char text[] =
	        "[9007199254740992,-9007199254740991,1234567890123456,999999999999999,1000000000000001,7]";
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = parse(text);
	SWA_CLEANUP(swa_json_freep) struct swa_json *built = swa_json_new_object();
	struct swa_buf out;
	int64_t number = 0;

	(void)state;
	swa_buf_init(&out, 4096);
	assert_int_equal(swa_json_print(json, &out), SWA_OK);
	assert_string_equal(swa_buf_text(&out), text);
	swa_buf_reset(&out);
	swa_json_set_integer(built, "n", 9007199254740991);
	swa_json_set_copy(built, "c", swa_json_first(json));
	assert_int_equal(swa_json_print(built, &out), SWA_OK);
	assert_string_equal(swa_buf_text(&out), "{\"n\":9007199254740991,\"c\":9007199254740992}");
	assert_true(swa_json_get_integer(built, "n", &number));
	assert_true(number == 9007199254740991);
	assert_int_equal(swa_json_kind(swa_json_get(built, "c")), SWA_JSON_NUMBER);
	swa_buf_finish(&out);
}

static void
a_failed_step_of_building_shows_when_printed(void **state)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = swa_json_new_object();
	SWA_CLEANUP(swa_json_freep) struct swa_json *deep = swa_json_new_object();
	struct swa_buf out;

	(void)state;
	swa_buf_init(&out, 4096);
	swa_json_set_text(json, "t", "\xff");
	assert_int_equal(swa_json_print(json, &out), SWA_ERR_JSON_UTF8);
	assert_int_equal(out.size, 0);
	swa_json_set(deep, "x", json);
	json = NULL;
	assert_int_equal(swa_json_print(deep, &out), SWA_ERR_JSON_UTF8);
	assert_int_equal(swa_json_print(NULL, &out), SWA_ERR_NOMEM);
	json = swa_json_new_object();
	swa_json_set(json, "child", NULL);
	assert_int_equal(swa_json_print(json, &out), SWA_ERR_NOMEM);
	swa_buf_finish(&out);
}

static void
printing_keeps_to_the_buffers_limit(void **state)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = parse("{\"a\":\"0123456789\"}");
	struct swa_buf out;

	(void)state;
	swa_buf_init(&out, 8);
	assert_int_equal(swa_json_print(json, &out), SWA_ERR_LIMIT);
	swa_buf_finish(&out);
}

static int
setup(void **state)
{
	(void)state;
	swa_json_setup();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_is_not_json_is_refused),
	        cmocka_unit_test(numbers_keep_to_the_grammar),
	        cmocka_unit_test(texts_hold_neither_nul_nor_control_characters),
	        cmocka_unit_test(only_valid_utf8_passes),
	        cmocka_unit_test(sixteen_levels_pass_and_seventeen_do_not),
	        cmocka_unit_test(a_doubled_member_is_refused_wherever_it_stands),
	        cmocka_unit_test(a_hundred_thousand_members_are_compared_quickly),
	        cmocka_unit_test(a_fault_is_named_in_printable_ascii_of_bounded_length),
	        cmocka_unit_test(getters_take_what_is_absent),
	        cmocka_unit_test(what_is_built_reads_back),
	        cmocka_unit_test(whole_numbers_keep_every_digit),
	        cmocka_unit_test(a_failed_step_of_building_shows_when_printed),
	        cmocka_unit_test(printing_keeps_to_the_buffers_limit),
	};

	return cmocka_run_group_tests_name("wire: JSON", tests, setup, NULL);
}
