#include "apply.h"

#include "swa/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_WAITS "waits"
#define TYPE_MAX 64

swa_err
apply_fault(struct apply *apply, swa_err err, const struct swa_entry *entry, const char *what)
{
	if (apply->fault != NULL)
		(void)snprintf(apply->fault->where, sizeof(apply->fault->where), "%.40s %.80s%s%s",
		               entry->type, entry->id, what[0] != '\0' ? ": " : "", what);
	return err;
}

static swa_err
fault(struct apply *apply, const char *member)
{
	if (apply->fault != NULL)
		(void)snprintf(apply->fault->where, sizeof(apply->fault->where), "%s", member);
	return SWA_ERR_SERVICE;
}

swa_err
apply_read_entry(const struct swa_json *value, struct swa_entry *ret_entry)
{
	struct swa_entry entry = {
	        .type = swa_json_get_text(value, "type"),
	        .id = swa_json_get_text(value, "id"),
	        .body = swa_json_get_text(value, "body"),
	        .signature = swa_json_get_text(value, "signature"),
	};
	int64_t version;

	if (entry.type == NULL || entry.id == NULL || entry.body == NULL || entry.signature == NULL ||
	    strlen(entry.type) > TYPE_MAX || entry.type[0] == '\0' || strlen(entry.id) > SWA_REMOTE_ID_MAX ||
	    entry.id[0] == '\0' || !swa_json_get_integer(value, "version", &version) || version < 1)
		return SWA_ERR_SERVICE;
	entry.version = (uint64_t)version;
	*ret_entry = entry;
	return SWA_OK;
}

swa_err
apply_accept(struct apply *apply, const struct swa_entry *entry, const char *kind, bool live, bool *ret_new)
{
	enum swa_delta_verdict verdict;
	swa_err err;

	err = swa_delta_accept(apply->vault, apply->enrolment->id, kind, entry->id, entry->version, live,
	                       &verdict);
	if (err != SWA_OK)
		return apply_fault(apply, err, entry, "");
	*ret_new = verdict == SWA_DELTA_NEW;
	return SWA_OK;
}

swa_err
apply_local_id(struct apply *apply, const struct swa_entry *entry, const char *id,
               char ret_id[SWA_ID_MAX + 1])
{
	if (swa_local_id(apply->enrolment->id, id, ret_id, SWA_ID_MAX + 1) == SWA_OK)
		return SWA_OK;
	return apply_fault(apply, SWA_ERR_SERVICE, entry, "id");
}

swa_err
apply_notice(struct apply *apply, const char *kind, const char *subject, const char *detail)
{
	const struct swa_notice notice = {
	        .id = "",
	        .when = apply->now,
	        .kind = kind,
	        .organisation = apply->enrolment->name,
	        .subject = subject,
	        .detail = detail,
	};

	apply->effects->notices = true;
	return swa_notice_add(apply->vault, &notice);
}

static swa_err
verify(struct apply *apply, const struct swa_entry *entry)
{
	const struct swa_delivery_parties parties = {
	        .organisation = apply->enrolment->organisation,
	        .device = apply->enrolment->device,
	};
	swa_err err = swa_entry_verify(apply->enrolment->identity_key, &parties, entry);

	return err == SWA_OK ? SWA_OK : apply_fault(apply, err, entry, "");
}

static bool
is_account(const struct swa_entry *entry)
{
	return strcmp(entry->type, "account") == 0 || strcmp(entry->type, "account.removed") == 0;
}

/* All but accounts.  An unknown type was verified, which is all that is done with it. */
static swa_err
apply_other(struct apply *apply, const struct swa_entry *entry)
{
	if (strncmp(entry->type, "app", 3) == 0 || strcmp(entry->type, "snapshot") == 0)
		apply->apps_moved = true;
	if (strcmp(entry->type, "app") == 0)
		return apply_app(apply, entry);
	if (strcmp(entry->type, "app.removed") == 0)
		return apply_app_removed(apply, entry);
	if (strcmp(entry->type, "policy") == 0)
		return apply_policy(apply, entry);
	if (strcmp(entry->type, "profile") == 0)
		return apply_profile(apply, entry);
	if (strcmp(entry->type, "key") == 0)
		return apply_key(apply, entry);
	if (strcmp(entry->type, "identity") == 0)
		return apply_identity(apply, entry);
	if (strcmp(entry->type, "revocation") == 0 && strcmp(entry->id, apply->enrolment->device) == 0)
		return SWA_ERR_DEVICE_REVOKED;
	if (strcmp(entry->type, "snapshot") == 0) {
		apply->snapshot = true;
		apply->snapshot_entry = *entry;
	}
	return SWA_OK;
}

static swa_err
apply_entries(struct apply *apply, const struct swa_json *changes)
{
	struct swa_entry entry;
	swa_err err = SWA_OK;

	for (const struct swa_json *at = swa_json_first(changes); at != NULL && err == SWA_OK;
	     at = swa_json_next(at)) {
		if (apply_read_entry(at, &entry) != SWA_OK)
			return fault(apply, "changes");
		if ((err = verify(apply, &entry)) == SWA_OK && !is_account(&entry))
			err = apply_other(apply, &entry);
		apply->entries++;
	}
	for (const struct swa_json *at = swa_json_first(changes); at != NULL && err == SWA_OK;
	     at = swa_json_next(at)) {
		if (apply_read_entry(at, &entry) != SWA_OK || !is_account(&entry))
			continue;
		err = strcmp(entry.type, "account") == 0 ? apply_account(apply, &entry)
		                                         : apply_account_removed(apply, &entry);
	}
	return err == SWA_OK && apply->snapshot ? apply_snapshot(apply) : err;
}

