#include "vault_fixture.h"

#include "header.h"
#include "swa/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 101
#define DIGEST_SIZE 32

static void
a_new_vault_has_a_header_that_says_what_it_was_told(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;
	size_t size;
	unsigned char *bytes = fixture_read(f, "vault.header", &size);

	assert_int_equal(size, HEADER_SIZE);
	assert_memory_equal(bytes, "swavault", 8);
	assert_ok(swa_vault_probe(f->folder, &facts));
	assert_memory_equal(facts.id, f->id, sizeof(f->id));
	assert_int_equal(facts.keyring, SWA_KEYRING_FILE);
	assert_int_equal(facts.format, 2);
	free(bytes);
}

static void
no_changed_bit_of_the_header_is_taken_for_sound(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;
	size_t size;
	unsigned char *bytes;

	fixture_close(f);
	bytes = fixture_read(f, "vault.header", &size);
	for (size_t i = 0; i < size * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1u << (i % 8));
		fixture_write(f, "vault.header", bytes, size);
		assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_DAMAGED);
		assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
		bytes[i / 8] ^= (unsigned char)(1u << (i % 8));
	}
	fixture_write(f, "vault.header", bytes, size);
	assert_ok(fixture_try(f));
	free(bytes);
}

static void
a_header_that_is_cut_or_has_more_behind_it_is_damaged(void **state)
{
	struct fixture *f = *state;
	static unsigned char large[HEADER_SIZE_MAX + 1];
	size_t size;
	unsigned char *bytes;

	fixture_close(f);
	bytes = fixture_read(f, "vault.header", &size);
	for (size_t cut = 0; cut < size; cut++) {
		fixture_write(f, "vault.header", bytes, cut);
		assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	}
	memcpy(large, bytes, size);
	fixture_write(f, "vault.header", large, size + 1);
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	fixture_write(f, "vault.header", large, sizeof(large));
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	free(bytes);
}

/* Someone without the root key can make a sound plain digest. */
static void
redo_digest(unsigned char *bytes, size_t size)
{
	crypto_generichash(bytes + size - DIGEST_SIZE, DIGEST_SIZE, bytes, size - DIGEST_SIZE, NULL, 0);
}

static void
a_header_rewritten_without_the_key_never_opens(void **state)
{
	struct fixture *f = *state;
	size_t size;
	unsigned char *bytes;

	fixture_close(f);
	bytes = fixture_read(f, "vault.header", &size);
	for (size_t i = 0; i < size - DIGEST_SIZE; i++) {
		swa_err err;

		bytes[i] ^= 0x01;
		redo_digest(bytes, size);
		fixture_write(f, "vault.header", bytes, size);
		err = fixture_try(f);
		if (err != SWA_ERR_VAULT_DAMAGED && err != SWA_ERR_VAULT_KEY && err != SWA_ERR_VAULT_NEWER)
			fail_msg("byte %zu: %s", i, swa_err_name(err));
		bytes[i] ^= 0x01;
	}
	free(bytes);
}

static void
a_newer_format_is_told_from_damage_whatever_else_it_holds(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;
	unsigned char newer[300];

	fixture_close(f);
	memset(newer, 0xee, sizeof(newer));
	memcpy(newer, "swavault", 8);
	memcpy(newer + 8, "\x03\0\0\0", 4);
	memcpy(newer + 12, "\x2c\x01\0\0", 4); /* 300 */
	redo_digest(newer, sizeof(newer));
	fixture_write(f, "vault.header", newer, sizeof(newer));
	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_NEWER);
	assert_err(fixture_try(f), SWA_ERR_VAULT_NEWER);
	newer[100] ^= 1;
	fixture_write(f, "vault.header", newer, sizeof(newer));
	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_DAMAGED);
}

static void
a_section_that_is_not_known_belongs_to_a_newer_version(void **state)
{
	struct fixture *f = *state;
	struct header header;
	size_t size;
	unsigned char *bytes = fixture_read(f, "vault.header", &size);

	/* Type 1 becomes type 4. */
	bytes[32] = 4;
	redo_digest(bytes, size);
	assert_err(header_decode(bytes, size, &header), SWA_ERR_VAULT_NEWER);
	/* A keyring that nobody knows yet. */
	bytes[32] = 1;
	bytes[36] = 4;
	redo_digest(bytes, size);
	assert_err(header_decode(bytes, size, &header), SWA_ERR_VAULT_NEWER);
	/* A length that runs over the end. */
	bytes[36] = 2;
	bytes[34] = 200;
	redo_digest(bytes, size);
	assert_err(header_decode(bytes, size, &header), SWA_ERR_VAULT_DAMAGED);
	/* No keyring at all. */
	size -= 5;
	bytes[12] = (unsigned char)size;
	redo_digest(bytes, size);
	assert_err(header_decode(bytes, size, &header), SWA_ERR_VAULT_DAMAGED);
	free(bytes);
}

