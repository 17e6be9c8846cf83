#include "endpoint.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <string.h>

#include <shlobj.h>

#define FOLDER_NAME "SwaAgent"
#define PIPE_PREFIX "\\\\.\\pipe\\swa-agent-"

static swa_err
join(char path[SWA_PATH_MAX], const char *folder, const char *name)
{
	int length = snprintf(path, SWA_PATH_MAX, "%s%s", folder, name);

	return length >= 0 && length < SWA_PATH_MAX ? SWA_OK : SWA_ERR_LIMIT;
}

/* From the system, and not from the environment: a browser may have started us with another one. */
swa_err
swa_endpoint_data_folder(char ret_path[SWA_PATH_MAX])
{
	char base[SWA_PATH_MAX];
	wchar_t *wide = NULL;
	swa_err err = SWA_ERR_IO;

	if (SHGetKnownFolderPath(&FOLDERID_LocalAppData, KF_FLAG_CREATE, NULL, &wide) == S_OK)
		err = swa_narrow(wide, base, sizeof(base));
	CoTaskMemFree(wide);
	if (err != SWA_OK)
		return err;
	for (char *slash = strchr(base, '\\'); slash != NULL; slash = strchr(slash + 1, '\\'))
		*slash = '/';
	return join(ret_path, base, "/" FOLDER_NAME);
}

static swa_err
check_folder(const wchar_t *path)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	BY_HANDLE_FILE_INFORMATION facts;
	struct swa_access access;
	swa_err err;

	handle = CreateFileW(path, READ_CONTROL | FILE_READ_ATTRIBUTES,
	                     FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
	                     FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	if (handle == INVALID_HANDLE_VALUE)
		return GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND
		               ? SWA_ERR_AGENT_UNREACHABLE
		               : SWA_ERR_IO;
	if (!GetFileInformationByHandle(handle, &facts) ||
	    (err = swa_access_of(handle, SWA_OBJECT_FILE, &access)) != SWA_OK)
		return SWA_ERR_IO;
	if ((facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0 ||
	    (facts.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 || !access.mine ||
	    (access.others & SWA_ACCESS_READ) != 0)
		return SWA_ERR_PEER_REFUSED;
	return SWA_OK;
}

/* The system has the folder above it. */
static swa_err
make_folder(const wchar_t *path)
{
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof(attributes)};
	bool made;
	swa_err err;

	if ((err = swa_private_descriptor(true, &attributes.lpSecurityDescriptor)) != SWA_OK)
		return err;
	made = CreateDirectoryW(path, &attributes) || GetLastError() == ERROR_ALREADY_EXISTS;
	(void)LocalFree(attributes.lpSecurityDescriptor);
	return made ? SWA_OK : SWA_ERR_IO;
}

swa_err
swa_endpoint_find(bool create, struct swa_endpoint *ret_endpoint)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	struct swa_endpoint endpoint;
	char sid[SWA_SID_TEXT_MAX];
	swa_err err;

	if ((err = swa_endpoint_data_folder(endpoint.folder)) != SWA_OK ||
	    (err = swa_user_sid(sid)) != SWA_OK ||
	    (err = join(endpoint.socket, PIPE_PREFIX, sid)) != SWA_OK ||
	    (err = join(endpoint.lock, endpoint.folder, "/agent.lock")) != SWA_OK ||
	    (err = swa_wide(endpoint.folder, &wide)) != SWA_OK)
		return err;
	err = check_folder(wide);
	if (err == SWA_ERR_AGENT_UNREACHABLE && create) {
		if ((err = make_folder(wide)) == SWA_OK)
			err = check_folder(wide);
	}
	if (err != SWA_OK)
		return err;
	*ret_endpoint = endpoint;
	return SWA_OK;
}
