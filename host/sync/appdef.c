#include "appdef.h"

#include "swa/pattern.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTE_SHOWN 60

/* Reading in progress: the document, what it becomes, and where a fault is. */
struct reader {
	struct swa_appdef *def;
	const struct swa_json *app;   /* settings.app */
	const struct swa_json *agent; /* settings.agent */
	struct swa_fault *fault;
};

static void note(struct swa_appdef *def, const char *format, ...) SWA_PRINTF(2, 3);

static void
note(struct swa_appdef *def, const char *format, ...)
{
	va_list args;

	if (def->note_count == SWA_NOTES_MAX)
		return;
	va_start(args, format);
	(void)vsnprintf(def->notes[def->note_count++], sizeof(def->notes[0]), format, args);
	va_end(args);
}

/* How much of a text a note shows, for "%.*s": no half of a character. */
static int
shown(const char *text)
{
	size_t size = strlen(text);

	if (size <= NOTE_SHOWN)
		return (int)size;
	size = NOTE_SHOWN;
	while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	return (int)size;
}

static swa_err
fault(const struct reader *reader, swa_err err, const char *where)
{
	if (reader->fault != NULL)
		(void)snprintf(reader->fault->where, sizeof(reader->fault->where), "%s", where);
	return err;
}

/*
 * A text that may be absent, null or empty (all three: NULL).  Anything but a
 * text, or one that is too long, is a fault named by PATH.
 */
static swa_err
optional_text(const struct reader *reader, const struct swa_json *object, const char *name, size_t most,
              const char *path, const char **ret_text)
{
	const struct swa_json *value = swa_json_get(object, name);
	const char *text;

	*ret_text = NULL;
	if (value == NULL || swa_json_kind(value) == SWA_JSON_NULL)
		return SWA_OK;
	if ((text = swa_json_text(value)) == NULL)
		return fault(reader, SWA_ERR_APP_INVALID, path);
	if (strlen(text) > most)
		return fault(reader, SWA_ERR_LIMIT, path);
	if (text[0] != '\0')
		*ret_text = text;
	return SWA_OK;
}

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
read_names(struct reader *reader)
{
	struct swa_appdef *def = reader->def;
	const char *id, *label, *name, *status, *mode;
	swa_err err;

	if ((err = optional_text(reader, def->document, "id", SWA_ID_MAX, "id", &id)) != SWA_OK ||
	    (err = optional_text(reader, def->document, "label", SWA_LABEL_MAX, "label", &label)) != SWA_OK ||
	    (err = optional_text(reader, def->document, "name", SWA_LABEL_MAX, "name", &name)) != SWA_OK ||
	    (err = optional_text(reader, def->document, "status", SWA_LABEL_MAX, "status", &status)) !=
	            SWA_OK ||
	    (err = optional_text(reader, def->document, "signOnMode", SWA_LABEL_MAX, "signOnMode", &mode)) !=
	            SWA_OK)
		return err;
	if (label == NULL && name == NULL)
		return fault(reader, SWA_ERR_APP_INVALID, "label");
	if (label == NULL) {
		label = name;
		note(def, "label is missing; the name is shown instead");
	}
	if (id != NULL && !is_plain_id(id))
		return fault(reader, SWA_ERR_APP_INVALID, "id");
	if (id != NULL) {
		(void)snprintf(def->id, sizeof(def->id), "%s", id);
	} else {
		slug(label, def->id);
		if (def->id[0] == '\0')
			return fault(reader, SWA_ERR_APP_INVALID, "id");
		note(def, "id is missing; it is made from the label: %.100s", def->id);
	}
	(void)snprintf(def->label, sizeof(def->label), "%s", label);
	(void)snprintf(def->name, sizeof(def->name), "%s", name != NULL ? name : "");
	def->active = status == NULL || strcmp(status, "ACTIVE") == 0;
	if (mode == NULL)
		note(def, "signOnMode is missing; the app is a link");
	def->mode = mode != NULL ? swa_mode_from_name(mode) : SWA_MODE_LINK;
	if (mode != NULL && def->mode == SWA_MODE_LINK)
		note(def, "signOnMode %.*s has no form to fill; the app is a link", shown(mode), mode);
	return SWA_OK;
}

