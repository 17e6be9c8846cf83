#include "swa/system_windows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <aclapi.h>
#include <sddl.h>

#define DESCRIPTOR_TEXT_MAX (2 * SWA_SID_TEXT_MAX + 128)

swa_err
swa_wide(const char *text, wchar_t **ret_wide)
{
	int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
	wchar_t *wide;

	if (size <= 0)
		return SWA_ERR_ARGUMENT;
	if ((wide = calloc((size_t)size, sizeof(*wide))) == NULL)
		return SWA_ERR_NOMEM;
	(void)MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, size);
	*ret_wide = wide;
	return SWA_OK;
}

void
swa_wide_freep(wchar_t **wide)
{
	free(*wide);
}

swa_err
swa_narrow(const wchar_t *wide, char *ret_text, size_t size)
{
	int needed = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);

	if (needed <= 0 || (size_t)needed > size)
		return SWA_ERR_LIMIT;
	(void)WideCharToMultiByte(CP_UTF8, 0, wide, -1, ret_text, needed, NULL, NULL);
	return SWA_OK;
}

void
swa_handle_closep(HANDLE *handle)
{
	DWORD saved = GetLastError();

	if (*handle != NULL && *handle != INVALID_HANDLE_VALUE)
		(void)CloseHandle(*handle);
	SetLastError(saved);
}

/* --- who ----------------------------------------------------------------- */

swa_err
swa_token_sid(HANDLE token, char ret_text[SWA_SID_TEXT_MAX])
{
	union {
		TOKEN_USER user;
		unsigned char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} found;
	DWORD size = 0;
	char *text = NULL;
	int length;

	if (!GetTokenInformation(token, TokenUser, &found, sizeof(found), &size) ||
	    !ConvertSidToStringSidA(found.user.User.Sid, &text))
		return SWA_ERR_IO;
	length = snprintf(ret_text, SWA_SID_TEXT_MAX, "%s", text);
	(void)LocalFree(text);
	return length > 0 && length < SWA_SID_TEXT_MAX ? SWA_OK : SWA_ERR_IO;
}

swa_err
swa_user_sid(char ret_text[SWA_SID_TEXT_MAX])
{
	SWA_CLEANUP(swa_handle_closep) HANDLE token = NULL;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return SWA_ERR_IO;
	return swa_token_sid(token, ret_text);
}

/* --- closing to others ----------------------------------------------------- */

swa_err
swa_private_descriptor(bool inherit, PSECURITY_DESCRIPTOR *ret_descriptor)
{
	const char *flags = inherit ? "OICI" : "";
	char sid[SWA_SID_TEXT_MAX], text[DESCRIPTOR_TEXT_MAX];
	swa_err err;

	if ((err = swa_user_sid(sid)) != SWA_OK)
		return err;
	/* Protected: nothing is inherited.  GA: all rights.  SY: the system. */
	(void)snprintf(text, sizeof(text), "O:%sD:P(A;%s;GA;;;%s)(A;%s;GA;;;SY)", sid, flags, sid, flags);
	if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, ret_descriptor,
	                                                          NULL))
		return SWA_ERR_IO;
	return SWA_OK;
}

swa_err
swa_make_private(HANDLE handle, bool inherit)
{
	PSECURITY_DESCRIPTOR descriptor = NULL;
	bool set;
	swa_err err;

	if ((err = swa_private_descriptor(inherit, &descriptor)) != SWA_OK)
		return err;
	/* As it stands: SetSecurityInfo() may add what the folder above hands down. */
	set = SetKernelObjectSecurity(handle, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
	                              descriptor) != 0;
	(void)LocalFree(descriptor);
	return set ? SWA_OK : SWA_ERR_IO;
}

/* --- who else --------------------------------------------------------------- */

static bool
is_sid(PSID sid, const char *text)
{
	PSID other = NULL;
	bool same;

	if (!ConvertStringSidToSidA(text, &other))
		return false;
	same = EqualSid(sid, other) != 0;
	(void)LocalFree(other);
	return same;
}

/* The system, the administrators, and the service that installs what Windows brings. */
static bool
is_administrators(PSID sid)
{
	return is_sid(sid, "S-1-5-18") || is_sid(sid, "S-1-5-32-544") ||
	       is_sid(sid, "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");
}

/* Whoever made or owns the thing is in question anyway. */
static bool
is_owner_placeholder(PSID sid)
{
	return is_sid(sid, "S-1-3-0") || is_sid(sid, "S-1-3-4");
}

static ACCESS_MASK
plain_rights(ACCESS_MASK mask, enum swa_object kind)
{
	GENERIC_MAPPING file = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
	GENERIC_MAPPING key = {KEY_READ, KEY_WRITE, KEY_EXECUTE, KEY_ALL_ACCESS};
	DWORD mapped = mask;

	MapGenericMask(&mapped, kind == SWA_OBJECT_KEY ? &key : &file);
	return mapped;
}

static void
add_entry(const ACE_HEADER *entry, PSID me, enum swa_object kind, struct swa_access *access)
{
	const ACCESS_ALLOWED_ACE *allowed = (const ACCESS_ALLOWED_ACE *)entry;
	PSID sid = (PSID)(uintptr_t)&allowed->SidStart;
	ACCESS_MASK rights;

	/* What denies takes nothing away here, and what only its children inherit gives nothing here. */
	if (entry->AceType == ACCESS_DENIED_ACE_TYPE || (entry->AceFlags & INHERIT_ONLY_ACE) != 0)
		return;
	if (entry->AceType != ACCESS_ALLOWED_ACE_TYPE) {
		/* An entry of a kind that is not read: it may give anything to anyone. */
		access->others = access->strangers = ~(ACCESS_MASK)0;
		return;
	}
	rights = plain_rights(allowed->Mask, kind);
	if (is_administrators(sid) || is_owner_placeholder(sid))
		return;
	access->strangers |= rights;
	if (!EqualSid(sid, me))
		access->others |= rights;
}

swa_err
swa_access_of(HANDLE handle, enum swa_object kind, struct swa_access *ret_access)
{
	struct swa_access access = {.mine = false};
	PSECURITY_DESCRIPTOR descriptor = NULL;
	char sid[SWA_SID_TEXT_MAX];
	PSID owner = NULL, me = NULL;
	PACL list = NULL;
	swa_err err;

	if ((err = swa_user_sid(sid)) != SWA_OK)
		return err;
	if (!ConvertStringSidToSidA(sid, &me))
		return SWA_ERR_NOMEM;
	if (GetSecurityInfo(handle, kind == SWA_OBJECT_KEY ? SE_REGISTRY_KEY : SE_FILE_OBJECT,
	                    OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner, NULL, &list, NULL,
	                    &descriptor) != ERROR_SUCCESS) {
		(void)LocalFree(me);
		return SWA_ERR_IO;
	}
	access.administrators = owner != NULL && is_administrators(owner);
	access.mine = owner != NULL && (EqualSid(owner, me) || is_sid(owner, "S-1-5-32-544"));
	if (list == NULL) { /* no list: everything is open to everyone */
		access.others = access.strangers = ~(ACCESS_MASK)0;
	} else {
		for (DWORD i = 0; i < list->AceCount; i++) {
			void *entry = NULL;

			if (GetAce(list, i, &entry))
				add_entry(entry, me, kind, &access);
		}
	}
	(void)LocalFree(descriptor);
	(void)LocalFree(me);
	*ret_access = access;
	return SWA_OK;
}
