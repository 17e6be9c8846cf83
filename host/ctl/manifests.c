#include "manifests.h"

#include "ctl.h"
#include "swa_config.h"

#include <stdio.h>
#include <string.h>

#define MANIFEST_MAX 65536u

/* Brave and Vivaldi take what Chromium is told, for all persons on Linux and in the registry; whether they
 * look at places of their own names as well could not be seen. */
const struct ctl_browser ctl_browser_table[] = {
        {
                .name = "chromium",
                .config = "chromium",
                .system = {"/etc/chromium/native-messaging-hosts"},
                .policies = "/etc/chromium/policies/managed",
                .data = "Chromium/User Data",
                .keys = {"Chromium", "Google\\Chrome"},
                .written = 1,
                .policy_key = "Chromium",
        },
        {
                .name = "chrome",
                .config = "google-chrome",
                .system = {"/etc/opt/chrome/native-messaging-hosts"},
                .policies = "/etc/opt/chrome/policies/managed",
                .data = "Google/Chrome/User Data",
                .keys = {"Google\\Chrome"},
                .written = 1,
                .policy_key = "Google\\Chrome",
        },
        {
                .name = "edge",
                .config = "microsoft-edge",
                .system = {"/etc/opt/edge/native-messaging-hosts"},
                .policies = "/etc/opt/edge/policies/managed",
                .data = "Microsoft/Edge/User Data",
                .keys = {"Microsoft\\Edge", "Chromium", "Google\\Chrome"},
                .written = 1,
                .policy_key = "Microsoft\\Edge",
        },
        {
                .name = "brave",
                .config = "BraveSoftware/Brave-Browser",
                .system = {"/etc/chromium/native-messaging-hosts", "/etc/opt/chrome/native-messaging-hosts"},
                .policies = "/etc/brave/policies/managed",
                .data = "BraveSoftware/Brave-Browser/User Data",
                .keys = {"BraveSoftware\\Brave-Browser", "Chromium", "Google\\Chrome"},
                .written = 2,
                .policy_key = "BraveSoftware\\Brave",
        },
        {
                .name = "vivaldi",
                .config = "vivaldi",
                .system = {"/etc/opt/vivaldi/native-messaging-hosts", "/etc/vivaldi/native-messaging-hosts",
                           "/etc/chromium/native-messaging-hosts"},
                .policies = "/etc/vivaldi/policies/managed",
                .data = "Vivaldi/User Data",
                .keys = {"Vivaldi", "Chromium", "Google\\Chrome"},
                .written = 2,
                .policy_key = "Vivaldi",
        },
        {
                .name = "firefox",
                .firefox = true,
                .config = ".mozilla",
                .system = {"/usr/lib/mozilla/native-messaging-hosts"},
                .policies = "/etc/firefox/policies",
                .data = "Mozilla/Firefox",
                .keys = {"Mozilla"},
                .written = 1,
                .policy_key = "Mozilla\\Firefox",
        },
};
const size_t ctl_browser_table_count = sizeof(ctl_browser_table) / sizeof(ctl_browser_table[0]);

const struct ctl_browser *
ctl_browser_find(const char *name)
{
	for (size_t i = 0; i < ctl_browser_table_count; i++) {
		if (strcmp(ctl_browser_table[i].name, name) == 0)
			return &ctl_browser_table[i];
	}
	return NULL;
}

const char *
ctl_manifest_list(bool firefox)
{
	return firefox ? "allowed_extensions" : "allowed_origins";
}

const char *
ctl_manifest_caller(bool firefox)
{
	return firefox ? SWA_GECKO_ID : "chrome-extension://" SWA_EXTENSION_ID "/";
}

struct swa_json *
ctl_manifest_new(bool firefox, const char *host)
{
	struct swa_json *manifest = swa_json_new_object(), *callers = swa_json_new_array();

	swa_json_set_text(manifest, "name", SWA_HOST_NAME);
	swa_json_set_text(manifest, "description", "Connects the swa-agent extension with the agent");
	swa_json_set_text(manifest, "path", host);
	swa_json_set_text(manifest, "type", "stdio");
	swa_json_add_text(callers, ctl_manifest_caller(firefox));
	swa_json_set(manifest, ctl_manifest_list(firefox), callers);
	return manifest;
}

/* install-manifests */

struct install {
	struct ctl *ctl;
	char host[CTL_PATH_MAX];
	struct swa_json *rows; /* of the JSON document */
	swa_err err;
};

static void
note(struct install *install, const char *browser, const char *path, const char *action)
{
	struct swa_json *row = swa_json_new_object();

	swa_json_set_text(row, "browser", browser);
	swa_json_set_text(row, "path", path);
	swa_json_set_text(row, "action", action);
	swa_json_add(install->rows, row);
	ctl_say(install->ctl, "%-9s %s: %s", browser, action, path);
}

/* A file that others can write is written anew, so that it is no longer theirs to change. */
static bool
same_already(const char *path, const struct swa_buf *text)
{
	struct ctl_file file;
	struct swa_buf there;
	bool same;

	ctl_file_look(path, &file);
	if (!file.regular || file.open_to_others || file.owner != ctl_file_me())
		return false;
	swa_buf_init(&there, MANIFEST_MAX);
	same = ctl_file_read(path, &there) == SWA_OK && strcmp(swa_buf_text(&there), swa_buf_text(text)) == 0;
	swa_buf_finish(&there);
	return same;
}

