/* Where browsers look for manifests: folders, the person's and the system's. */
#include "manifests.h"

#include <stdio.h>
#include <stdlib.h>

/* Firefox keeps to the home folder; the others to the folder of configurations. */
static bool
config_folder(const struct ctl_browser *browser, char ret_path[CTL_PATH_MAX])
{
	const char *config = getenv("XDG_CONFIG_HOME");
	char home[CTL_PATH_MAX], base[CTL_PATH_MAX];

	if (!browser->firefox && config != NULL && config[0] == '/')
		return ctl_file_join(ret_path, config, browser->config);
	if (!ctl_file_home(home))
		return false;
	if (browser->firefox)
		return ctl_file_join(ret_path, home, browser->config);
	return ctl_file_join(base, home, ".config") && ctl_file_join(ret_path, base, browser->config);
}

bool
ctl_browser_used(const struct ctl_browser *browser)
{
	char folder[CTL_PATH_MAX];
	struct ctl_file file;

	if (!config_folder(browser, folder))
		return false;
	ctl_file_look(folder, &file);
	return file.folder;
}

bool
ctl_browser_own_manifest(const struct ctl_browser *browser, char ret_path[CTL_PATH_MAX])
{
	char config[CTL_PATH_MAX], folder[CTL_PATH_MAX];

	return config_folder(browser, config) &&
	       ctl_file_join(folder, config,
	                     browser->firefox ? "native-messaging-hosts" : "NativeMessagingHosts") &&
	       ctl_file_join(ret_path, folder, CTL_MANIFEST_FILE);
}

bool
ctl_browser_manifest(const struct ctl_browser *browser, bool system, char ret_path[CTL_PATH_MAX])
{
	struct ctl_file file = {.exists = false};

	if (!system && ctl_browser_own_manifest(browser, ret_path))
		ctl_file_look(ret_path, &file);
	for (size_t i = 0; i < CTL_BROWSER_PLACES && browser->system[i] != NULL && !file.exists; i++) {
		if (ctl_file_join(ret_path, browser->system[i], CTL_MANIFEST_FILE))
			ctl_file_look(ret_path, &file);
	}
	return file.exists;
}

/* Its place is all that leads to a manifest. */
swa_err
ctl_browser_lead(const struct ctl_browser *browser, const char *path)
{
	(void)browser;
	(void)path;
	return SWA_OK;
}

swa_err
ctl_browser_unlead(const struct ctl_browser *browser, const char *path)
{
	(void)browser;
	(void)path;
	return SWA_OK;
}

bool
ctl_manifest_program(const char *path, const char *host, char ret_program[CTL_PATH_MAX])
{
	(void)path;
	return host[0] == '/' && snprintf(ret_program, CTL_PATH_MAX, "%s", host) < CTL_PATH_MAX;
}
