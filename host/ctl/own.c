/* apps add, apps edit, apps remove: apps of the person's own */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

#define LABEL_MAX 512

/* --- definitions ------------------------------------------------------------- */

/* A copy of OBJECT, which may be NULL, in which the member that PATH leads to is TEXT. */
static struct swa_json *
with_text(const struct swa_json *object, const char *const *path, const char *text)
{
	struct swa_json *copy = swa_json_new_object();

	for (const struct swa_json *child = swa_json_first(object); child != NULL;
	     child = swa_json_next(child))
		if (strcmp(swa_json_name(child), path[0]) != 0)
			swa_json_set_copy(copy, swa_json_name(child), child);
	if (path[1] == NULL)
		swa_json_set_text(copy, path[0], text);
	else
		swa_json_set(copy, path[0], with_text(swa_json_get(object, path[0]), path + 1, text));
	return copy;
}

static const char *const label_path[] = {"label", NULL};
static const char *const login_url_path[] = {"settings", "signOn", "loginUrl", NULL};

/* Where a definition has the address that a launch opens. */
static const char *const *
address_path(const struct swa_json *app)
{
	static const char *const target_url[] = {"settings", "app", "targetURL", NULL};
	static const char *const url[] = {"settings", "app", "url", NULL};

	if (strcmp(swa_json_get_text(app, "mode"), "AUTO_LOGIN") == 0)
		return login_url_path;
	return strcmp(swa_json_get_text(app, "name"), "template_swa3field") == 0 ? target_url : url;
}

/* What the tile says where nobody says otherwise: the address without what is before and behind the host. */
static void
host_of(const char *url, char ret_label[LABEL_MAX + 1])
{
	const char *host = strstr(url, "://");

	host = host != NULL ? host + strlen("://") : url;
	(void)snprintf(ret_label, LABEL_MAX + 1, "%.*s", (int)strcspn(host, "/?#"), host);
}

static struct swa_json *
define(const struct ctl *ctl)
{
	const char *url = ctl->arguments[0];
	struct swa_json *definition = swa_json_new_object(), *settings = swa_json_new_object();
	struct swa_json *sign_on = swa_json_new_object();
	char host[LABEL_MAX + 1];

	host_of(url, host);
	swa_json_set_text(definition, "label", ctl->options.label != NULL ? ctl->options.label : host);
	swa_json_set_text(definition, "status", "ACTIVE");
	swa_json_set_text(definition, "signOnMode", "AUTO_LOGIN");
	swa_json_set_text(sign_on, "loginUrl", url);
	swa_json_set(settings, "signOn", sign_on);
	swa_json_set(definition, "settings", settings);
	return definition;
}

/* --- the commands ------------------------------------------------------------ */

static int
remove_app(struct ctl *ctl, const char *app_id)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APP_REMOVE);

	swa_json_set_text(request, "app_id", app_id);
	return ctl_tell(ctl, request);
}

/* The app, then its account; an app that can have none does not stay. */
static int
add(struct ctl *ctl, const struct swa_buf *name, const struct swa_buf *password)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APP_PUT);
	struct swa_incoming put, shown;
	int code;

	swa_json_set(request, "definition", define(ctl));
	if ((code = ctl_ask(ctl, request, &put)) != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_APPS_SHOW);
	swa_json_set_text(request, "app_id", swa_json_get_text(put.body, "app_id"));
	if ((code = ctl_ask(ctl, request, &shown)) == CTL_OK) {
		code = ctl_store_account(ctl, swa_json_get(shown.body, "app"), name, password, true);
		swa_incoming_finish(&shown);
	}
	if (code != CTL_OK)
		(void)remove_app(ctl, swa_json_get_text(put.body, "app_id"));
	swa_incoming_finish(&put);
	return code;
}

int
ctl_apps_add(struct ctl *ctl)
{
	struct swa_buf name, password;
	int code;

	if (strncmp(ctl->arguments[0], "https://", strlen("https://")) != 0)
		return ctl_usage(ctl, "the address of a login page begins with https://");
	swa_buf_init(&name, CTL_NAME_MAX);
	swa_buf_init(&password, CTL_PASSWORD_MAX);
	if ((code = ctl_ask_username(ctl, NULL, &name)) == CTL_OK &&
	    (code = ctl_ask_password(ctl, &password)) == CTL_OK)
		code = add(ctl, &name, &password);
	swa_buf_finish(&password);
	swa_buf_finish(&name);
	return code;
}

static struct swa_json *
edited(const struct ctl *ctl, const struct swa_incoming *shown)
{
	const struct swa_json *app = swa_json_get(shown->body, "app");
	const struct swa_json *stored = swa_json_get(shown->body, "definition");
	struct swa_json *request = swa_request_new(SWA_REQUEST_APP_PUT);
	struct swa_json *labelled = NULL, *addressed = NULL;

	if (ctl->options.label != NULL)
		stored = labelled = with_text(stored, label_path, ctl->options.label);
	if (ctl->options.url != NULL)
		stored = addressed = with_text(stored, address_path(app), ctl->options.url);
	swa_json_set_text(request, "app_id", swa_json_get_text(app, "id"));
	swa_json_set_copy(request, "definition", stored);
	swa_json_free(labelled);
	swa_json_free(addressed);
	return request;
}

int
ctl_apps_edit(struct ctl *ctl)
{
	struct swa_incoming shown, answer;
	int code;

	if (ctl->options.label == NULL && ctl->options.url == NULL)
		return ctl_usage(ctl, "--label or --url says what to change");
	if ((code = ctl_find_app(ctl, ctl->arguments[0], &shown)) != CTL_OK)
		return code;
	code = ctl_ask(ctl, edited(ctl, &shown), &answer);
	swa_incoming_finish(&shown);
	if (code != CTL_OK)
		return code;
	ctl_say(ctl, "Changed.");
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

int
ctl_apps_remove(struct ctl *ctl)
{
	struct swa_incoming shown;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK)
		return code;
	if (ctl_on_terminal() &&
	    !ctl_confirm(ctl, "Remove this app with its accounts and passwords, for good?"))
		code = ctl_usage(ctl, "nothing was removed");
	else
		code = remove_app(ctl, swa_json_get_text(swa_json_get(shown.body, "app"), "id"));
	swa_incoming_finish(&shown);
	if (code == CTL_OK) {
		ctl_say(ctl, "The app was removed.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}
