/*
 * doctor: follow the chain from the browser to the vault, link by link.
 */
#include "doctor.h"
#include "endpoint.h"
#include "files.h"
#include "swa_config.h"

#include <stdio.h>
#include <string.h>

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

void
ctl_doctor_say_path(struct doctor *doctor, enum doctor_state state, const char *what, const char *path,
                    const char *found, const char *mend)
{
	char text[CTL_PATH_MAX + 256];

	(void)snprintf(text, sizeof(text), "%s %s", path, found);
	ctl_doctor_say(doctor, state, what, text, mend);
}

bool
ctl_doctor_changeable(const char *path)
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
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, name, path, "is missing or cannot be run",
		                    "Reinstall swa-agent.");
	else if (ctl_doctor_changeable(path))
		ctl_doctor_say_path(
		        doctor, DOCTOR_FAULT, name, path, "can be changed by others",
		        "Make the file, and every folder above it, writable by yourself and root alone.");
	else
		ctl_doctor_say_path(doctor, DOCTOR_OK, name, path, "is in place", "");
}

static void
check_allow_file(struct doctor *doctor)
{
	struct ctl_file file;

	ctl_file_look(SWA_ALLOW_FILE, &file);
	if (!file.exists)
		return;
	if (!file.regular || file.owner != 0 || file.open_to_others)
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, "further extensions", SWA_ALLOW_FILE,
		                    "is ignored: root does not own it, or others can write it",
		                    "Have the administrator make it root's, mode 0644.");
	else
		ctl_doctor_say_path(doctor, DOCTOR_OK, "further extensions", SWA_ALLOW_FILE,
		                    "may name more that can call", "");
}

/* 2: the way to the agent, and the agent */

static bool
check_folder(struct doctor *doctor)
{
	struct swa_endpoint endpoint;
	swa_err err = swa_endpoint_find(true, &endpoint);

	if (err == SWA_OK)
		ctl_doctor_say_path(doctor, DOCTOR_OK, "runtime folder", endpoint.folder,
		                    "is this person's alone", "");
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

/* 3: keyring and vault, as the agent sees them */

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
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, "vault's folder", data, "is open to others",
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
	ctl_doctor_browsers(&doctor);
	ctl_doctor_policies(&doctor);
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
