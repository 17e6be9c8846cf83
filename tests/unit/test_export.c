#include "swa/export.h"

#include "swa/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The least that the format allows, so that hundreds of files can be tried. */
static const struct swa_export_cost cheap = {.passes = 1, .memory_kib = 8 * 1024};

#define FILE_MAX ((size_t)4 << 20)

static struct swa_buf
text_of(const char *text)
{
	struct swa_buf buf;

	swa_buf_init(&buf, FILE_MAX);
	assert_int_equal(swa_buf_append_text(&buf, text), SWA_OK);
	return buf;
}

static struct swa_buf
written(const char *passphrase, const void *data, size_t size)
{
	SWA_CLEANUP(swa_export_writer_freep) struct swa_export_writer *writer = NULL;
	struct swa_buf word = text_of(passphrase), out;

	swa_buf_init(&out, FILE_MAX);
	assert_int_equal(swa_export_writer_new(&word, &cheap, &out, &writer), SWA_OK);
	assert_int_equal(swa_export_write(writer, data, size, &out), SWA_OK);
	assert_int_equal(swa_export_finish(writer, &out), SWA_OK);
	swa_buf_finish(&word);
	return out;
}

/* Read a whole file in pieces of STEP bytes. */
static swa_err
read_back(const struct swa_buf *file, const char *passphrase, size_t step, struct swa_buf *out)
{
	SWA_CLEANUP(swa_export_reader_freep) struct swa_export_reader *reader = NULL;
	struct swa_buf word = text_of(passphrase), in;
	swa_err err;

	swa_buf_init(&in, FILE_MAX);
	if (file->size < SWA_EXPORT_HEADER_SIZE)
		err = SWA_ERR_EXPORT_DAMAGED;
	else
		err = swa_export_reader_new(file->data, &word, &reader);
	for (size_t at = SWA_EXPORT_HEADER_SIZE; err == SWA_OK && at < file->size; at += step) {
		size_t part = file->size - at < step ? file->size - at : step;

		assert_int_equal(swa_buf_append(&in, file->data + at, part), SWA_OK);
		err = swa_export_read(reader, &in, out);
	}
	if (err == SWA_OK && !swa_export_is_complete(reader))
		err = SWA_ERR_EXPORT_DAMAGED;
	swa_buf_finish(&word);
	swa_buf_finish(&in);
	return err;
}

static void
what_was_written_is_read_back(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		unsigned char *data = malloc(sizes[i] + 1);
		struct swa_buf file, out;

		assert_non_null(data);
		for (size_t j = 0; j < sizes[i]; j++)
			data[j] = (unsigned char)(j * 7 % 251);
		file = written("correct horse", data, sizes[i]);
		assert_true(swa_export_is(file.data, file.size));
		for (size_t step = 1000; step < 300000; step *= 17) {
			swa_buf_init(&out, FILE_MAX);
			assert_int_equal(read_back(&file, "correct horse", step, &out), SWA_OK);
			assert_int_equal(out.size, sizes[i]);
			if (sizes[i] > 0)
				assert_memory_equal(out.data, data, sizes[i]);
			swa_buf_finish(&out);
		}
		swa_buf_finish(&file);
		free(data);
	}
}

static void
two_exports_of_the_same_share_nothing(void **state)
{
	struct swa_buf one = written("correct horse", "same", 4), two = written("correct horse", "same", 4);

	(void)state;
	assert_int_equal(one.size, two.size);
	assert_memory_not_equal(one.data + 16, two.data + 16, one.size - 16);
	swa_buf_finish(&one);
	swa_buf_finish(&two);
}

static void
another_passphrase_is_told(void **state)
{
	struct swa_buf file = written("correct horse", "secret", 6), out;

	(void)state;
	swa_buf_init(&out, FILE_MAX);
	assert_int_equal(read_back(&file, "correct hors", 100, &out), SWA_ERR_PASSPHRASE_WRONG);
	assert_int_equal(out.size, 0);
	swa_buf_finish(&file);
	swa_buf_finish(&out);
}

