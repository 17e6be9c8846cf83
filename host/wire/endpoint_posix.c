#include "endpoint.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pwd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FOLDER_NAME "swa-agent"

static swa_err
join(char path[SWA_PATH_MAX], const char *folder, const char *name)
{
	int length = snprintf(path, SWA_PATH_MAX, "%s/%s", folder, name);

	return length >= 0 && length < SWA_PATH_MAX ? SWA_OK : SWA_ERR_LIMIT;
}

/* As the XDG base directory specification has it: what is not absolute does not count. */
static const char *
absolute_variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

static const char *
home_folder(void)
{
	const char *home = absolute_variable("HOME");
	const struct passwd *entry;

	if (home != NULL)
		return home;
	entry = getpwuid(geteuid());
	return entry != NULL && entry->pw_dir != NULL && entry->pw_dir[0] == '/' ? entry->pw_dir : NULL;
}

/* $VARIABLE/swa-agent, else ~/UNDER_HOME/swa-agent */
static swa_err
base_folder(const char *variable, const char *under_home, char ret_path[SWA_PATH_MAX])
{
	const char *base = absolute_variable(variable);
	char fallback[SWA_PATH_MAX];
	swa_err err;

	if (base == NULL) {
		if ((base = home_folder()) == NULL)
			return SWA_ERR_IO;
		if ((err = join(fallback, base, under_home)) != SWA_OK)
			return err;
		base = fallback;
	}
	return join(ret_path, base, FOLDER_NAME);
}

/* Make PATH and what is missing above it; the umask cannot open it to others. */
static swa_err
make_folders(const char *path)
{
	char part[SWA_PATH_MAX];
	struct stat st;

	(void)snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (stat(part, &st) != 0 && mkdir(part, S_IRWXU) != 0 && errno != EEXIST)
			return SWA_ERR_IO;
		*slash = '/';
	}
	return mkdir(part, S_IRWXU) == 0 || errno == EEXIST ? SWA_OK : SWA_ERR_IO;
}

static swa_err
check_folder(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? SWA_ERR_AGENT_UNREACHABLE : SWA_ERR_IO;
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return SWA_ERR_PEER_REFUSED;
	return SWA_OK;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

swa_err
swa_endpoint_find(bool create, struct swa_endpoint *ret_endpoint)
{
	const char *runtime = absolute_variable("XDG_RUNTIME_DIR");
	struct swa_endpoint endpoint;
	struct sockaddr_un address;
	swa_err err;

	if (is_folder(runtime))
		err = join(endpoint.folder, runtime, FOLDER_NAME);
	else
		err = base_folder("XDG_STATE_HOME", ".local/state", endpoint.folder);
	if (err != SWA_OK || (err = join(endpoint.socket, endpoint.folder, "agent.sock")) != SWA_OK ||
	    (err = join(endpoint.lock, endpoint.folder, "agent.lock")) != SWA_OK)
		return err;
	if (strlen(endpoint.socket) >= sizeof(address.sun_path))
		return SWA_ERR_LIMIT;
	err = check_folder(endpoint.folder);
	if (err == SWA_ERR_AGENT_UNREACHABLE && create) {
		if ((err = make_folders(endpoint.folder)) == SWA_OK)
			err = check_folder(endpoint.folder);
	}
	if (err != SWA_OK)
		return err;
	*ret_endpoint = endpoint;
	return SWA_OK;
}

swa_err
swa_endpoint_data_folder(char ret_path[SWA_PATH_MAX])
{
	return base_folder("XDG_DATA_HOME", ".local/share", ret_path);
}
