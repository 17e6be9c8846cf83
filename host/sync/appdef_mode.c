/* signOnMode and its template: where a sign-in starts, and which fields it has. */
#include "appdef_reader.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static swa_err
read_url(struct appdef_reader *reader, const char *name, const char *path)
{
	const char *url;
	swa_err err;

	if ((err = appdef_text(reader, reader->app, name, SWA_URL_MAX, path, &url)) != SWA_OK)
		return err;
	return appdef_set_url(reader, url, path);
}

static swa_err
read_page_origin(const struct appdef_reader *reader, const struct swa_json *object, const char *name,
                 const char *path)
{
	const char *url;
	swa_err err;

	if ((err = appdef_text(reader, object, name, SWA_URL_MAX, path, &url)) != SWA_OK || url == NULL)
		return err;
	return appdef_add_origin(reader, &reader->def->rules.pages, url, path);
}

/* --- BROWSER_PLUGIN -------------------------------------------------------- */

static swa_err
read_regex(const struct appdef_reader *reader)
{
	static const char path[] = "settings.app.loginUrlRegex";
	const char *regex;
	swa_err err;

	if ((err = appdef_text(reader, reader->app, "loginUrlRegex", SWA_URL_MAX, path, &regex)) != SWA_OK ||
	    (regex != NULL && (err = appdef_check_pattern(reader, regex, path)) != SWA_OK))
		return err;
	reader->def->rules.login_url_regex = regex;
	return SWA_OK;
}

static swa_err
read_template_swa(struct appdef_reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct appdef_member members[] = {
	        {"usernameField", "settings.app.usernameField", SWA_SELECTOR_MAX, &def->username_selector},
	        {"passwordField", "settings.app.passwordField", SWA_SELECTOR_MAX, &def->password_selector},
	        {"buttonField", "settings.app.buttonField", SWA_SELECTOR_MAX, &def->submit_selector},
	        {"checkbox", "settings.app.checkbox", SWA_SELECTOR_MAX, &def->checkbox_selector},
	};
	swa_err err;

	if ((err = read_url(reader, "url", "settings.app.url")) != SWA_OK ||
	    (err = appdef_texts(reader, members, COUNT(members))) != SWA_OK ||
	    (err = read_page_origin(reader, reader->app, "redirectUrl", "settings.app.redirectUrl")) !=
	            SWA_OK)
		return err;
	if (def->password_selector == NULL)
		appdef_note(def, "passwordField is missing; the form is looked for");
	return read_regex(reader);
}

/* One without the other; what both ways of saying it need. */
static void
settle_extra(struct swa_appdef *def, struct swa_extra_field *extra, const char *field, const char *value,
             bool own)
{
	if (extra->selector == NULL && extra->value != NULL) {
		appdef_note(def, "%s has no %s; the extra field is left out", value, field);
		extra->value = NULL;
	} else if (extra->selector != NULL && extra->value == NULL && own) {
		appdef_note(def, "%s is missing; only accounts with a value of their own fill it", value);
	} else if (extra->selector != NULL && extra->value == NULL) {
		appdef_note(def, "%s is missing; %s is left out", value, field);
		extra->selector = NULL;
	}
}

static swa_err
read_template_swa3field(struct appdef_reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct appdef_member members[] = {
	        {"userNameSelector", "settings.app.userNameSelector", SWA_SELECTOR_MAX,
	         &def->username_selector},
	        {"passwordSelector", "settings.app.passwordSelector", SWA_SELECTOR_MAX,
	         &def->password_selector},
	        {"buttonSelector", "settings.app.buttonSelector", SWA_SELECTOR_MAX, &def->submit_selector},
	        {"extraFieldSelector", "settings.app.extraFieldSelector", SWA_SELECTOR_MAX,
	         &def->extra[0].selector},
	        {"extraFieldValue", "settings.app.extraFieldValue", SWA_EXTRA_MAX, &def->extra[0].value},
	        {"checkbox", "settings.app.checkbox", SWA_SELECTOR_MAX, &def->checkbox_selector},
	};
	swa_err err;

	if ((err = read_url(reader, "targetURL", "settings.app.targetURL")) != SWA_OK ||
	    (err = appdef_texts(reader, members, COUNT(members))) != SWA_OK ||
	    (err = read_page_origin(reader, reader->app, "redirectUrl", "settings.app.redirectUrl")) !=
	            SWA_OK)
		return err;
	if (def->password_selector == NULL)
		appdef_note(def, "passwordSelector is missing; the form is looked for");
	settle_extra(def, &def->extra[0], "extraFieldSelector", "extraFieldValue", true);
	return read_regex(reader);
}

/* The name says how a definition is to be read; one that is missing counts as EXPECTED. */
static bool
is_named(struct swa_appdef *def, const char *name, const char *expected)
{
	if (def->name[0] == '\0') {
		(void)snprintf(def->name, sizeof(def->name), "%s", expected);
		appdef_note(def, "name is missing; read as %s", def->name);
	}
	return strcmp(def->name, name) == 0;
}

