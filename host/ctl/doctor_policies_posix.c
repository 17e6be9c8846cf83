/*
 * doctor: what the administrator's policies make of the extension and its host.
 *
 * Chromium and its kin take each policy as a whole from that file of their
 * folder whose name comes last; so a file of the administrator's own can hide
 * what the package's says.  Firefox reads one file, and an administrator's
 * hides the one that the package is led to by.
 */
#include "doctor.h"
#include "files.h"
#include "manifests.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

#define FILE_MAX 1048576u
#define PACKAGED "00-swa-agent.json"
#define PACKAGED_FIREFOX "/usr/share/firefox-esr/distribution/policies.json"
#define SAMPLES "/usr/share/swa-agent/policies"

/* The policies that decide. */
enum {
	SETTINGS,
	FORCELIST,
	ALLOWLIST,
	BLOCKLIST,
	POLICY_COUNT,
};

static const char *const policy_names[POLICY_COUNT] = {
        "ExtensionSettings",
        "ExtensionInstallForcelist",
        "NativeMessagingAllowlist",
        "NativeMessagingBlocklist",
};

/* What counts of them. */
struct policies {
	char file[POLICY_COUNT][CTL_PATH_MAX]; /* that sets it; "" none */
	bool ours[POLICY_COUNT];               /* it names the extension, or its host */
	bool kept_out;                         /* by SETTINGS */
};

static bool
exists(const char *path)
{
	struct ctl_file file;

	ctl_file_look(path, &file);
	return file.exists;
}

/* NULL where there is no such file, or no JSON in it; the latter is said. */
static struct swa_json *
read_file(struct doctor *doctor, const char *what, const char *path)
{
	struct swa_json *document = NULL;
	struct ctl_file file;
	struct swa_buf text;

	ctl_file_look(path, &file);
	if (!file.regular)
		return NULL;
	swa_buf_init(&text, FILE_MAX);
	if (ctl_file_read(path, &text) != SWA_OK ||
	    swa_json_parse(swa_buf_text(&text), text.size, &document, NULL) != SWA_OK)
		ctl_doctor_say_path(doctor, DOCTOR_WARNING, what, path,
		                    "cannot be read as JSON: what it makes of the extension cannot be told",
		                    "See the browser's own page of its policies.");
	swa_buf_finish(&text);
	return document;
}

static bool
keeps_out(const struct swa_json *entry)
{
	const char *mode = swa_json_get_text(entry, "installation_mode");

	return mode != NULL && (strcmp(mode, "blocked") == 0 || strcmp(mode, "removed") == 0);
}

/* Is there a text that is NAME, or begins with "NAME;"? */
static bool
lists(const struct swa_json *list, const char *name)
{
	const struct swa_json *row = swa_json_first(list);

	for (; row != NULL; row = swa_json_next(row)) {
		const char *text = swa_json_text(row);

		if (text != NULL && strncmp(text, name, strlen(name)) == 0 &&
		    (text[strlen(name)] == '\0' || text[strlen(name)] == ';'))
			return true;
	}
	return false;
}

static void
take(struct policies *policies, const char *path, const struct swa_json *document)
{
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const struct swa_json *value = swa_json_get(document, policy_names[i]);

		if (value == NULL || strcmp(path, policies->file[i]) < 0)
			continue;
		(void)snprintf(policies->file[i], CTL_PATH_MAX, "%s", path);
		if (i == SETTINGS) {
			const struct swa_json *entry = swa_json_get(value, SWA_EXTENSION_ID);

			policies->ours[i] = entry != NULL;
			policies->kept_out = keeps_out(entry);
		} else if (i == FORCELIST) {
			policies->ours[i] = lists(value, SWA_EXTENSION_ID);
		} else {
			policies->ours[i] =
			        lists(value, SWA_HOST_NAME) || (i == BLOCKLIST && lists(value, "*"));
		}
	}
}

static void
read_folder(struct doctor *doctor, const char *what, const char *folder, struct policies *ret_policies)
{
	char path[CTL_PATH_MAX];
	uv_dirent_t entry;
	uv_fs_t scan;

	if (uv_fs_scandir(NULL, &scan, folder, 0, NULL) >= 0) {
		while (uv_fs_scandir_next(&scan, &entry) == 0) {
			SWA_CLEANUP(swa_json_freep) struct swa_json *document = NULL;

			if (ctl_file_join(path, folder, entry.name) &&
			    (document = read_file(doctor, what, path)) != NULL)
				take(ret_policies, path, document);
		}
	}
	uv_fs_req_cleanup(&scan);
}

