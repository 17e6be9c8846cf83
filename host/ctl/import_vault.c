/*
 * vault import: the logins of a file, in pages to the agent, which stores all of
 * them or none.  The file is read once and never held as a whole.
 */
#include "ctl.h"
#include "import_login.h"

#include "swa/export.h"
#include "swa/open.h"
#include "swa/secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define PAGE_ROWS 500
#define PAGE_BYTES ((size_t)800 * 1024) /* of a message that may have 1 MiB */
#define READ_SIZE ((size_t)64 * 1024)
#define LINES_SHOWN 100

struct run {
	struct ctl *ctl;
	const char *path;
	struct import_reader *reader;
	FILE *file;
	size_t read, size;     /* KiB; size 0: not known */
	bool shown;            /* a line of progress stands on the terminal */
	char import[128 + 1];  /* the agent's name of it; "": not begun */
	struct swa_json *rows; /* of the page that is being filled; NULL: none */
	size_t row_count, row_bytes;
	struct swa_json *told; /* rows that are not just added */
	int64_t added, merged, skipped;
	int code; /* of a request that failed, and was reported */
};

/* At DONE of all the line is left; a file of one page shows none. */
static void
show_progress(struct run *run, size_t done)
{
	if (done == run->size && !run->shown)
		return;
	ctl_progress("Read (KiB)", done, run->size);
	run->shown = done < run->size;
}

/* --- to the agent --------------------------------------------------------- */

static int
begin(struct run *run)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_IMPORT_BEGIN);
	struct swa_incoming answer;
	int code;

	swa_json_set_text(request, "source", import_reader_format(run->reader));
	if ((code = ctl_ask(run->ctl, request, &answer)) != CTL_OK)
		return code;
	(void)snprintf(run->import, sizeof(run->import), "%s", swa_json_get_text(answer.body, "import"));
	swa_incoming_finish(&answer);
	return CTL_OK;
}

static void
count(struct run *run, const struct swa_json *result)
{
	const char *outcome = swa_json_get_text(result, "outcome");

	if (strcmp(outcome, "added") == 0)
		run->added++;
	else if (strcmp(outcome, "merged") == 0)
		run->merged++;
	else
		run->skipped++;
	if (swa_json_get_text(result, "why")[0] != '\0')
		swa_json_add_copy(run->told, result);
}

/* Send the page that is filled. */
static int
flush(struct run *run)
{
	struct swa_json *request;
	struct swa_incoming answer;
	const struct swa_json *result;
	int code;

	if (run->import[0] == '\0' && (code = begin(run)) != CTL_OK)
		return code;
	if (run->row_count == 0)
		return CTL_OK;
	request = swa_request_new(SWA_REQUEST_IMPORT_ROWS);
	swa_json_set_text(request, "import", run->import);
	swa_json_set(request, "rows", run->rows);
	run->rows = NULL;
	run->row_count = run->row_bytes = 0;
	if ((code = ctl_ask(run->ctl, request, &answer)) != CTL_OK)
		return code;
	result = swa_json_first(swa_json_get(answer.body, "results"));
	for (; result != NULL; result = swa_json_next(result))
		count(run, result);
	swa_incoming_finish(&answer);
	if (run->read < run->size)
		show_progress(run, run->read);
	return CTL_OK;
}

/* --- from the reader ------------------------------------------------------ */

static void
tell_skipped(struct run *run, const struct import_login *login)
{
	struct swa_json *row = swa_json_new_object();

	swa_json_set_integer(row, "row", login->row);
	swa_json_set_text(row, "outcome", "skipped");
	swa_json_set_text(row, "why", login->skip);
	swa_json_set_text(row, "label", login->name[0] != '\0' ? login->name : login->url);
	swa_json_add(run->told, row);
	run->skipped++;
}

static struct swa_json *
row_of(const struct import_login *login)
{
	struct swa_json *row = swa_json_new_object();

	swa_json_set_integer(row, "row", login->row);
	swa_json_set_text(row, "name", login->name);
	swa_json_set_text(row, "url", login->url);
	swa_json_set_text(row, "username", login->username);
	swa_json_set_text(row, "password", login->password);
	if (login->totp[0] != '\0')
		swa_json_set_text(row, "totp", login->totp);
	if (login->app_id != NULL)
		swa_json_set_text(row, "app_id", login->app_id);
	if (login->app_id != NULL && login->extra[0] != '\0')
		swa_json_set_text(row, "extra", login->extra);
	if (login->definition != NULL) {
		swa_json_set_copy(row, "definition", login->definition);
		swa_json_set_text(row, "section", login->section);
		swa_json_set_integer(row, "position", login->position);
		swa_json_set_bool(row, "hidden", login->hidden);
	}
	return row;
}