static void
refuse_launch(struct swa_appdef *def, swa_err err, const char *where)
{
	if (def->launch != SWA_OK)
		return; /* the first reason stands */
	def->launch = err;
	(void)snprintf(def->launch_where, sizeof(def->launch_where), "%s", where);
}

/* An http: origin of a list is kept beside it, where the definition wants it at all. */
static swa_err
keep_plain(const struct reader *reader, const struct swa_origin_list *list, const char *url, const char *path)
{
	struct swa_appdef *def = reader->def;
	struct swa_origin_list *plain = list == &def->rules.pages     ? &def->plain.pages
	                                : list == &def->rules.actions ? &def->plain.actions
	                                                              : &def->plain.frames;
	swa_err err = def->allow_http ? swa_origin_list_add_plain(plain, url) : SWA_OK;

	return err == SWA_OK || err == SWA_ERR_SCHEME_REFUSED ? SWA_OK : fault(reader, err, path);
}

/* Keep the address that a launch opens, and its origin. */
static swa_err
set_url(struct reader *reader, const char *url, const char *path)
{
	struct swa_appdef *def = reader->def;
	struct swa_origin origin;
	swa_err err;

	if (url == NULL)
		return fault(reader, SWA_ERR_APP_INVALID, path);
	if (strlen(url) > SWA_URL_MAX)
		return fault(reader, SWA_ERR_LIMIT, path);
	(void)snprintf(def->url, sizeof(def->url), "%s", url);
	err = swa_origin_list_add(&def->rules.pages, url);
	if (err == SWA_ERR_SCHEME_REFUSED && swa_origin_of(url, &origin) == SWA_OK) {
		note(def, "%s is http:, so that nothing will be filled; ask for an https address", path);
		refuse_launch(def, err, origin.host);
		return keep_plain(reader, &def->rules.pages, url, path);
	}
	return err == SWA_OK ? SWA_OK : fault(reader, err, path);
}

/* One more origin; an http: one is left out and said so. */
static swa_err
add_origin(const struct reader *reader, struct swa_origin_list *list, const char *url, const char *path)
{
	swa_err err = swa_origin_list_add(list, url);

	if (err == SWA_ERR_SCHEME_REFUSED) {
		note(reader->def, "%s is not https: and is left out", path);
		return keep_plain(reader, list, url, path);
	}
	return err == SWA_OK ? SWA_OK : fault(reader, err, path);
}

