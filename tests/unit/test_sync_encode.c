#include "sync_fixture.h"

static void
base64url_is_that_of_the_rfc(void **state)
{
	static const struct {
		const char *plain, *encoded;
	} rows[] = {
	        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
	        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf out, back;

		swa_buf_init(&out, 100);
		swa_buf_init(&back, 100);
		assert_ok(swa_base64_put(&out, rows[i].plain, strlen(rows[i].plain)));
		assert_string_equal(swa_buf_text(&out), rows[i].encoded);
		assert_ok(swa_base64_get(rows[i].encoded, &back));
		assert_string_equal(swa_buf_text(&back), rows[i].plain);
	}
}

static void
every_size_comes_back(void **state)
{
	unsigned char bytes[200], back[200];

	(void)state;
	for (size_t size = 0; size < sizeof(bytes); size++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf out;

		swa_buf_init(&out, 300);
		for (size_t i = 0; i < size; i++)
			bytes[i] = (unsigned char)(i * 37 + size);
		assert_ok(swa_buf_append_text(&out, "before "));
		assert_ok(swa_base64_put(&out, bytes, size));
		assert_ok(swa_base64_exact(swa_buf_text(&out) + strlen("before "), back, size));
		assert_memory_equal(back, bytes, size);
	}
}

static void
what_is_no_base64url_is_refused_and_leaves_nothing(void **state)
{
	static const char *const wrong[] = {"Z",     "Zg==", "Zg=", "Z+8",    "Z/8",   "Zm 9v",     "Zm9v\n",
	                                    " Zm9v", "Zh",   "Zm9", "Zm9vYh", "Zm9v.", "Zm\xc3\xa4"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf out;

		swa_buf_init(&out, 100);
		assert_ok(swa_buf_append_text(&out, "before "));
		assert_int_equal(swa_base64_get(wrong[i], &out), SWA_ERR_ARGUMENT);
		assert_string_equal(swa_buf_text(&out), "before ");
		assert_ok(out.err);
	}
}

static void
another_size_is_not_taken(void **state)
{
	unsigned char bytes[3];

	(void)state;
	assert_ok(swa_base64_exact("Zm9v", bytes, 3));
	assert_int_equal(swa_base64_exact("Zm9", bytes, 3), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_base64_exact("Zm8", bytes, 3), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_base64_exact("Zm9vYg", bytes, 3), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_base64_exact("Zm9vZm9vZm9vZm9v", bytes, 3), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_base64_exact("", bytes, 3), SWA_ERR_ARGUMENT);
}

static void
a_full_buffer_is_said(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf out;

	(void)state;
	swa_buf_init(&out, 3);
	assert_int_equal(swa_base64_put(&out, "foo", 3), SWA_ERR_LIMIT);
	assert_int_equal(out.err, SWA_ERR_LIMIT);
}

static void
frames_are_lengths_and_bytes(void **state)
{
	static const unsigned char expected[] = {2, 0, 0, 0, 'a', 'b', 0, 0,    0,    0,    8,
	                                         0, 0, 0, 8, 7,   6,   5, 0x04, 0x03, 0x02, 0x01};
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame;

	(void)state;
	swa_buf_init(&frame, 100);
	swa_frame_text(&frame, "ab");
	swa_frame_part(&frame, NULL, 0);
	swa_frame_number(&frame, UINT64_C(0x0102030405060708));
	assert_int_equal(frame.size, sizeof(expected));
	assert_memory_equal(frame.data, expected, sizeof(expected));
}

static void
a_frame_that_does_not_fit_stays_wrong(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame;

	(void)state;
	swa_buf_init(&frame, 10);
	swa_frame_text(&frame, "longer than ten bytes");
	swa_frame_text(&frame, "");
	assert_int_equal(frame.err, SWA_ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(base64url_is_that_of_the_rfc),
	        cmocka_unit_test(every_size_comes_back),
	        cmocka_unit_test(what_is_no_base64url_is_refused_and_leaves_nothing),
	        cmocka_unit_test(another_size_is_not_taken),
	        cmocka_unit_test(a_full_buffer_is_said),
	        cmocka_unit_test(frames_are_lengths_and_bytes),
	        cmocka_unit_test(a_frame_that_does_not_fit_stays_wrong),
	};

	assert_ok(swa_secret_setup());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
