/* Files that were changed, cut, swapped or opened to others. */
#define _DEFAULT_SOURCE
#include "vault_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096

static int
setup(void **state)
{
	struct fixture *f;
	char id[SWA_ID_MAX + 1];

	(void)fixture_vault(state);
	f = *state;
	assert_ok(swa_vault_begin(f->vault));
	for (int i = 0; i < 40; i++) {
		(void)snprintf(id, sizeof(id), "app-%d", i);
		fixture_app(f, id, id);
		fixture_account(f, id, NULL, "ada", "a password", id);
	}
	assert_ok(swa_vault_commit(f->vault));
	fixture_close(f);
	return 0;
}

/* Open, and if that succeeds, read everything: one of the two must say "damaged". */
static swa_err
open_and_check(struct fixture *f)
{
	struct swa_vault *vault = NULL;
	swa_err err = swa_vault_open(f->folder, f->root, &vault);

	if (err == SWA_OK)
		err = swa_vault_check(vault);
	swa_vault_close(vault);
	return err;
}

static void
a_changed_byte_in_the_first_page_is_damage_and_not_a_wrong_key(void **state)
{
	struct fixture *f = *state;
	size_t size;
	unsigned char *bytes = fixture_read(f, "vault.db", &size);

	for (size_t at = 0; at < PAGE; at += 64) {
		bytes[at] ^= 0x20;
		fixture_write(f, "vault.db", bytes, size);
		assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
		bytes[at] ^= 0x20;
	}
	fixture_write(f, "vault.db", bytes, size);
	assert_ok(open_and_check(f));
	free(bytes);
}

static void
a_changed_byte_in_any_page_is_found_by_the_check(void **state)
{
	struct fixture *f = *state;
	size_t size;
	unsigned char *bytes = fixture_read(f, "vault.db", &size);

	assert_true(size > 10 * PAGE);
	for (size_t page = 0; page < size; page += PAGE) {
		bytes[page + 1000] ^= 0x01;
		fixture_write(f, "vault.db", bytes, size);
		assert_err(open_and_check(f), SWA_ERR_VAULT_DAMAGED);
		bytes[page + 1000] ^= 0x01;
	}
	free(bytes);
}

static void
a_database_that_was_cut_is_damaged(void **state)
{
	struct fixture *f = *state;
	size_t size;
	unsigned char *bytes = fixture_read(f, "vault.db", &size);
	const size_t cuts[] = {0,    1,        15,       16,          100,       PAGE - 1,
	                       PAGE, PAGE + 1, size / 2, size - PAGE, size - 100};

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		size_t left_size;
		unsigned char *left;

		fixture_write(f, "vault.db", bytes, cuts[i]);
		assert_err(open_and_check(f), SWA_ERR_VAULT_DAMAGED);
		/* And it was not touched: a part may still be worth something. */
		if (cuts[i] <= PAGE) {
			left = fixture_read(f, "vault.db", &left_size);
			assert_int_equal(left_size, cuts[i]);
			assert_memory_equal(left, bytes, left_size);
			free(left);
		}
	}
	free(bytes);
}

static void
random_bytes_for_a_database_are_damage(void **state)
{
	struct fixture *f = *state;
	unsigned char junk[3 * PAGE];

	for (size_t i = 0; i < sizeof(junk); i++)
		junk[i] = (unsigned char)(i * 131 + i / 7);
	fixture_write(f, "vault.db", junk, sizeof(junk));
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
}

static void
a_plaintext_database_in_its_place_is_never_read(void **state)
{
	/* The first bytes of every plain SQLite file, and an empty page. */
	struct fixture *f = *state;
	unsigned char page[PAGE] = "SQLite format 3";

	page[16] = 0x10; /* page size 4096 */
	page[18] = page[19] = 1;
	page[21] = 64;
	page[22] = page[23] = 32;
	page[31] = 1;
	page[47] = 4;
	page[59] = 1;
	page[63] = 1; /* user_version */
	page[100] = 13;
	page[105] = 0x10;
	fixture_write(f, "vault.db", page, sizeof(page));
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
}

static void
one_file_without_the_other_is_damage(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;
	size_t header_size, database_size;
	unsigned char *header = fixture_read(f, "vault.header", &header_size);
	unsigned char *database = fixture_read(f, "vault.db", &database_size);

	fixture_unlink(fixture_path(f, "vault.db"));
	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_DAMAGED);
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	assert_false(fixture_exists(f, "vault.db"));
	fixture_write(f, "vault.db", database, database_size);
	fixture_unlink(fixture_path(f, "vault.header"));
	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_DAMAGED);
	fixture_write(f, "vault.header", header, header_size);
	assert_ok(fixture_try(f));
	free(header);
	free(database);
}

static void
links_folders_and_pipes_in_place_of_the_files_are_unsafe(void **state)
{
	static const char *const names[] = {"vault.header", "vault.db"};
	struct fixture *f = *state;
	struct swa_vault_facts facts;

	for (size_t i = 0; i < 2; i++) {
		char moved[160], path[160];

		(void)snprintf(path, sizeof(path), "%s", fixture_path(f, names[i]));
		(void)snprintf(moved, sizeof(moved), "%s/elsewhere", f->base);
		assert_int_equal(rename(path, moved), 0);
		fixture_symlink(moved, path);
		assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_UNSAFE);
		assert_err(fixture_try(f), SWA_ERR_VAULT_UNSAFE);
		fixture_unlink(path);
		assert_int_equal(rename(moved, path), 0);
	}
	assert_ok(fixture_try(f));
}

