/* Which keyring, and how its items are written. */
#include "swa/keyring.h"

#include "keyring_backend.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct swa_keyring {
	const struct keyring_backend *backend;
	char folder[];
};

static const struct {
	enum swa_keyring_kind kind;
	const char *name;
	const struct keyring_backend *backend; /* NULL: none, or not in this build */
} kinds[] = {
#ifdef SWA_HAVE_LIBSECRET
        {SWA_KEYRING_LOGIN, "login", &keyring_libsecret},
#elif defined(_WIN32)
        {SWA_KEYRING_LOGIN, "login", &keyring_dpapi},
#else
        {SWA_KEYRING_LOGIN, "login", NULL},
#endif
        {SWA_KEYRING_FILE, "file", &keyring_file},
        {SWA_KEYRING_NONE, "passphrase", NULL},
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

const char *
swa_keyring_name(enum swa_keyring_kind kind)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (kinds[i].kind == kind)
			return kinds[i].name;
	}
	return "unknown";
}

swa_err
swa_keyring_from_name(const char *name, enum swa_keyring_kind *ret_kind)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			*ret_kind = kinds[i].kind;
			return SWA_OK;
		}
	}
	return SWA_ERR_ARGUMENT;
}

swa_err
swa_keyring_open(enum swa_keyring_kind kind, const char *folder, struct swa_keyring **ret_keyring)
{
	const struct keyring_backend *backend = NULL;
	const size_t size = strlen(folder) + 1;
	struct swa_keyring *keyring;

	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (kinds[i].kind == kind)
			backend = kinds[i].backend;
	}
	if (backend == NULL)
		return SWA_ERR_ARGUMENT;
	if ((keyring = malloc(sizeof(*keyring) + size)) == NULL)
		return SWA_ERR_NOMEM;
	keyring->backend = backend;
	memcpy(keyring->folder, folder, size);
	*ret_keyring = keyring;
	return SWA_OK;
}

static void
id_text(const unsigned char vault_id[SWA_VAULT_ID_SIZE], char ret_id[KEYRING_ID_SIZE])
{
	sodium_bin2hex(ret_id, KEYRING_ID_SIZE, vault_id, SWA_VAULT_ID_SIZE);
}

swa_err
swa_keyring_store(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                  const struct swa_secret *root)
{
	char id[KEYRING_ID_SIZE];

	if (swa_secret_size(root) != SWA_ROOT_KEY_SIZE)
		return SWA_ERR_ARGUMENT;
	id_text(vault_id, id);
	return keyring->backend->store(keyring->folder, id, root);
}

swa_err
swa_keyring_load(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                 bool may_prompt, struct swa_secret **ret_root)
{
	char id[KEYRING_ID_SIZE];

	id_text(vault_id, id);
	return keyring->backend->load(keyring->folder, id, may_prompt, ret_root);
}

swa_err
swa_keyring_set_anchor(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                       uint64_t generation)
{
	char id[KEYRING_ID_SIZE];

	id_text(vault_id, id);
	return keyring->backend->set_anchor(keyring->folder, id, generation);
}

swa_err
swa_keyring_anchor(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                   uint64_t *ret_generation)
{
	char id[KEYRING_ID_SIZE];

	id_text(vault_id, id);
	return keyring->backend->anchor(keyring->folder, id, ret_generation);
}

swa_err
swa_keyring_remove(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE])
{
	char id[KEYRING_ID_SIZE];

	id_text(vault_id, id);
	return keyring->backend->remove(keyring->folder, id);
}

void
swa_keyring_close(struct swa_keyring *keyring)
{
	free(keyring);
}

void
swa_keyring_closep(struct swa_keyring **keyring)
{
	swa_keyring_close(*keyring);
}

/* --- items as text ------------------------------------------------------- */

swa_err
keyring_key_to_text(const struct swa_secret *root, struct swa_buf *ret_text)
{
	unsigned char *room;

	if ((room = swa_buf_reserve(ret_text, KEYRING_KEY_TEXT)) == NULL)
		return ret_text->err;
	/* Room for the NUL too: swa_buf has it behind every text. */
	sodium_bin2hex((char *)room, KEYRING_KEY_TEXT + 1, swa_secret_bytes(root), SWA_ROOT_KEY_SIZE);
	ret_text->size += KEYRING_KEY_TEXT;
	return SWA_OK;
}

swa_err
keyring_key_from_text(const char *text, size_t size, struct swa_secret **ret_root)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *root = NULL;
	size_t written;
	const char *end;
	swa_err err;

	if (text == NULL || size != KEYRING_KEY_TEXT)
		return SWA_ERR_KEYRING_FAILED;
	if ((err = swa_secret_new(SWA_ROOT_KEY_SIZE, &root)) != SWA_OK)
		return err;
	if (sodium_hex2bin(swa_secret_data(root), SWA_ROOT_KEY_SIZE, text, size, NULL, &written, &end) != 0 ||
	    written != SWA_ROOT_KEY_SIZE || end != text + size)
		return SWA_ERR_KEYRING_FAILED;
	*ret_root = root;
	root = NULL;
	return SWA_OK;
}

swa_err
keyring_number_from_text(const char *text, size_t size, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (text == NULL || size == 0)
		return SWA_ERR_KEYRING_FAILED;
	for (size_t i = 0; i < size; i++) {
		const unsigned digit = (unsigned)(text[i] - '0');

		if (text[i] < '0' || text[i] > '9' || number > (UINT64_MAX - digit) / 10)
			return SWA_ERR_KEYRING_FAILED;
		number = number * 10 + digit;
	}
	*ret_number = number;
	return SWA_OK;
}
