/* doctor: what concerns the whole machine: browsers in a confinement of their own, the administrator's files.
 */
#include "doctor.h"

#include "files.h"
#include "swa_config.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

#define FILE_MAX 65536u

/* --- browsers that cannot simply start a program of the system ------------- */

static const struct confined {
	const char *name;      /* of the check */
	const char *installed; /* for all persons */
	const char *used;      /* in the home folder: exists once the person started it, or has it alone */
	bool portal;           /* it knows the desktop's portal for native messaging */
	bool snap;
} confined[] = {
        {"firefox (snap)", "/snap/firefox", "snap/firefox", true, true},
        {"chromium (snap)", "/snap/chromium", "snap/chromium", false, true},
        {"brave (snap)", "/snap/brave", "snap/brave", false, true},
        {"firefox (flatpak)", "/var/lib/flatpak/app/org.mozilla.firefox", ".var/app/org.mozilla.firefox",
         true, false},
        {"chromium (flatpak)", "/var/lib/flatpak/app/org.chromium.Chromium", ".var/app/org.chromium.Chromium",
         false, false},
        {"chrome (flatpak)", "/var/lib/flatpak/app/com.google.Chrome", ".var/app/com.google.Chrome", false,
         false},
        {"edge (flatpak)", "/var/lib/flatpak/app/com.microsoft.Edge", ".var/app/com.microsoft.Edge", false,
         false},
        {"brave (flatpak)", "/var/lib/flatpak/app/com.brave.Browser", ".var/app/com.brave.Browser", false,
         false},
        {"vivaldi (flatpak)", "/var/lib/flatpak/app/com.vivaldi.Vivaldi", ".var/app/com.vivaldi.Vivaldi",
         false, false},
};

static bool
is_folder(const char *path)
{
	struct ctl_file file;

	ctl_file_look(path, &file);
	return file.folder;
}

static bool
is_used(const struct confined *browser)
{
	char home[CTL_PATH_MAX], path[CTL_PATH_MAX];

	return ctl_file_home(home) && ctl_file_join(path, home, browser->used) && is_folder(path);
}

void
ctl_doctor_confined(struct doctor *doctor)
{
	for (size_t i = 0; i < sizeof(confined) / sizeof(confined[0]); i++) {
		const struct confined *browser = &confined[i];

		if (doctor->machine ? !is_folder(browser->installed) : !is_used(browser))
			continue;
		if (browser->portal)
			ctl_doctor_say(
			        doctor, DOCTOR_WARNING, browser->name,
			        browser->snap ? "its confinement reaches swa-host only through the portal of "
			                        "the desktop, as Ubuntu has it since 22.04"
			                      : "its confinement reaches swa-host only from Firefox 157 on, "
			                        "with xdg-native-messaging-proxy",
			        "Where the popup says that swa-agent is not installed, use Firefox from "
			        "a package of the system.");
		else
			ctl_doctor_say(doctor, DOCTOR_WARNING, browser->name,
			               "its confinement lets it start no program of the system, so it cannot "
			               "reach swa-host",
			               "Use this browser from a package of the system.");
	}
}

/* --- the administrator's files ---------------------------------------------- */

/* As the agent reads them: by root, JSON objects.  What their members may be, the agent itself knows. */
static const char *
fault_of(const char *path)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *document = NULL;
	const char *fault = NULL;
	struct ctl_file file;
	struct swa_buf text;

	ctl_file_look(path, &file);
	if (!file.regular)
		return "is not a file";
	if (file.owner != 0 || file.open_to_others)
		return "does not belong to root alone";
	swa_buf_init(&text, FILE_MAX);
	if (ctl_file_read(path, &text) != SWA_OK)
		fault = "cannot be read";
	else if (swa_json_parse(swa_buf_text(&text), text.size, &document, NULL) != SWA_OK ||
	         swa_json_kind(document) != SWA_JSON_OBJECT)
		fault = "is not a JSON object";
	swa_buf_finish(&text);
	return fault;
}

static void
check_folder(struct doctor *doctor, const char *what, const char *folder)
{
	char path[CTL_PATH_MAX], found[CTL_PATH_MAX + 64];
	uv_dirent_t entry;
	uv_fs_t scan;
	unsigned count = 0, bad = 0;

	if (!is_folder(folder) || uv_fs_scandir(NULL, &scan, folder, 0, NULL) < 0)
		return;
	while (uv_fs_scandir_next(&scan, &entry) == 0) {
		size_t size = strlen(entry.name);
		const char *fault;

		if (size < 5 || strcmp(entry.name + size - 5, ".json") != 0 ||
		    !ctl_file_join(path, folder, entry.name))
			continue;
		count++;
		if ((fault = fault_of(path)) == NULL)
			continue;
		bad++;
		(void)snprintf(found, sizeof(found), "%s %s", path, fault);
		ctl_doctor_say(doctor, DOCTOR_FAULT, what, found,
		               "The agent refuses the files of this folder as a whole until that is mended.");
	}
	uv_fs_req_cleanup(&scan);
	if (count == 0 || bad > 0)
		return;
	(void)snprintf(found, sizeof(found), "%u file%s in %s", count, count == 1 ? "" : "s", folder);
	ctl_doctor_say(doctor, DOCTOR_OK, what, found, "");
}

void
ctl_doctor_files(struct doctor *doctor)
{
	check_folder(doctor, "policy", SWA_SYSCONFDIR "/swa-agent/policy.d");
	check_folder(doctor, "organisation files", SWA_SYSCONFDIR "/swa-agent/organisations.d");
}

/* What the agent makes of the policy: a name or a value that it does not know shuts the files out as well. */
void
ctl_doctor_policy(struct doctor *doctor)
{
	struct swa_incoming answer;
	const char *where;

	if (ctl_ask_quietly(doctor->ctl, swa_request_new(SWA_REQUEST_POLICY_SHOW), &answer) != CTL_OK)
		return;
	if (answer.err != SWA_OK) {
		where = swa_json_get_text(swa_json_get(answer.body, "error"), "where");
		ctl_doctor_say(doctor, DOCTOR_FAULT, "policy",
		               where != NULL ? where : swa_err_text(answer.err), swa_err_hint(answer.err));
	}
	swa_incoming_finish(&answer);
}
