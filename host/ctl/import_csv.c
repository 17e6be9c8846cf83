#include "import_csv.h"

void
import_csv_begin(struct import_csv *csv)
{
	csv->state = IMPORT_CSV_START;
	swa_buf_init(&csv->text, IMPORT_ROW_BYTES);
	csv->row.count = 0;
	csv->after = (struct import_place){.line = 1, .column = 1};
	csv->after_return = false;
}

void
import_csv_finish(struct import_csv *csv)
{
	swa_buf_finish(&csv->text);
}

static swa_err
fault(struct import_csv *csv, const struct import_place *place, const char *what)
{
	return import_fault(SWA_ERR_FILE_PLACE, place, what, csv->fault);
}

static swa_err
begin_field(struct import_csv *csv, const struct import_place *place)
{
	if (csv->row.count == IMPORT_FIELDS_MAX)
		return fault(csv, place, "too many fields");
	csv->starts[csv->row.count] = csv->text.size;
	csv->row.places[csv->row.count] = *place;
	csv->row.count++;
	return SWA_OK;
}

static swa_err
append(struct import_csv *csv, const char *bytes, size_t size, const struct import_place *place)
{
	swa_err err = swa_buf_append(&csv->text, bytes, size);

	return err == SWA_ERR_LIMIT ? fault(csv, place, "the row is longer than 1 MiB") : err;
}

static swa_err
end_field(struct import_csv *csv, const struct import_place *place)
{
	csv->state = IMPORT_CSV_START;
	return append(csv, "", 1, place);
}

static swa_err
end_row(struct import_csv *csv, const struct import_place *place)
{
	swa_err err = SWA_OK;

	for (size_t i = 0; i < csv->row.count; i++)
		csv->row.fields[i] = swa_buf_text(&csv->text) + csv->starts[i];
	csv->row.end = *place;
	if (csv->row.count > 0)
		err = csv->take(csv->context, &csv->row, csv->fault);
	csv->row.count = 0;
	swa_buf_reset(&csv->text);
	return err;
}

/* A comma or the end of a line, outside of quotes.  A line of nothing is no row. */
static swa_err
end_at(struct import_csv *csv, char mark, bool field_open, const struct import_place *place)
{
	swa_err err;

	if (!field_open && (mark == ',' || csv->row.count > 0) && (err = begin_field(csv, place)) != SWA_OK)
		return err;
	if (csv->row.count > 0 && (err = end_field(csv, place)) != SWA_OK)
		return err;
	if (mark != ',')
		return end_row(csv, place);
	return SWA_OK;
}

static bool
is_end(char c)
{
	return c == ',' || c == '\n' || c == '\r';
}

static swa_err
take_start(struct import_csv *csv, const char *bytes, size_t size, const struct import_place *place)
{
	swa_err err;

	if (is_end(bytes[0]))
		return end_at(csv, bytes[0], false, place);
	if ((err = begin_field(csv, place)) != SWA_OK)
		return err;
	if (bytes[0] == '"') {
		csv->state = IMPORT_CSV_QUOTED;
		csv->quoted = *place;
		return SWA_OK;
	}
	csv->state = IMPORT_CSV_PLAIN;
	return append(csv, bytes, size, place);
}

swa_err
import_csv_take(void *context, const char *bytes, size_t size, const struct import_place *place)
{
	struct import_csv *csv = context;
	const bool second = csv->after_return && bytes[0] == '\n';

	csv->after_return = bytes[0] == '\r';
	csv->after = *place;
	csv->after.column++;
	if (second && csv->state != IMPORT_CSV_QUOTED)
		return SWA_OK; /* of CR LF: the row ended at the CR */
	switch (csv->state) {
	case IMPORT_CSV_START: return take_start(csv, bytes, size, place);
	case IMPORT_CSV_PLAIN:
		if (is_end(bytes[0]))
			return end_at(csv, bytes[0], true, place);
		if (bytes[0] == '"')
			return fault(csv, place, "a quote in a field that does not begin with one");
		return append(csv, bytes, size, place);
	case IMPORT_CSV_QUOTED:
		if (bytes[0] != '"')
			return append(csv, bytes, size, place);
		csv->state = IMPORT_CSV_QUOTE;
		return SWA_OK;
	case IMPORT_CSV_QUOTE:
		if (is_end(bytes[0]))
			return end_at(csv, bytes[0], true, place);
		if (bytes[0] != '"')
			return fault(csv, place, "text behind a closing quote");
		csv->state = IMPORT_CSV_QUOTED;
		return append(csv, bytes, size, place);
	}
	return SWA_ERR_INTERNAL;
}

swa_err
import_csv_end(struct import_csv *csv)
{
	if (csv->state == IMPORT_CSV_QUOTED)
		return fault(csv, &csv->quoted, "a quote that is never closed");
	return end_at(csv, '\n', csv->state != IMPORT_CSV_START, &csv->after);
}