static void
a_changed_byte_anywhere_is_refused(void **state)
{
	struct swa_buf file = written("correct horse", "{\"type\":\"account\"}\n", 19), out;

	(void)state;
	for (size_t at = 0; at < file.size; at++) {
		swa_buf_init(&out, FILE_MAX);
		file.data[at] ^= 0x01;
		assert_int_not_equal(read_back(&file, "correct horse", 100, &out), SWA_OK);
		assert_int_equal(out.size, 0);
		file.data[at] ^= 0x01;
		swa_buf_finish(&out);
	}
	swa_buf_init(&out, FILE_MAX);
	assert_int_equal(read_back(&file, "correct horse", 100, &out), SWA_OK);
	swa_buf_finish(&out);
	swa_buf_finish(&file);
}

static void
an_export_that_was_cut_or_lengthened_is_refused(void **state)
{
	unsigned char data[70000];
	struct swa_buf file, out;
	size_t whole;

	(void)state;
	memset(data, 'x', sizeof(data));
	file = written("correct horse", data, sizeof(data));
	whole = file.size;
	/* After the header, after the first record, within each, and just before the end. */
	const size_t ends[] = {0, 10, 56, 57, 60, 1000, 56 + 4 + 65536 + 17, 56 + 4 + 65536 + 20, whole - 1};
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		swa_buf_init(&out, FILE_MAX);
		file.size = ends[i];
		assert_int_not_equal(read_back(&file, "correct horse", 4096, &out), SWA_OK);
		swa_buf_finish(&out);
	}
	file.size = whole;
	assert_int_equal(swa_buf_append(&file, "", 1), SWA_OK);
	swa_buf_init(&out, FILE_MAX);
	assert_int_equal(read_back(&file, "correct horse", 4096, &out), SWA_ERR_EXPORT_DAMAGED);
	swa_buf_finish(&out);
	swa_buf_finish(&file);
}

static void
a_cost_that_would_exhaust_the_machine_is_not_paid(void **state)
{
	struct swa_buf file = written("correct horse", "secret", 6), out;

	(void)state;
	swa_buf_init(&out, FILE_MAX);
	file.data[8 + 3] = 0x80; /* two thousand million passes */
	assert_int_equal(read_back(&file, "correct horse", 100, &out), SWA_ERR_EXPORT_DAMAGED);
	file.data[8 + 3] = 0;
	file.data[12 + 3] = 0x7f; /* two thousand GiB */
	assert_int_equal(read_back(&file, "correct horse", 100, &out), SWA_ERR_EXPORT_DAMAGED);
	swa_buf_finish(&out);
	swa_buf_finish(&file);
}

/* docs/export-format.md; the second reader in tests/contract opens it as well. */
static void
the_documented_file_is_read(void **state)
{
	struct swa_buf file, out;
	FILE *vector = fopen(SWA_EXPORT_VECTOR, "rb");
	unsigned char bytes[1024];

	(void)state;
	assert_non_null(vector);
	swa_buf_init(&file, FILE_MAX);
	swa_buf_init(&out, FILE_MAX);
	assert_int_equal(swa_buf_append(&file, bytes, fread(bytes, 1, sizeof(bytes), vector)), SWA_OK);
	(void)fclose(vector);
	assert_int_equal(read_back(&file, "correct horse battery staple", 100, &out), SWA_OK);
	assert_string_equal(
	        swa_buf_text(&out),
	        "{\"type\":\"swa-agent export\",\"version\":1}\n"
	        "{\"type\":\"app\",\"definition\":{\"id\":\"wiki\",\"label\":\"Wiki\",\"name\":\"Wiki\","
	        "\"status\":\"ACTIVE\",\"signOnMode\":\"AUTO_LOGIN\",\"settings\":{\"signOn\":{"
	        "\"loginUrl\":\"https://wiki.example/login\"}}},\"section\":\"\",\"position\":0,"
	        "\"hidden\":false}\n"
	        "{\"type\":\"account\",\"app_id\":\"wiki\",\"username\":\"ada\",\"password\":"
	        "\"correct horse\",\"extra\":\"\"}\n");
	swa_buf_finish(&out);
	swa_buf_finish(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_was_written_is_read_back),
	        cmocka_unit_test(two_exports_of_the_same_share_nothing),
	        cmocka_unit_test(another_passphrase_is_told),
	        cmocka_unit_test(a_changed_byte_anywhere_is_refused),
	        cmocka_unit_test(an_export_that_was_cut_or_lengthened_is_refused),
	        cmocka_unit_test(a_cost_that_would_exhaust_the_machine_is_not_paid),
	        cmocka_unit_test(the_documented_file_is_read),
	};

	if (swa_secret_setup() != SWA_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
