#include "import_csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Rows as text: fields with their places, "[1:1 a][1:3 b]\n". */
static swa_err
keep_row(void *context, const struct import_row *row, struct swa_fault *ret_fault)
{
	struct swa_buf *rows = context;

	(void)ret_fault;
	for (size_t i = 0; i < row->count; i++)
		(void)swa_buf_printf(rows, "[%d:%d %s]", (int)row->places[i].line, (int)row->places[i].column,
		                     row->fields[i]);
	return swa_buf_append_text(rows, "\n");
}

/* Read TEXT in pieces of STEP bytes. */
static swa_err
read_rows(const char *text, size_t size, size_t step, enum import_encoding encoding, struct swa_buf *rows,
          struct swa_fault *fault)
{
	struct import_csv csv = {.take = keep_row, .context = rows, .fault = fault};
	struct import_text reader = {.encoding = encoding, .take = import_csv_take, .context = &csv};
	swa_err err = SWA_OK;

	fault->where[0] = '\0';
	import_csv_begin(&csv);
	import_text_begin(&reader);
	for (size_t at = 0; at < size && err == SWA_OK; at += step)
		err = import_text_feed(&reader, text + at, size - at < step ? size - at : step, fault);
	if (err == SWA_OK)
		err = import_text_end(&reader, fault);
	if (err == SWA_OK)
		err = import_csv_end(&csv);
	import_csv_finish(&csv);
	return err;
}

static void
assert_rows(const char *text, const char *expected)
{
	for (size_t step = 1; step <= strlen(text) + 1; step++) {
		struct swa_buf rows;
		struct swa_fault fault;

		swa_buf_init(&rows, 65536);
		assert_int_equal(read_rows(text, strlen(text), step, IMPORT_DETECT, &rows, &fault), SWA_OK);
		assert_string_equal(swa_buf_text(&rows), expected);
		swa_buf_finish(&rows);
	}
}

static void
assert_fault(const char *text, size_t size, enum import_encoding encoding, const char *where)
{
	for (size_t step = 1; step <= size; step += size - 1 == 0 ? 1 : size - 1) {
		struct swa_buf rows;
		struct swa_fault fault;

		swa_buf_init(&rows, 65536);
		assert_int_equal(read_rows(text, size, step, encoding, &rows, &fault), SWA_ERR_FILE_PLACE);
		assert_string_equal(fault.where, where);
		swa_buf_finish(&rows);
	}
}

static void
fields_and_rows_are_told_with_their_places(void **state)
{
	(void)state;
	assert_rows("a,b\nc,d\n", "[1:1 a][1:3 b]\n[2:1 c][2:3 d]\n");
	assert_rows("a,b\r\nc,d\r\n", "[1:1 a][1:3 b]\n[2:1 c][2:3 d]\n");
	assert_rows("a,b\rc,d\r", "[1:1 a][1:3 b]\n[2:1 c][2:3 d]\n");
	assert_rows("a,b\nc,d", "[1:1 a][1:3 b]\n[2:1 c][2:3 d]\n");
	assert_rows("a,\n,b\n,\n", "[1:1 a][1:3 ]\n[2:1 ][2:2 b]\n[3:1 ][3:2 ]\n");
	assert_rows("a,", "[1:1 a][1:3 ]\n");
}

static void
empty_lines_are_no_rows(void **state)
{
	(void)state;
	assert_rows("", "");
	assert_rows("\n\r\n\n", "");
	assert_rows("\na\n\n\nb\n\n", "[2:1 a]\n[5:1 b]\n");
	assert_rows("\"\"\n", "[1:1 ]\n");
}

static void
quoted_fields_hold_commas_quotes_and_lines(void **state)
{
	(void)state;
	assert_rows("\"a,b\",c\n", "[1:1 a,b][1:7 c]\n");
	assert_rows("\"a \"\"b\"\"\",c\n", "[1:1 a \"b\"][1:11 c]\n");
	assert_rows("\"a\nb\",c\nd\n", "[1:1 a\nb][2:4 c]\n[3:1 d]\n");
	assert_rows("\"a\r\nb\",c\r\nd\r\n", "[1:1 a\r\nb][2:4 c]\n[3:1 d]\n");
	assert_rows("a,\"\"\"\"\n", "[1:1 a][1:3 \"]\n");
	assert_rows("\"\xc3\xbc\",\xc3\xbc\n", "[1:1 \xc3\xbc][1:5 \xc3\xbc]\n");
	assert_rows("\"a\"", "[1:1 a]\n");
}

static void
a_mark_is_no_part_of_the_first_field(void **state)
{
	(void)state;
	assert_rows("\xef\xbb\xbf\"a\",b\n", "[1:1 a][1:5 b]\n");
}

#define FAULT(text, where) assert_fault(text, sizeof(text) - 1, IMPORT_DETECT, where)

static void
faults_are_told_with_line_and_column(void **state)
{
	(void)state;
	FAULT("a,b\"c\n", "line 1, column 4: a quote in a field that does not begin with one");
	FAULT("x\n\"a\"b\n", "line 2, column 4: text behind a closing quote");
	FAULT("x\ny,\"a\nb\nc", "line 2, column 3: a quote that is never closed");
	FAULT("x\ny\0z\n", "line 2, column 2: a zero byte");
}

