/* settings.agent: what the published schema has no word for.  docs/admin-guide.md has the table. */
#include "appdef_reader.h"

#include <stdio.h>
#include <string.h>

static swa_err
read_origins(const struct appdef_reader *reader, const char *name, struct swa_origin_list *list)
{
	const struct swa_json *array, *item;
	char path[96];
	size_t index = 0;
	swa_err err;

	(void)snprintf(path, sizeof(path), "settings.agent.%s", name);
	if ((err = appdef_value(reader, reader->agent, name, SWA_JSON_ARRAY, path, &array)) != SWA_OK)
		return err;
	for (item = swa_json_first(array); item != NULL; item = swa_json_next(item), index++) {
		(void)snprintf(path, sizeof(path), "settings.agent.%s[%zu]", name, index);
		if (swa_json_text(item) == NULL)
			return appdef_fault(reader, SWA_ERR_APP_INVALID, path);
		if ((err = appdef_add_origin(reader, list, swa_json_text(item), path)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}

static swa_err
read_rule(const struct appdef_reader *reader, const char *name, struct swa_rule *rule)
{
	const struct swa_json *object;
	char path[96];
	swa_err err;

	(void)snprintf(path, sizeof(path), "settings.agent.%s", name);
	if ((err = appdef_value(reader, reader->agent, name, SWA_JSON_OBJECT, path, &object)) != SWA_OK ||
	    object == NULL)
		return err;
	(void)snprintf(path, sizeof(path), "settings.agent.%s.url", name);
	if ((err = appdef_text(reader, object, "url", SWA_URL_MAX, path, &rule->url)) != SWA_OK ||
	    (rule->url != NULL && (err = appdef_check_pattern(reader, rule->url, path)) != SWA_OK))
		return err;
	(void)snprintf(path, sizeof(path), "settings.agent.%s.selector", name);
	if ((err = appdef_text(reader, object, "selector", SWA_SELECTOR_MAX, path, &rule->selector)) !=
	    SWA_OK)
		return err;
	if (rule->url == NULL && rule->selector == NULL)
		appdef_note(reader->def, "settings.agent.%s has neither url nor selector; it is left out",
		            name);
	return SWA_OK;
}

/* --- fields ---------------------------------------------------------------- */

static swa_err
read_field(const struct appdef_reader *reader, const struct swa_json *item, size_t index,
           struct swa_extra_field *field)
{
	struct swa_extra_field read = {.selector = NULL};
	char path[96];
	swa_err err;

	(void)snprintf(path, sizeof(path), "settings.agent.fields[%zu]", index);
	if (swa_json_kind(item) != SWA_JSON_OBJECT)
		return appdef_fault(reader, SWA_ERR_APP_INVALID, path);
	(void)snprintf(path, sizeof(path), "settings.agent.fields[%zu].selector", index);
	if ((err = appdef_text(reader, item, "selector", SWA_SELECTOR_MAX, path, &read.selector)) != SWA_OK)
		return err;
	(void)snprintf(path, sizeof(path), "settings.agent.fields[%zu].value", index);
	if ((err = appdef_text(reader, item, "value", SWA_EXTRA_MAX, path, &read.value)) != SWA_OK)
		return err;
	if (read.selector != NULL && read.value != NULL)
		*field = read;
	else
		appdef_note(reader->def, "settings.agent.fields[%zu] has no %s; it is left out", index,
		            read.selector == NULL ? "selector" : "value");
	return SWA_OK;
}

/* They come after what the template itself has a place for: extra, or three optional fields. */
static swa_err
read_fields(const struct appdef_reader *reader)
{
	const size_t first = reader->def->way == SWA_WAY_DIRECT ? 3 : 1;
	const struct swa_json *array, *item;
	size_t index = 0;
	swa_err err;

	if ((err = appdef_value(reader, reader->agent, "fields", SWA_JSON_ARRAY, "settings.agent.fields",
	                        &array)) != SWA_OK)
		return err;
	if (swa_json_count(array) > SWA_EXTRAS_MAX - first)
		return appdef_fault(reader, SWA_ERR_LIMIT, "settings.agent.fields");
	for (item = swa_json_first(array); item != NULL; item = swa_json_next(item), index++)
		if ((err = read_field(reader, item, index, &reader->def->extra[first + index])) != SWA_OK)
			return err;
	return SWA_OK;
}

/* --- what is for single ways ------------------------------------------------- */

/* A member that has no meaning in this mode is passed over, and said so. */
static bool
applies(const struct appdef_reader *reader, const char *name, bool here)
{
	const struct swa_json *value = swa_json_get(reader->agent, name);

	if (here || value == NULL || swa_json_kind(value) == SWA_JSON_NULL)
		return here;
	appdef_note(reader->def, "settings.agent.%s is not for %s; it is left out", name,
	            swa_mode_name(reader->def->mode));
	return false;
}

static swa_err
read_outside(const struct appdef_reader *reader)
{
	const struct swa_json *value;
	swa_err err;

	if ((err = appdef_value(reader, reader->agent, "postOutsidePage", SWA_JSON_BOOL,
	                        "settings.agent.postOutsidePage", &value)) == SWA_OK &&
	    swa_json_bool(value, false))
		reader->def->way = SWA_WAY_OUTSIDE;
	return err;
}

swa_err
appdef_read_agent(struct appdef_reader *reader)
{
	struct swa_appdef *def = reader->def;
	const bool page = def->way == SWA_WAY_PAGE, challenge = def->way == SWA_WAY_CHALLENGE;
	swa_err err;

	if ((err = read_origins(reader, "pageOrigins", &def->rules.pages)) != SWA_OK ||
	    (err = read_origins(reader, "actionOrigins", &def->rules.actions)) != SWA_OK ||
	    (err = read_rule(reader, "successRule", &def->success)) != SWA_OK ||
	    (err = read_rule(reader, "failureRule", &def->failure)) != SWA_OK)
		return err;
	if (applies(reader, "frameOrigins", page) &&
	    (err = read_origins(reader, "frameOrigins", &def->rules.frames)) != SWA_OK)
		return err;
	if (applies(reader, "fields", !challenge) && (err = read_fields(reader)) != SWA_OK)
		return err;
	if (applies(reader, "realm", challenge) &&
	    (err = appdef_text(reader, reader->agent, "realm", SWA_LABEL_MAX, "settings.agent.realm",
	                       &def->realm)) != SWA_OK)
		return err;
	if (applies(reader, "postOutsidePage", page) && (err = read_outside(reader)) != SWA_OK)
		return err;
	if (def->allow_http)
		appdef_note(def,
		            "settings.agent.allowHttp counts only at hosts that policy lists (http_hosts)");
	return SWA_OK;
}
