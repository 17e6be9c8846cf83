/* doctor: what each browser was told of swa-host. */
#include "doctor.h"
#include "endpoint.h"
#include "manifests.h"

#include <stdio.h>
#include <string.h>

#define MANIFEST_MAX 65536u

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
	char ours[CTL_PATH_MAX], program[CTL_PATH_MAX], real_ours[CTL_PATH_MAX], real_program[CTL_PATH_MAX];
	struct ctl_file file;

	if (name == NULL || strcmp(name, SWA_HOST_NAME) != 0 || host == NULL ||
	    !ctl_manifest_program(path, host, program)) {
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, browser->name, path, "does not name " SWA_HOST_NAME,
		                    mend);
		return;
	}
	ctl_file_look(program, &file);
	if (!file.regular || !file.executable)
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, browser->name, path,
		                    "names a swa-host that is not there", mend);
	else if (ctl_doctor_changeable(program))
		ctl_doctor_say_path(
		        doctor, DOCTOR_FAULT, browser->name, program, "can be changed by others",
		        "Make the file, and every folder above it, writable by yourself and root alone.");
	else if (!lists_caller(manifest, browser->firefox))
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, browser->name, path,
		                    "does not list this extension's id", mend);
	else if (swa_endpoint_program("swa-host", ours) != SWA_OK || !ctl_file_real(ours, real_ours) ||
	         !ctl_file_real(program, real_program) || strcmp(real_ours, real_program) != 0)
		ctl_doctor_say_path(doctor, DOCTOR_WARNING, browser->name, path,
		                    "names the swa-host of another installation", mend);
	else
		ctl_doctor_say_path(doctor, DOCTOR_OK, browser->name, path, "leads to swa-host", "");
}

static void
check_manifest(struct doctor *doctor, const struct ctl_browser *browser, const char *path)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *manifest = NULL;
	struct swa_buf text;
	struct ctl_file file;
	char mend[128];

	(void)snprintf(mend, sizeof(mend), "Run 'swactl install-manifests --browser %s'.", browser->name);
	ctl_file_look(path, &file);
	if (!file.exists) {
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, browser->name, path,
		                    "is not there, though the registry leads to it", mend);
		return;
	}
	if (ctl_doctor_changeable(path)) {
		ctl_doctor_say_path(
		        doctor, DOCTOR_FAULT, browser->name, path,
		        "can be changed by others, who could have the browser start any program",
		        "Make the file, and every folder above it, writable by yourself and root alone.");
		return;
	}
	swa_buf_init(&text, MANIFEST_MAX);
	if (ctl_file_read(path, &text) != SWA_OK)
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, browser->name, path, "cannot be read", mend);
	else if (swa_json_parse(swa_buf_text(&text), text.size, &manifest, NULL) != SWA_OK)
		ctl_doctor_say_path(doctor, DOCTOR_FAULT, browser->name, path, "is not JSON", mend);
	else
		check_manifest_contents(doctor, browser, path, manifest, mend);
	swa_buf_finish(&text);
}

void
ctl_doctor_browsers(struct doctor *doctor)
{
	size_t seen = 0;

	for (size_t i = 0; i < ctl_browser_table_count; i++) {
		const struct ctl_browser *browser = &ctl_browser_table[i];
		char path[CTL_PATH_MAX], mend[128];

		if (!doctor->machine && !ctl_browser_used(browser))
			continue;
		if (ctl_browser_manifest(browser, doctor->machine, path)) {
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