#define NOT_UTF8 "not UTF-8; name its encoding with --encoding, for instance windows-1252"

static void
what_is_not_utf8_is_refused_at_its_character(void **state)
{
	(void)state;
	FAULT("a\n\xc3\xbc\xe4,b\n", "line 2, column 2: " NOT_UTF8);
	FAULT("\xc0\x80\n", "line 1, column 1: " NOT_UTF8);         /* a longer form than it needs */
	FAULT("a\xed\xa0\x80\n", "line 1, column 2: " NOT_UTF8);    /* a surrogate */
	FAULT("\xf4\x90\x80\x80\n", "line 1, column 1: " NOT_UTF8); /* past U+10FFFF */
	FAULT("\xe0\x9f\xbf\n", "line 1, column 1: " NOT_UTF8);
	FAULT("\xf0\x8f\xbf\xbf\n", "line 1, column 1: " NOT_UTF8);
	FAULT("\xef\xbb", "line 1, column 1: the file ends within a character"); /* half of a mark */
	FAULT("ab\xe2\x82", "line 1, column 3: the file ends within a character");
}

static void
assert_encoded(const char *text, size_t size, enum import_encoding encoding, const char *expected)
{
	for (size_t step = 1; step <= size; step++) {
		struct swa_buf rows;
		struct swa_fault fault;

		swa_buf_init(&rows, 65536);
		assert_int_equal(read_rows(text, size, step, encoding, &rows, &fault), SWA_OK);
		assert_string_equal(swa_buf_text(&rows), expected);
		swa_buf_finish(&rows);
	}
}

#define ENCODED(text, encoding, expected) assert_encoded(text, sizeof(text) - 1, encoding, expected)

static void
other_encodings_are_read_where_they_are_known(void **state)
{
	(void)state;
	/* U+00FC, a comma, U+1F511 as a pair of surrogates. */
	ENCODED("\xff\xfe\xfc\0,\0\x3d\xd8\x11\xdd", IMPORT_DETECT, "[1:1 \xc3\xbc][1:3 \xf0\x9f\x94\x91]\n");
	ENCODED("\xfe\xff\0\xfc\0,\xd8\x3d\xdd\x11", IMPORT_DETECT, "[1:1 \xc3\xbc][1:3 \xf0\x9f\x94\x91]\n");
	ENCODED("\xfc\0,\0b\0", IMPORT_UTF16_LE, "[1:1 \xc3\xbc][1:3 b]\n");
	ENCODED("\x80\xfc", IMPORT_WINDOWS_1252, "[1:1 \xe2\x82\xac\xc3\xbc]\n");
	ENCODED("\xfc", IMPORT_ISO_8859_1, "[1:1 \xc3\xbc]\n");
}

static void
faults_of_other_encodings_have_places_too(void **state)
{
	(void)state;
	assert_fault("a\0\x3d\xd8\x61\0", 6, IMPORT_UTF16_LE, "line 1, column 2: not UTF-16");
	assert_fault("a\0\x11\xdd", 4, IMPORT_UTF16_LE, "line 1, column 2: not UTF-16");
	assert_fault("a\0b", 3, IMPORT_UTF16_LE, "line 1, column 2: the file ends within a character");
	assert_fault("a\x81", 2, IMPORT_WINDOWS_1252, "line 1, column 2: not Windows-1252");
}

static void
a_row_without_end_is_refused_before_it_fills_the_memory(void **state)
{
	static char text[2 * IMPORT_ROW_BYTES];
	struct swa_buf rows;
	struct swa_fault fault;

	(void)state;
	memset(text, 'a', sizeof(text));
	swa_buf_init(&rows, 65536);
	assert_int_equal(read_rows(text, sizeof(text), 65536, IMPORT_DETECT, &rows, &fault),
	                 SWA_ERR_FILE_PLACE);
	assert_string_equal(fault.where, "line 1, column 1048577: the row is longer than 1 MiB");
	memset(text, ',', sizeof(text));
	assert_int_equal(read_rows(text, sizeof(text), 65536, IMPORT_DETECT, &rows, &fault),
	                 SWA_ERR_FILE_PLACE);
	assert_string_equal(fault.where, "line 1, column 65: too many fields");
	swa_buf_finish(&rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(fields_and_rows_are_told_with_their_places),
	        cmocka_unit_test(empty_lines_are_no_rows),
	        cmocka_unit_test(quoted_fields_hold_commas_quotes_and_lines),
	        cmocka_unit_test(a_mark_is_no_part_of_the_first_field),
	        cmocka_unit_test(faults_are_told_with_line_and_column),
	        cmocka_unit_test(what_is_not_utf8_is_refused_at_its_character),
	        cmocka_unit_test(other_encodings_are_read_where_they_are_known),
	        cmocka_unit_test(faults_of_other_encodings_have_places_too),
	        cmocka_unit_test(a_row_without_end_is_refused_before_it_fills_the_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