/* How long it is in a message; 0: it cannot be said. */
static size_t
size_of(const struct swa_json *row)
{
	struct swa_buf text;
	size_t size = 0;

	swa_buf_init(&text, PAGE_BYTES);
	if (swa_json_print(row, &text) == SWA_OK)
		size = text.size + 1;
	swa_buf_finish(&text);
	return size;
}

static swa_err
take_login(void *context, const struct import_login *login, struct swa_fault *ret_fault)
{
	struct run *run = context;
	struct swa_json *row;
	size_t size;

	if (login->skip != NULL) {
		tell_skipped(run, login);
		return SWA_OK;
	}
	row = row_of(login);
	if ((size = size_of(row)) == 0) {
		swa_json_free(row);
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "line %lld",
		               (long long)login->row);
		return SWA_ERR_FILE_PLACE;
	}
	if ((run->row_count == PAGE_ROWS || run->row_bytes + size > PAGE_BYTES) &&
	    (run->code = flush(run)) != CTL_OK) {
		swa_json_free(row);
		return SWA_ERR_CANCELLED;
	}
	if (run->rows == NULL)
		run->rows = swa_json_new_array();
	swa_json_add(run->rows, row);
	run->row_count++;
	run->row_bytes += size;
	return SWA_OK;
}

static swa_err
ask_passphrase(void *context, struct swa_buf *ret_passphrase)
{
	struct run *run = context;
	swa_err err;

	if (ctl_on_terminal())
		return ctl_prompt_secret("Passphrase of the export: ", ret_passphrase);
	if (strcmp(run->path, "-") != 0)
		return ctl_read_line(ret_passphrase);
	err = SWA_ERR_PASSPHRASE_MISSING;
	run->code = ctl_usage(
	        run->ctl, "an encrypted export is read from a file: standard input is for its passphrase");
	return err;
}

/* --- the file ------------------------------------------------------------- */

static int
open_file(struct run *run)
{
	if (strcmp(run->path, "-") == 0) {
		run->file = stdin;
	} else if ((run->file = swa_open_to_read(run->path)) == NULL) {
		return ctl_usage(run->ctl, "%s: %s", run->path, strerror(errno));
	} else if (fseek(run->file, 0, SEEK_END) == 0) {
		run->size = ((size_t)ftell(run->file) + 1023) / 1024;
		rewind(run->file);
	}
	(void)setvbuf(run->file, NULL, _IONBF, 0); /* its buffer would not be wiped */
	return CTL_OK;
}

static swa_err
read_file(struct run *run, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf part;
	unsigned char *at;
	size_t size, total = 0;
	swa_err err;

	swa_buf_init(&part, READ_SIZE);
	while ((at = swa_buf_reserve(&part, READ_SIZE)) != NULL) {
		size = fread(at, 1, READ_SIZE, run->file);
		if (size == 0)
			break;
		total += size;
		run->read = total / 1024;
		err = import_reader_feed(run->reader, at, size, ret_fault);
		swa_wipe(at, size);
		if (err != SWA_OK)
			return err;
	}
	if (at == NULL)
		return SWA_ERR_NOMEM;
	if (ferror(run->file) != 0)
		return SWA_ERR_IO;
	return import_reader_end(run->reader, ret_fault);
}

static int
read_all(struct run *run)
{
	struct swa_fault fault = {.where = ""};
	char where[1024];
	swa_err err;
	int code;

	err = read_file(run, &fault);
	code = err == SWA_OK ? flush(run) : CTL_OK;
	show_progress(run, run->size);
	if (err == SWA_OK)
		return code;
	if (run->code != CTL_OK)
		return run->code;
	(void)snprintf(where, sizeof(where), "%s%s%s", run->path, fault.where[0] == '\0' ? "" : ", ",
	               fault.where);
	code = ctl_fail(run->ctl, err, where);
	if (err == SWA_ERR_FILE_PLACE || err == SWA_ERR_FILE_FORMAT || err == SWA_ERR_EXPORT_DAMAGED)
		code = CTL_USAGE;
	return code;
}

/* --- what is said --------------------------------------------------------- */

