#include "apply.h"

#include <stdio.h>
#include <string.h>

struct found {
	bool there;
	char app_id[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
};

static bool
on_account(void *context, const struct swa_account *account)
{
	struct found *found = context;

	found->there = true;
	(void)snprintf(found->app_id, sizeof(found->app_id), "%s", account->app_id);
	(void)snprintf(found->username, sizeof(found->username), "%s", account->username);
	return false;
}

void
apply_account_label(struct swa_vault *vault, const char *account_id, char *ret_label, size_t size)
{
	char app[SWA_LABEL_MAX + 1];
	struct found found = {.there = false};

	if (swa_account_get(vault, account_id, on_account, &found) != SWA_OK || !found.there) {
		(void)snprintf(ret_label, size, "%s", swa_remote_id(account_id));
		return;
	}
	apply_app_label(vault, found.app_id, app, sizeof(app));
	(void)snprintf(ret_label, size, "%s: %s", app, found.username);
}

/* What the body of an account entry says. */
struct body {
	struct swa_json *document; /* owned */
	char app_id[SWA_ID_MAX + 1];
	const char *app, *username;
	int64_t changed, secret_version;
	const char *sealed; /* NULL: no password came */
};

static void
body_finish(struct body *body)
{
	swa_json_free(body->document);
}

static swa_err
read_secrets(struct apply *apply, const struct swa_entry *entry, const struct swa_json *secrets,
             struct body *body)
{
	const char *field;

	if (secrets == NULL || swa_json_kind(secrets) != SWA_JSON_ARRAY)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "secrets");
	for (const struct swa_json *at = swa_json_first(secrets); at != NULL; at = swa_json_next(at)) {
		if ((field = swa_json_get_text(at, "field")) == NULL)
			return apply_fault(apply, SWA_ERR_SERVICE, entry, "field");
		if (strcmp(field, "password") != 0)
			continue; /* of a newer service */
		body->sealed = swa_json_get_text(at, "sealed");
		if (body->sealed == NULL || !swa_json_get_integer(at, "version", &body->secret_version) ||
		    body->secret_version < 1)
			return apply_fault(apply, SWA_ERR_SERVICE, entry, "secrets");
	}
	return SWA_OK;
}

static swa_err
read_body(struct apply *apply, const struct swa_entry *entry, struct body *body)
{
	swa_err err;

	err = swa_json_parse(entry->body, strlen(entry->body), &body->document, NULL);
	if (err == SWA_ERR_NOMEM)
		return err;
	if (err != SWA_OK || (body->app = swa_json_get_text(body->document, "app_id")) == NULL)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "app_id");
	if ((err = apply_local_id(apply, entry, body->app, body->app_id)) != SWA_OK)
		return err;
	body->username = swa_json_get_text(body->document, "username");
	if (body->username != NULL && body->username[0] == '\0')
		body->username = NULL;
	if (!swa_json_get_integer(body->document, "changed", &body->changed))
		body->changed = 0;
	return read_secrets(apply, entry, swa_json_get(body->document, "secrets"), body);
}

static swa_err
open_password(struct apply *apply, const struct swa_entry *entry, const struct body *body,
              struct swa_buf *ret_password)
{
	const struct swa_secret_place place = {
	        .organisation = apply->enrolment->organisation,
	        .device = apply->enrolment->device,
	        .app_id = body->app,
	        .account_id = entry->id,
	        .field = "password",
	        .version = (uint64_t)body->secret_version,
	};
	swa_err err;

	if (body->sealed == NULL)
		return SWA_OK;
	err = swa_delivery_open(apply->delivery_key, &place, body->sealed, ret_password);
	return err == SWA_OK ? SWA_OK : apply_fault(apply, err, entry, "password");
}

/* Not now: it counts as new when it comes again. */
static swa_err
put_off(struct apply *apply, const struct swa_entry *entry)
{
	return swa_delta_again(apply->vault, apply->enrolment->id, "account", entry->id);
}

