/* What becomes of one row of an import. */
#include "transfer.h"

#include "own_app.h"
#include "swa/totp.h"
#include "swa/url.h"

#include <stdio.h>
#include <string.h>

/* One row on its way. */
struct work {
	struct swa_vault *vault;
	struct swa_import *import;
	const char *name, *url, *username, *password, *extra, *totp;
	bool no_code; /* the secret for one-time codes was none, and is left out */
	const struct swa_json *row;
	char label[SWA_LABEL_MAX + 1];
	const char *outcome;
	const char *why;
};

static swa_err
skip(struct work *work, const char *why)
{
	work->outcome = "skipped";
	work->why = why;
	return SWA_OK;
}

static swa_err
done(struct work *work, const char *outcome, const char *why)
{
	work->outcome = outcome;
	work->why = work->no_code ? "no_code" : why;
	return SWA_OK;
}

/* PASSWORD: work->password, or "" for an account that keeps its own. */
static swa_err
stage_with(struct work *work, const char *text, struct swa_staged *staged)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	if ((err = swa_buf_append_text(&password, text)) != SWA_OK)
		return err;
	staged->password = &password;
	err = swa_staging_put(work->vault, work->import->id, work->import->rows, staged);
	staged->password = NULL;
	if (err == SWA_OK)
		work->import->rows++;
	return err;
}

static swa_err
stage(struct work *work, struct swa_staged *staged)
{
	return stage_with(work, work->password, staged);
}

/* A secret that nothing can be computed from would be refused when all is stored: it is left out here. */
static swa_err
check_totp(struct work *work)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	const char *fault;
	swa_err err;

	swa_buf_init(&text, SWA_TOTP_TEXT_MAX);
	if ((err = swa_buf_append_text(&text, work->totp)) != SWA_OK ||
	    (err = swa_totp_check(&text, &fault)) != SWA_ERR_TOTP_INVALID)
		return err;
	work->no_code = true;
	work->totp = "";
	return SWA_OK;
}

/* --- a login whose account is there -------------------------------------- */

/* The newest password of an account, as it will be once all rows before this one are stored. */
static swa_err
newest_password(const struct work *work, const struct swa_login_entry *entry, struct swa_buf *ret_password)
{
	if (entry->row >= 0)
		return swa_staging_password(work->vault, work->import->id, entry->row, ret_password);
	return swa_account_password(work->vault, entry->account_id, entry->version, ret_password);
}

static bool
keep_totp(void *context, const struct swa_account *account)
{
	*(bool *)context = account->totp;
	return true;
}

/* The password is the stored one.  A secret for codes that the account lacks is taken all the same: other
 * programs' exports have it, and an earlier import may not. */
static swa_err
meet_password(struct work *work, const struct swa_login_entry *entry, struct swa_staged *staged)
{
	bool totp = true;
	swa_err err;

	if (entry->row >= 0)
		return skip(work, "double");
	if (work->totp[0] != '\0' &&
	    (err = swa_account_get(work->vault, entry->account_id, keep_totp, &totp)) != SWA_OK)
		return err;
	if (totp)
		return skip(work, "known");
	if ((err = stage_with(work, "", staged)) != SWA_OK)
		return err;
	return done(work, "merged", "code");
}

static swa_err
meet_account(struct work *work, struct swa_login_entry *entry)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf stored;
	struct swa_staged staged = {
	        .app_id = entry->app_id,
	        .label = "",
	        .name = "",
	        .launch_url = "",
	        .definition = "",
	        .section = "",
	        .account_id = entry->account_id,
	        .username = work->username,
	        .extra = work->extra,
	        .totp = work->totp,
	};
	swa_err err;

	swa_buf_init(&stored, SWA_SECRET_TEXT_MAX);
	err = newest_password(work, entry, &stored);
	if (err != SWA_OK && err != SWA_ERR_ACCOUNT_UNKNOWN) /* changed meanwhile: another one, then */
		return err;
	if (err == SWA_OK && strcmp(swa_buf_text(&stored), work->password) == 0)
		return meet_password(work, entry, &staged);
	entry->row = work->import->rows;
	if ((err = stage(work, &staged)) != SWA_OK)
		return err;
	return done(work, "merged", "password");
}

