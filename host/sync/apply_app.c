#include "appdef.h"
#include "apply.h"

#include <stdio.h>
#include <string.h>

struct known {
	bool there, held;
	char label[SWA_LABEL_MAX + 1];
};

static bool
on_app(void *context, const struct swa_app *app)
{
	struct known *known = context;

	known->there = true;
	known->held = app->held;
	(void)snprintf(known->label, sizeof(known->label), "%s", app->label);
	return false;
}

static swa_err
look_up(struct apply *apply, const char *id, struct known *ret_known)
{
	swa_err err;

	*ret_known = (struct known){.there = false};
	err = swa_app_get(apply->vault, id, on_app, ret_known);
	return err == SWA_ERR_APP_UNKNOWN ? SWA_OK : err;
}

void
apply_app_label(struct swa_vault *vault, const char *app_id, char *ret_label, size_t size)
{
	struct known known = {.there = false};

	if (swa_app_get(vault, app_id, on_app, &known) != SWA_OK || !known.there)
		(void)snprintf(known.label, sizeof(known.label), "%s", swa_remote_id(app_id));
	(void)snprintf(ret_label, size, "%s", known.label);
}

static bool
has(const struct swa_origin_list *list, const struct swa_origin *origin)
{
	for (size_t i = 0; i < list->count; i++)
		if (swa_origin_equal(&list->item[i], origin))
			return true;
	return false;
}

static bool
within(const struct swa_origin_list *list, const struct swa_origin_list *known,
       const struct swa_origin_list *also)
{
	for (size_t i = 0; i < list->count; i++)
		if (!has(known, &list->item[i]) && (also == NULL || !has(also, &list->item[i])))
			return false;
	return true;
}

/* May a password go to a place now to which it might not go before? */
static bool
gained(const struct swa_match_rules *before, const struct swa_match_rules *after)
{
	return !within(&after->pages, &before->pages, NULL) ||
	       !within(&after->actions, &before->actions, &before->pages) ||
	       !within(&after->frames, &before->frames, &before->pages);
}

static void
put_origins(struct swa_buf *text, const struct swa_origin_list *list)
{
	char origin[SWA_ORIGIN_MAX + 1];

	for (size_t i = 0; i < list->count; i++) {
		swa_origin_text(&list->item[i], origin);
		(void)swa_buf_printf(text, "%s\n", origin);
	}
}

/* What the person confirmed, or saw first, is kept beside the new definition, to be compared. */
static swa_err
keep_origins(struct apply *apply, const char *remote_id, const struct swa_appdef *before)
{
	char name[sizeof(SWA_RECORD_ORIGINS_BEFORE) + SWA_REMOTE_ID_MAX];
	struct swa_buf text;
	swa_err err;

	(void)snprintf(name, sizeof(name), "%s%s", SWA_RECORD_ORIGINS_BEFORE, remote_id);
	swa_buf_init(&text, SWA_RECORD_MAX);
	for (size_t i = 0; i < 2; i++) {
		const struct swa_match_rules *rules = i == 0 ? &before->rules : &before->plain;

		put_origins(&text, &rules->pages);
		put_origins(&text, &rules->actions);
		put_origins(&text, &rules->frames);
	}
	err = text.err != SWA_OK ? text.err : swa_record_set(apply->vault, apply->enrolment->id, name, &text);
	swa_buf_finish(&text);
	return err;
}

static swa_err
hold(struct apply *apply, const struct swa_entry *entry, const struct swa_appdef *before,
     const struct swa_appdef *after, const char *id)
{
	char host[SWA_HOST_MAX + 1];
	swa_err err;

	swa_appdef_host(after->url, host);
	if ((err = keep_origins(apply, entry->id, before)) != SWA_OK)
		return err;
	effects_note(apply->effects, "origin_changed", id, NULL, host);
	return apply_notice(apply, "origin_changed", after->label, host);
}

static swa_err
stored_definition(struct apply *apply, const char *id, struct swa_appdef **ret_appdef)
{
	struct swa_json *document = NULL;
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if ((err = swa_app_definition(apply->vault, id, &text)) == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, &document, NULL);
	swa_buf_finish(&text);
	return err == SWA_OK ? swa_appdef_read(document, ret_appdef, NULL) : err;
}

static bool
on_account(void *context, const struct swa_account *account)
{
	(void)swa_buf_printf(context, "%s\n", swa_remote_id(account->id));
	return true;
}