static swa_err
tell(struct apply *apply, const char *id, const struct body *body, enum swa_delta_result result)
{
	char label[SWA_LABEL_MAX + 1];

	apply->effects->apps = true;
	if (result == SWA_DELTA_OWN)
		return SWA_OK;
	if (result == SWA_DELTA_STORED) {
		effects_account_ended(apply->effects, id);
		return SWA_OK;
	}
	apply_app_label(apply->vault, body->app_id, label, sizeof(label));
	effects_note(apply->effects, "conflict", body->app_id, id, NULL);
	return apply_notice(apply, "conflict", label, "");
}

static swa_err
store(struct apply *apply, const struct swa_entry *entry, const struct body *body, const char *username,
      const struct swa_buf *password)
{
	struct swa_delta_account account = {
	        .app_id = body->app_id,
	        .username = username,
	        .version = entry->version,
	        .secret_version = body->sealed != NULL ? (uint64_t)body->secret_version : 0,
	        .changed = body->changed,
	        .by = "",
	        .password = body->sealed != NULL ? password : NULL,
	};
	enum swa_delta_result result;
	char id[SWA_ID_MAX + 1];
	swa_err err;

	if ((err = apply_local_id(apply, entry, entry->id, id)) != SWA_OK)
		return err;
	account.id = id;
	err = swa_delta_account(apply->vault, apply->enrolment->id, &account, &result);
	if (err == SWA_ERR_APP_UNKNOWN) {
		apply->waits.orphans = true;
		return put_off(apply, entry);
	}
	if (err == SWA_ERR_LIMIT)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "length");
	return err == SWA_OK ? tell(apply, id, body, result) : err;
}

/* The user name: as it came, else by the app's template. */
static swa_err
store_named(struct apply *apply, const struct swa_entry *entry, const struct body *body,
            const struct swa_buf *password)
{
	struct swa_buf username;
	swa_err err;

	if (body->username != NULL)
		return store(apply, entry, body, body->username, password);
	apply->waits.templated = true;
	swa_buf_init(&username, SWA_LABEL_MAX);
	err = apply_template_username(apply, body->app_id, &username);
	if (err == SWA_OK) {
		err = store(apply, entry, body, swa_buf_text(&username), password);
	} else if (err == SWA_ERR_APP_UNKNOWN) {
		apply->waits.orphans = true;
		err = put_off(apply, entry);
	} else if (err == SWA_ERR_TEMPLATE_INVALID || err == SWA_ERR_TEMPLATE_VALUE) {
		err = put_off(apply, entry);
	}
	swa_buf_finish(&username);
	return err;
}

swa_err
apply_account(struct apply *apply, const struct swa_entry *entry)
{
	SWA_CLEANUP(body_finish) struct body body = {.document = NULL};
	struct swa_buf password;
	bool fresh;
	swa_err err;

	if ((err = apply_accept(apply, entry, "account", true, &fresh)) != SWA_OK || !fresh ||
	    (err = read_body(apply, entry, &body)) != SWA_OK)
		return err;
	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	if ((err = open_password(apply, entry, &body, &password)) == SWA_OK)
		err = store_named(apply, entry, &body, &password);
	swa_buf_finish(&password);
	return err;
}

swa_err
apply_account_removed(struct apply *apply, const struct swa_entry *entry)
{
	char id[SWA_ID_MAX + 1], label[2 * SWA_LABEL_MAX + 8];
	struct found found = {.there = false};
	bool fresh, unsent = false;
	swa_err err;

	if ((err = apply_accept(apply, entry, "account", false, &fresh)) != SWA_OK || !fresh ||
	    (err = apply_local_id(apply, entry, entry->id, id)) != SWA_OK)
		return err;
	err = swa_account_get(apply->vault, id, on_account, &found);
	if (err == SWA_ERR_ACCOUNT_UNKNOWN)
		return SWA_OK;
	if (err != SWA_OK)
		return err;
	apply_account_label(apply->vault, id, label, sizeof(label));
	if ((err = swa_delta_remove_account(apply->vault, apply->enrolment->id, id, &unsent)) != SWA_OK)
		return err;
	apply->effects->apps = apply->effects->questions = true;
	effects_account_ended(apply->effects, id);
	effects_note(apply->effects, "account_removed", found.app_id, id, NULL);
	return unsent ? apply_notice(apply, "dropped", label, label) : SWA_OK;
}
