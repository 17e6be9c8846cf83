/*
 * apps import: a file may be far larger than one message, so its definitions
 * go in parts.  Every part is checked by a dry run before the first is stored.
 */
#include "ctl.h"
#include "files.h"
#include "frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)256 << 20)
#define PART_COUNT 500
#define PART_SIZE (SWA_FRAME_MAX - 4096u) /* room for what stands around the definitions */

/* One definition and where it comes from. */
struct item {
	const struct swa_json *definition; /* borrowed from the file's document */
	const char *file;
	size_t index; /* in the file */
};

struct document {
	struct swa_json *json; /* NULL: not read yet */
};

struct import {
	struct ctl *ctl;
	struct document *documents; /* one a file */
	struct item *items;
	size_t count;
	struct swa_json *taken;
	struct swa_json *refused;
};

static void
import_finish(struct import *import)
{
	for (int i = 0; i < import->ctl->argument_count && import->documents != NULL; i++)
		swa_json_free(import->documents[i].json);
	free(import->documents);
	free(import->items);
	swa_json_free(import->taken);
	swa_json_free(import->refused);
}

static int
read_file(struct import *import, int number)
{
	static const char mark[] = "\xef\xbb\xbf"; /* some exporters write a byte order mark */
	const char *path = import->ctl->arguments[number];
	struct swa_fault fault = {.where = ""};
	struct swa_buf text;
	char where[CTL_PATH_MAX + sizeof(fault.where) + 2];
	const char *start;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	if ((err = ctl_file_read(path, &text)) == SWA_OK) {
		start = swa_buf_text(&text);
		if (strncmp(start, mark, strlen(mark)) == 0)
			start += strlen(mark);
		err = swa_json_parse(start, text.size - (size_t)(start - swa_buf_text(&text)),
		                     &import->documents[number].json, &fault);
	}
	swa_buf_finish(&text);
	if (err == SWA_OK)
		return CTL_OK;
	(void)snprintf(where, sizeof(where), "%s%s%s", path, fault.where[0] == '\0' ? "" : ", ", fault.where);
	(void)ctl_fail(import->ctl, err, where);
	return CTL_USAGE;
}

static swa_err
add_item(struct import *import, const struct swa_json *definition, const char *file, size_t index)
{
	struct item *grown;

	if ((import->count & (import->count + 1)) == 0) { /* full at 0, 1, 3, 7 ... */
		if ((grown = realloc(import->items, (2 * import->count + 1) * sizeof(*grown))) == NULL)
			return SWA_ERR_NOMEM;
		import->items = grown;
	}
	import->items[import->count++] = (struct item){definition, file, index};
	return SWA_OK;
}

static int
collect(struct import *import)
{
	int code;

	for (int i = 0; i < import->ctl->argument_count; i++) {
		const char *file = import->ctl->arguments[i];
		const struct swa_json *document, *child;
		swa_err err = SWA_OK;
		size_t index = 0;

		if ((code = read_file(import, i)) != CTL_OK)
			return code;
		document = import->documents[i].json;
		if (swa_json_kind(document) == SWA_JSON_OBJECT)
			err = add_item(import, document, file, 0);
		else if (swa_json_kind(document) != SWA_JSON_ARRAY)
			return ctl_usage(import->ctl, "%s holds neither an app nor a list of apps", file);
		if (swa_json_kind(document) == SWA_JSON_ARRAY) {
			child = swa_json_first(document);
			for (; child != NULL && err == SWA_OK; child = swa_json_next(child))
				err = add_item(import, child, file, index++);
		}
		if (err != SWA_OK)
			return ctl_fail(import->ctl, err, file);
	}
	return CTL_OK;
}

/* Copy what the agent said of one definition, with its file and place in it. */
static void
place_row(struct swa_json *list, const struct swa_json *row, const struct item *item)
{
	struct swa_json *copy = swa_json_new_object();
	const struct swa_json *child;

	swa_json_set_text(copy, "file", item->file);
	for (child = swa_json_first(row); child != NULL; child = swa_json_next(child))
		swa_json_set_copy(copy, swa_json_name(child), child);
	swa_json_set_integer(copy, "index", (int64_t)item->index);
	swa_json_add(list, copy);
}

static void
refuse_here(struct import *import, const struct item *item, swa_err err)
{
	struct swa_json *row = swa_json_new_object();

	swa_json_set(row, "error", swa_error_new(err, NULL));
	place_row(import->refused, row, item);
	swa_json_free(row);
}

static void
place_rows(struct swa_json *list, const struct swa_json *rows, struct item *const part[], size_t count)
{
	for (const struct swa_json *row = swa_json_first(rows); row != NULL; row = swa_json_next(row)) {
		int64_t index = -1;

		if (swa_json_get_integer(row, "index", &index) && index >= 0 && (size_t)index < count)
			place_row(list, row, part[index]);
	}
}

