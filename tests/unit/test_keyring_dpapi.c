/* The login keyring of Windows: data protection, and a file beside the vault. */
#include "keyring_contract.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
the_login_keyring_does_what_every_keyring_does(void **state)
{
	struct fixture *f = *state;

	keyring_contract(SWA_KEYRING_LOGIN, f->folder);
}

static void
item_name(const unsigned char id[SWA_VAULT_ID_SIZE], const char *item, char ret_name[96])
{
	char hex[2 * SWA_VAULT_ID_SIZE + 1];

	sodium_bin2hex(hex, sizeof(hex), id, SWA_VAULT_ID_SIZE);
	(void)snprintf(ret_name, 96, "vault-%s.login-%s", hex, item);
}

static struct swa_keyring *
store(struct fixture *f)
{
	struct swa_keyring *keyring = NULL;

	assert_ok(swa_keyring_open(SWA_KEYRING_LOGIN, f->folder, &keyring));
	assert_ok(swa_keyring_store(keyring, f->id, f->root));
	return keyring;
}

static swa_err
try(struct swa_keyring *keyring, const unsigned char id[SWA_VAULT_ID_SIZE])
{
	struct swa_secret *root = NULL;
	swa_err err = swa_keyring_load(keyring, id, true, &root);

	assert_true((err == SWA_OK) == (root != NULL));
	swa_secret_free(root);
	return err;
}

static void
the_key_is_not_in_the_file_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	const unsigned char *key = swa_secret_bytes(f->root);
	unsigned char *bytes;
	char name[96];
	size_t size;

	item_name(f->id, "key", name);
	bytes = fixture_read(f, name, &size);
	assert_true(size > SWA_ROOT_KEY_SIZE);
	for (size_t at = 0; at + SWA_ROOT_KEY_SIZE <= size; at++)
		assert_memory_not_equal(bytes + at, key, SWA_ROOT_KEY_SIZE);
	free(bytes);
	swa_keyring_close(keyring);
}

static void
a_key_opens_under_its_own_vaults_name_alone(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	unsigned char other[SWA_VAULT_ID_SIZE], *bytes;
	char name[96];
	size_t size;

	item_name(f->id, "key", name);
	bytes = fixture_read(f, name, &size);
	memcpy(other, f->id, sizeof(other));
	other[0] ^= 1;
	item_name(other, "key", name);
	fixture_write(f, name, bytes, size);
	assert_err(try(keyring, other), SWA_ERR_KEYRING_FAILED);
	assert_ok(try(keyring, f->id));
	free(bytes);
	swa_keyring_close(keyring);
}

static void
a_damaged_key_is_no_key(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	unsigned char *bytes;
	char name[96];
	size_t size;

	item_name(f->id, "key", name);
	bytes = fixture_read(f, name, &size);
	fixture_write(f, name, bytes, 0);
	assert_err(try(keyring, f->id), SWA_ERR_KEYRING_FAILED);
	fixture_write(f, name, bytes, size / 2);
	assert_err(try(keyring, f->id), SWA_ERR_KEYRING_FAILED);
	bytes[size - 1] ^= 1;
	fixture_write(f, name, bytes, size);
	assert_err(try(keyring, f->id), SWA_ERR_KEYRING_FAILED);
	free(bytes);
	swa_keyring_close(keyring);
}

#define ON_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fixture_empty, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_FOLDER(the_login_keyring_does_what_every_keyring_does),
	        ON_A_FOLDER(the_key_is_not_in_the_file_as_it_is),
	        ON_A_FOLDER(a_key_opens_under_its_own_vaults_name_alone),
	        ON_A_FOLDER(a_damaged_key_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
