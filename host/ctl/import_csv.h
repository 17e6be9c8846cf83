/*
 * Rows of comma-separated values (RFC 4180), a character at a time.
 *
 * Fields may be quoted, hold commas, line breaks and doubled quotes.  A line
 * ends with LF, CR LF or CR; empty lines are passed over.  A quote within an
 * unquoted field, text behind a closing quote and a quote that is never closed
 * are faults, with their places: guessing would cut passwords in two.
 */
#ifndef SWA_CTL_IMPORT_CSV_H
#define SWA_CTL_IMPORT_CSV_H

#include "import_text.h"

#define IMPORT_FIELDS_MAX 64
#define IMPORT_ROW_BYTES ((size_t)1024 * 1024) /* of one row: notes may be long */

struct import_row {
	const char *fields[IMPORT_FIELDS_MAX]; /* UTF-8; borrowed for the call */
	struct import_place places[IMPORT_FIELDS_MAX];
	size_t count;
	struct import_place end;
};

typedef swa_err import_take_row(void *context, const struct import_row *row, struct swa_fault *ret_fault);

struct import_csv {
	import_take_row *take;
	void *context;
	struct swa_fault *fault;

	/* import_csv.c's own */
	enum {
		IMPORT_CSV_START,  /* of a field */
		IMPORT_CSV_PLAIN,  /* in an unquoted field */
		IMPORT_CSV_QUOTED, /* in a quoted one */
		IMPORT_CSV_QUOTE,  /* after a quote in a quoted one: its end, or half of a doubled quote */
	} state;
	struct swa_buf text; /* the row's fields, a NUL behind each */
	size_t starts[IMPORT_FIELDS_MAX];
	struct import_row row;
	struct import_place quoted; /* where the quoted field began */
	struct import_place after;  /* behind the last character */
	bool after_return;
};

/** CSV holds .take, .context and .fault already. */
void import_csv_begin(struct import_csv *csv);
/** An import_take_character; the context is the struct import_csv. */
swa_err import_csv_take(void *context, const char *bytes, size_t size, const struct import_place *place);
/** There is no more: the last row need not end with a line break. */
swa_err import_csv_end(struct import_csv *csv);
void import_csv_finish(struct import_csv *csv);

#endif
