/*
 * swa-vault-keys FOLDER < root key in hex
 *
 * Prints every key of a copy of a vault as JSON, name → hex: the root key, what
 * is derived from it, the key of each space.  The memory scan looks for these
 * bytes in the programs of the product; a vault of the tests is all it is for.
 */
#include "kdf.h"
#include "space.h"
#include "vault_private.h"

#include "swa/enrolment.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print(const char *name, const struct swa_secret *key)
{
	char hex[2 * KDF_KEY_SIZE + 1];

	printf(",\n\"%s\": \"%s\"", name,
	       sodium_bin2hex(hex, sizeof(hex), swa_secret_bytes(key), swa_secret_size(key)));
}

static bool
print_enrolment(void *context, const struct swa_enrolment *enrolment)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "space %s", enrolment->id);
	print(name, space_key(context, enrolment->id));
	return true;
}

static swa_err
print_derived(const struct swa_secret *root)
{
	static const struct {
		const char *name;
		enum kdf_purpose purpose;
	} purposes[] = {{"database", KDF_DATABASE},
	                {"audit", KDF_AUDIT},
	                {"wrap", KDF_SPACE},
	                {"header", KDF_HEADER},
	                {"generation", KDF_GENERATION}};

	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
		SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
		swa_err err = kdf_derive(root, purposes[i].purpose, &key);

		if (err != SWA_OK)
			return err;
		print(purposes[i].name, key);
	}
	return SWA_OK;
}

int
main(int argc, char **argv)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *root = NULL;
	SWA_CLEANUP(swa_vault_closep) struct swa_vault *vault = NULL;
	char hex[2 * SWA_ROOT_KEY_SIZE + 1] = "";
	unsigned char bytes[SWA_ROOT_KEY_SIZE];
	size_t size = 0;
	swa_err err;

	if (argc != 2 || fgets(hex, sizeof(hex), stdin) == NULL || sodium_init() < 0 ||
	    sodium_hex2bin(bytes, sizeof(bytes), hex, strlen(hex), NULL, &size, NULL) != 0 ||
	    size != sizeof(bytes)) {
		fputs("usage: swa-vault-keys FOLDER < root key in hex\n", stderr);
		return 2;
	}
	if ((err = swa_secret_take(bytes, sizeof(bytes), &root)) == SWA_OK &&
	    (err = swa_vault_open(argv[1], root, &vault)) == SWA_OK) {
		printf("{\"root\": \"%s\"", hex);
		err = print_derived(root);
		print("space personal", space_key(vault, SWA_SPACE_PERSONAL));
		if (err == SWA_OK)
			err = swa_enrolment_list(vault, print_enrolment, vault);
		puts("}");
	}
	if (err != SWA_OK)
		fprintf(stderr, "swa-vault-keys: %s\n", swa_err_text(err));
	return err == SWA_OK ? 0 : 1;
}