/* --- one that is not ------------------------------------------------------ */

static swa_err
add_account(struct work *work, const char *app_id, const char *origin, bool fresh,
            const struct swa_staged *app)
{
	char account_id[SWA_STAGING_ID_SIZE + 1];
	const struct swa_login_entry entry = {
	        .app_id = app_id, .account_id = account_id, .row = work->import->rows, .fresh = fresh};
	struct swa_staged staged = *app;
	swa_err err;

	swa_staging_row_id(work->import->id, work->import->rows, account_id);
	staged.app_id = app_id;
	staged.account_id = account_id;
	staged.username = work->username;
	staged.extra = work->extra;
	staged.totp = work->totp;
	if ((err = swa_login_index_account(work->import->index, origin, work->username, &entry)) != SWA_OK)
		return err;
	if ((err = stage(work, &staged)) != SWA_OK)
		return err;
	return fresh ? done(work, "added", "") : done(work, "merged", "account");
}

/* The definition of an app that is known by its address alone. */
static struct swa_json *
definition_for(const char *id, const char *label, const char *url)
{
	struct swa_json *definition = swa_json_new_object(), *settings = swa_json_new_object(),
	                *sign_on = swa_json_new_object();

	swa_json_set_text(sign_on, "loginUrl", url);
	swa_json_set(settings, "signOn", sign_on);
	swa_json_set_text(definition, "id", id);
	swa_json_set_text(definition, "label", label);
	swa_json_set_text(definition, "name", "auto_login");
	swa_json_set_text(definition, "status", "ACTIVE");
	swa_json_set_text(definition, "signOnMode", "AUTO_LOGIN");
	swa_json_set(definition, "settings", settings);
	return definition;
}

static swa_err
read_staged_app(const struct swa_appdef *def, struct swa_buf *text, struct swa_staged *ret_staged)
{
	swa_err err;

	if ((err = swa_json_print(def->document, text)) != SWA_OK)
		return err;
	ret_staged->app_id = def->id;
	ret_staged->label = def->label;
	ret_staged->name = def->name;
	ret_staged->launch_url = def->url;
	ret_staged->mode = def->mode;
	ret_staged->active = def->active;
	ret_staged->definition = swa_buf_text(text);
	return SWA_OK;
}