/* The accounts of an app whose template changed are wanted once more. */
static swa_err
want_accounts(struct apply *apply, const char *id)
{
	struct swa_buf ids;
	swa_err err;

	swa_buf_init(&ids, SWA_RECORD_MAX);
	err = swa_account_list(apply->vault, id, on_account, &ids);
	if (err == SWA_OK)
		err = ids.err;
	for (char *at = (char *)ids.data, *end; err == SWA_OK && at != NULL && *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		*end = '\0';
		err = swa_delta_again(apply->vault, apply->enrolment->id, "account", at);
	}
	swa_buf_finish(&ids);
	apply->waits.again = true;
	return err;
}

/* What follows from an app that was there before. */
static swa_err
compare(struct apply *apply, const struct swa_entry *entry, const char *id, const struct known *known,
        const struct swa_appdef *after, bool *ret_held)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *before = NULL;
	swa_err err = stored_definition(apply, id, &before);

	*ret_held = known->held;
	if (err != SWA_OK)
		return err;
	if (apply->waits.templated && apply_template_differs(before->document, after->document) &&
	    (err = want_accounts(apply, id)) != SWA_OK)
		return err;
	if (known->held || (!gained(&before->rules, &after->rules) && !gained(&before->plain, &after->plain)))
		return SWA_OK;
	*ret_held = true;
	return hold(apply, entry, before, after, id);
}

/* A definition that cannot be used is passed over and said so; an older one, if there is one, stays. */
static swa_err
refuse(struct apply *apply, const struct swa_entry *entry, const char *where)
{
	char id[SWA_ID_MAX + 1] = "";

	if (swa_local_id(apply->enrolment->id, entry->id, id, sizeof(id)) != SWA_OK)
		return apply_fault(apply, SWA_ERR_SERVICE, entry, "id");
	effects_note(apply->effects, "app_refused", id, NULL, where);
	return apply_notice(apply, "app_invalid", entry->id, where);
}

static swa_err
store(struct apply *apply, const struct swa_entry *entry, const struct swa_appdef *def)
{
	struct swa_app app = {.label = def->label,
	                      .name = def->name,
	                      .mode = def->mode,
	                      .active = def->active,
	                      .launch_url = def->url,
	                      .pages = &def->rules.pages,
	                      .space = apply->enrolment->id};
	char id[SWA_ID_MAX + 1];
	struct known known;
	bool held = false;
	swa_err err;

	if ((err = apply_local_id(apply, entry, entry->id, id)) != SWA_OK ||
	    (err = look_up(apply, id, &known)) != SWA_OK)
		return err;
	if (known.there && (err = compare(apply, entry, id, &known, def, &held)) != SWA_OK)
		return err;
	app.id = id;
	if ((err = swa_delta_app(apply->vault, apply->enrolment->id, &app, entry->body, held)) != SWA_OK)
		return err == SWA_ERR_LIMIT ? refuse(apply, entry, "size") : err;
	apply->effects->apps = true;
	if (known.there)
		effects_app_ended(apply->effects, id);
	else if (apply->waits.orphans)
		apply->waits.again = true;
	return apply_template_keep(apply, id, def->document);
}

swa_err
apply_app(struct apply *apply, const struct swa_entry *entry)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	struct swa_json *document = NULL;
	struct swa_fault where = {.where = ""};
	bool fresh;
	swa_err err;

	if ((err = apply_accept(apply, entry, "app", true, &fresh)) != SWA_OK || !fresh)
		return err;
	if ((err = swa_json_parse(entry->body, strlen(entry->body), &document, &where)) == SWA_OK)
		err = swa_appdef_read(document, &def, &where);
	if (err == SWA_ERR_NOMEM)
		return err;
	if (err != SWA_OK)
		return refuse(apply, entry, where.where);
	if (strcmp(def->id, entry->id) != 0)
		return refuse(apply, entry, "id");
	return store(apply, entry, def);
}

swa_err
apply_app_removed(struct apply *apply, const struct swa_entry *entry)
{
	char id[SWA_ID_MAX + 1], label[SWA_LABEL_MAX + 1];
	bool fresh, unsent = false;
	struct known known;
	swa_err err;

	if ((err = apply_accept(apply, entry, "app", false, &fresh)) != SWA_OK || !fresh ||
	    (err = apply_local_id(apply, entry, entry->id, id)) != SWA_OK ||
	    (err = look_up(apply, id, &known)) != SWA_OK || !known.there)
		return err;
	apply_app_label(apply->vault, id, label, sizeof(label));
	if ((err = swa_delta_remove_app(apply->vault, apply->enrolment->id, id, &unsent)) != SWA_OK)
		return err;
	apply->effects->apps = apply->effects->questions = true;
	effects_app_ended(apply->effects, id);
	effects_note(apply->effects, "app_removed", id, NULL, label);
	return unsent ? apply_notice(apply, "dropped", label, label) : SWA_OK;
}
