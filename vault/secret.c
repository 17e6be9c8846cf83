/* Secrets in guarded memory, by libsodium. */
#include "swa/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_SIZE_MAX 65536

struct swa_secret {
	size_t size;
	unsigned char *data;
};

swa_err
swa_secret_setup(void)
{
	return sodium_init() < 0 ? SWA_ERR_INTERNAL : SWA_OK;
}

swa_err
swa_secret_new(size_t size, struct swa_secret **ret_secret)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *secret = NULL;

	if (size == 0 || size > SECRET_SIZE_MAX)
		return SWA_ERR_ARGUMENT;
	if ((secret = calloc(1, sizeof(*secret))) == NULL)
		return SWA_ERR_NOMEM;
	if ((secret->data = sodium_malloc(size)) == NULL)
		return SWA_ERR_NOMEM;
	secret->size = size;
	/*
	 * sodium_malloc() has tried to lock the memory and kept silent when that
	 * failed.  Locking what is locked changes nothing, so ask again and look.
	 */
	if (sodium_mlock(secret->data, size) != 0)
		return SWA_ERR_NOMEM;
	memset(secret->data, 0, size);
	*ret_secret = secret;
	secret = NULL;
	return SWA_OK;
}

swa_err
swa_secret_random(size_t size, struct swa_secret **ret_secret)
{
	struct swa_secret *secret = NULL;
	swa_err err;

	if ((err = swa_secret_new(size, &secret)) != SWA_OK)
		return err;
	randombytes_buf(secret->data, size);
	*ret_secret = secret;
	return SWA_OK;
}

swa_err
swa_secret_take(void *source, size_t size, struct swa_secret **ret_secret)
{
	struct swa_secret *secret = NULL;
	swa_err err;

	if ((err = swa_secret_new(size, &secret)) == SWA_OK) {
		memcpy(secret->data, source, size);
		*ret_secret = secret;
	}
	swa_wipe(source, size);
	return err;
}

unsigned char *
swa_secret_data(struct swa_secret *secret)
{
	return secret->data;
}

const unsigned char *
swa_secret_bytes(const struct swa_secret *secret)
{
	return secret->data;
}

size_t
swa_secret_size(const struct swa_secret *secret)
{
	return secret->size;
}

bool
swa_secret_equal(const struct swa_secret *a, const struct swa_secret *b)
{
	return a->size == b->size && sodium_memcmp(a->data, b->data, a->size) == 0;
}

void
swa_secret_free(struct swa_secret *secret)
{
	if (secret == NULL)
		return;
	sodium_free(secret->data); /* wipes, unlocks; NULL is fine */
	free(secret);
}

void
swa_secret_freep(struct swa_secret **secret)
{
	swa_secret_free(*secret);
}

void
swa_wipe(void *data, size_t size)
{
	if (size > 0)
		sodium_memzero(data, size);
}
