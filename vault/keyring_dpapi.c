/*
 * The root key under Windows' data protection, in a file beside the vault:
 * vault-ID.login-key; the anchor in vault-ID.login-anchor.
 *
 *   key ──▶ CryptProtectData, with the item's name and the vault's id ──▶ file
 *
 * What Windows seals with is derived from the person's password and opened by
 * the session, so a copy of the file is of no use to anybody else, and one item
 * does not open in another's place.  Nothing ever asks the person.
 */
#include "file.h"
#include "keyring_backend.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

#include <dpapi.h>

#define BLOB_MAX 4096
#define ENTROPY_MAX 128

/* Which item of which vault: sealed with it, so that it opens as nothing else. */
struct item {
	const char *folder;
	const char *id;
	const char *name;
};

struct opened {
	DATA_BLOB blob;
};

static void
opened_finish(struct opened *opened)
{
	if (opened->blob.pbData == NULL)
		return;
	swa_wipe(opened->blob.pbData, opened->blob.cbData);
	(void)LocalFree(opened->blob.pbData);
}

static swa_err
path_of(const struct item *item, char **ret_path)
{
	char name[KEYRING_ID_SIZE + 32];

	(void)snprintf(name, sizeof(name), "vault-%s.login-%s", item->id, item->name);
	return file_path(item->folder, name, ret_path);
}

static DATA_BLOB
entropy_of(const struct item *item, char room[ENTROPY_MAX])
{
	int size = snprintf(room, ENTROPY_MAX, "swa-agent %s of vault %s", item->name, item->id);

	return (DATA_BLOB){.cbData = (DWORD)size, .pbData = (BYTE *)room};
}

/* The person's master key is not to be had, is gone, or the item is none of this person's. */
static swa_err
from_error(DWORD error)
{
	switch ((HRESULT)error) {
	case ERROR_NOT_ENOUGH_MEMORY:
	case ERROR_OUTOFMEMORY: return SWA_ERR_NOMEM;
	/* The password was changed by an administrator, or the profile is not loaded: the master key is
	 * there and cannot be opened. */
	case NTE_BAD_KEY_STATE:
	case ERROR_LOGON_FAILURE:
	case ERROR_PASSWORD_RESTRICTION: return SWA_ERR_KEYRING_LOCKED;
	/* The profile was made anew: there is no such master key. */
	case ERROR_FILE_NOT_FOUND:
	case ERROR_PATH_NOT_FOUND: return SWA_ERR_KEYRING_RESET;
	/* The service that does it does not run. */
	case RPC_S_SERVER_UNAVAILABLE:
	case RPC_S_UNKNOWN_IF:
	case ERROR_SERVICE_NOT_ACTIVE:
	case ERROR_CALL_NOT_IMPLEMENTED: return SWA_ERR_KEYRING_MISSING;
	default: return SWA_ERR_KEYRING_FAILED;
	}
}

static swa_err
put(const struct item *item, const void *data, size_t size)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	char room[ENTROPY_MAX];
	DATA_BLOB entropy = entropy_of(item, room), sealed = {.cbData = 0};
	DATA_BLOB open = {.cbData = (DWORD)size, .pbData = (BYTE *)(uintptr_t)data};
	swa_err err;

	if ((err = path_of(item, &path)) != SWA_OK)
		return err;
	/* No description: it would be readable, and signed by nobody. */
	if (!CryptProtectData(&open, NULL, &entropy, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN, &sealed))
		return from_error(GetLastError());
	err = file_write(path, sealed.pbData, sealed.cbData);
	(void)LocalFree(sealed.pbData);
	return err;
}

