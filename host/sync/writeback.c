/* Sending what the person entered or changed (docs/sync-protocol.md, section 5). */
#include "apply.h"
#include "org.h"

#include "swa/outbox.h"

#include <stdio.h>
#include <string.h>

static void next(struct org *org);

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from);
}

static bool
on_item(void *context, const struct swa_outbox_item *from)
{
	struct org_item *item = context;

	if (from->state != SWA_OUTBOX_WAITING)
		return true;
	copy(item->account_id, sizeof(item->account_id), from->account_id);
	copy(item->app_id, sizeof(item->app_id), from->app_id);
	copy(item->username, sizeof(item->username), from->username);
	copy(item->key, sizeof(item->key), from->key);
	item->credential = from->credential;
	item->base = from->base;
	return false;
}

/* --- what the service says ------------------------------------------------------ */

static void
tell(struct org *org, const char *event, const char *detail)
{
	const struct swa_sync_events *events = &org->sync->events;

	org_note(org, event, org->item.app_id, org->item.account_id, detail);
	events->touched(events->context);
	events->apps_changed(events->context);
}

static swa_err
sent(struct org *org, const struct swa_api_answer *answer)
{
	int64_t version, secret_version;
	swa_err err;

	if (!swa_json_get_integer(answer->body, "version", &version) || version < 1 ||
	    !swa_json_get_integer(answer->body, "secret_version", &secret_version) || secret_version < 0)
		return SWA_ERR_SERVICE;
	err = swa_outbox_sent(org->sync->vault, org->item.account_id, org->item.key, (uint64_t)version,
	                      (uint64_t)secret_version);
	if (err == SWA_OK)
		tell(org, "change_sent", NULL);
	return err == SWA_ERR_CHANGE_UNKNOWN ? SWA_OK : err;
}

static swa_err
conflict(struct org *org, const struct swa_api_answer *answer)
{
	const char *username = swa_json_get_text(answer->body, "username");
	const char *by = swa_json_get_text(answer->body, "by");
	char label[SWA_LABEL_MAX + 1];
	int64_t version, changed = 0;
	swa_err err;

	if (!swa_json_get_integer(answer->body, "version", &version) || version < 0)
		return SWA_ERR_SERVICE;
	if (!swa_json_get_integer(answer->body, "changed", &changed) || changed < 0)
		changed = 0;
	err = swa_outbox_conflict(org->sync->vault, org->item.account_id, org->item.key, (uint64_t)version,
	                          username != NULL ? username : "", changed, by != NULL ? by : "");
	if (err != SWA_OK)
		return err == SWA_ERR_CHANGE_UNKNOWN ? SWA_OK : err;
	tell(org, "conflict", by);
	apply_app_label(org->sync->vault, org->item.app_id, label, sizeof(label));
	org_notice(org, "conflict", label, "");
	return SWA_OK;
}

static swa_err
refused(struct org *org, swa_err why)
{
	char label[SWA_LABEL_MAX + 1];
	swa_err err;

	err = swa_outbox_refused(org->sync->vault, org->item.account_id, org->item.key, why);
	if (err != SWA_OK)
		return err == SWA_ERR_CHANGE_UNKNOWN ? SWA_OK : err;
	tell(org, "change_refused", swa_err_name(why));
	apply_app_label(org->sync->vault, org->item.app_id, label, sizeof(label));
	org_notice(org, "refused", label, swa_err_text(why));
	return SWA_OK;
}

/* The service's refusals, by its own names: a proxy's 404 is none.  SWA_OK: it is no refusal. */
static swa_err
refusal(const struct swa_api_answer *answer)
{
	if (answer->status == 403 && strcmp(answer->name, "scheme_refuses") == 0)
		return SWA_ERR_SCHEME_REFUSED_CHANGE;
	if (answer->status == 404 && strcmp(answer->name, "not_found") == 0)
		return SWA_ERR_APP_UNASSIGNED;
	if (answer->status == 400 && strcmp(answer->name, "invalid_request") == 0)
		return SWA_ERR_SERVICE;
	if (answer->status == 413 && strcmp(answer->name, "too_large") == 0)
		return SWA_ERR_LIMIT;
	return SWA_OK;
}

