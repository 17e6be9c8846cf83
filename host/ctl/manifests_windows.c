/*
 * Where browsers look for manifests: keys of the registry, whose unnamed value
 * is the manifest's path.
 *
 *   HKCU\Software\BROWSER\NativeMessagingHosts\HOST   the person's, looked at first
 *   HKLM\Software\BROWSER\NativeMessagingHosts\HOST   the installer's
 *
 * The person's manifests lie in the agent's own folder, one for each browser.
 */
#include "manifests.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <string.h>

#include <shlobj.h>

#define KEY_MAX 256

static bool
key_name(const char *browser_key, wchar_t ret_name[KEY_MAX])
{
	char name[KEY_MAX];
	int length = snprintf(name, sizeof(name), "Software\\%s\\NativeMessagingHosts\\%s", browser_key,
	                      SWA_HOST_NAME);

	return length > 0 && length < KEY_MAX &&
	       MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, name, -1, ret_name, KEY_MAX) > 0;
}

/* The path that a key leads to, as VIEW of the registry shows it. */
static bool
read_key(HKEY root, REGSAM view, const char *browser_key, char ret_path[CTL_PATH_MAX])
{
	wchar_t name[KEY_MAX], value[CTL_PATH_MAX];
	DWORD size = sizeof(value);
	bool found;
	HKEY key;

	if (!key_name(browser_key, name) ||
	    RegOpenKeyExW(root, name, 0, KEY_READ | view, &key) != ERROR_SUCCESS)
		return false;
	found = RegGetValueW(key, NULL, NULL, RRF_RT_REG_SZ, NULL, value, &size) == ERROR_SUCCESS &&
	        swa_narrow(value, ret_path, CTL_PATH_MAX) == SWA_OK;
	(void)RegCloseKey(key);
	return found;
}

bool
ctl_browser_manifest(const struct ctl_browser *browser, bool system, char ret_path[CTL_PATH_MAX])
{
	const HKEY roots[] = {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};
	const REGSAM views[] = {KEY_WOW64_32KEY, KEY_WOW64_64KEY}; /* browsers look in this order */

	for (size_t root = system ? 1 : 0; root < 2; root++)
		for (size_t view = 0; view < 2; view++)
			for (size_t i = 0; i < CTL_BROWSER_PLACES && browser->keys[i] != NULL; i++)
				if (read_key(roots[root], views[view], browser->keys[i], ret_path))
					return true;
	return false;
}

bool
ctl_browser_used(const struct ctl_browser *browser)
{
	const KNOWNFOLDERID *where = browser->firefox ? &FOLDERID_RoamingAppData : &FOLDERID_LocalAppData;
	char base[CTL_PATH_MAX], folder[CTL_PATH_MAX];
	struct ctl_file file = {.folder = false};
	wchar_t *wide = NULL;

	if (SHGetKnownFolderPath(where, 0, NULL, &wide) == S_OK &&
	    swa_narrow(wide, base, sizeof(base)) == SWA_OK && ctl_file_join(folder, base, browser->data))
		ctl_file_look(folder, &file);
	CoTaskMemFree(wide);
	return file.folder;
}

bool
ctl_browser_own_manifest(const struct ctl_browser *browser, char ret_path[CTL_PATH_MAX])
{
	char manifests[CTL_PATH_MAX], folder[CTL_PATH_MAX];
	struct swa_endpoint endpoint;

	/* Made as the agent makes it, closed to others, where nothing has been kept yet. */
	return swa_endpoint_find(true, &endpoint) == SWA_OK &&
	       ctl_file_join(manifests, endpoint.folder, "browsers") &&
	       ctl_file_join(folder, manifests, browser->name) &&
	       ctl_file_join(ret_path, folder, CTL_MANIFEST_FILE);
}

/* Another's key is left alone where it leads to a manifest: the browser whose name it has may need it. */
swa_err
ctl_browser_lead(const struct ctl_browser *browser, const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	char native[CTL_PATH_MAX];
	swa_err err;

	(void)snprintf(native, sizeof(native), "%s", path);
	ctl_file_native(native);
	err = swa_wide(native, &wide);
	for (size_t i = 0; i < browser->written && err == SWA_OK; i++) {
		char there[CTL_PATH_MAX];
		wchar_t name[KEY_MAX];

		if (i > 0 && read_key(HKEY_CURRENT_USER, KEY_WOW64_64KEY, browser->keys[i], there))
			continue;
		if (!key_name(browser->keys[i], name) ||
		    RegSetKeyValueW(HKEY_CURRENT_USER, name, NULL, REG_SZ, wide,
		                    (DWORD)((wcslen(wide) + 1) * sizeof(*wide))) != ERROR_SUCCESS)
			err = SWA_ERR_IO;
	}
	return err;
}

swa_err
ctl_browser_unlead(const struct ctl_browser *browser, const char *path)
{
	char native[CTL_PATH_MAX];
	swa_err err = SWA_OK;

	(void)snprintf(native, sizeof(native), "%s", path);
	ctl_file_native(native);
	for (size_t i = 0; i < browser->written; i++) {
		char there[CTL_PATH_MAX];
		wchar_t name[KEY_MAX];

		if (!read_key(HKEY_CURRENT_USER, KEY_WOW64_64KEY, browser->keys[i], there) ||
		    _stricmp(there, native) != 0)
			continue;
		if (!key_name(browser->keys[i], name) ||
		    RegDeleteKeyExW(HKEY_CURRENT_USER, name, KEY_WOW64_64KEY, 0) != ERROR_SUCCESS)
			err = SWA_ERR_IO;
	}
	return err;
}

/* A name without a drive is one beside the manifest. */
bool
ctl_manifest_program(const char *path, const char *host, char ret_program[CTL_PATH_MAX])
{
	const char *name = path;
	int length;

	for (const char *at = path; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			name = at + 1;
	if (host[0] != '\0' && host[1] == ':')
		length = snprintf(ret_program, CTL_PATH_MAX, "%s", host);
	else
		length = snprintf(ret_program, CTL_PATH_MAX, "%.*s%s", (int)(name - path), path, host);
	return length < CTL_PATH_MAX;
}
