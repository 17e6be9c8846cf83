#define _DEFAULT_SOURCE
#include "keyring_contract.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
a_key_file_does_what_every_keyring_does(void **state)
{
	struct fixture *f = *state;

	keyring_contract(SWA_KEYRING_FILE, f->folder);
}

static void
key_name(struct fixture *f, char ret_name[64])
{
	char id[2 * SWA_VAULT_ID_SIZE + 1];

	sodium_bin2hex(id, sizeof(id), f->id, sizeof(f->id));
	(void)snprintf(ret_name, 64, "vault-%s.key", id);
}

static struct swa_keyring *
store(struct fixture *f)
{
	struct swa_keyring *keyring = NULL;

	assert_ok(swa_keyring_open(SWA_KEYRING_FILE, f->folder, &keyring));
	assert_ok(swa_keyring_store(keyring, f->id, f->root));
	return keyring;
}

static swa_err
try(struct fixture *f, struct swa_keyring *keyring)
{
	struct swa_secret *root = NULL;
	swa_err err = swa_keyring_load(keyring, f->id, true, &root);

	assert_true((err == SWA_OK) == (root != NULL));
	swa_secret_free(root);
	return err;
}

static void
a_key_file_can_be_read_by_its_owner_alone(void **state)
{
#ifdef _WIN32
	static const unsigned modes[] = {0640, 0604, 0620, 0602};
#else
	static const unsigned modes[] = {0640, 0604, 0620, 0602, 0610};
#endif
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	char name[64];

	key_name(f, name);
	assert_int_equal(fixture_mode(fixture_path(f, name)), 0600);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		fixture_chmod(fixture_path(f, name), modes[i]);
		assert_err(try(f, keyring), SWA_ERR_KEYFILE_UNSAFE);
		assert_err(swa_keyring_store(keyring, f->id, f->root), SWA_ERR_VAULT_EXISTS);
	}
	fixture_chmod(fixture_path(f, name), 0400);
	assert_ok(try(f, keyring));
	fixture_chmod(f->folder, 0770);
	assert_err(try(f, keyring), SWA_ERR_KEYFILE_UNSAFE);
	fixture_chmod(f->folder, 0700);
	swa_keyring_close(keyring);
}

static void
a_removed_key_is_overwritten_first(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	char name[64], text[2 * SWA_ROOT_KEY_SIZE + 1], left[160];

	key_name(f, name);
	sodium_bin2hex(text, sizeof(text), swa_secret_bytes(f->root), SWA_ROOT_KEY_SIZE);
	assert_true(fixture_file_holds(f, name, text, 64));
	(void)snprintf(left, sizeof(left), "%s/left", f->folder);
	fixture_link(fixture_path(f, name), left);
	assert_ok(swa_keyring_remove(keyring, f->id));
	assert_false(fixture_exists(f, name));
	assert_false(fixture_file_holds(f, "left", text, 8));
	swa_keyring_close(keyring);
}

static void
a_link_in_place_of_the_key_file_is_unsafe(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	char name[64], path[160], moved[160];

	key_name(f, name);
	(void)snprintf(path, sizeof(path), "%s", fixture_path(f, name));
	(void)snprintf(moved, sizeof(moved), "%s/elsewhere", f->base);
	assert_int_equal(rename(path, moved), 0);
	fixture_symlink(moved, path);
	assert_err(try(f, keyring), SWA_ERR_KEYFILE_UNSAFE);
	assert_err(swa_keyring_store(keyring, f->id, f->root), SWA_ERR_VAULT_EXISTS);
	swa_keyring_close(keyring);
}

static void
a_key_file_that_holds_something_else_is_no_key(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	char name[64], text[1000];
	size_t size;
	unsigned char *bytes;

	key_name(f, name);
	bytes = fixture_read(f, name, &size);
	memset(text, 'a', sizeof(text));
	for (size_t cut = 0; cut + 1 < size; cut++) {
		fixture_write(f, name, bytes, cut);
		assert_err(try(f, keyring), SWA_ERR_KEYRING_FAILED);
	}
	fixture_write(f, name, bytes, size - 1); /* without the last newline */
	assert_ok(try(f, keyring));
	fixture_write(f, name, text, sizeof(text));
	assert_err(try(f, keyring), SWA_ERR_KEYRING_FAILED);
	bytes[size - 2] = 'g';
	fixture_write(f, name, bytes, size);
	assert_err(try(f, keyring), SWA_ERR_KEYRING_FAILED);
	free(bytes);
	swa_keyring_close(keyring);
}

static void
a_wrong_anchor_is_an_error_and_not_a_low_number(void **state)
{
	static const char *const wrong[] = {"", "x", "-1", "1x", " 1", "18446744073709551616"};
	struct fixture *f = *state;
	struct swa_keyring *keyring = store(f);
	char name[64];
	uint64_t anchor = 5;

	assert_ok(swa_keyring_set_anchor(keyring, f->id, 12));
	key_name(f, name);
	memcpy(strstr(name, ".key"), ".anchor", 8);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		fixture_write(f, name, wrong[i], strlen(wrong[i]));
		assert_err(swa_keyring_anchor(keyring, f->id, &anchor), SWA_ERR_KEYRING_FAILED);
	}
	assert_int_equal(anchor, 5);
	swa_keyring_close(keyring);
}

static void
keyrings_are_chosen_by_name(void **state)
{
	enum swa_keyring_kind kind;
	struct swa_keyring *keyring = NULL;

	(void)state;
	assert_ok(swa_keyring_from_name("login", &kind));
	assert_int_equal(kind, SWA_KEYRING_LOGIN);
	assert_ok(swa_keyring_from_name("file", &kind));
	assert_int_equal(kind, SWA_KEYRING_FILE);
	assert_err(swa_keyring_from_name("", &kind), SWA_ERR_ARGUMENT);
	assert_err(swa_keyring_from_name("kwallet", &kind), SWA_ERR_ARGUMENT);
	assert_string_equal(swa_keyring_name(SWA_KEYRING_LOGIN), "login");
	assert_string_equal(swa_keyring_name(SWA_KEYRING_FILE), "file");
	assert_ok(swa_keyring_from_name("passphrase", &kind));
	assert_int_equal(kind, SWA_KEYRING_NONE);
	assert_string_equal(swa_keyring_name(kind), "passphrase");
	assert_err(swa_keyring_open(kind, "/tmp", &keyring), SWA_ERR_ARGUMENT); /* nothing that holds a key */
	assert_null(keyring);
	assert_err(swa_keyring_open((enum swa_keyring_kind)9, "/", &keyring), SWA_ERR_ARGUMENT);
}

#define ON_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fixture_empty, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_FOLDER(a_key_file_does_what_every_keyring_does),
	        ON_A_FOLDER(a_key_file_can_be_read_by_its_owner_alone),
	        ON_A_FOLDER(a_removed_key_is_overwritten_first),
	        ON_A_FOLDER(a_link_in_place_of_the_key_file_is_unsafe),
	        ON_A_FOLDER(a_key_file_that_holds_something_else_is_no_key),
	        ON_A_FOLDER(a_wrong_anchor_is_an_error_and_not_a_low_number),
	        cmocka_unit_test(keyrings_are_chosen_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