static swa_err
write_manifest(const struct ctl_browser *browser, const char *path, struct swa_buf *text)
{
	swa_err err = same_already(path, text) ? SWA_OK : ctl_file_write(path, text);

	return err == SWA_OK && browser != NULL ? ctl_browser_lead(browser, path) : err;
}

static void
install_one(struct install *install, const char *name, const struct ctl_browser *browser, bool firefox,
            const char *path)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *manifest = ctl_manifest_new(firefox, install->host);
	bool dry_run = install->ctl->options.dry_run;
	const char *action = dry_run ? "would be written" : "written";
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, MANIFEST_MAX);
	if ((err = swa_json_print_pretty(manifest, &text)) == SWA_OK)
		err = swa_buf_append_text(&text, "\n");
	if (err == SWA_OK && same_already(path, &text))
		action = "is there already";
	if (err == SWA_OK && !dry_run)
		err = write_manifest(browser, path, &text);
	swa_buf_finish(&text);
	if (err == SWA_OK) {
		note(install, name, path, action);
	} else {
		install->err = err;
		(void)fprintf(stderr, "swactl: %s: %s %s\n", path, swa_err_text(err), swa_err_hint(err));
	}
}

static void
remove_one(struct install *install, const char *name, const struct ctl_browser *browser, const char *path)
{
	bool dry_run = install->ctl->options.dry_run;
	struct ctl_file file;

	ctl_file_look(path, &file);
	if (!dry_run && ((browser != NULL && ctl_browser_unlead(browser, path) != SWA_OK) ||
	                 ctl_file_remove(path) != SWA_OK)) {
		install->err = SWA_ERR_IO;
		(void)fprintf(stderr, "swactl: %s: %s\n", path, swa_err_text(SWA_ERR_IO));
	} else if (file.exists) {
		note(install, name, path, dry_run ? "would be removed" : "removed");
	}
}

/* BROWSER is NULL for a folder that the caller names. */
static void
handle_one(struct install *install, const char *name, const struct ctl_browser *browser, bool firefox,
           const char *path)
{
	if (install->ctl->options.remove)
		remove_one(install, name, browser, path);
	else
		install_one(install, name, browser, firefox, path);
}

static bool
chosen(const struct ctl_options *options, const struct ctl_browser *browser)
{
	for (size_t i = 0; i < options->browser_count; i++) {
		if (strcmp(options->browsers[i], browser->name) == 0)
			return true;
	}
	/* What was written for a browser is removed also when its folder is all that is left of it. */
	return options->browser_count == 0 && ctl_browser_used(browser);
}

static int
check_options(const struct ctl *ctl)
{
	const struct ctl_options *options = &ctl->options;

	if ((options->dir == NULL) != (options->format == NULL))
		return ctl_usage(ctl, "--dir and --format go together");
	if (options->dir != NULL && options->browser_count > 0)
		return ctl_usage(ctl, "--dir and --browser do not go together");
	if (options->format != NULL && strcmp(options->format, "chromium") != 0 &&
	    strcmp(options->format, "firefox") != 0)
		return ctl_usage(ctl, "--format is 'chromium' or 'firefox'");
	for (size_t i = 0; i < options->browser_count; i++) {
		if (ctl_browser_find(options->browsers[i]) == NULL)
			return ctl_usage(ctl, "'%s' is no browser that is known here", options->browsers[i]);
	}
	return CTL_OK;
}

static int
install_all(struct install *install)
{
	const struct ctl_options *options = &install->ctl->options;
	char path[CTL_PATH_MAX];
	struct ctl_file host;

	if (swa_endpoint_program("swa-host", install->host) != SWA_OK)
		return ctl_fail(install->ctl, SWA_ERR_INTERNAL, "swa-host");
	ctl_file_native(install->host);
	ctl_file_look(install->host, &host);
	if (!options->remove && !(host.regular && host.executable)) {
		(void)fprintf(stderr, "swactl: %s is missing; reinstall swa-agent\n", install->host);
		return ctl_fail(install->ctl, SWA_ERR_IO, install->host);
	}
	if (options->dir != NULL) {
		if (!ctl_file_join(path, options->dir, CTL_MANIFEST_FILE))
			return ctl_fail(install->ctl, SWA_ERR_LIMIT, "--dir");
		handle_one(install, options->format, NULL, strcmp(options->format, "firefox") == 0, path);
	}
	for (size_t i = 0; i < ctl_browser_table_count && options->dir == NULL; i++) {
		const struct ctl_browser *browser = &ctl_browser_table[i];

		if (chosen(options, browser) && ctl_browser_own_manifest(browser, path))
			handle_one(install, browser->name, browser, browser->firefox, path);
	}
	return CTL_OK;
}

int
ctl_install_manifests(struct ctl *ctl)
{
	struct install install = {.ctl = ctl};
	struct swa_json *document;
	int code;

	if ((code = check_options(ctl)) != CTL_OK)
		return code;
	install.rows = swa_json_new_array();
	if ((code = install_all(&install)) != CTL_OK) {
		swa_json_free(install.rows);
		return code;
	}
	if (swa_json_count(install.rows) == 0 && install.err == SWA_OK)
		ctl_say(ctl, ctl->options.remove ? "There was nothing to remove."
		                                 : "No browser has been used here yet; start one first, or "
		                                   "name it with --browser.");
	document = swa_json_new_object();
	swa_json_set(document, "manifests", install.rows);
	ctl_document(ctl, document);
	return install.err == SWA_OK ? CTL_OK : CTL_REFUSED;
}