/* What format 2 brought is not known to format 1. */
static void
sections_of_the_new_format_are_none_in_the_old_one(void **state)
{
	struct fixture *f = *state;
	struct header header;
	char code[SWA_RECOVERY_CODE_SIZE + 1];
	size_t size;
	unsigned char *bytes;

	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	bytes = fixture_read(f, "vault.header", &size);
	assert_ok(header_decode(bytes, size, &header));
	assert_true(header.facts.recovery);
	bytes[8] = 1;
	redo_digest(bytes, size);
	assert_err(header_decode(bytes, size, &header), SWA_ERR_VAULT_NEWER);
	free(bytes);
	assert_ok(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_LOGIN));
	bytes = fixture_read(f, "vault.header", &size);
	bytes[8] = 1;
	bytes[36] = SWA_KEYRING_NONE;
	redo_digest(bytes, size);
	assert_err(header_decode(bytes, size, &header), SWA_ERR_VAULT_NEWER);
	free(bytes);
}

/* A vault whose header the version before wrote. */
static int
old_vault(void **state)
{
	unsigned char key[SWA_ROOT_KEY_SIZE];
	struct fixture *f;

	(void)fixture_vault(state);
	f = *state;
	fixture_close(f);
	swa_secret_free(f->root);
	for (unsigned i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)(0x40 + i);
	assert_ok(swa_secret_take(key, sizeof(key), &f->root));
	fixture_copy_in(f, SWA_VAULT_SCHEMA_1, "vault.db");
	fixture_copy_in(f, SWA_VAULT_SCHEMA_1, "vault.header");
	return 0;
}

static void
a_header_of_format_1_opens_and_is_written_on_as_format_2(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts, before;
	struct swa_secret *root = NULL;
	char code[SWA_RECOVERY_CODE_SIZE + 1];

	assert_ok(swa_vault_probe(f->folder, &before));
	assert_int_equal(before.format, 1);
	assert_false(before.passphrase || before.recovery);
	assert_ok(fixture_try(f));
	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	assert_ok(swa_vault_probe(f->folder, &facts));
	assert_int_equal(facts.format, 2);
	assert_true(facts.recovery);
	assert_int_equal(facts.keyring, before.keyring);
	assert_memory_equal(facts.id, before.id, sizeof(facts.id));
	assert_ok(fixture_try(f));
	assert_ok(swa_keys_by_recovery(f->folder, code, &root));
	assert_true(swa_secret_equal(root, f->root));
	swa_secret_free(root);
}

static void
a_wrong_key_is_told_from_damage(void **state)
{
	struct fixture *f = *state;
	struct swa_secret *other = NULL, *right = f->root;

	fixture_close(f);
	assert_ok(swa_secret_random(SWA_ROOT_KEY_SIZE, &other));
	f->root = other;
	assert_err(fixture_try(f), SWA_ERR_VAULT_KEY);
	f->root = right;
	assert_ok(fixture_try(f));
	swa_secret_free(other);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_new_vault_has_a_header_that_says_what_it_was_told),
	        ON_A_VAULT(no_changed_bit_of_the_header_is_taken_for_sound),
	        ON_A_VAULT(a_header_that_is_cut_or_has_more_behind_it_is_damaged),
	        ON_A_VAULT(a_header_rewritten_without_the_key_never_opens),
	        ON_A_VAULT(a_newer_format_is_told_from_damage_whatever_else_it_holds),
	        ON_A_VAULT(a_section_that_is_not_known_belongs_to_a_newer_version),
	        ON_A_VAULT(sections_of_the_new_format_are_none_in_the_old_one),
	        cmocka_unit_test_setup_teardown(a_header_of_format_1_opens_and_is_written_on_as_format_2,
	                                        old_vault, fixture_finish),
	        ON_A_VAULT(a_wrong_key_is_told_from_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
