/*
 * doctor: follow the chain from the browser to the vault, link by link.
 */
#include "doctor.h"
#include "endpoint.h"
#include "manifests.h"
#include "swa_config.h"

#include <stdio.h>
#include <string.h>

#define MANIFEST_MAX 65536u

void
ctl_doctor_say(struct doctor *doctor, enum doctor_state state, const char *what, const char *found,
               const char *mend)
{
	static const char *const names[] = {"ok", "warning", "fault"};
	struct swa_json *row = swa_json_new_object();

	swa_json_set_text(row, "check", what);
	swa_json_set_text(row, "state", names[state]);
	swa_json_set_text(row, "found", found);
	swa_json_set_text(row, "mend", mend);
	swa_json_add(doctor->checks, row);
	doctor->fault = doctor->fault || state == DOCTOR_FAULT;
	if (doctor->ctl->options.json)
		return;
	(void)printf("%-8s %s: ", names[state], what);
	ctl_print_text(stdout, found, 0);
	if (mend[0] != '\0') {
		(void)fputs("\n         ", stdout);
		ctl_print_text(stdout, mend, 0);
	}
	(void)putchar('\n');
}

static void
say_path(struct doctor *doctor, enum doctor_state state, const char *what, const char *path,
         const char *found, const char *mend)
{
	char text[CTL_PATH_MAX + 256];

	(void)snprintf(text, sizeof(text), "%s %s", path, found);
	ctl_doctor_say(doctor, state, what, text, mend);
}

/* May anyone but this person and root change what is at PATH, or put another thing in its place? */
static bool
changeable_by_others(const char *path)
{
	char real[CTL_PATH_MAX];
	struct ctl_file file;

	if (!ctl_file_real(path, real))
		return true;
	for (;;) {
		char *slash = strrchr(real, '/');

		ctl_file_look(real[0] == '\0' ? "/" : real, &file);
		if (!file.exists || file.open_to_others || (file.owner != 0 && file.owner != ctl_file_me()))
			return true;
		if (slash == NULL || real[0] == '\0')
			return false;
		*slash = '\0';
	}
}

/* 1: the programs, side by side */

static void
check_program(struct doctor *doctor, const char *name)
{
	char path[CTL_PATH_MAX];
	struct ctl_file file;

	if (swa_endpoint_program(name, path) != SWA_OK) {
		ctl_doctor_say(doctor, DOCTOR_FAULT, name, "this program's own place cannot be told",
		               "Reinstall swa-agent.");
		return;
	}
	ctl_file_look(path, &file);
	if (!file.regular || !file.executable)
		say_path(doctor, DOCTOR_FAULT, name, path, "is missing or cannot be run",
		         "Reinstall swa-agent.");
	else if (changeable_by_others(path))
		say_path(doctor, DOCTOR_FAULT, name, path, "can be changed by others",
		         "Make the file, and every folder above it, writable by yourself and root alone.");
	else
		say_path(doctor, DOCTOR_OK, name, path, "is in place", "");
}

/* 2: what the browsers were told */

static bool
lists_caller(const struct swa_json *manifest, bool firefox)
{
	const struct swa_json *caller = swa_json_first(swa_json_get(manifest, ctl_manifest_list(firefox)));

	for (; caller != NULL; caller = swa_json_next(caller)) {
		const char *text = swa_json_text(caller);

		if (text != NULL && strcmp(text, ctl_manifest_caller(firefox)) == 0)
			return true;
	}
	return false;
}

