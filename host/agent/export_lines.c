/* What an export holds: docs/export-format.md, or a table in the shape that Chromium writes. */
#include "transfer.h"

#include "json.h"
#include "swa/extra.h"
#include "swa/totp.h"

#include <string.h>

#define LINE_MAX ((size_t)SWA_DEFINITION_MAX * 2 + 8192)

/* An app whose lines are being written. */
struct lines {
	struct swa_vault *vault;
	struct swa_export *export;
	const char *app_id;
	struct swa_json *app; /* the line of the app */
	char label[SWA_LABEL_MAX + 1];
	char url[SWA_URL_MAX + 1];
	swa_err err;
};

static swa_err
emit(struct swa_export *export, const struct swa_buf *text)
{
	if (text->err != SWA_OK)
		return text->err;
	if (export->writer == NULL)
		return swa_buf_append(&export->out, swa_buf_text(text), text->size);
	return swa_export_write(export->writer, swa_buf_text(text), text->size, &export->out);
}

/* LINE is moved. */
static swa_err
emit_line(struct swa_export *export, struct swa_json *line)
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, LINE_MAX);
	if ((err = swa_json_print(line, &text)) == SWA_OK &&
	    (err = swa_buf_append_text(&text, "\n")) == SWA_OK)
		err = emit(export, &text);
	swa_buf_finish(&text);
	swa_json_free(line);
	return err;
}

/* --- a table -------------------------------------------------------------- */

static void
append_field(struct swa_buf *row, const char *field, const char *behind)
{
	(void)swa_buf_append_text(row, "\"");
	for (; *field != '\0'; field++) {
		if (*field == '"')
			(void)swa_buf_append_text(row, "\"");
		(void)swa_buf_append(row, field, 1);
	}
	(void)swa_buf_append_text(row, "\"");
	(void)swa_buf_append_text(row, behind);
}

static swa_err
emit_row(struct lines *lines, const char *username, const char *password)
{
	struct swa_buf row;
	swa_err err;

	swa_buf_init(&row, LINE_MAX);
	append_field(&row, lines->label, ",");
	append_field(&row, lines->url, ",");
	append_field(&row, username, ",");
	append_field(&row, password, ",\n");
	err = emit(lines->export, &row);
	swa_buf_finish(&row);
	return err;
}

/* --- accounts ------------------------------------------------------------- */

static swa_err
emit_account(struct lines *lines, const struct swa_account *account, const char *password, const char *extra,
             const char *totp)
{
	struct swa_json *line;

	if (lines->export->writer == NULL)
		return emit_row(lines, account->username, password);
	line = swa_json_new_object();
	swa_json_set_text(line, "type", "account");
	swa_json_set_text(line, "app_id", lines->app_id);
	swa_json_set_text(line, "username", account->username);
	swa_json_set_text(line, "password", password);
	swa_json_set_text(line, "extra", extra);
	swa_json_set_text(line, "totp", totp);
	return emit_line(lines->export, line);
}

static bool
visit_account(void *context, const struct swa_account *account)
{
	struct lines *lines = context;
	struct swa_buf password, extra, totp;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	swa_buf_init(&totp, SWA_TOTP_TEXT_MAX);
	lines->err = swa_account_password(lines->vault, account->id, account->version, &password);
	if (lines->err == SWA_OK)
		lines->err = swa_extra_get(lines->vault, account->id, &extra);
	if (lines->err == SWA_OK || lines->err == SWA_ERR_RECORD_MISSING)
		lines->err = swa_totp_get(lines->vault, account->id, &totp);
	if (lines->err == SWA_OK || lines->err == SWA_ERR_RECORD_MISSING)
		lines->err = emit_account(lines, account, swa_buf_text(&password), swa_buf_text(&extra),
		                          swa_buf_text(&totp));
	swa_buf_finish(&password);
	swa_buf_finish(&extra);
	swa_buf_finish(&totp);
	return lines->err == SWA_OK;
}

/* --- an app --------------------------------------------------------------- */

static void
copy_text(char *ret_text, size_t room, const char *text)
{
	size_t size = strlen(text);

	if (size >= room)
		size = 0; /* longer than the vault takes: there is no such */
	memcpy(ret_text, text, size);
	ret_text[size] = '\0';
}

static bool
visit_app(void *context, const struct swa_app *app)
{
	struct lines *lines = context;

	copy_text(lines->label, sizeof(lines->label), app->label);
	copy_text(lines->url, sizeof(lines->url), app->launch_url);
	swa_json_set_text(lines->app, "section", app->section);
	swa_json_set_integer(lines->app, "position", app->position);
	swa_json_set_bool(lines->app, "hidden", app->hidden);
	return true;
}

/* Moves lines->app. */
static swa_err
emit_app(struct lines *lines)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	SWA_CLEANUP(swa_json_freep) struct swa_json *line = lines->app;
	struct swa_json *definition = NULL;
	swa_err err;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if (lines->export->writer == NULL)
		return SWA_OK; /* a table has rows for accounts alone */
	if ((err = swa_app_definition(lines->vault, lines->app_id, &text)) != SWA_OK ||
	    (err = swa_json_parse(swa_buf_text(&text), text.size, &definition, NULL)) != SWA_OK)
		return err;
	swa_json_set(line, "definition", definition);
	err = emit_line(lines->export, line);
	line = NULL; /* moved */
	return err;
}

static swa_err
write_app(struct swa_vault *vault, struct swa_export *export, const char *app_id)
{
	struct lines lines = {.vault = vault, .export = export, .app_id = app_id, .label = "", .url = ""};
	swa_err err;

	lines.app = swa_json_new_object();
	swa_json_set_text(lines.app, "type", "app");
	if ((err = swa_app_get(vault, app_id, visit_app, &lines)) != SWA_OK) {
		swa_json_free(lines.app);
		return err == SWA_ERR_APP_UNKNOWN ? SWA_OK : err; /* removed since the export began */
	}
	if ((err = emit_app(&lines)) != SWA_OK)
		return err;
	err = swa_account_list(vault, app_id, visit_account, &lines);
	return err == SWA_OK ? lines.err : err;
}

static swa_err
write_head(struct swa_export *export)
{
	struct swa_json *line;
	struct swa_buf head;
	swa_err err;

	if (export->writer == NULL) {
		swa_buf_init(&head, 64);
		(void)swa_buf_append_text(&head, "name,url,username,password,note\n");
		err = emit(export, &head);
		swa_buf_finish(&head);
		return err;
	}
	line = swa_json_new_object();
	swa_json_set_text(line, "type", "swa-agent export");
	swa_json_set_integer(line, "version", 1);
	return emit_line(export, line);
}

swa_err
swa_export_next(struct swa_vault *vault, struct swa_export *export)
{
	swa_err err;

	if (!export->begun) {
		if ((err = write_head(export)) != SWA_OK)
			return err;
		export->begun = true;
	}
	if (export->done < export->count)
		return write_app(vault, export, export->apps[export->done++]);
	export->finished = true;
	return export->writer == NULL ? SWA_OK : swa_export_finish(export->writer, &export->out);
}
