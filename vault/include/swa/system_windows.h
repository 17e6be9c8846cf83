/*
 * What the Windows files of all layers share: names in UTF-16, who this person
 * is, and who else may touch a thing.
 *
 * A "private" thing has a protected access list with two entries: this person
 * and the system itself.  Windows' own administrators can take ownership of
 * anything, as root can elsewhere; their entry does not make a thing unsafe.
 */
#ifndef SWA_SYSTEM_WINDOWS_H
#define SWA_SYSTEM_WINDOWS_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#include <windows.h>

#define SWA_SID_TEXT_MAX 192

/** UTF-8 to UTF-16; free with swa_wide_freep().  @return SWA_OK, SWA_ERR_ARGUMENT no UTF-8, SWA_ERR_NOMEM */
swa_err swa_wide(const char *text, wchar_t **ret_wide) SWA_MUST_CHECK;
void swa_wide_freep(wchar_t **wide);

/** UTF-16 to UTF-8.  @return SWA_OK, SWA_ERR_LIMIT where SIZE bytes do not hold it */
swa_err swa_narrow(const wchar_t *wide, char *ret_text, size_t size) SWA_MUST_CHECK;

/** Close a handle when its scope is left; NULL and INVALID_HANDLE_VALUE are none.  GetLastError() stays. */
void swa_handle_closep(HANDLE *handle);

/** The SID of the person whom TOKEN's process works for.  @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM */
swa_err swa_token_sid(HANDLE token, char ret_text[SWA_SID_TEXT_MAX]) SWA_MUST_CHECK;

/** The same of this process. */
swa_err swa_user_sid(char ret_text[SWA_SID_TEXT_MAX]) SWA_MUST_CHECK;

/**
 * A descriptor that closes a new thing to everyone but this person and the system.
 * @param inherit     what is made in it later gets the same (folders).
 * @param ret_descriptor to be ended with LocalFree().
 */
swa_err swa_private_descriptor(bool inherit, PSECURITY_DESCRIPTOR *ret_descriptor) SWA_MUST_CHECK;

/** Close the file or folder that is open as HANDLE (WRITE_DAC) to everyone but this person and the system. */
swa_err swa_make_private(HANDLE handle, bool inherit) SWA_MUST_CHECK;

/** Whom a thing belongs to, and what others may do with it. */
struct swa_access {
	bool mine;           /* this person's, or of the group that an administrator's things belong to */
	bool administrators; /* the system's, its installer's or its administrators' */
	ACCESS_MASK others;  /* what some person other than the owner, the system and administrators may do */
	ACCESS_MASK strangers; /* the same, but this person counts as another as well */
};

enum swa_object {
	SWA_OBJECT_FILE, /* or a folder */
	SWA_OBJECT_KEY,  /* of the registry */
};

/** @param handle with READ_CONTROL.  @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM */
swa_err swa_access_of(HANDLE handle, enum swa_object kind, struct swa_access *ret_access) SWA_MUST_CHECK;

/** What lets somebody change a file or folder, or its access list. */
#define SWA_ACCESS_WRITE \
	(FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_EA | FILE_WRITE_ATTRIBUTES | FILE_DELETE_CHILD | \
	 DELETE | WRITE_DAC | WRITE_OWNER)
#define SWA_ACCESS_READ (FILE_READ_DATA | SWA_ACCESS_WRITE)
/** The same of a key in the registry. */
#define SWA_ACCESS_KEY_WRITE \
	(KEY_SET_VALUE | KEY_CREATE_SUB_KEY | KEY_CREATE_LINK | DELETE | WRITE_DAC | WRITE_OWNER)

#endif