static swa_err
add_app(struct work *work, const char *origin)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	SWA_CLEANUP(swa_json_freep) struct swa_json *definition = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	struct swa_staged staged = {.section = ""};
	char id[SWA_STAGING_ID_SIZE + 1];
	struct swa_fault fault;
	swa_err err;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	swa_staging_row_id(work->import->id, work->import->rows, id);
	definition = definition_for(id, work->label, work->url);
	if ((err = swa_own_read(definition, &def, &fault)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : skip(work, "address");
	if ((err = read_staged_app(def, &text, &staged)) != SWA_OK ||
	    (err = swa_login_index_app(work->import->index, def->id, origin, true)) != SWA_OK)
		return err;
	return add_account(work, def->id, origin, true, &staged);
}

static swa_err
take_login(struct work *work)
{
	struct swa_staged staged = {
	        .label = "", .name = "", .launch_url = "", .definition = "", .section = ""};
	struct swa_login_entry *entry;
	char text[SWA_ORIGIN_MAX + 1];
	struct swa_origin origin;

	if (swa_origin_of(work->url, &origin) != SWA_OK)
		return skip(work, "address");
	swa_origin_text(&origin, text);
	if (work->label[0] == '\0')
		(void)snprintf(work->label, sizeof(work->label), "%s", origin.host);
	if ((entry = swa_login_at_site(work->import->index, text, work->username)) != NULL)
		return meet_account(work, entry);
	if ((entry = swa_app_at_site(work->import->index, text)) != NULL)
		return add_account(work, entry->app_id, text, entry->fresh, &staged);
	return add_app(work, text);
}

/* --- rows of an export: an app, or an account of one ---------------------- */

static swa_err
take_app(struct work *work)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	const char *section = swa_json_get_text(work->row, "section");
	struct swa_staged staged = {.section = section == NULL ? "" : section,
	                            .account_id = "",
	                            .username = "",
	                            .extra = "",
	                            .totp = ""};
	char origin_text[SWA_ORIGIN_MAX + 1] = "";
	struct swa_origin origin;
	struct swa_fault fault;
	swa_err err;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if ((err = swa_own_read(swa_json_get(work->row, "definition"), &def, &fault)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : skip(work, "definition");
	(void)snprintf(work->label, sizeof(work->label), "%s", def->label);
	if (swa_app_by_id(work->import->index, def->id) != NULL)
		return skip(work, "known"); /* the person's own stays as it is */
	(void)swa_json_get_integer(work->row, "position", &staged.position);
	staged.hidden = swa_json_get_bool(work->row, "hidden", false);
	if (swa_origin_of(def->url, &origin) == SWA_OK)
		swa_origin_text(&origin, origin_text);
	if ((err = read_staged_app(def, &text, &staged)) != SWA_OK ||
	    (err = swa_login_index_app(work->import->index, def->id, origin_text, true)) != SWA_OK ||
	    (err = stage(work, &staged)) != SWA_OK)
		return err;
	return done(work, "added", "");
}

static swa_err
take_account(struct work *work, const char *app_id)
{
	struct swa_staged staged = {
	        .label = "", .name = "", .launch_url = "", .definition = "", .section = ""};
	struct swa_login_entry *entry = swa_login_at_app(work->import->index, app_id, work->username);

	if (entry != NULL)
		return meet_account(work, entry);
	if ((entry = swa_app_by_id(work->import->index, app_id)) == NULL)
		return skip(work, "definition"); /* its app was not taken, or is an organisation's */
	return add_account(work, entry->app_id, "", entry->fresh, &staged);
}

/* -------------------------------------------------------------------------- */

static swa_err
take(struct work *work)
{
	const char *app_id = swa_json_get_text(work->row, "app_id");
	swa_err err;

	if (swa_json_get(work->row, "definition") != NULL)
		return take_app(work);
	if (work->password[0] == '\0')
		return skip(work, "no_password");
	if (work->username[0] == '\0')
		return skip(work, "no_username");
	if ((err = check_totp(work)) != SWA_OK)
		return err;
	return app_id != NULL ? take_account(work, app_id) : take_login(work);
}

static const char *
text_of(const struct swa_json *row, const char *name)
{
	const char *text = swa_json_get_text(row, name);

	return text == NULL ? "" : text;
}

swa_err
swa_import_row(struct swa_vault *vault, struct swa_import *import, const struct swa_json *row,
               struct swa_json *results)
{
	struct work work = {
	        .vault = vault,
	        .import = import,
	        .name = text_of(row, "name"),
	        .url = text_of(row, "url"),
	        .username = text_of(row, "username"),
	        .password = text_of(row, "password"),
	        .extra = text_of(row, "extra"),
	        .totp = text_of(row, "totp"),
	        .row = row,
	};
	struct swa_json *result;
	int64_t number = 0;
	swa_err err;

	(void)snprintf(work.label, sizeof(work.label), "%s", work.name);
	if ((err = take(&work)) != SWA_OK)
		return err;
	if (work.outcome[0] == 'a')
		import->added++;
	else if (work.outcome[0] == 'm')
		import->merged++;
	else
		import->skipped++;
	(void)swa_json_get_integer(row, "row", &number);
	result = swa_json_new_object();
	swa_json_set_integer(result, "row", number);
	swa_json_set_text(result, "outcome", work.outcome);
	swa_json_set_text(result, "why", work.why);
	swa_json_set_text(result, "label", work.label);
	swa_json_add(results, result);
	return SWA_OK;
}