static void
check_installing(struct doctor *doctor, const char *what, const struct policies *policies)
{
	const char *mend = "Take the entry of " SAMPLES "/chromium.json over into it.";

	if (policies->kept_out)
		ctl_doctor_say_path(doctor, DOCTOR_WARNING, what, policies->file[SETTINGS],
		                    "keeps the extension out", "");
	else if (policies->ours[SETTINGS])
		ctl_doctor_say_path(doctor, DOCTOR_OK, what, policies->file[SETTINGS],
		                    "installs the extension", "");
	else if (policies->ours[FORCELIST] && policies->file[SETTINGS][0] != '\0')
		ctl_doctor_say_path(doctor, DOCTOR_WARNING, what, policies->file[SETTINGS],
		                    "sets ExtensionSettings and hides those of the package: the extension is "
		                    "installed, and not kept up to date",
		                    mend);
	else if (policies->ours[FORCELIST])
		ctl_doctor_say_path(doctor, DOCTOR_OK, what, policies->file[FORCELIST],
		                    "installs the extension", "");
	else
		ctl_doctor_say_path(doctor, DOCTOR_WARNING, what, policies->file[FORCELIST],
		                    "and its ExtensionInstallForcelist hide what the package says: the "
		                    "extension is not installed by policy",
		                    mend);
}

static void
check_chromium(struct doctor *doctor, const char *what, const char *folder)
{
	struct policies policies = {.kept_out = false};
	char packaged[CTL_PATH_MAX];

	read_folder(doctor, what, folder, &policies);
	if (policies.ours[SETTINGS] || policies.ours[FORCELIST] ||
	    (ctl_file_join(packaged, folder, PACKAGED) && exists(packaged)))
		check_installing(doctor, what, &policies);
	if (policies.ours[BLOCKLIST] && !policies.ours[ALLOWLIST])
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, what, policies.file[BLOCKLIST],
		                    "blocks " SWA_HOST_NAME,
		                    "Put it into the NativeMessagingAllowlist that counts.");
}

static const struct swa_json *
firefox_entry(const struct swa_json *document)
{
	return swa_json_get(swa_json_get(swa_json_get(document, "policies"), "ExtensionSettings"),
	                    SWA_GECKO_ID);
}

static void
check_firefox(struct doctor *doctor, const char *what, const char *folder)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *own = NULL, *packaged = NULL;
	char path[CTL_PATH_MAX];
	bool is_packaged;

	if (!ctl_file_join(path, folder, "policies.json"))
		return;
	own = read_file(doctor, what, path);
	if (own == NULL && exists(path))
		return; /* it counts, and Firefox makes nothing of it either */
	packaged = read_file(doctor, what, PACKAGED_FIREFOX);
	is_packaged = firefox_entry(packaged) != NULL;
	if (own == NULL && is_packaged)
		ctl_doctor_say_path(doctor, DOCTOR_OK, what, PACKAGED_FIREFOX, "installs the extension", "");
	else if (keeps_out(firefox_entry(own)))
		ctl_doctor_say_path(doctor, DOCTOR_WARNING, what, path, "keeps the extension out", "");
	else if (firefox_entry(own) != NULL)
		ctl_doctor_say_path(doctor, DOCTOR_OK, what, path, "installs the extension", "");
	else if (own != NULL && is_packaged)
		ctl_doctor_say_path(
		        doctor, DOCTOR_WARNING, what, path,
		        "is the one file that Firefox reads, and hides what the package says: the "
		        "extension is not installed by policy",
		        "Take the entries of " SAMPLES "/firefox.json over into it.");
}

void
ctl_doctor_policies(struct doctor *doctor)
{
	for (size_t i = 0; i < ctl_browser_table_count; i++) {
		const struct ctl_browser *browser = &ctl_browser_table[i];
		char what[64];

		if (!doctor->machine && !ctl_browser_used(browser))
			continue;
		(void)snprintf(what, sizeof(what), "%s policy", browser->name);
		if (browser->firefox)
			check_firefox(doctor, what, browser->policies);
		else
			check_chromium(doctor, what, browser->policies);
	}
}
