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
#define SECTION_PASSPHRASE 2
#define SECTION_RECOVERY 3

/* Contents of the passphrase's section. */
#define KDF_ARGON2ID 1 /* Argon2id 1.3, one lane */
#define PASSES_AT 1
#define MEMORY_AT 5
#define SALT_AT 9
#define SEALED_AT (SALT_AT + HEADER_SALT_SIZE)
#define PASSPHRASE_SIZE (SEALED_AT + HEADER_SEALED_SIZE)

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

/* --- sections ------------------------------------------------------------ */

/* Failure of an append is sticky: header_encode() looks once at the end. */
static void
append_section(struct swa_buf *out, unsigned type, const void *contents, size_t size)
{
	unsigned char head[4];

	write_le(head, 2, type);
	write_le(head + 2, 2, (uint32_t)size);
	(void)swa_buf_append(out, head, sizeof(head));
	(void)swa_buf_append(out, contents, size);
}

static void
append_sections(struct swa_buf *out, const struct header *header)
{
	const unsigned char keyring = (unsigned char)header->facts.keyring;
	unsigned char passphrase[PASSPHRASE_SIZE];

	append_section(out, SECTION_KEYRING, &keyring, 1);
	if (header->facts.passphrase) {
		passphrase[0] = KDF_ARGON2ID;
		write_le(passphrase + PASSES_AT, 4, header->passphrase.passes);
		write_le(passphrase + MEMORY_AT, 4, header->passphrase.memory);
		memcpy(passphrase + SALT_AT, header->passphrase.salt, HEADER_SALT_SIZE);
		memcpy(passphrase + SEALED_AT, header->passphrase.sealed, HEADER_SEALED_SIZE);
		append_section(out, SECTION_PASSPHRASE, passphrase, sizeof(passphrase));
	}
	if (header->facts.recovery)
		append_section(out, SECTION_RECOVERY, header->recovery, HEADER_SEALED_SIZE);
}

static swa_err
decode_keyring(const unsigned char *contents, size_t size, struct header *header)
{
	const unsigned last = header->facts.format == 1 ? SWA_KEYRING_FILE : SWA_KEYRING_NONE;

	if (size != 1 || contents[0] < SWA_KEYRING_LOGIN || contents[0] > last)
		return SWA_ERR_VAULT_NEWER;
	header->facts.keyring = (enum swa_keyring_kind)contents[0];
	return SWA_OK;
}

static swa_err
decode_passphrase(const unsigned char *contents, size_t size, struct header *header)
{
	if (size == 0 || contents[0] != KDF_ARGON2ID)
		return SWA_ERR_VAULT_NEWER;
	if (size != PASSPHRASE_SIZE)
		return SWA_ERR_VAULT_DAMAGED;
	header->passphrase.passes = read_le(contents + PASSES_AT, 4);
	header->passphrase.memory = read_le(contents + MEMORY_AT, 4);
	if (header->passphrase.passes == 0 || header->passphrase.passes > HEADER_PASSES_MAX ||
	    header->passphrase.memory < HEADER_MEMORY_MIN || header->passphrase.memory > HEADER_MEMORY_MAX)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(header->passphrase.salt, contents + SALT_AT, HEADER_SALT_SIZE);
	memcpy(header->passphrase.sealed, contents + SEALED_AT, HEADER_SEALED_SIZE);
	header->facts.passphrase = true;
	return SWA_OK;
}

static swa_err
decode_recovery(const unsigned char *contents, size_t size, struct header *header)
{
	if (size != HEADER_SEALED_SIZE)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(header->recovery, contents, HEADER_SEALED_SIZE);
	header->facts.recovery = true;
	return SWA_OK;
}

/* A section that the header's format does not know belongs to a later one. */
static swa_err
decode_section(uint32_t type, const unsigned char *contents, size_t size, struct header *header)
{
	if (type == SECTION_KEYRING)
		return decode_keyring(contents, size, header);
	if (type == SECTION_PASSPHRASE && header->facts.format > 1)
		return decode_passphrase(contents, size, header);
	if (type == SECTION_RECOVERY && header->facts.format > 1)
		return decode_recovery(contents, size, header);
	return SWA_ERR_VAULT_NEWER;
}