static void
check_manifest_contents(struct doctor *doctor, const struct ctl_browser *browser, const char *path,
                        const struct swa_json *manifest, const char *mend)
{
	const char *host = swa_json_get_text(manifest, "path"), *name = swa_json_get_text(manifest, "name");
	char ours[CTL_PATH_MAX], real_ours[CTL_PATH_MAX], real_host[CTL_PATH_MAX];
	struct ctl_file file;

	if (name == NULL || strcmp(name, SWA_HOST_NAME) != 0 || host == NULL || host[0] != '/') {
		say_path(doctor, DOCTOR_FAULT, browser->name, path, "does not name " SWA_HOST_NAME, mend);
		return;
	}
	ctl_file_look(host, &file);
	if (!file.regular || !file.executable)
		say_path(doctor, DOCTOR_FAULT, browser->name, path, "names a swa-host that is not there",
		         mend);
	else if (changeable_by_others(host))
		say_path(doctor, DOCTOR_FAULT, browser->name, host, "can be changed by others",
		         "Make the file, and every folder above it, writable by yourself and root alone.");
	else if (!lists_caller(manifest, browser->firefox))
		say_path(doctor, DOCTOR_FAULT, browser->name, path, "does not list this extension's id",
		         mend);
	else if (swa_endpoint_program("swa-host", ours) != SWA_OK || !ctl_file_real(ours, real_ours) ||
	         !ctl_file_real(host, real_host) || strcmp(real_ours, real_host) != 0)
		say_path(doctor, DOCTOR_WARNING, browser->name, path,
		         "names the swa-host of another installation", mend);
	else
		say_path(doctor, DOCTOR_OK, browser->name, path, "leads to swa-host", "");
}

static void
check_manifest(struct doctor *doctor, const struct ctl_browser *browser, const char *path)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *manifest = NULL;
	struct swa_buf text;
	char mend[128];

	(void)snprintf(mend, sizeof(mend), "Run 'swactl install-manifests --browser %s'.", browser->name);
	if (changeable_by_others(path)) {
		say_path(doctor, DOCTOR_FAULT, browser->name, path,
		         "can be changed by others, who could have the browser start any program",
		         "Make the file, and every folder above it, writable by yourself and root alone.");
		return;
	}
	swa_buf_init(&text, MANIFEST_MAX);
	if (ctl_file_read(path, &text) != SWA_OK)
		say_path(doctor, DOCTOR_FAULT, browser->name, path, "cannot be read", mend);
	else if (swa_json_parse(swa_buf_text(&text), text.size, &manifest, NULL) != SWA_OK)
		say_path(doctor, DOCTOR_FAULT, browser->name, path, "is not JSON", mend);
	else
		check_manifest_contents(doctor, browser, path, manifest, mend);
	swa_buf_finish(&text);
}

/* Its manifest: the person's before the system's; with --system that one alone. */
static bool
find_manifest(const struct doctor *doctor, const struct ctl_browser *browser, char ret_path[CTL_PATH_MAX])
{
	struct ctl_file file = {.exists = false};

	if (!doctor->machine && ctl_browser_manifest(browser, false, ret_path))
		ctl_file_look(ret_path, &file);
	if (!file.exists && ctl_browser_manifest(browser, true, ret_path))
		ctl_file_look(ret_path, &file);
	return file.exists;
}

static void
check_browsers(struct doctor *doctor)
{
	size_t seen = 0;

	for (size_t i = 0; i < ctl_browser_table_count; i++) {
		const struct ctl_browser *browser = &ctl_browser_table[i];
		char path[CTL_PATH_MAX], mend[128];

		if (!doctor->machine && !ctl_browser_used(browser))
			continue;
		if (find_manifest(doctor, browser, path)) {
			seen++;
			check_manifest(doctor, browser, path);
			continue;
		}
		if (doctor->machine)
			continue; /* it need not be there */
		seen++;
		(void)snprintf(mend, sizeof(mend), "Run 'swactl install-manifests --browser %s'.",
		               browser->name);
		ctl_doctor_say(doctor, DOCTOR_FAULT, browser->name, "has not been told where swa-host is",
		               mend);
	}
	if (seen == 0 && doctor->machine)
		ctl_doctor_say(doctor, DOCTOR_WARNING, "browsers",
		               "none has been told where swa-host is, for all persons",
		               "Install swa-agent by its package.");
	else if (seen == 0)
		ctl_doctor_say(doctor, DOCTOR_WARNING, "browsers",
		               "none that is known here has been used by this person",
		               "Start the browser once, then run 'swactl install-manifests'.");
	ctl_doctor_confined(doctor);
}

