#include "kdf.h"

#include "swa/keyring.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char *
purpose_name(enum kdf_purpose purpose)
{
	switch (purpose) {
	case KDF_DATABASE: return "database";
	case KDF_AUDIT: return "audit";
	case KDF_SPACE: return "space";
	case KDF_HEADER: return "header";
	case KDF_GENERATION: return "generation";
	}
	return NULL;
}

swa_err
kdf_derive(const struct swa_secret *root, enum kdf_purpose purpose, struct swa_secret **ret_key)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	const char *name = purpose_name(purpose);
	char message[64];
	swa_err err;

	if (swa_secret_size(root) != SWA_ROOT_KEY_SIZE || name == NULL)
		return SWA_ERR_ARGUMENT;
	(void)snprintf(message, sizeof(message), "swa-agent vault 1 %s", name);
	if ((err = swa_secret_new(KDF_KEY_SIZE, &key)) != SWA_OK)
		return err;
	if (crypto_generichash(swa_secret_data(key), KDF_KEY_SIZE, (const unsigned char *)message,
	                       strlen(message), swa_secret_bytes(root), swa_secret_size(root)) != 0)
		return SWA_ERR_INTERNAL;
	*ret_key = key;
	key = NULL;
	return SWA_OK;
}
