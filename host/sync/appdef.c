#include "appdef_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_plain_id(const char *id)
{
	for (const char *at = id; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~')
			return false;
	return true;
}

/* "My Wiki (new)" -> "my-wiki-new" */
static void
slug(const char *label, char ret_id[SWA_ID_MAX + 1])
{
	size_t used = 0;

	for (const char *at = label; *at != '\0' && used < SWA_ID_MAX; at++) {
		char c = *at;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			ret_id[used++] = c;
		else if (used > 0 && ret_id[used - 1] != '-')
			ret_id[used++] = '-';
	}
	while (used > 0 && ret_id[used - 1] == '-')
		used--;
	ret_id[used] = '\0';
}

static swa_err
read_names(struct appdef_reader *reader)
{
	struct swa_appdef *def = reader->def;
	const char *id, *label, *name, *status, *mode;
	swa_err err;

	if ((err = appdef_text(reader, def->document, "id", SWA_ID_MAX, "id", &id)) != SWA_OK ||
	    (err = appdef_text(reader, def->document, "label", SWA_LABEL_MAX, "label", &label)) != SWA_OK ||
	    (err = appdef_text(reader, def->document, "name", SWA_LABEL_MAX, "name", &name)) != SWA_OK ||
	    (err = appdef_text(reader, def->document, "status", SWA_LABEL_MAX, "status", &status)) !=
	            SWA_OK ||
	    (err = appdef_text(reader, def->document, "signOnMode", SWA_LABEL_MAX, "signOnMode", &mode)) !=
	            SWA_OK)
		return err;
	if (label == NULL && name == NULL)
		return appdef_fault(reader, SWA_ERR_APP_INVALID, "label");
	if (label == NULL) {
		label = name;
		appdef_note(def, "label is missing; the name is shown instead");
	}
	if (id != NULL && !is_plain_id(id))
		return appdef_fault(reader, SWA_ERR_APP_INVALID, "id");
	if (id != NULL) {
		(void)snprintf(def->id, sizeof(def->id), "%s", id);
	} else {
		slug(label, def->id);
		if (def->id[0] == '\0')
			return appdef_fault(reader, SWA_ERR_APP_INVALID, "id");
		appdef_note(def, "id is missing; it is made from the label: %.100s", def->id);
	}
	(void)snprintf(def->label, sizeof(def->label), "%s", label);
	(void)snprintf(def->name, sizeof(def->name), "%s", name != NULL ? name : "");
	def->active = status == NULL || strcmp(status, "ACTIVE") == 0;
	if (mode == NULL)
		appdef_note(def, "signOnMode is missing; the app is a link");
	def->mode = mode != NULL ? swa_mode_from_name(mode) : SWA_MODE_LINK;
	if (mode != NULL && def->mode == SWA_MODE_LINK)
		appdef_note(def, "signOnMode %.*s has no form to fill; the app is a link", appdef_shown(mode),
		            mode);
	return SWA_OK;
}

static swa_err
read_object(const struct appdef_reader *reader, const struct swa_json *object, const char *name,
            const char *path, const struct swa_json **ret_value)
{
	return appdef_value(reader, object, name, SWA_JSON_OBJECT, path, ret_value);
}

static swa_err
read_all(struct appdef_reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct swa_json *settings;
	swa_err err;

	if (swa_json_kind(def->document) != SWA_JSON_OBJECT)
		return appdef_fault(reader, SWA_ERR_APP_INVALID, "definition");
	if ((err = read_names(reader)) != SWA_OK ||
	    (err = read_object(reader, def->document, "settings", "settings", &settings)) != SWA_OK ||
	    (err = read_object(reader, settings, "app", "settings.app", &reader->app)) != SWA_OK ||
	    (err = read_object(reader, settings, "agent", "settings.agent", &reader->agent)) != SWA_OK)
		return err;
	def->allow_http = swa_json_get_bool(reader->agent, "allowHttp", false);
	if ((err = appdef_read_mode(reader, settings)) != SWA_OK || def->mode == SWA_MODE_LINK ||
	    (err = appdef_read_agent(reader)) != SWA_OK)
		return err;
	if (!def->active)
		appdef_refuse_launch(def, SWA_ERR_APP_INVALID, "status");
	return SWA_OK;
}

swa_err
swa_appdef_read(struct swa_json *document, struct swa_appdef **ret_appdef, struct swa_fault *ret_fault)
{
	struct swa_appdef *def = calloc(1, sizeof(*def));
	struct appdef_reader reader = {.def = def, .fault = ret_fault};
	swa_err err;

	if (def == NULL) {
		swa_json_free(document);
		return SWA_ERR_NOMEM;
	}
	def->document = document;
	if ((err = read_all(&reader)) != SWA_OK)
		swa_appdef_free(def);
	else
		*ret_appdef = def;
	return err;
}

static void
allow(struct swa_origin_list *rules, const struct swa_origin_list *plain, const char *host)
{
	for (size_t i = 0; i < plain->count; i++)
		if (strcmp(plain->item[i].host, host) == 0)
			(void)!swa_origin_list_put(rules, &plain->item[i]); /* a full list takes no more */
}

void
swa_appdef_allow_http(struct swa_appdef *appdef, const char *host)
{
	if (!appdef->allow_http || swa_appdef_is_link(appdef->mode))
		return;
	allow(&appdef->rules.pages, &appdef->plain.pages, host);
	allow(&appdef->rules.actions, &appdef->plain.actions, host);
	allow(&appdef->rules.frames, &appdef->plain.frames, host);
	if (appdef->launch != SWA_ERR_SCHEME_REFUSED || strcmp(appdef->launch_where, host) != 0)
		return;
	appdef->launch = SWA_OK;
	if (!appdef->active)
		appdef_refuse_launch(appdef, SWA_ERR_APP_INVALID, "status");
}

void
swa_appdef_free(struct swa_appdef *appdef)
{
	if (appdef == NULL)
		return;
	swa_json_free(appdef->document);
	free(appdef);
}

void
swa_appdef_freep(struct swa_appdef **appdef)
{
	swa_appdef_free(*appdef);
}