static void
check_allow_file(struct doctor *doctor)
{
	struct ctl_file file;

	ctl_file_look(SWA_ALLOW_FILE, &file);
	if (!file.exists)
		return;
	if (!file.regular || file.owner != 0 || file.open_to_others)
		say_path(doctor, DOCTOR_FAULT, "further extensions", SWA_ALLOW_FILE,
		         "is ignored: root does not own it, or others can write it",
		         "Have the administrator make it root's, mode 0644.");
	else
		say_path(doctor, DOCTOR_OK, "further extensions", SWA_ALLOW_FILE,
		         "may name more that can call", "");
}

/* 3: the way to the agent, and the agent */

static bool
check_folder(struct doctor *doctor)
{
	struct swa_endpoint endpoint;
	swa_err err = swa_endpoint_find(true, &endpoint);

	if (err == SWA_OK)
		say_path(doctor, DOCTOR_OK, "runtime folder", endpoint.folder, "is this person's alone", "");
	else if (err == SWA_ERR_PEER_REFUSED)
		ctl_doctor_say(doctor, DOCTOR_FAULT, "runtime folder",
		               "it belongs to another user, or others can enter it",
		               "Make $XDG_RUNTIME_DIR/swa-agent a folder of your own with mode 0700.");
	else if (err == SWA_ERR_LIMIT)
		ctl_doctor_say(doctor, DOCTOR_FAULT, "runtime folder", "its path is too long for a socket",
		               "Set XDG_RUNTIME_DIR to a shorter path.");
	else
		ctl_doctor_say(doctor, DOCTOR_FAULT, "runtime folder", "it cannot be made",
		               "Set XDG_RUNTIME_DIR or HOME to a folder that you can write.");
	return err == SWA_OK;
}

static bool
connect_agent(struct doctor *doctor)
{
	const char *found = "it runs and answers";
	swa_err err = swa_link_open(SWA_CLIENT_CTL, false, &doctor->ctl->link);

	if (err == SWA_ERR_AGENT_UNREACHABLE) {
		found = "it was not running; it was started and answers";
		err = swa_link_open(SWA_CLIENT_CTL, true, &doctor->ctl->link);
	}
	if (err == SWA_OK)
		ctl_doctor_say(doctor, DOCTOR_OK, "agent", found, "");
	else if (err == SWA_ERR_AGENT_UNREACHABLE)
		ctl_doctor_say(doctor, DOCTOR_FAULT, "agent", "it does not run and could not be started",
		               "Run 'swa-agent' in a terminal to see what it says.");
	else
		ctl_doctor_say(doctor, DOCTOR_FAULT, "agent", swa_err_text(err), swa_err_hint(err));
	return err == SWA_OK;
}

static void
check_version(struct doctor *doctor, const struct swa_json *status)
{
	const char *version = swa_json_get_text(status, "agent");
	char found[160];

	if (strcmp(version, SWA_VERSION) == 0) {
		ctl_doctor_say(doctor, DOCTOR_OK, "version", SWA_VERSION, "");
		return;
	}
	(void)snprintf(found, sizeof(found), "the agent that runs is %s, this program is %s", version,
	               SWA_VERSION);
	ctl_doctor_say(doctor, DOCTOR_WARNING, "version", found,
	               "Log out and in again, or end the old swa-agent.");
}

/* 4: keyring and vault, as the agent sees them */

static void
check_keyring(struct doctor *doctor, const struct swa_json *status)
{
	const char *keyring = swa_json_get_text(status, "keyring"),
	           *vault = swa_json_get_text(status, "vault");
	swa_err err = swa_err_from_name(vault);

	if (err >= SWA_ERR_KEYRING_MISSING && err <= SWA_ERR_KEYFILE_UNSAFE)
		ctl_doctor_say(doctor, DOCTOR_FAULT, "keyring", swa_err_text(err), swa_err_hint(err));
	else if (strcmp(keyring, "file") == 0)
		ctl_doctor_say(doctor, DOCTOR_WARNING, "keyring",
		               "the vault's key lies unprotected in a file",
		               "Where a login keyring can run, it is the better place.");
	else if (strcmp(keyring, "login") == 0)
		ctl_doctor_say(doctor, DOCTOR_OK, "keyring", "the login keyring holds the vault's key", "");
	else if (strcmp(keyring, "passphrase") == 0)
		ctl_doctor_say(doctor, DOCTOR_OK, "keyring", "none: the passphrase opens the vault", "");
	else
		ctl_doctor_say(doctor, DOCTOR_OK, "keyring", "none is in use yet", "");
}

