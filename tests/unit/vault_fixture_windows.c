/* The throw-away folder on Windows. */
#include "vault_fixture.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sddl.h>

#define OTHERS_WRITE 0022u
#define OTHERS_READ 0044u

static wchar_t *
wide(const char *path)
{
	wchar_t *found = NULL;

	assert_ok(swa_wide(path, &found));
	return found;
}

void
fixture_make_base(char *base, size_t size)
{
	static unsigned count;
	char temporary[MAX_PATH];
	wchar_t *name;

	assert_true(GetTempPathA(sizeof(temporary), temporary) > 0);
	for (char *at = strchr(temporary, '\\'); at != NULL; at = strchr(at, '\\'))
		*at = '/';
	(void)snprintf(base, size, "%.60sswa-unit.%lu.%u", temporary, GetCurrentProcessId(), count++);
	name = wide(base);
	assert_true(CreateDirectoryW(name, NULL));
	free(name);
	fixture_chmod(base, 0700);
}

void
fixture_remove_tree(const char *path)
{
	WIN32_FIND_DATAA entry;
	char pattern[512];
	HANDLE list;

	(void)snprintf(pattern, sizeof(pattern), "%s/*", path);
	list = FindFirstFileA(pattern, &entry);
	while (list != INVALID_HANDLE_VALUE) {
		char child[512];

		(void)snprintf(child, sizeof(child), "%s/%s", path, entry.cFileName);
		if (strcmp(entry.cFileName, ".") != 0 && strcmp(entry.cFileName, "..") != 0) {
			if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
				fixture_remove_tree(child);
			else
				(void)DeleteFileA(child);
		}
		if (!FindNextFileA(list, &entry)) {
			(void)FindClose(list);
			break;
		}
	}
	(void)RemoveDirectoryA(path);
}

void
fixture_unlink(const char *path)
{
	assert_true(DeleteFileA(path));
}

bool
fixture_exists(struct fixture *f, const char *name)
{
	return GetFileAttributesA(fixture_path(f, name)) != INVALID_FILE_ATTRIBUTES;
}

static HANDLE
open_path(const char *path, DWORD rights)
{
	HANDLE handle = CreateFileA(path, rights, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
	                            NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);

	assert_true(handle != INVALID_HANDLE_VALUE);
	return handle;
}

unsigned
fixture_mode(const char *path)
{
	HANDLE handle = open_path(path, READ_CONTROL);
	unsigned mode = (GetFileAttributesA(path) & FILE_ATTRIBUTE_DIRECTORY) != 0 ? 0700 : 0600;
	struct swa_access access;

	assert_ok(swa_access_of(handle, SWA_OBJECT_FILE, &access));
	assert_true(access.mine);
	if ((access.others & (FILE_WRITE_DATA | DELETE | WRITE_DAC)) != 0)
		mode |= OTHERS_WRITE;
	if ((access.others & FILE_READ_DATA) != 0)
		mode |= OTHERS_READ;
	(void)CloseHandle(handle);
	return mode;
}

/* Everyone stands for the group and the others. */
void
fixture_chmod(const char *path, unsigned mode)
{
	HANDLE handle = open_path(path, READ_CONTROL | WRITE_DAC);
	PSECURITY_DESCRIPTOR descriptor = NULL;
	char sid[SWA_SID_TEXT_MAX], text[2 * SWA_SID_TEXT_MAX];

	assert_ok(swa_user_sid(sid));
	(void)snprintf(text, sizeof(text), "D:P(A;OICI;FA;;;%s)(A;OICI;FA;;;SY)%s%s", sid,
	               (mode & OTHERS_READ) != 0 ? "(A;;FR;;;WD)" : "",
	               (mode & OTHERS_WRITE) != 0 ? "(A;;FW;;;WD)" : "");
	assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &descriptor,
	                                                                 NULL));
	assert_true(SetKernelObjectSecurity(
	        handle, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, descriptor));
	(void)LocalFree(descriptor);
	(void)CloseHandle(handle);
}

/* Windows lets only administrators and developers make one; in Wine it leads nowhere. */
void
fixture_symlink(const char *target, const char *path)
{
	const bool in_wine = GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
	wchar_t *wide_target = wide(target), *wide_path = wide(path);
	BOOLEAN made = FALSE;

	if (!in_wine)
		made = CreateSymbolicLinkW(wide_path, wide_target,
		                           2 /* unprivileged, where that is allowed */);
	free(wide_target);
	free(wide_path);
	if (!made)
		skip();
}

void
fixture_link(const char *path, const char *other)
{
	assert_true(CreateHardLinkA(other, path, NULL));
}
