#include "process.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <string.h>

#include <aclapi.h>
#include <sddl.h>
#include <tlhelp32.h>

/* Pages of secrets, guard pages and all. */
#define LOCKED_ROOM ((SIZE_T)16 * 1024 * 1024)

/* What this process lets other programs of the same person do: see it, wait for it, end it.  OW takes
 * from the owner the right to change this list, which it would have otherwise. */
#define PROCESS_LIST "D:P(A;;0x101001;;;%s)(A;;RC;;;OW)(A;;GA;;;SY)"

static void
close_process(void)
{
	char sid[SWA_SID_TEXT_MAX], text[SWA_SID_TEXT_MAX + sizeof(PROCESS_LIST)];
	PSECURITY_DESCRIPTOR descriptor = NULL;

	if (swa_user_sid(sid) != SWA_OK)
		return;
	(void)snprintf(text, sizeof(text), PROCESS_LIST, sid);
	if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &descriptor, NULL))
		return;
	(void)SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, descriptor);
	(void)LocalFree(descriptor);
}

/* No code from the network or from folders that anyone may write, none that is put into every program. */
static void
restrict_loading(void)
{
	PROCESS_MITIGATION_IMAGE_LOAD_POLICY images = {.Flags = 0};
	PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY extensions = {.Flags = 0};

	images.NoRemoteImages = 1;
	images.NoLowMandatoryLabelImages = 1;
	images.PreferSystem32Images = 1;
	extensions.DisableExtensionPoints = 1;
	(void)SetProcessMitigationPolicy(ProcessImageLoadPolicy, &images, sizeof(images));
	(void)SetProcessMitigationPolicy(ProcessExtensionPointDisablePolicy, &extensions, sizeof(extensions));
	(void)SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
}

void
swa_process_harden(void)
{
	/* No dialog and no report, which would hold a copy of the memory, when this process crashes. */
	(void)SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
	/* Windows locks no more memory than this minimum holds: room for the keys. */
	(void)SetProcessWorkingSetSize(GetCurrentProcess(), LOCKED_ROOM, 16 * LOCKED_ROOM);
	restrict_loading();
	close_process();
}

/* The process that started ID; 0 where the system does not tell. */
static DWORD
parent_of(DWORD id)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
	PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};

	if (list == INVALID_HANDLE_VALUE || !Process32FirstW(list, &entry))
		return 0;
	do {
		if (entry.th32ProcessID == id)
			return entry.th32ParentProcessID;
	} while (Process32NextW(list, &entry));
	return 0;
}

/* Without folder and ".exe". */
static void
name_of(DWORD id, char ret_name[SWA_PROCESS_NAME_MAX])
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	SWA_CLEANUP(swa_handle_closep)
	HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
	wchar_t wide[MAX_PATH * 4];
	char path[MAX_PATH * 8];
	DWORD size = sizeof(wide) / sizeof(wide[0]);
	const char *name;
	size_t length;

	ret_name[0] = '\0';
	if (process == NULL || !QueryFullProcessImageNameW(process, 0, wide, &size) ||
	    swa_narrow(wide, path, sizeof(path)) != SWA_OK)
		return;
	name = strrchr(path, '\\');
	name = name == NULL ? path : name + 1;
	length = strlen(name);
	if (length > 4 && _stricmp(name + length - 4, ".exe") == 0)
		length -= 4;
	if (length > strspn(name, known))
		length = strspn(name, known);
	(void)snprintf(ret_name, SWA_PROCESS_NAME_MAX, "%.*s", (int)length, name);
}

void
swa_process_parent_name(char ret_name[SWA_PROCESS_NAME_MAX])
{
	DWORD parent = parent_of(GetCurrentProcessId());

	name_of(parent, ret_name);
	if (_stricmp(ret_name, "cmd") == 0) /* by which browsers of the Chromium family start a host */
		name_of(parent_of(parent), ret_name);
}
