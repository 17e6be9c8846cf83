#include "frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
put_length(struct swa_buf *buf, uint32_t length)
{
	assert_int_equal(swa_buf_append(buf, &length, sizeof(length)), SWA_OK);
}

static void
a_frame_is_its_length_and_its_bytes(void **state)
{
	struct swa_buf buf;
	const unsigned char *payload;
	uint32_t length;
	size_t size;

	(void)state;
	swa_frame_buf_init(&buf);
	assert_int_equal(swa_frame_append(&buf, "{\"a\":1}", 7), SWA_OK);
	assert_int_equal(buf.size, SWA_FRAME_HEADER + 7);
	memcpy(&length, buf.data, sizeof(length));
	assert_int_equal(length, 7);
	assert_int_equal(swa_frame_next(&buf, &payload, &size), SWA_OK);
	assert_int_equal(size, 7);
	assert_memory_equal(payload, "{\"a\":1}", 7);
	swa_buf_finish(&buf);
}

static void
an_incomplete_frame_waits_for_the_rest(void **state)
{
	struct swa_buf whole, part;
	const unsigned char *payload;
	size_t size;

	(void)state;
	swa_frame_buf_init(&whole);
	swa_frame_buf_init(&part);
	assert_int_equal(swa_frame_append(&whole, "{}", 2), SWA_OK);
	assert_int_equal(swa_frame_next(&part, &payload, &size), SWA_OK);
	assert_null(payload);
	for (size_t i = 0; i < whole.size; i++) {
		assert_int_equal(swa_frame_next(&part, &payload, &size), SWA_OK);
		assert_null(payload);
		assert_int_equal(swa_buf_append(&part, whole.data + i, 1), SWA_OK);
	}
	assert_int_equal(swa_frame_next(&part, &payload, &size), SWA_OK);
	assert_non_null(payload);
	swa_buf_finish(&whole);
	swa_buf_finish(&part);
}

static void
frames_behind_each_other_come_out_in_order(void **state)
{
	struct swa_buf buf;
	const unsigned char *payload;
	size_t size;

	(void)state;
	swa_frame_buf_init(&buf);
	assert_int_equal(swa_frame_append(&buf, "[1]", 3), SWA_OK);
	assert_int_equal(swa_frame_append(&buf, "[22]", 4), SWA_OK);
	assert_int_equal(swa_frame_next(&buf, &payload, &size), SWA_OK);
	assert_memory_equal(payload, "[1]", 3);
	swa_buf_consume(&buf, SWA_FRAME_HEADER + size);
	assert_int_equal(swa_frame_next(&buf, &payload, &size), SWA_OK);
	assert_memory_equal(payload, "[22]", 4);
	swa_buf_consume(&buf, SWA_FRAME_HEADER + size);
	assert_int_equal(buf.size, 0);
	swa_buf_finish(&buf);
}

static void
an_announced_length_of_nothing_or_too_much_is_refused(void **state)
{
	static const uint32_t lengths[] = {0, SWA_FRAME_MAX + 1, 0x7fffffff, 0xffffffff};
	const unsigned char *payload;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct swa_buf buf;

		swa_frame_buf_init(&buf);
		put_length(&buf, lengths[i]);
		assert_int_equal(swa_frame_next(&buf, &payload, &size), SWA_ERR_FRAME_TOO_LONG);
		assert_null(payload);
		swa_buf_finish(&buf);
	}
}

static void
the_largest_frame_passes_and_one_byte_more_does_not(void **state)
{
	char *payload = malloc(SWA_FRAME_MAX + 1);
	const unsigned char *out;
	struct swa_buf buf;
	size_t size;

	(void)state;
	assert_non_null(payload);
	memset(payload, 'x', SWA_FRAME_MAX + 1);
	swa_frame_buf_init(&buf);
	assert_int_equal(swa_frame_append(&buf, payload, SWA_FRAME_MAX), SWA_OK);
	assert_int_equal(swa_frame_next(&buf, &out, &size), SWA_OK);
	assert_int_equal(size, SWA_FRAME_MAX);
	swa_buf_reset(&buf);
	assert_int_equal(swa_frame_append(&buf, payload, SWA_FRAME_MAX + 1), SWA_ERR_FRAME_TOO_LONG);
	assert_int_equal(swa_frame_append(&buf, payload, 0), SWA_ERR_FRAME_TOO_LONG);
	assert_int_equal(buf.size, 0);
	swa_buf_finish(&buf);
	free(payload);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_frame_is_its_length_and_its_bytes),
	        cmocka_unit_test(an_incomplete_frame_waits_for_the_rest),
	        cmocka_unit_test(frames_behind_each_other_come_out_in_order),
	        cmocka_unit_test(an_announced_length_of_nothing_or_too_much_is_refused),
	        cmocka_unit_test(the_largest_frame_passes_and_one_byte_more_does_not),
	};

	return cmocka_run_group_tests_name("wire: frames", tests, NULL, NULL);
}