static void
say_rows(const struct run *run)
{
	const struct swa_json *row = swa_json_first(run->told);
	const bool numbered = strcmp(import_reader_format(run->reader), IMPORT_BITWARDEN_JSON) == 0;
	size_t shown = 0, all = swa_json_count(run->told);

	for (; row != NULL && shown < LINES_SHOWN; row = swa_json_next(row), shown++) {
		(void)printf("%s %lld, %s: ", numbered ? "item" : "line", (long long)ctl_whole(row, "row"),
		             swa_json_get_text(row, "outcome"));
		ctl_print_text(stdout, swa_json_get_text(row, "label"), 0);
		(void)printf(": %s\n", import_why(swa_json_get_text(row, "why")));
	}
	if (shown < all)
		(void)printf("... and %zu more; --json lists all.\n", all - shown);
}

static void
close_file(struct run *run)
{
	if (run->file != NULL && run->file != stdin)
		(void)fclose(run->file);
	run->file = NULL;
}

/* What holds every password as plain text should not stay. */
static void
see_to_file(struct run *run)
{
	uv_fs_t fs;
	int result;

	if (strcmp(run->path, "-") == 0 || strcmp(import_reader_format(run->reader), IMPORT_SEALED) == 0)
		return;
	if (!run->ctl->options.delete_file) {
		(void)fputs(
		        "The file still holds every password as plain text. Delete it, and empty the bin.\n",
		        stderr);
		return;
	}
	close_file(run); /* Windows deletes no file that is open */
	result = uv_fs_unlink(NULL, &fs, run->path, NULL);
	uv_fs_req_cleanup(&fs);
	if (result != 0)
		(void)fprintf(stderr, "swactl: the file could not be deleted (%s): delete it yourself.\n",
		              uv_strerror(result));
	else
		(void)fputs(
		        "The file was deleted. Its contents may still lie on the disk, in backups and in\n"
		        "snapshots: deleting overwrites nothing.\n",
		        stderr);
}

static int
report(struct run *run, bool stored)
{
	struct swa_json *document;

	if (!run->ctl->options.json)
		say_rows(run);
	ctl_say(run->ctl, "%lld added, %lld merged, %lld skipped (%s).%s", (long long)run->added,
	        (long long)run->merged, (long long)run->skipped, import_reader_format(run->reader),
	        stored ? "" : " Nothing was stored.");
	if (run->ctl->options.json) {
		document = swa_json_new_object();
		swa_json_set_text(document, "format", import_reader_format(run->reader));
		swa_json_set_bool(document, "stored", stored);
		swa_json_set_integer(document, "added", run->added);
		swa_json_set_integer(document, "merged", run->merged);
		swa_json_set_integer(document, "skipped", run->skipped);
		swa_json_set_copy(document, "rows", run->told);
		ctl_document(run->ctl, document);
	}
	if (stored)
		see_to_file(run);
	return CTL_OK;
}

static int
commit(struct run *run)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_IMPORT_COMMIT);

	swa_json_set_text(request, "import", run->import);
	return ctl_tell(run->ctl, request);
}

static int
check_options(struct ctl *ctl, struct import_options *options)
{
	const char *format = ctl->options.format, *encoding = ctl->options.encoding;

	if (format != NULL && !import_is_format(format))
		return ctl_usage(ctl, "there is no format '%s'; 'swactl vault import --help' lists them",
		                 format);
	if (encoding != NULL && !import_encoding_from_name(encoding, &options->encoding))
		return ctl_usage(ctl, "--encoding is utf-8, utf-16le, utf-16be, windows-1252 or iso-8859-1");
	if (ctl->options.delete_file && (ctl->options.dry_run || strcmp(ctl->arguments[0], "-") == 0))
		return ctl_usage(ctl, "--delete is for a file that is imported");
	options->format = format;
	return CTL_OK;
}

int
ctl_vault_import(struct ctl *ctl)
{
	struct run run = {.ctl = ctl, .path = ctl->arguments[0], .code = CTL_OK};
	struct import_options options = {.sink = {.take = take_login, .context = &run},
	                                 .passphrase = ask_passphrase};
	int code;

	if ((code = check_options(ctl, &options)) != CTL_OK || (code = open_file(&run)) != CTL_OK)
		return code;
	run.told = swa_json_new_array();
	if (swa_secret_setup() != SWA_OK || import_reader_new(&options, &run.reader) != SWA_OK)
		code = ctl_fail(ctl, SWA_ERR_NOMEM, NULL);
	if (code == CTL_OK && (code = read_all(&run)) == CTL_OK) {
		/* Without a commit all is gone with the connection. */
		if (!ctl->options.dry_run)
			code = commit(&run);
		if (code == CTL_OK)
			code = report(&run, !ctl->options.dry_run);
	}
	import_reader_free(run.reader);
	swa_json_free(run.rows);
	swa_json_free(run.told);
	close_file(&run);
	return code;
}