static swa_err
read_origins(const struct reader *reader, const char *name, struct swa_origin_list *list)
{
	const struct swa_json *value = swa_json_get(reader->agent, name), *item;
	char path[96];
	size_t index = 0;
	swa_err err;

	if (value == NULL || swa_json_kind(value) == SWA_JSON_NULL)
		return SWA_OK;
	(void)snprintf(path, sizeof(path), "settings.agent.%s", name);
	if (swa_json_kind(value) != SWA_JSON_ARRAY)
		return fault(reader, SWA_ERR_APP_INVALID, path);
	for (item = swa_json_first(value); item != NULL; item = swa_json_next(item), index++) {
		(void)snprintf(path, sizeof(path), "settings.agent.%s[%zu]", name, index);
		if (swa_json_text(item) == NULL)
			return fault(reader, SWA_ERR_APP_INVALID, path);
		if ((err = add_origin(reader, list, swa_json_text(item), path)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}

static swa_err
read_regex(const struct reader *reader)
{
	const char *regex;
	swa_err err;

	if ((err = optional_text(reader, reader->app, "loginUrlRegex", SWA_URL_MAX,
	                         "settings.app.loginUrlRegex", &regex)) != SWA_OK)
		return err;
	if (regex != NULL && (err = swa_pattern_match(regex, reader->def->url)) != SWA_OK &&
	    err != SWA_ERR_PATTERN_MISMATCH)
		return fault(reader, err, "settings.app.loginUrlRegex");
	reader->def->rules.login_url_regex = regex;
	return SWA_OK;
}

static swa_err
read_redirect(const struct reader *reader, const struct swa_json *object, const char *path)
{
	const char *url;
	swa_err err;

	if ((err = optional_text(reader, object, "redirectUrl", SWA_URL_MAX, path, &url)) != SWA_OK ||
	    url == NULL)
		return err;
	return add_origin(reader, &reader->def->rules.pages, url, path);
}

struct selector {
	const char *member;
	const char *path;
	const char **target;
};

static swa_err
read_selectors(const struct reader *reader, const struct selector *selectors, size_t count)
{
	swa_err err;

	for (size_t i = 0; i < count; i++)
		if ((err = optional_text(reader, reader->app, selectors[i].member, SWA_SELECTOR_MAX,
		                         selectors[i].path, selectors[i].target)) != SWA_OK)
			return err;
	return SWA_OK;
}

static swa_err
read_template_swa(struct reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct selector selectors[] = {
	        {"usernameField", "settings.app.usernameField", &def->username_selector},
	        {"passwordField", "settings.app.passwordField", &def->password_selector},
	        {"buttonField", "settings.app.buttonField", &def->submit_selector},
	        {"checkbox", "settings.app.checkbox", &def->checkbox_selector},
	};
	const char *url;
	swa_err err;

	if ((err = optional_text(reader, reader->app, "url", SWA_URL_MAX, "settings.app.url", &url)) !=
	            SWA_OK ||
	    (err = set_url(reader, url, "settings.app.url")) != SWA_OK ||
	    (err = read_selectors(reader, selectors, sizeof(selectors) / sizeof(selectors[0]))) != SWA_OK ||
	    (err = read_redirect(reader, reader->app, "settings.app.redirectUrl")) != SWA_OK)
		return err;
	if (def->password_selector == NULL)
		note(def, "passwordField is missing; the form is looked for");
	return SWA_OK;
}

static swa_err
read_template_swa3field(struct reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct selector selectors[] = {
	        {"userNameSelector", "settings.app.userNameSelector", &def->username_selector},
	        {"passwordSelector", "settings.app.passwordSelector", &def->password_selector},
	        {"buttonSelector", "settings.app.buttonSelector", &def->submit_selector},
	        {"extraFieldSelector", "settings.app.extraFieldSelector", &def->extra_selector},
	};
	const char *url;
	swa_err err;

	if ((err = optional_text(reader, reader->app, "targetURL", SWA_URL_MAX, "settings.app.targetURL",
	                         &url)) != SWA_OK ||
	    (err = set_url(reader, url, "settings.app.targetURL")) != SWA_OK ||
	    (err = read_selectors(reader, selectors, sizeof(selectors) / sizeof(selectors[0]))) != SWA_OK ||
	    (err = optional_text(reader, reader->app, "extraFieldValue", SWA_EXTRA_MAX,
	                         "settings.app.extraFieldValue", &def->extra_value)) != SWA_OK)
		return err;
	if (def->password_selector == NULL)
		note(def, "passwordSelector is missing; the form is looked for");
	if (def->extra_selector == NULL && def->extra_value != NULL) {
		note(def, "extraFieldValue has no extraFieldSelector; the extra field is left out");
		def->extra_value = NULL;
	} else if (def->extra_selector != NULL && def->extra_value == NULL) {
		note(def, "extraFieldValue is missing; only accounts with a value of their own fill it");
	}
	return SWA_OK;
}

static swa_err
read_browser_plugin(struct reader *reader)
{
	struct swa_appdef *def = reader->def;

	if (def->name[0] == '\0') {
		(void)snprintf(def->name, sizeof(def->name), "%s",
		               swa_json_get_text(reader->app, "targetURL") != NULL ? "template_swa3field"
		                                                                   : "template_swa");
		note(def, "name is missing; read as %s", def->name);
	}
	if (strcmp(def->name, "template_swa") == 0)
		return read_template_swa(reader);
	if (strcmp(def->name, "template_swa3field") == 0)
		return read_template_swa3field(reader);
	note(def, "name %.*s is not known; the app is a link", shown(def->name), def->name);
	def->mode = SWA_MODE_LINK;
	return SWA_OK;
}

static swa_err
read_auto_login(struct reader *reader, const struct swa_json *sign_on)
{
	const char *url;
	swa_err err;

	if ((err = optional_text(reader, sign_on, "loginUrl", SWA_URL_MAX, "settings.signOn.loginUrl",
	                         &url)) != SWA_OK ||
	    (err = set_url(reader, url, "settings.signOn.loginUrl")) != SWA_OK)
		return err;
	return read_redirect(reader, sign_on, "settings.signOn.redirectUrl");
}

/* Where a link leads, if it says so: the app's own address, else its first appLink. */
static void
read_link(struct reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct swa_json *links = swa_json_get(swa_json_get(def->document, "_links"), "appLinks");
	const char *url = swa_json_get_text(reader->app, "url");
	struct swa_origin origin;

	if (url == NULL || url[0] == '\0')
		url = swa_json_get_text(swa_json_first(links), "href");
	if (url != NULL && strlen(url) <= SWA_URL_MAX && swa_origin_of(url, &origin) == SWA_OK)
		(void)snprintf(def->url, sizeof(def->url), "%s", url);
	else
		note(def, "no address is known to open");
	refuse_launch(def, SWA_ERR_APP_LINK, "signOnMode");
}

static swa_err
read_mode(struct reader *reader, const struct swa_json *settings)
{
	struct swa_appdef *def = reader->def;
	const char *url;
	swa_err err = SWA_OK;

	switch (def->mode) {
	case SWA_MODE_BROWSER_PLUGIN: err = read_browser_plugin(reader); break;
	case SWA_MODE_AUTO_LOGIN: err = read_auto_login(reader, swa_json_get(settings, "signOn")); break;
	case SWA_MODE_SECURE_PASSWORD_STORE:
	case SWA_MODE_BASIC_AUTH:
		if ((err = optional_text(reader, reader->app, "url", SWA_URL_MAX, "settings.app.url",
		                         &url)) != SWA_OK ||
		    (err = set_url(reader, url, "settings.app.url")) != SWA_OK)
			return err;
		note(def, "signOnMode %s is stored, and opened as a link for now", swa_mode_name(def->mode));
		refuse_launch(def, SWA_ERR_APP_LINK, "signOnMode");
		break;
	case SWA_MODE_LINK: break;
	}
	if (err == SWA_OK && def->mode == SWA_MODE_LINK)
		read_link(reader);
	return err;
}

/* An object that may be absent or null. */
static swa_err
optional_object(const struct reader *reader, const struct swa_json *object, const char *name,
                const char *path, const struct swa_json **ret_value)
{
	const struct swa_json *value = swa_json_get(object, name);

	*ret_value = NULL;
	if (value == NULL || swa_json_kind(value) == SWA_JSON_NULL)
		return SWA_OK;
	if (swa_json_kind(value) != SWA_JSON_OBJECT)
		return fault(reader, SWA_ERR_APP_INVALID, path);
	*ret_value = value;
	return SWA_OK;
}

static swa_err
read_all(struct reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct swa_json *settings;
	swa_err err;

	if (swa_json_kind(def->document) != SWA_JSON_OBJECT)
		return fault(reader, SWA_ERR_APP_INVALID, "definition");
	if ((err = read_names(reader)) != SWA_OK ||
	    (err = optional_object(reader, def->document, "settings", "settings", &settings)) != SWA_OK ||
	    (err = optional_object(reader, settings, "app", "settings.app", &reader->app)) != SWA_OK ||
	    (err = optional_object(reader, settings, "agent", "settings.agent", &reader->agent)) != SWA_OK)
		return err;
	def->allow_http = swa_json_get_bool(reader->agent, "allowHttp", false);
	if ((err = read_mode(reader, settings)) != SWA_OK)
		return err;
	if (def->mode == SWA_MODE_LINK)
		return SWA_OK;
	if ((err = read_regex(reader)) != SWA_OK ||
	    (err = read_origins(reader, "pageOrigins", &def->rules.pages)) != SWA_OK ||
	    (err = read_origins(reader, "actionOrigins", &def->rules.actions)) != SWA_OK ||
	    (err = read_origins(reader, "frameOrigins", &def->rules.frames)) != SWA_OK)
		return err;
	if (def->allow_http)
		note(def, "settings.agent.allowHttp counts only at hosts that policy lists (http_hosts)");
	if (!def->active)
		refuse_launch(def, SWA_ERR_APP_INVALID, "status");
	return SWA_OK;
}

swa_err
swa_appdef_read(struct swa_json *document, struct swa_appdef **ret_appdef, struct swa_fault *ret_fault)
{
	struct swa_appdef *def = calloc(1, sizeof(*def));
	struct reader reader = {.def = def, .fault = ret_fault};
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
		refuse_launch(appdef, SWA_ERR_APP_INVALID, "status");
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
