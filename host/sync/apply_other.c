/* Entries that are neither apps nor accounts. */
#include "apply.h"

#include "encode.h"
#include "swa/notice.h"

#include <stdio.h>
#include <string.h>

static swa_err
set_record(struct apply *apply, const char *name, const void *data, size_t size)
{
	struct swa_buf value;
	swa_err err;

	swa_buf_init(&value, SWA_RECORD_MAX);
	if ((err = swa_buf_append(&value, data, size)) == SWA_OK)
		err = swa_record_set(apply->vault, apply->enrolment->id, name, &value);
	swa_buf_finish(&value);
	return err;
}

/* A policy that cannot be read changes nothing: what held before still holds. */
swa_err
apply_policy(struct apply *apply, const struct swa_entry *entry)
{
	struct swa_fault fault = {.where = ""};
	bool fresh;
	swa_err err;

	if ((err = apply_accept(apply, entry, entry->type, true, &fresh)) != SWA_OK || !fresh)
		return err;
	if (strcmp(entry->id, "policy") != 0)
		return SWA_OK;
	apply->policy_touched = true;
	err = swa_policy_service(apply->policy, apply->enrolment->id, entry->body, &fault);
	if (err == SWA_ERR_SERVICE) {
		effects_note(apply->effects, "policy_ignored", NULL, NULL, fault.where);
		return SWA_OK;
	}
	if (err != SWA_OK)
		return err;
	apply->effects->policy = true;
	return set_record(apply, SWA_RECORD_POLICY, entry->body, strlen(entry->body));
}

static bool
is_object(const char *text)
{
	struct swa_json *value = NULL;
	bool object = swa_json_parse(text, strlen(text), &value, NULL) == SWA_OK &&
	              swa_json_kind(value) == SWA_JSON_OBJECT;

	swa_json_free(value);
	return object;
}

/* Another profile gives other user names: accounts that have theirs by template are wanted once more. */
swa_err
apply_profile(struct apply *apply, const struct swa_entry *entry)
{
	struct swa_buf before;
	bool fresh, same;
	swa_err err;

	if ((err = apply_accept(apply, entry, entry->type, true, &fresh)) != SWA_OK || !fresh)
		return err;
	if (strcmp(entry->id, "profile") != 0)
		return SWA_OK;
	if (!is_object(entry->body))
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "body");
	swa_buf_init(&before, SWA_RECORD_MAX);
	err = swa_record_get(apply->vault, apply->enrolment->id, SWA_RECORD_PROFILE, &before);
	same = err == SWA_OK && strcmp(swa_buf_text(&before), entry->body) == 0;
	swa_buf_finish(&before);
	if ((err != SWA_OK && err != SWA_ERR_RECORD_MISSING) || same)
		return err;
	swa_json_free(apply->profile);
	apply->profile = NULL;
	if (apply->waits.templated) {
		if ((err = swa_delta_again(apply->vault, apply->enrolment->id, "account", NULL)) != SWA_OK)
			return err;
		apply->waits.again = true;
	}
	return set_record(apply, SWA_RECORD_PROFILE, entry->body, strlen(entry->body));
}

swa_err
apply_key(struct apply *apply, const struct swa_entry *entry)
{
	unsigned char key[SWA_KEY_SIZE];
	bool fresh;
	swa_err err;

	if ((err = apply_accept(apply, entry, entry->type, true, &fresh)) != SWA_OK || !fresh)
		return err;
	if (strcmp(entry->id, "delivery") != 0)
		return SWA_OK;
	if (swa_base64_exact(entry->body, key, sizeof(key)) != SWA_OK)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "body");
	return set_record(apply, SWA_RECORD_SERVICE_KEY, key, sizeof(key));
}

/* From the next entry on the new key signs; who vouched for the old one vouches for it. */
swa_err
apply_identity(struct apply *apply, const struct swa_entry *entry)
{
	unsigned char key[SWA_KEY_SIZE];
	bool fresh;
	swa_err err;

	if ((err = apply_accept(apply, entry, entry->type, true, &fresh)) != SWA_OK || !fresh)
		return err;
	if (strcmp(entry->id, "identity") != 0)
		return SWA_OK;
	if (swa_base64_exact(entry->body, key, sizeof(key)) != SWA_OK)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "body");
	memcpy(apply->enrolment->identity_key, key, sizeof(key));
	effects_note(apply->effects, "identity_changed", NULL, NULL, apply->enrolment->name);
	return swa_enrolment_update(apply->vault, apply->enrolment);
}

/* --- the snapshot ----------------------------------------------------------- */

struct removal {
	struct apply *apply;
	struct swa_buf unsent; /* lines */
};

static void
on_removed(void *context, const char *kind, const char *id, bool unsent)
{
	struct removal *removal = context;
	struct effects *effects = removal->apply->effects;
	char label[SWA_LABEL_MAX * 2 + 8];

	effects->apps = true;
	if (strcmp(kind, "app") == 0) {
		effects_app_ended(effects, id);
		effects_note(effects, "app_removed", id, NULL, NULL);
	} else {
		effects_account_ended(effects, id);
		effects_note(effects, "account_removed", NULL, id, NULL);
	}
	if (!unsent)
		return;
	if (strcmp(kind, "app") == 0)
		apply_app_label(removal->apply->vault, id, label, sizeof(label));
	else
		apply_account_label(removal->apply->vault, id, label, sizeof(label));
	(void)swa_buf_printf(&removal->unsent, "%s%s", removal->unsent.size > 0 ? "\n" : "", label);
}

swa_err
apply_snapshot(struct apply *apply)
{
	const struct swa_entry *entry = &apply->snapshot_entry;
	struct removal removal = {.apply = apply};
	struct swa_json *body = NULL;
	int64_t entries;
	bool fresh, sound;
	swa_err err;

	sound = swa_json_parse(entry->body, strlen(entry->body), &body, NULL) == SWA_OK &&
	        swa_json_get_integer(body, "entries", &entries) && entries >= 0;
	swa_json_free(body);
	if (!sound)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "entries");
	if ((err = apply_accept(apply, entry, entry->type, true, &fresh)) != SWA_OK)
		return err;
	swa_buf_init(&removal.unsent, 4096);
	err = swa_delta_finish(apply->vault, apply->enrolment->id, (uint64_t)entries, on_removed, &removal);
	if (err == SWA_ERR_SNAPSHOT_MISMATCH) {
		apply->mismatch = true;
		err = SWA_OK;
	}
	if (err == SWA_OK && removal.unsent.size > 0)
		err = apply_notice(apply, "dropped", "", swa_buf_text(&removal.unsent));
	swa_buf_finish(&removal.unsent);
	return err;
}