static swa_err
make_link(struct swa_appdef *def)
{
	appdef_note(def, "name %.*s is not known; the app is a link", appdef_shown(def->name), def->name);
	def->mode = SWA_MODE_LINK;
	return SWA_OK;
}

static swa_err
read_browser_plugin(struct appdef_reader *reader)
{
	const char *expected =
	        swa_json_get_text(reader->app, "targetURL") != NULL ? "template_swa3field" : "template_swa";

	if (is_named(reader->def, "template_swa", expected))
		return read_template_swa(reader);
	if (is_named(reader->def, "template_swa3field", expected))
		return read_template_swa3field(reader);
	return make_link(reader->def);
}

/* --- the other modes ------------------------------------------------------- */

/* Without the names of both fields there is nothing to post. */
static void
need_name(struct swa_appdef *def, const char *name, const char *member, const char *path)
{
	if (name != NULL)
		return;
	appdef_note(def, "%s is missing; without it nothing can be posted", member);
	appdef_refuse_launch(def, SWA_ERR_APP_INVALID, path);
}

static swa_err
read_secure_password_store(struct appdef_reader *reader)
{
	struct swa_appdef *def = reader->def;
	const struct appdef_member members[] = {
	        {"usernameField", "settings.app.usernameField", SWA_SELECTOR_MAX, &def->username_selector},
	        {"passwordField", "settings.app.passwordField", SWA_SELECTOR_MAX, &def->password_selector},
	        {"optionalField1", "settings.app.optionalField1", SWA_SELECTOR_MAX, &def->extra[0].selector},
	        {"optionalField1Value", "settings.app.optionalField1Value", SWA_EXTRA_MAX,
	         &def->extra[0].value},
	        {"optionalField2", "settings.app.optionalField2", SWA_SELECTOR_MAX, &def->extra[1].selector},
	        {"optionalField2Value", "settings.app.optionalField2Value", SWA_EXTRA_MAX,
	         &def->extra[1].value},
	        {"optionalField3", "settings.app.optionalField3", SWA_SELECTOR_MAX, &def->extra[2].selector},
	        {"optionalField3Value", "settings.app.optionalField3Value", SWA_EXTRA_MAX,
	         &def->extra[2].value},
	};
	swa_err err;

	if (!is_named(def, "template_sps", "template_sps"))
		return make_link(def);
	def->way = SWA_WAY_DIRECT;
	if ((err = appdef_texts(reader, members, COUNT(members))) != SWA_OK)
		return err;
	need_name(def, def->username_selector, "usernameField", "settings.app.usernameField");
	need_name(def, def->password_selector, "passwordField", "settings.app.passwordField");
	settle_extra(def, &def->extra[0], "optionalField1", "optionalField1Value", true);
	settle_extra(def, &def->extra[1], "optionalField2", "optionalField2Value", false);
	settle_extra(def, &def->extra[2], "optionalField3", "optionalField3Value", false);
	return read_url(reader, "url", "settings.app.url");
}

static swa_err
read_basic_auth(struct appdef_reader *reader)
{
	swa_err err;

	if (!is_named(reader->def, "template_basic_auth", "template_basic_auth"))
		return make_link(reader->def);
	reader->def->way = SWA_WAY_CHALLENGE;
	if ((err = read_url(reader, "url", "settings.app.url")) != SWA_OK)
		return err;
	return read_page_origin(reader, reader->app, "authURL", "settings.app.authURL");
}

static swa_err
read_auto_login(struct appdef_reader *reader, const struct swa_json *sign_on)
{
	static const char path[] = "settings.signOn.loginUrl";
	const char *url;
	swa_err err;

	if ((err = appdef_text(reader, sign_on, "loginUrl", SWA_URL_MAX, path, &url)) != SWA_OK ||
	    (err = appdef_set_url(reader, url, path)) != SWA_OK ||
	    (err = read_page_origin(reader, sign_on, "redirectUrl", "settings.signOn.redirectUrl")) != SWA_OK)
		return err;
	return read_regex(reader);
}

/* Where a link leads, if it says so: the app's own address, else its first appLink. */
static void
read_link(struct appdef_reader *reader)
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
		appdef_note(def, "no address is known to open");
	appdef_refuse_launch(def, SWA_ERR_APP_LINK, "signOnMode");
}

swa_err
appdef_read_mode(struct appdef_reader *reader, const struct swa_json *settings)
{
	swa_err err = SWA_OK;

	switch (reader->def->mode) {
	case SWA_MODE_BROWSER_PLUGIN: err = read_browser_plugin(reader); break;
	case SWA_MODE_SECURE_PASSWORD_STORE: err = read_secure_password_store(reader); break;
	case SWA_MODE_BASIC_AUTH: err = read_basic_auth(reader); break;
	case SWA_MODE_AUTO_LOGIN: err = read_auto_login(reader, swa_json_get(settings, "signOn")); break;
	case SWA_MODE_LINK: break;
	}
	if (err == SWA_OK && reader->def->mode == SWA_MODE_LINK)
		read_link(reader);
	return err;
}