/* SWA_ERR_KEYRING_RESET when it is not there. */
static swa_err
get(const struct item *item, struct opened *ret_opened)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	char room[ENTROPY_MAX];
	DATA_BLOB entropy = entropy_of(item, room), blob;
	swa_err err;

	swa_buf_init(&sealed, BLOB_MAX);
	if ((err = path_of(item, &path)) != SWA_OK)
		return err;
	if ((err = file_folder_check(item->folder)) == SWA_OK)
		err = file_read(path, FILE_PRIVATE, &sealed);
	switch (err) {
	case SWA_OK: break;
	case SWA_ERR_VAULT_MISSING: return SWA_ERR_KEYRING_RESET;
	case SWA_ERR_VAULT_UNSAFE: return SWA_ERR_KEYFILE_UNSAFE;
	case SWA_ERR_LIMIT: return SWA_ERR_KEYRING_FAILED;
	default: return err;
	}
	if (sealed.size == 0)
		return SWA_ERR_KEYRING_FAILED;
	blob = (DATA_BLOB){.cbData = (DWORD)sealed.size, .pbData = sealed.data};
	if (!CryptUnprotectData(&blob, NULL, &entropy, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN,
	                        &ret_opened->blob))
		return from_error(GetLastError());
	return SWA_OK;
}

static swa_err
load(const char *folder, const char *id, bool may_prompt, struct swa_secret **ret_root)
{
	SWA_CLEANUP(opened_finish) struct opened opened = {.blob = {.pbData = NULL}};
	swa_err err;

	(void)may_prompt; /* the session has opened it, or nobody can */
	if ((err = get(&(struct item){folder, id, KEYRING_ITEM_KEY}, &opened)) != SWA_OK)
		return err;
	if (opened.blob.cbData != SWA_ROOT_KEY_SIZE)
		return SWA_ERR_KEYRING_FAILED;
	return swa_secret_take(opened.blob.pbData, opened.blob.cbData, ret_root);
}

static swa_err
store(const char *folder, const char *id, const struct swa_secret *root)
{
	const struct item item = {folder, id, KEYRING_ITEM_KEY};
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_folder_make(folder)) != SWA_OK || (err = file_lock(folder, &lock)) != SWA_OK)
		return err == SWA_ERR_VAULT_UNSAFE ? SWA_ERR_KEYFILE_UNSAFE : err;
	if ((err = path_of(&item, &path)) != SWA_OK)
		return err;
	/* Whatever is there, safe or not, is not replaced. */
	err = file_check(path, FILE_PRIVATE);
	if (err == SWA_OK || err == SWA_ERR_VAULT_UNSAFE)
		return SWA_ERR_VAULT_EXISTS;
	if (err != SWA_ERR_VAULT_MISSING)
		return err;
	return put(&item, swa_secret_bytes(root), swa_secret_size(root));
}

static swa_err
set_anchor(const char *folder, const char *id, uint64_t generation)
{
	char text[32];
	int size = snprintf(text, sizeof(text), "%llu", (unsigned long long)generation);

	return put(&(struct item){folder, id, KEYRING_ITEM_ANCHOR}, text, (size_t)size);
}

static swa_err
anchor(const char *folder, const char *id, uint64_t *ret_generation)
{
	SWA_CLEANUP(opened_finish) struct opened opened = {.blob = {.pbData = NULL}};
	swa_err err = get(&(struct item){folder, id, KEYRING_ITEM_ANCHOR}, &opened);

	if (err == SWA_ERR_KEYRING_RESET) {
		*ret_generation = 0;
		return SWA_OK;
	}
	if (err != SWA_OK)
		return err;
	return keyring_number_from_text((const char *)opened.blob.pbData, opened.blob.cbData, ret_generation);
}

static swa_err
forget_item(const struct item *item)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = path_of(item, &path)) != SWA_OK)
		return err;
	/* A link is gone; what it led to is not ours to overwrite. */
	return (err = file_shred(path)) == SWA_ERR_VAULT_UNSAFE ? SWA_ERR_KEYFILE_UNSAFE : err;
}

static swa_err
forget(const char *folder, const char *id)
{
	const swa_err key = forget_item(&(struct item){folder, id, KEYRING_ITEM_KEY});
	const swa_err anchor_too = forget_item(&(struct item){folder, id, KEYRING_ITEM_ANCHOR});

	return key != SWA_OK ? key : anchor_too;
}

const struct keyring_backend keyring_dpapi = {
        .store = store,
        .load = load,
        .set_anchor = set_anchor,
        .anchor = anchor,
        .remove = forget,
};