static void
check_vault(struct doctor *doctor, const struct swa_json *status)
{
	const char *vault = swa_json_get_text(status, "vault");
	char data[SWA_PATH_MAX];
	swa_err err = swa_err_from_name(vault);
	struct ctl_file folder;

	if (strcmp(vault, "ready") == 0)
		ctl_doctor_say(doctor, DOCTOR_OK, "vault", "it is open and passed its checks", "");
	else if (strcmp(vault, "locked") == 0 || err == SWA_ERR_VAULT_LOCKED)
		ctl_doctor_say(doctor, DOCTOR_WARNING, "vault", "it is locked",
		               swa_err_hint(SWA_ERR_VAULT_LOCKED));
	else if (strcmp(vault, "missing") == 0 || err == SWA_ERR_VAULT_MISSING)
		ctl_doctor_say(doctor, DOCTOR_FAULT, "vault", swa_err_text(SWA_ERR_VAULT_MISSING),
		               swa_err_hint(SWA_ERR_VAULT_MISSING));
	else
		ctl_doctor_say(doctor, DOCTOR_FAULT, "vault", swa_err_text(err),
		               swa_json_get_text(status, "hint"));
	if (swa_json_get_bool(status, "rolled_back", false))
		ctl_doctor_say(doctor, DOCTOR_FAULT, "vault's age", swa_err_text(SWA_ERR_VAULT_ROLLED_BACK),
		               swa_err_hint(SWA_ERR_VAULT_ROLLED_BACK));
	if (swa_endpoint_data_folder(data) != SWA_OK)
		return;
	ctl_file_look(data, &folder);
	if (folder.exists && (!folder.folder || folder.open_to_others || folder.readable_by_others ||
	                      folder.owner != ctl_file_me()))
		say_path(doctor, DOCTOR_FAULT, "vault's folder", data, "is open to others",
		         swa_err_hint(SWA_ERR_VAULT_UNSAFE));
}

/* The person's own part of the chain. */
static void
check_person(struct doctor *doctor)
{
	struct swa_incoming status;

	if (!check_folder(doctor) || !connect_agent(doctor))
		return;
	if (ctl_ask_quietly(doctor->ctl, swa_request_new(SWA_REQUEST_STATUS), &status) != CTL_OK) {
		doctor->fault = true;
		return;
	}
	if (status.err != SWA_OK) {
		ctl_doctor_say(doctor, DOCTOR_FAULT, "status", swa_err_text(status.err),
		               swa_err_hint(status.err));
	} else {
		check_version(doctor, status.body);
		check_keyring(doctor, status.body);
		check_vault(doctor, status.body);
		if (strcmp(swa_json_get_text(status.body, "vault"), "ready") == 0) {
			ctl_doctor_policy(doctor);
			ctl_doctor_organisations(doctor);
		}
	}
	swa_incoming_finish(&status);
}

int
ctl_doctor(struct ctl *ctl)
{
	struct doctor doctor = {.ctl = ctl, .checks = swa_json_new_array(), .machine = ctl->options.system};
	struct swa_json *document;

	check_program(&doctor, "swa-host");
	check_program(&doctor, "swa-agent");
	check_browsers(&doctor);
	check_allow_file(&doctor);
	ctl_doctor_files(&doctor);
	if (!doctor.machine)
		check_person(&doctor);
	document = swa_json_new_object();
	swa_json_set_bool(document, "ok", !doctor.fault);
	swa_json_set_text(document, "version", SWA_VERSION);
	swa_json_set(document, "checks", doctor.checks);
	ctl_document(ctl, document);
	ctl_say(ctl, doctor.fault ? "Something is wrong: see the lines that begin with 'fault'."
	                          : "Everything is in place.");
	return doctor.fault ? CTL_FOUND : CTL_OK;
}
