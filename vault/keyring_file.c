/*
 * The root key in a file beside the vault: vault-ID.key; the anchor in vault-ID.anchor.
 *
 * Only for machines without a secret service, and only when chosen: it keeps
 * the vault from nobody who can read the person's files.
 */
#include "file.h"
#include "keyring_backend.h"

#include <stdio.h>

#define KEY_MAGIC "swa-agent root key 1\n"
#define FILE_MAX 256

static swa_err
item_path(const char *folder, const char *item, const char *id, char **ret_path)
{
	char name[KEYRING_ID_SIZE + 32];

	(void)snprintf(name, sizeof(name), "vault-%s.%s", id, item);
	return file_path(folder, name, ret_path);
}

/* Read an item; SWA_ERR_KEYRING_RESET when it is not there. */
static swa_err
read_item(const char *folder, const char *item, const char *id, struct swa_buf *ret_text)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = item_path(folder, item, id, &path)) != SWA_OK)
		return err;
	if ((err = file_folder_check(folder)) == SWA_OK)
		err = file_read(path, FILE_PRIVATE, ret_text);
	switch (err) {
	case SWA_ERR_VAULT_MISSING: return SWA_ERR_KEYRING_RESET;
	case SWA_ERR_VAULT_UNSAFE: return SWA_ERR_KEYFILE_UNSAFE;
	case SWA_ERR_LIMIT: return SWA_ERR_KEYRING_FAILED;
	default: return err;
	}
}

/* The line after the magic; a line's end is not a part of it. */
static swa_err
key_line(const struct swa_buf *text, const char **ret_line, size_t *ret_size)
{
	const size_t magic = sizeof(KEY_MAGIC) - 1;
	size_t size = text->size;

	if (size > 0 && text->data[size - 1] == '\n')
		size--;
	if (size < magic)
		return SWA_ERR_KEYRING_FAILED;
	for (size_t i = 0; i < magic; i++) {
		if (text->data[i] != (unsigned char)KEY_MAGIC[i])
			return SWA_ERR_KEYRING_FAILED;
	}
	*ret_line = (const char *)text->data + magic;
	*ret_size = size - magic;
	return SWA_OK;
}

static swa_err
load(const char *folder, const char *id, bool may_prompt, struct swa_secret **ret_root)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	const char *line;
	size_t size;
	swa_err err;

	(void)may_prompt; /* nothing here is locked */
	swa_buf_init(&text, FILE_MAX);
	if ((err = read_item(folder, KEYRING_ITEM_KEY, id, &text)) != SWA_OK)
		return err;
	if ((err = key_line(&text, &line, &size)) != SWA_OK)
		return err;
	return keyring_key_from_text(line, size, ret_root);
}

static swa_err
store(const char *folder, const char *id, const struct swa_secret *root)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	if ((err = file_folder_make(folder)) != SWA_OK || (err = file_lock(folder, &lock)) != SWA_OK)
		return err == SWA_ERR_VAULT_UNSAFE ? SWA_ERR_KEYFILE_UNSAFE : err;
	if ((err = item_path(folder, KEYRING_ITEM_KEY, id, &path)) != SWA_OK)
		return err;
	/* Whatever is there, safe or not, is not replaced. */
	err = file_check(path, FILE_PRIVATE);
	if (err == SWA_OK || err == SWA_ERR_VAULT_UNSAFE)
		return SWA_ERR_VAULT_EXISTS;
	if (err != SWA_ERR_VAULT_MISSING)
		return err;
	if ((err = swa_buf_append_text(&text, KEY_MAGIC)) != SWA_OK)
		return err;
	if ((err = keyring_key_to_text(root, &text)) != SWA_OK)
		return err;
	if ((err = swa_buf_append_text(&text, "\n")) != SWA_OK)
		return err;
	return file_write(path, text.data, text.size);
}

static swa_err
set_anchor(const char *folder, const char *id, uint64_t generation)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	if ((err = item_path(folder, KEYRING_ITEM_ANCHOR, id, &path)) != SWA_OK)
		return err;
	if ((err = swa_buf_printf(&text, "%llu", (unsigned long long)generation)) != SWA_OK)
		return err;
	return file_write(path, text.data, text.size);
}

static swa_err
anchor(const char *folder, const char *id, uint64_t *ret_generation)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	err = read_item(folder, KEYRING_ITEM_ANCHOR, id, &text);
	if (err == SWA_ERR_KEYRING_RESET) {
		*ret_generation = 0;
		return SWA_OK;
	}
	if (err != SWA_OK)
		return err;
	return keyring_number_from_text(swa_buf_text(&text), text.size, ret_generation);
}

static swa_err
forget_item(const char *folder, const char *item, const char *id)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = item_path(folder, item, id, &path)) != SWA_OK)
		return err;
	/* A link is gone; what it led to is not ours to overwrite. */
	return (err = file_shred(path)) == SWA_ERR_VAULT_UNSAFE ? SWA_ERR_KEYFILE_UNSAFE : err;
}

static swa_err
forget(const char *folder, const char *id)
{
	const swa_err key = forget_item(folder, KEYRING_ITEM_KEY, id);
	const swa_err anchor_too = forget_item(folder, KEYRING_ITEM_ANCHOR, id);

	return key != SWA_OK ? key : anchor_too;
}

const struct keyring_backend keyring_file = {
        .store = store,
        .load = load,
        .set_anchor = set_anchor,
        .anchor = anchor,
        .remove = forget,
};
