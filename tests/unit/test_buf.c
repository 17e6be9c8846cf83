#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/buf.h"

#include <string.h>

static void
an_empty_buffer_reads_as_an_empty_text(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, 10);
	assert_string_equal(swa_buf_text(&buf), "");
	assert_int_equal(buf.size, 0);
	swa_buf_finish(&buf);
}

static void
text_grows_piece_by_piece_and_ends_in_a_nul(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, 1000);
	for (int i = 0; i < 100; i++)
		assert_int_equal(swa_buf_printf(&buf, "%02d ", i), SWA_OK);
	assert_int_equal(buf.size, 300);
	assert_int_equal(strlen(swa_buf_text(&buf)), 300);
	assert_memory_equal(swa_buf_text(&buf) + 297, "99 ", 4);
	swa_buf_finish(&buf);
}

static void
the_limit_may_be_reached_and_not_passed(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, 4);
	assert_int_equal(swa_buf_append_text(&buf, "abcd"), SWA_OK);
	assert_int_equal(swa_buf_append(&buf, "", 0), SWA_OK);
	assert_int_equal(swa_buf_append_text(&buf, "e"), SWA_ERR_LIMIT);
	assert_string_equal(swa_buf_text(&buf), "abcd");
	swa_buf_finish(&buf);
}

static void
the_first_failure_stays_until_a_reset(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, 4);
	assert_int_equal(swa_buf_append_text(&buf, "too long"), SWA_ERR_LIMIT);
	assert_int_equal(swa_buf_append_text(&buf, "ab"), SWA_ERR_LIMIT);
	assert_int_equal(swa_buf_printf(&buf, "ab"), SWA_ERR_LIMIT);
	assert_null(swa_buf_reserve(&buf, 1));
	assert_int_equal(buf.size, 0);
	swa_buf_reset(&buf);
	assert_int_equal(swa_buf_append_text(&buf, "ab"), SWA_OK);
	swa_buf_finish(&buf);
	assert_int_equal(swa_buf_append_text(&buf, "again"), SWA_ERR_LIMIT);
	swa_buf_finish(&buf);
}

static void
a_size_near_the_largest_number_is_past_the_limit(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, SIZE_MAX);
	assert_int_equal(swa_buf_append_text(&buf, "a"), SWA_OK);
	assert_null(swa_buf_reserve(&buf, SIZE_MAX));
	assert_int_equal(buf.err, SWA_ERR_LIMIT);
	swa_buf_finish(&buf);
}

static void
a_reset_wipes_what_was_there(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, 100);
	assert_int_equal(swa_buf_append_text(&buf, "a password"), SWA_OK);
	swa_buf_reset(&buf);
	for (size_t i = 0; i < buf.capacity; i++)
		assert_int_equal(buf.data[i], 0);
	assert_string_equal(swa_buf_text(&buf), "");
	swa_buf_finish(&buf);
}

static void
what_is_consumed_is_wiped_and_the_rest_moves_up(void **state)
{
	struct swa_buf buf;

	(void)state;
	swa_buf_init(&buf, 100);
	swa_buf_consume(&buf, 3);
	assert_int_equal(swa_buf_append_text(&buf, "abcdef"), SWA_OK);
	swa_buf_consume(&buf, 4);
	assert_string_equal(swa_buf_text(&buf), "ef");
	for (size_t i = 2; i < 6; i++)
		assert_int_equal(buf.data[i], 0);
	swa_buf_consume(&buf, 99);
	assert_int_equal(buf.size, 0);
	swa_buf_finish(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_empty_buffer_reads_as_an_empty_text),
	        cmocka_unit_test(text_grows_piece_by_piece_and_ends_in_a_nul),
	        cmocka_unit_test(the_limit_may_be_reached_and_not_passed),
	        cmocka_unit_test(the_first_failure_stays_until_a_reset),
	        cmocka_unit_test(a_size_near_the_largest_number_is_past_the_limit),
	        cmocka_unit_test(a_reset_wipes_what_was_there),
	        cmocka_unit_test(what_is_consumed_is_wiped_and_the_rest_moves_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