static void
on_stored(struct org *org, const struct swa_api_answer *answer)
{
	swa_err err;

	if (answer->err == SWA_OK) {
		err = sent(org, answer);
	} else if (answer->err == SWA_ERR_CONFLICT) {
		err = conflict(org, answer);
	} else if (refusal(answer) != SWA_OK) {
		err = refused(org, refusal(answer));
	} else {
		look_failed(org, answer);
		return;
	}
	if (err == SWA_OK)
		next(org);
	else
		look_end(org, err, err == SWA_ERR_SERVICE ? "The answer to a change names no version." : "",
		         -1);
}

/* --- what is sent ------------------------------------------------------------------ */

static swa_err
service_key(struct org *org, unsigned char ret_key[SWA_KEY_SIZE])
{
	struct swa_buf key;
	swa_err err;

	swa_buf_init(&key, SWA_TOKEN_MAX);
	err = swa_record_get(org->sync->vault, org->row.id, SWA_RECORD_SERVICE_KEY, &key);
	if (err == SWA_OK && key.size != SWA_KEY_SIZE)
		err = SWA_ERR_VAULT_DAMAGED;
	if (err == SWA_OK)
		memcpy(ret_key, key.data, SWA_KEY_SIZE);
	swa_buf_finish(&key);
	return err;
}

static swa_err
seal(struct org *org, struct swa_buf *ret_sealed)
{
	const struct org_item *item = &org->item;
	const struct swa_secret_place place = {
	        .organisation = org->row.organisation,
	        .device = org->row.device,
	        .app_id = swa_remote_id(item->app_id),
	        .account_id = swa_remote_id(item->account_id),
	        .field = "password",
	        .version = item->base,
	};
	unsigned char key[SWA_KEY_SIZE];
	struct swa_buf password;
	swa_err err;

	if ((err = service_key(org, key)) != SWA_OK)
		return err;
	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	err = swa_account_password(org->sync->vault, item->account_id, item->credential, &password);
	if (err == SWA_OK)
		err = swa_delivery_seal(key, &place, &password, ret_sealed);
	swa_buf_finish(&password);
	return err;
}

static void
fill(struct org *org, struct org_request *request, const char *sealed)
{
	const struct org_item *item = &org->item;
	struct swa_json *secrets = swa_json_new_array(), *secret = swa_json_new_object();

	(void)snprintf(request->path, sizeof(request->path), "/v1/accounts/%s",
	               swa_remote_id(item->account_id));
	if (item->base > 0)
		(void)snprintf(request->headers[0], ORG_HEADER_MAX, "If-Match: \"%llu\"",
		               (unsigned long long)item->base);
	else
		(void)snprintf(request->headers[0], ORG_HEADER_MAX, "If-None-Match: *");
	(void)snprintf(request->headers[1], ORG_HEADER_MAX, "Idempotency-Key: %s", item->key);
	swa_json_set_text(secret, "field", "password");
	swa_json_set_integer(secret, "version", (int64_t)item->base);
	swa_json_set_text(secret, "sealed", sealed);
	swa_json_add(secrets, secret);
	request->body = swa_json_new_object();
	swa_json_set_text(request->body, "app_id", swa_remote_id(item->app_id));
	swa_json_set_text(request->body, "username", item->username);
	swa_json_set(request->body, "secrets", secrets);
}

static void
next(struct org *org)
{
	struct swa_buf sealed;
	swa_err err;

	org->item = (struct org_item){.account_id = ""};
	err = swa_outbox_list(org->sync->vault, org->row.id, on_item, &org->item);
	if (err == SWA_OK && org->item.account_id[0] == '\0') {
		pages_start(org);
		return;
	}
	swa_buf_init(&sealed, 65536);
	if (err == SWA_OK)
		err = seal(org, &sealed);
	if (err == SWA_OK) {
		job_phase(&org->sync->jobs, org->job, "sending");
		fill(org, org_request(org, "PUT", on_stored), swa_buf_text(&sealed));
		org_send(org);
	} else {
		look_end(org, err, "", -1);
	}
	swa_buf_finish(&sealed);
}

void
writeback_start(struct org *org)
{
	next(org);
}