/* --- what accounts wait for ----------------------------------------------- */

static swa_err
load_waits(struct apply *apply)
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, 16);
	err = swa_record_get(apply->vault, apply->enrolment->id, RECORD_WAITS, &text);
	if (err == SWA_OK)
		apply->waits = (struct apply_waits){
		        .orphans = strchr(swa_buf_text(&text), 'o') != NULL,
		        .templated = strchr(swa_buf_text(&text), 't') != NULL,
		        .again = strchr(swa_buf_text(&text), 'a') != NULL,
		};
	apply->waits_before = apply->waits;
	swa_buf_finish(&text);
	return err == SWA_ERR_RECORD_MISSING ? SWA_OK : err;
}

static swa_err
save_waits(struct apply *apply)
{
	const struct apply_waits *waits = &apply->waits, *before = &apply->waits_before;
	struct swa_buf text;
	swa_err err;

	if (waits->orphans == before->orphans && waits->templated == before->templated &&
	    waits->again == before->again)
		return SWA_OK;
	swa_buf_init(&text, 16);
	(void)swa_buf_printf(&text, "%s%s%s.", waits->orphans ? "o" : "", waits->templated ? "t" : "",
	                     waits->again ? "a" : "");
	err = text.err != SWA_OK ? text.err
	                         : swa_record_set(apply->vault, apply->enrolment->id, RECORD_WAITS, &text);
	swa_buf_finish(&text);
	return err;
}

/* --- the page -------------------------------------------------------------- */

/* The end of the feed: up to date, or once more from the beginning. */
static swa_err
end_feed(struct apply *apply, const char *etag)
{
	const char *id = apply->enrolment->id;

	if (apply->waits.again || apply->mismatch) {
		apply->waits.again = apply->waits.orphans = false;
		apply->restarted = true;
		return swa_delta_restart(apply->vault, id);
	}
	if (apply->enrolment->full && !apply->snapshot)
		return fault(apply, "snapshot");
	return swa_enrolment_synced(apply->vault, id, etag, apply->now);
}

static swa_err
apply_within(struct apply *apply, const struct swa_json *changes, const char *cursor, const char *etag)
{
	swa_err err;

	if ((err = load_waits(apply)) != SWA_OK || (err = apply_entries(apply, changes)) != SWA_OK ||
	    (err = swa_delta_page(apply->vault, apply->enrolment->id, cursor)) != SWA_OK)
		return err;
	if (!apply->more && (err = end_feed(apply, etag)) != SWA_OK)
		return err;
	if ((err = save_waits(apply)) != SWA_OK)
		return err;
	return apply->effects->err;
}

/* What the policy set was told is taken back: it knows no transactions. */
static void
restore_policy(struct apply *apply)
{
	struct swa_fault fault;
	struct swa_buf body;

	swa_buf_init(&body, SWA_RECORD_MAX);
	if (swa_record_get(apply->vault, apply->enrolment->id, SWA_RECORD_POLICY, &body) != SWA_OK ||
	    swa_policy_service(apply->policy, apply->enrolment->id, swa_buf_text(&body), &fault) != SWA_OK)
		swa_policy_forget(apply->policy, apply->enrolment->id);
	swa_buf_finish(&body);
}

static void
finish(struct apply *apply)
{
	swa_json_free(apply->profile);
	swa_json_free(apply->notices);
	apply->profile = apply->notices = NULL;
	apply_template_forget(apply);
}

swa_err
apply_page(struct apply *apply, const struct swa_json *page, const char *etag, struct swa_fault *ret_fault)
{
	const char *organisation = swa_json_get_text(page, "organisation");
	const char *device = swa_json_get_text(page, "device"), *cursor = swa_json_get_text(page, "cursor");
	const struct swa_json *changes = swa_json_get(page, "changes"), *more = swa_json_get(page, "more");
	unsigned char identity[SWA_KEY_SIZE];
	swa_err err;

	apply->fault = ret_fault;
	if (organisation == NULL || strcmp(organisation, apply->enrolment->organisation) != 0)
		return fault(apply, "organisation");
	if (device == NULL || strcmp(device, apply->enrolment->device) != 0)
		return fault(apply, "device");
	if (cursor == NULL || cursor[0] == '\0' || strlen(cursor) > SWA_CURSOR_MAX)
		return fault(apply, "cursor");
	if (changes == NULL || swa_json_kind(changes) != SWA_JSON_ARRAY)
		return fault(apply, "changes");
	if (more == NULL || swa_json_kind(more) != SWA_JSON_BOOL)
		return fault(apply, "more");
	apply->more = swa_json_get_bool(page, "more", false);
	if (apply->more && strcmp(cursor, apply->enrolment->cursor) == 0)
		return fault(apply, "cursor: it does not move");

	memcpy(identity, apply->enrolment->identity_key, sizeof(identity));
	if ((err = swa_vault_begin(apply->vault)) != SWA_OK)
		return err;
	if ((err = apply_within(apply, changes, cursor, etag)) == SWA_OK)
		err = swa_vault_commit(apply->vault);
	else
		swa_vault_rollback(apply->vault);
	finish(apply);
	if (err != SWA_OK) {
		memcpy(apply->enrolment->identity_key, identity, sizeof(identity));
		if (apply->policy_touched)
			restore_policy(apply);
	}
	return err;
}
