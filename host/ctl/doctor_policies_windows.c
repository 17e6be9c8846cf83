/*
 * doctor: what the administrator's policies make of the extension and its host.
 *
 * A list of policies is a key below Software\Policies\BROWSER, with a numbered
 * value for each entry, of the machine and of the person.
 */
#include "doctor.h"
#include "manifests.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX 256
#define NAME_MAX_WIDE 256
#define ENTRY_MAX 2048

static bool
key_lists(HKEY key, const char *name)
{
	for (DWORD index = 0;; index++) {
		wchar_t value_name[NAME_MAX_WIDE], value[ENTRY_MAX];
		DWORD name_size = NAME_MAX_WIDE, size = sizeof(value);
		char text[ENTRY_MAX];

		if (RegEnumValueW(key, index, value_name, &name_size, NULL, NULL, NULL, NULL) !=
		    ERROR_SUCCESS)
			return false;
		if (RegGetValueW(key, NULL, value_name, RRF_RT_REG_SZ, NULL, value, &size) == ERROR_SUCCESS &&
		    swa_narrow(value, text, sizeof(text)) == SWA_OK &&
		    strncmp(text, name, strlen(name)) == 0 &&
		    (text[strlen(name)] == '\0' || text[strlen(name)] == ';'))
			return true;
	}
}

/* Is there an entry that is NAME, or begins with "NAME;"? */
static bool
lists(const struct ctl_browser *browser, const char *list, const char *name)
{
	const HKEY roots[] = {HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER};
	bool found = false;

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]) && !found; i++) {
		SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
		char path[KEY_MAX];
		HKEY key;

		(void)snprintf(path, sizeof(path), "Software\\Policies\\%s\\%s", browser->policy_key, list);
		if (swa_wide(path, &wide) != SWA_OK ||
		    RegOpenKeyExW(roots[i], wide, 0, KEY_READ | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS)
			continue;
		found = key_lists(key, name);
		(void)RegCloseKey(key);
	}
	return found;
}

static void
check_browser(struct doctor *doctor, const struct ctl_browser *browser)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "%s policy", browser->name);
	if (browser->firefox ? lists(browser, "Extensions\\Locked", SWA_GECKO_ID)
	                     : lists(browser, "ExtensionInstallForcelist", SWA_EXTENSION_ID))
		ctl_doctor_say(doctor, DOCTOR_OK, what, "it installs the extension", "");
	if (!browser->firefox &&
	    (lists(browser, "NativeMessagingBlocklist", "*") ||
	     lists(browser, "NativeMessagingBlocklist", SWA_HOST_NAME)) &&
	    !lists(browser, "NativeMessagingAllowlist", SWA_HOST_NAME))
		ctl_doctor_say(doctor, DOCTOR_FAULT, what, "it blocks " SWA_HOST_NAME,
		               "Put it into the policy NativeMessagingAllowlist.");
}

void
ctl_doctor_policies(struct doctor *doctor)
{
	for (size_t i = 0; i < ctl_browser_table_count; i++) {
		if (doctor->machine || ctl_browser_used(&ctl_browser_table[i]))
			check_browser(doctor, &ctl_browser_table[i]);
	}
}