static void
files_or_folder_that_others_can_write_are_unsafe(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;

	fixture_chmod(f->folder, 0770);
	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_UNSAFE);
	assert_err(fixture_try(f), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(f->folder, 0702);
	assert_err(fixture_try(f), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(f->folder, 0700);
	fixture_chmod(fixture_path(f, "vault.db"), 0620);
	assert_err(fixture_try(f), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(fixture_path(f, "vault.db"), 0600);
	fixture_chmod(fixture_path(f, "vault.header"), 0602);
	assert_err(fixture_try(f), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(fixture_path(f, "vault.header"), 0600);
	assert_ok(fixture_try(f));
}

#ifndef _WIN32 /* where nobody can give a file away */
static void
files_of_another_user_are_unsafe(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;

	if (geteuid() != 0) {
		/* A folder of root's, then: no ordinary user can give files away. */
		assert_err(swa_vault_probe("/usr", &facts), SWA_ERR_VAULT_UNSAFE);
		return;
	}
	assert_int_equal(chown(fixture_path(f, "vault.db"), 65534, 65534), 0);
	assert_err(fixture_try(f), SWA_ERR_VAULT_UNSAFE);
}

#endif

static void
a_newer_schema_is_refused_and_left_as_it_is(void **state)
{
	struct fixture *f = *state;
	size_t before_size, after_size;
	unsigned char *before, *after;

	fixture_sql(f, "PRAGMA user_version = 99");
	before = fixture_read(f, "vault.db", &before_size);
	assert_err(fixture_try(f), SWA_ERR_VAULT_NEWER);
	after = fixture_read(f, "vault.db", &after_size);
	assert_int_equal(before_size, after_size);
	assert_memory_equal(before, after, before_size);
	free(before);
	free(after);
}

static void
tables_and_records_that_are_gone_are_damage(void **state)
{
	static const char *const changes[] = {
	        "DROP TABLE meta",
	        "DELETE FROM meta WHERE name = 'generation'",
	        "UPDATE meta SET value = x'00' WHERE name = 'generation'",
	        "UPDATE meta SET value = zeroblob(5000) WHERE name = 'generation'",
	        "UPDATE meta SET value = x'00' WHERE name = 'vault'",
	        "UPDATE meta SET value = zeroblob(5000) WHERE name = 'vault'",
	        "DELETE FROM meta WHERE name = 'vault'",
	        "PRAGMA foreign_keys = OFF; DELETE FROM space",
	        "UPDATE space SET wrapped_key = x'00'",
	        "UPDATE space SET wrapped_key = zeroblob(73)",
	        "PRAGMA user_version = 0",
	        "PRAGMA user_version = -1",
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fixture *f;

		(void)fixture_vault(state);
		f = *state;
		fixture_close(f);
		fixture_sql(f, changes[i]);
		if (fixture_try(f) != SWA_ERR_VAULT_DAMAGED)
			fail_msg("%s: %s", changes[i], swa_err_name(fixture_try(f)));
		(void)fixture_finish(state);
	}
}

/* An older file is sound in itself: the generation, against an anchor kept elsewhere, tells. */
static void
an_older_database_put_back_has_a_lower_generation(void **state)
{
	struct fixture *f = *state;
	struct swa_keyring *keyring = NULL;
	uint64_t anchor = 0, highest;
	size_t size;
	unsigned char *older = fixture_read(f, "vault.db", &size);

	fixture_reopen(f);
	fixture_app(f, "new", "new");
	highest = swa_vault_generation(f->vault);
	assert_ok(swa_keyring_open(SWA_KEYRING_FILE, f->folder, &keyring));
	assert_ok(swa_keyring_set_anchor(keyring, f->id, highest));
	fixture_close(f);
	fixture_write(f, "vault.db", older, size);
	fixture_reopen(f);
	assert_ok(swa_keyring_anchor(keyring, f->id, &anchor));
	assert_true(swa_vault_generation(f->vault) < anchor);
	swa_keyring_close(keyring);
	free(older);
}

static void
a_generation_from_another_vault_does_not_open(void **state)
{
	struct fixture *f = *state;
	char sql[400] = "UPDATE meta SET value = x'";
	unsigned char *bytes;
	size_t size;

	/* A record that is well formed, but sealed by nobody. */
	for (int i = 0; i < 49; i++)
		strcat(sql, i == 0 ? "01" : "5a");
	strcat(sql, "' WHERE name = 'generation'");
	fixture_sql(f, sql);
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	/* The header of another vault, with its id and key, before this database. */
	bytes = fixture_read(f, "vault.db", &size);
	fixture_unlink(fixture_path(f, "vault.db"));
	fixture_unlink(fixture_path(f, "vault.header"));
	f->id[0] ^= 1;
	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	fixture_close(f);
	fixture_write(f, "vault.db", bytes, size);
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	free(bytes);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, setup, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_changed_byte_in_the_first_page_is_damage_and_not_a_wrong_key),
	        ON_A_VAULT(a_changed_byte_in_any_page_is_found_by_the_check),
	        ON_A_VAULT(a_database_that_was_cut_is_damaged),
	        ON_A_VAULT(random_bytes_for_a_database_are_damage),
	        ON_A_VAULT(a_plaintext_database_in_its_place_is_never_read),
	        ON_A_VAULT(one_file_without_the_other_is_damage),
	        ON_A_VAULT(links_folders_and_pipes_in_place_of_the_files_are_unsafe),
	        ON_A_VAULT(files_or_folder_that_others_can_write_are_unsafe),
#ifndef _WIN32
	        ON_A_VAULT(files_of_another_user_are_unsafe),
#endif
	        ON_A_VAULT(a_newer_schema_is_refused_and_left_as_it_is),
	        cmocka_unit_test(tables_and_records_that_are_gone_are_damage),
	        ON_A_VAULT(an_older_database_put_back_has_a_lower_generation),
	        ON_A_VAULT(a_generation_from_another_vault_does_not_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
