#include "header.h"

#include "kdf.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "swavault"
#define MAGIC_SIZE 8
#define FORMAT_AT 8
#define SIZE_AT 12
#define ID_AT 16
#define SECTIONS_AT (ID_AT + SWA_VAULT_ID_SIZE)
#define DIGEST_SIZE ((size_t)32)
#define SIZE_MIN (16 + DIGEST_SIZE) /* what every format has */

#define SECTION_KEYRING 1

static uint32_t
read_le(const unsigned char *bytes, unsigned size)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint32_t)bytes[i] << (8 * i);
	return value;
}

static void
write_le(unsigned char *bytes, unsigned size, uint32_t value)
{
	for (unsigned i = 0; i < size; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
}

/* KEY may be NULL: a plain digest. */
static swa_err
digest(const void *bytes, size_t size, const struct swa_secret *key, unsigned char ret_digest[DIGEST_SIZE])
{
	if (crypto_generichash(ret_digest, DIGEST_SIZE, bytes, size,
	                       key == NULL ? NULL : swa_secret_bytes(key),
	                       key == NULL ? 0 : swa_secret_size(key)) != 0)
		return SWA_ERR_INTERNAL;
	return SWA_OK;
}

swa_err
header_encode(const struct swa_vault_facts *facts, const struct swa_secret *root, struct swa_buf *ret_bytes)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	unsigned char out[SECTIONS_AT + 5 + 2 * DIGEST_SIZE];
	unsigned char *section = out + SECTIONS_AT;
	size_t at = SECTIONS_AT + 5;
	swa_err err;

	memcpy(out, MAGIC, MAGIC_SIZE); /* NOLINT(bugprone-not-null-terminated-result): bytes, no text */
	write_le(out + FORMAT_AT, 4, HEADER_FORMAT);
	write_le(out + SIZE_AT, 4, sizeof(out));
	memcpy(out + ID_AT, facts->id, SWA_VAULT_ID_SIZE);
	write_le(section, 2, SECTION_KEYRING);
	write_le(section + 2, 2, 1);
	section[4] = (unsigned char)facts->keyring;

	if ((err = kdf_derive(root, KDF_HEADER, &key)) != SWA_OK)
		return err;
	if ((err = digest(out, at, key, out + at)) != SWA_OK)
		return err;
	at += DIGEST_SIZE;
	if ((err = digest(out, at, NULL, out + at)) != SWA_OK)
		return err;
	return swa_buf_append(ret_bytes, out, sizeof(out));
}

/* Sections of format 1, which has the keyring's alone.  One that this format
 * does not know belongs to a later format. */
static swa_err
decode_sections(const unsigned char *bytes, size_t size, struct swa_vault_facts *ret_facts)
{
	uint32_t last = 0;
	bool keyring = false;

	while (size > 0) {
		uint32_t type, length;

		if (size < 4)
			return SWA_ERR_VAULT_DAMAGED;
		type = read_le(bytes, 2);
		length = read_le(bytes + 2, 2);
		if (type <= last || length > size - 4)
			return SWA_ERR_VAULT_DAMAGED;
		if (type != SECTION_KEYRING || length != 1)
			return SWA_ERR_VAULT_NEWER;
		if (bytes[4] != SWA_KEYRING_LOGIN && bytes[4] != SWA_KEYRING_FILE)
			return SWA_ERR_VAULT_NEWER;
		ret_facts->keyring = (enum swa_keyring_kind)bytes[4];
		keyring = true;
		last = type;
		bytes += 4 + length;
		size -= 4 + length;
	}
	return keyring ? SWA_OK : SWA_ERR_VAULT_DAMAGED;
}

swa_err
header_decode(const void *bytes, size_t size, struct swa_vault_facts *ret_facts)
{
	const unsigned char *in = bytes;
	unsigned char expected[DIGEST_SIZE];
	struct swa_vault_facts facts;
	swa_err err;

	memset(&facts, 0, sizeof(facts));
	if (size < SIZE_MIN || size > HEADER_SIZE_MAX || memcmp(in, MAGIC, MAGIC_SIZE) != 0)
		return SWA_ERR_VAULT_DAMAGED;
	if (read_le(in + SIZE_AT, 4) != size)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = digest(in, size - DIGEST_SIZE, NULL, expected)) != SWA_OK)
		return err;
	if (memcmp(in + size - DIGEST_SIZE, expected, DIGEST_SIZE) != 0)
		return SWA_ERR_VAULT_DAMAGED;
	facts.format = read_le(in + FORMAT_AT, 4);
	if (facts.format > HEADER_FORMAT)
		return SWA_ERR_VAULT_NEWER;
	if (facts.format == 0 || size < SECTIONS_AT + 2 * DIGEST_SIZE)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(facts.id, in + ID_AT, SWA_VAULT_ID_SIZE);
	if ((err = decode_sections(in + SECTIONS_AT, size - SECTIONS_AT - 2 * DIGEST_SIZE, &facts)) != SWA_OK)
		return err;
	*ret_facts = facts;
	return SWA_OK;
}

swa_err
header_prove(const void *bytes, size_t size, const struct swa_secret *root)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	const unsigned char *in = bytes;
	unsigned char expected[DIGEST_SIZE];
	size_t at = size - 2 * DIGEST_SIZE;
	swa_err err;

	if ((err = kdf_derive(root, KDF_HEADER, &key)) != SWA_OK)
		return err;
	if ((err = digest(in, at, key, expected)) != SWA_OK)
		return err;
	return sodium_memcmp(in + at, expected, DIGEST_SIZE) == 0 ? SWA_OK : SWA_ERR_VAULT_KEY;
}
