#include "keyring_contract.h"

#include <sodium.h>

void
keyring_contract(enum swa_keyring_kind kind, const char *folder)
{
	struct swa_keyring *keyring = NULL;
	struct swa_secret *root = NULL, *other = NULL, *loaded = NULL;
	unsigned char id[SWA_VAULT_ID_SIZE], other_id[SWA_VAULT_ID_SIZE];
	uint64_t anchor = 77;

	randombytes_buf(id, sizeof(id));
	randombytes_buf(other_id, sizeof(other_id));
	assert_ok(swa_secret_random(SWA_ROOT_KEY_SIZE, &root));
	assert_ok(swa_secret_random(SWA_ROOT_KEY_SIZE, &other));
	assert_ok(swa_keyring_open(kind, folder, &keyring));

	/* Nothing there yet: it answers, and has no key. */
	assert_err(swa_keyring_load(keyring, id, false, &loaded), SWA_ERR_KEYRING_RESET);
	assert_null(loaded);
	assert_ok(swa_keyring_anchor(keyring, id, &anchor));
	assert_int_equal(anchor, 0);
	assert_ok(swa_keyring_remove(keyring, id));

	/* Stored, it comes back, and a second key does not take its place. */
	assert_ok(swa_keyring_store(keyring, id, root));
	assert_err(swa_keyring_store(keyring, id, other), SWA_ERR_VAULT_EXISTS);
	assert_err(swa_keyring_store(keyring, id, root), SWA_ERR_VAULT_EXISTS);
	assert_ok(swa_keyring_load(keyring, id, false, &loaded));
	assert_true(swa_secret_equal(loaded, root));
	swa_secret_free(loaded);
	loaded = NULL;

	/* Each vault has its own. */
	assert_err(swa_keyring_load(keyring, other_id, false, &loaded), SWA_ERR_KEYRING_RESET);
	assert_ok(swa_keyring_store(keyring, other_id, other));
	assert_ok(swa_keyring_load(keyring, other_id, true, &loaded));
	assert_true(swa_secret_equal(loaded, other));
	swa_secret_free(loaded);
	loaded = NULL;

	/* The anchor is apart from the key, and may be set again. */
	assert_ok(swa_keyring_set_anchor(keyring, id, 41));
	assert_ok(swa_keyring_set_anchor(keyring, id, UINT64_MAX));
	assert_ok(swa_keyring_anchor(keyring, id, &anchor));
	assert_true(anchor == UINT64_MAX);
	assert_ok(swa_keyring_anchor(keyring, other_id, &anchor));
	assert_int_equal(anchor, 0);

	/* Another opening sees the same. */
	swa_keyring_close(keyring);
	keyring = NULL;
	assert_ok(swa_keyring_open(kind, folder, &keyring));
	assert_ok(swa_keyring_load(keyring, id, false, &loaded));
	assert_true(swa_secret_equal(loaded, root));
	swa_secret_free(loaded);
	loaded = NULL;

	/* Removed is removed, and only that one. */
	assert_ok(swa_keyring_remove(keyring, id));
	assert_err(swa_keyring_load(keyring, id, false, &loaded), SWA_ERR_KEYRING_RESET);
	assert_ok(swa_keyring_anchor(keyring, id, &anchor));
	assert_int_equal(anchor, 0);
	assert_ok(swa_keyring_load(keyring, other_id, false, &loaded));
	assert_ok(swa_keyring_remove(keyring, other_id));

	swa_secret_free(loaded);
	swa_secret_free(root);
	swa_secret_free(other);
	swa_keyring_close(keyring);
}