static int
send_part(struct import *import, bool dry_run, struct swa_json *definitions, struct item *const part[],
          size_t count)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_IMPORT);
	struct swa_incoming answer;
	int code;

	swa_json_set(request, "definitions", definitions);
	swa_json_set_bool(request, "dry_run", dry_run);
	if ((code = ctl_ask(import->ctl, request, &answer)) != CTL_OK)
		return code;
	place_rows(import->taken, swa_json_get(answer.body, "taken"), part, count);
	place_rows(import->refused, swa_json_get(answer.body, "refused"), part, count);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

/* The size of one definition as text; 0 where it cannot be said. */
static size_t
size_of(const struct swa_json *definition)
{
	struct swa_buf text;
	size_t size = 0;

	swa_buf_init(&text, PART_SIZE - 1); /* with its comma it fits into an empty part */
	if (swa_json_print(definition, &text) == SWA_OK)
		size = text.size;
	swa_buf_finish(&text);
	return size;
}

static int
send_all(struct import *import, bool dry_run)
{
	struct item *part[PART_COUNT];
	size_t next = 0;
	int code;

	swa_json_free(import->taken);
	swa_json_free(import->refused);
	import->taken = swa_json_new_array();
	import->refused = swa_json_new_array();
	while (next < import->count) {
		struct swa_json *definitions = swa_json_new_array();
		size_t count = 0, size = 0;

		for (; next < import->count && count < PART_COUNT; next++) {
			size_t more = size_of(import->items[next].definition);

			if (more == 0) {
				refuse_here(import, &import->items[next], SWA_ERR_LIMIT);
				continue;
			}
			if (size + more + 1 > PART_SIZE)
				break;
			swa_json_add_copy(definitions, import->items[next].definition);
			part[count++] = &import->items[next];
			size += more + 1;
		}
		if (count == 0) {
			swa_json_free(definitions);
			continue;
		}
		if ((code = send_part(import, dry_run, definitions, part, count)) != CTL_OK)
			return code;
		ctl_progress(dry_run ? "Checked" : "Stored", next, import->count);
	}
	return CTL_OK;
}

static void
print_notes(const struct import *import)
{
	const struct swa_json *row, *note;

	for (row = swa_json_first(import->taken); row != NULL; row = swa_json_next(row)) {
		note = swa_json_first(swa_json_get(row, "notes"));
		for (; note != NULL; note = swa_json_next(note)) {
			ctl_print_text(stdout, swa_json_get_text(row, "label"), 0);
			(void)fputs(": ", stdout);
			ctl_print_text(stdout, swa_json_text(note), 0);
			(void)fputc('\n', stdout);
		}
	}
}

static void
print_refused(const struct import *import)
{
	const struct swa_json *row;

	for (row = swa_json_first(import->refused); row != NULL; row = swa_json_next(row)) {
		const struct swa_json *error = swa_json_get(row, "error");
		const char *where = swa_json_get_text(error, "where");
		int64_t index = 0;

		(void)swa_json_get_integer(row, "index", &index);
		(void)fputs("refused: ", stderr);
		ctl_print_text(stderr, swa_json_get_text(row, "file"), 0);
		(void)fprintf(stderr, ", app %lld: ", (long long)index + 1);
		if (where != NULL) {
			ctl_print_text(stderr, where, 0);
			(void)fputs(": ", stderr);
		}
		ctl_print_text(stderr, swa_json_get_text(error, "message"), 0);
		(void)fputc(' ', stderr);
		ctl_print_text(stderr, swa_json_get_text(error, "hint"), 0);
		(void)fputc('\n', stderr);
	}
}

static int
report(struct import *import, bool stored)
{
	size_t taken = swa_json_count(import->taken), refused = swa_json_count(import->refused);
	bool json = import->ctl->options.json;
	struct swa_json *document;

	if (!json)
		print_notes(import);
	print_refused(import);
	if (stored)
		ctl_say(import->ctl, "%zu app%s stored, %zu refused.", taken, taken == 1 ? "" : "s", refused);
	else
		ctl_say(import->ctl, "%zu app%s can be taken, %zu cannot. Nothing was stored.", taken,
		        taken == 1 ? "" : "s", refused);
	if (json) {
		document = swa_json_new_object();
		swa_json_set_bool(document, "stored", stored);
		swa_json_set_copy(document, "taken", import->taken);
		swa_json_set_copy(document, "refused", import->refused);
		ctl_document(import->ctl, document);
	}
	return refused > 0 && !(stored && import->ctl->options.skip_refused) ? CTL_REFUSED : CTL_OK;
}

int
ctl_apps_import(struct ctl *ctl)
{
	struct import import = {.ctl = ctl};
	bool store = false;
	int code;

	if ((import.documents = calloc((size_t)ctl->argument_count, sizeof(*import.documents))) == NULL)
		return ctl_fail(ctl, SWA_ERR_NOMEM, NULL);
	if ((code = collect(&import)) == CTL_OK && (code = send_all(&import, true)) == CTL_OK) {
		store = !ctl->options.dry_run && swa_json_count(import.taken) > 0 &&
		        (swa_json_count(import.refused) == 0 || ctl->options.skip_refused);
		if (store)
			code = send_all(&import, false);
		if (code == CTL_OK)
			code = report(&import, store);
	}
	import_finish(&import);
	return code;
}