static swa_err
decode_sections(const unsigned char *bytes, size_t size, struct header *header)
{
	uint32_t last = 0;
	swa_err err;

	while (size > 0) {
		uint32_t type, length;

		if (size < 4)
			return SWA_ERR_VAULT_DAMAGED;
		type = read_le(bytes, 2);
		length = read_le(bytes + 2, 2);
		if (type <= last || length > size - 4)
			return SWA_ERR_VAULT_DAMAGED;
		if ((err = decode_section(type, bytes + 4, length, header)) != SWA_OK)
			return err;
		last = type;
		bytes += 4 + length;
		size -= 4 + length;
	}
	if (header->facts.keyring == 0)
		return SWA_ERR_VAULT_DAMAGED;
	/* Nobody could open it. */
	if (header->facts.keyring == SWA_KEYRING_NONE && !header->facts.passphrase)
		return SWA_ERR_VAULT_DAMAGED;
	return SWA_OK;
}

/* --- the whole ----------------------------------------------------------- */

swa_err
header_encode(const struct header *header, const struct swa_secret *root, struct swa_buf *ret_bytes)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf out;
	unsigned char sum[DIGEST_SIZE];
	unsigned char start[SECTIONS_AT] = MAGIC;
	swa_err err;

	swa_buf_init(&out, HEADER_SIZE_MAX);
	write_le(start + FORMAT_AT, 4, HEADER_FORMAT);
	memcpy(start + ID_AT, header->facts.id, SWA_VAULT_ID_SIZE);
	(void)swa_buf_append(&out, start, sizeof(start));
	append_sections(&out, header);
	if (out.err != SWA_OK)
		return out.err;
	write_le(out.data + SIZE_AT, 4, (uint32_t)(out.size + 2 * DIGEST_SIZE));

	if ((err = kdf_derive(root, KDF_HEADER, &key)) != SWA_OK)
		return err;
	if ((err = digest(out.data, out.size, key, sum)) != SWA_OK)
		return err;
	if ((err = swa_buf_append(&out, sum, DIGEST_SIZE)) != SWA_OK)
		return err;
	if ((err = digest(out.data, out.size, NULL, sum)) != SWA_OK)
		return err;
	if ((err = swa_buf_append(&out, sum, DIGEST_SIZE)) != SWA_OK)
		return err;
	return swa_buf_append(ret_bytes, out.data, out.size);
}

swa_err
header_decode(const void *bytes, size_t size, struct header *ret_header)
{
	const unsigned char *in = bytes;
	unsigned char expected[DIGEST_SIZE];
	struct header header;
	swa_err err;

	memset(&header, 0, sizeof(header));
	if (size < SIZE_MIN || size > HEADER_SIZE_MAX || memcmp(in, MAGIC, MAGIC_SIZE) != 0)
		return SWA_ERR_VAULT_DAMAGED;
	if (read_le(in + SIZE_AT, 4) != size)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = digest(in, size - DIGEST_SIZE, NULL, expected)) != SWA_OK)
		return err;
	if (memcmp(in + size - DIGEST_SIZE, expected, DIGEST_SIZE) != 0)
		return SWA_ERR_VAULT_DAMAGED;
	header.facts.format = read_le(in + FORMAT_AT, 4);
	if (header.facts.format > HEADER_FORMAT)
		return SWA_ERR_VAULT_NEWER;
	if (header.facts.format == 0 || size < SECTIONS_AT + 2 * DIGEST_SIZE)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(header.facts.id, in + ID_AT, SWA_VAULT_ID_SIZE);
	if ((err = decode_sections(in + SECTIONS_AT, size - SECTIONS_AT - 2 * DIGEST_SIZE, &header)) !=
	    SWA_OK)
		return err;
	*ret_header = header;
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
