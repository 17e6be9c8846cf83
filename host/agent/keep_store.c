/* Storing a login where it belongs. */
#include "keep.h"

#include "own_app.h"
#include "swa/extra.h"

#include <stdio.h>
#include <string.h>

/* --- a new app ---------------------------------------------------------------- */

static void
copy_text(struct swa_json *to, const char *name, const struct swa_json *selectors, const char *selector)
{
	const char *text = swa_json_get_text(selectors, selector);

	if (text != NULL && text[0] != '\0')
		swa_json_set_text(to, name, text);
}

/* The form's fields, by the names of the template that has them. */
static const char *
describe_form(struct swa_json *app, const char *url, const struct swa_json *selectors)
{
	const char *extra = swa_json_get_text(selectors, "extra");

	if (extra != NULL && extra[0] != '\0') {
		swa_json_set_text(app, "targetURL", url);
		copy_text(app, "userNameSelector", selectors, "username");
		copy_text(app, "passwordSelector", selectors, "password");
		copy_text(app, "buttonSelector", selectors, "submit");
		copy_text(app, "extraFieldSelector", selectors, "extra");
		return "template_swa3field";
	}
	swa_json_set_text(app, "url", url);
	copy_text(app, "usernameField", selectors, "username");
	copy_text(app, "passwordField", selectors, "password");
	copy_text(app, "buttonField", selectors, "submit");
	copy_text(app, "checkbox", selectors, "checkbox");
	return "template_swa";
}

/* The page's address, without what a query may hold of one visit alone. */
static void
bare_url(const struct swa_keep *keep, char ret_url[SWA_URL_MAX + 1])
{
	size_t size = strcspn(keep->url, "?#");
	char origin[SWA_ORIGIN_MAX + 1];

	swa_origin_text(&keep->origin, origin);
	if (size <= strlen(origin))
		(void)snprintf(ret_url, SWA_URL_MAX + 1, "%s/", origin);
	else
		(void)snprintf(ret_url, SWA_URL_MAX + 1, "%.*s", (int)size, keep->url);
}

static struct swa_json *
define(const struct swa_keep *keep, const char *label)
{
	struct swa_json *definition = swa_json_new_object(), *settings = swa_json_new_object();
	struct swa_json *part = swa_json_new_object(), *agent;
	char url[SWA_URL_MAX + 1];

	bare_url(keep, url);
	swa_json_set_text(definition, "label", label);
	swa_json_set_text(definition, "status", "ACTIVE");
	if (swa_json_count(keep->selectors) > 0) {
		swa_json_set_text(definition, "name", describe_form(part, url, keep->selectors));
		swa_json_set_text(definition, "signOnMode", swa_mode_name(SWA_MODE_BROWSER_PLUGIN));
		swa_json_set(settings, "app", part);
	} else {
		swa_json_set_text(part, "loginUrl", url);
		swa_json_set_text(definition, "signOnMode", swa_mode_name(SWA_MODE_AUTO_LOGIN));
		swa_json_set(settings, "signOn", part);
	}
	if (strcmp(keep->origin.scheme, "http") == 0) { /* policy lists the host: swa_keep_allowed() */
		agent = swa_json_new_object();
		swa_json_set_bool(agent, "allowHttp", true);
		swa_json_set(settings, "agent", agent);
	}
	swa_json_set(definition, "settings", settings);
	return definition;
}

static swa_err
add_app(struct swa_call *call, const struct swa_keep *keep, struct swa_keep_fit *fit)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *definition = define(keep, fit->label);
	struct swa_fault fault = {.where = ""};
	swa_err err = swa_own_put(call->vault, definition, NULL, fit->app_id, &fault);

	return err == SWA_OK ? SWA_OK : swa_call_fault(call, err, fault.where);
}

/* --- its account ---------------------------------------------------------------- */

static swa_err
set_account(struct swa_call *call, const struct swa_keep *keep, struct swa_keep_fit *fit)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	const char *account = fit->account_id[0] != '\0' ? fit->account_id : SWA_ACCOUNT_ANOTHER;
	char id[SWA_ID_MAX + 1];
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	if ((err = swa_buf_append(&password, swa_secret_bytes(keep->password),
	                          swa_secret_size(keep->password))) != SWA_OK)
		return err;
	err = swa_account_set(call->vault, fit->app_id, account, fit->username, &password, id);
	if (err == SWA_ERR_LIMIT)
		return swa_call_fault(call, err, "username");
	if (err == SWA_OK)
		(void)snprintf(fit->account_id, sizeof(fit->account_id), "%s", id);
	return err;
}

/* @param ret_changed untouched where the account has this value already */
static swa_err
set_extra(struct swa_call *call, const struct swa_keep *keep, const struct swa_keep_fit *fit,
          bool *ret_changed)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf stored;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf extra;
	swa_err err;

	swa_buf_init(&stored, SWA_EXTRA_TEXT_MAX);
	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	if ((err = swa_extra_get(call->vault, fit->account_id, &stored)) != SWA_OK &&
	    err != SWA_ERR_RECORD_MISSING)
		return err;
	if (strcmp(swa_buf_text(&stored), keep->extra) == 0)
		return SWA_OK;
	*ret_changed = true;
	if ((err = swa_buf_append_text(&extra, keep->extra)) != SWA_OK)
		return err;
	return swa_extra_set(call->vault, fit->account_id, &extra);
}

static swa_err
store(struct swa_call *call, const struct swa_keep *keep, struct swa_keep_fit *fit, bool *ret_changed)
{
	swa_err err;

	*ret_changed = fit->kind != SWA_KEEP_SAME;
	if (fit->kind == SWA_KEEP_NEW_APP && (err = add_app(call, keep, fit)) != SWA_OK)
		return err;
	if (*ret_changed && (err = set_account(call, keep, fit)) != SWA_OK)
		return err;
	return keep->extra != NULL ? set_extra(call, keep, fit, ret_changed) : SWA_OK;
}

swa_err
swa_keep_store(struct swa_call *call, const struct swa_keep *keep, struct swa_keep_fit *fit,
               const char **ret_outcome)
{
	struct swa_trail_note note = {.event = "login_saved"};
	bool added = fit->kind == SWA_KEEP_NEW_APP || fit->kind == SWA_KEEP_NEW_ACCOUNT, changed;
	swa_err err;

	if ((err = swa_vault_begin(call->vault)) != SWA_OK)
		return err;
	if ((err = store(call, keep, fit, &changed)) != SWA_OK) {
		swa_vault_rollback(call->vault);
		return err;
	}
	if ((err = swa_vault_commit(call->vault)) != SWA_OK)
		return err;
	*ret_outcome = added ? "added" : changed ? "updated" : "unchanged";
	note.app_id = fit->app_id;
	note.account_id = fit->account_id;
	note.detail = *ret_outcome;
	swa_agent_note(call->agent, &note);
	if (!changed)
		return SWA_OK;
	swa_grants_end_account(call->agent->grants, fit->account_id);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_sync_wake(call->agent->sync);
	return SWA_OK;
}
