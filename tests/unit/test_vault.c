#include "vault_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
a_new_vault_is_two_files_that_only_this_user_can_read(void **state)
{
	struct fixture *f = *state;
	char parent[160];

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	assert_int_equal(fixture_mode(f->folder), 0700);
	(void)snprintf(parent, sizeof(parent), "%s/data", f->base);
	assert_int_equal(fixture_mode(parent), 0700);
	assert_int_equal(fixture_mode(fixture_path(f, "vault.header")), 0600);
	assert_int_equal(fixture_mode(fixture_path(f, "vault.db")), 0600);
	fixture_app(f, "1", "one"); /* the log appears */
#ifndef _WIN32                      /* where it gets what the folder hands down, which Wine does not know */
	assert_int_equal(fixture_mode(fixture_path(f, "vault.db-wal")), 0600);
#endif
	fixture_close(f);
	assert_false(fixture_exists(f, "vault.db-wal"));
	assert_false(fixture_exists(f, "vault.db.new"));
	assert_false(fixture_exists(f, "vault.header.new"));
}

static void
where_there_is_no_vault_none_is_found_and_none_is_made(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;

	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_MISSING);
	assert_err(fixture_try(f), SWA_ERR_VAULT_MISSING);
	assert_err(swa_vault_set_aside(f->folder), SWA_ERR_VAULT_MISSING);
	assert_false(fixture_exists(f, ""));
}

static void
a_vault_that_is_there_is_never_made_anew(void **state)
{
	struct fixture *f = *state;
	struct swa_vault *other = NULL;

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	fixture_app(f, "1", "one");
	assert_err(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &other),
	           SWA_ERR_VAULT_EXISTS);
	fixture_close(f);
	assert_err(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &other),
	           SWA_ERR_VAULT_EXISTS);
	/* Nor from one half of it. */
	assert_int_equal(remove(fixture_path(f, "vault.header")), 0);
	assert_err(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &other),
	           SWA_ERR_VAULT_EXISTS);
	assert_null(other);
}

static void
what_a_cut_off_making_left_does_not_count_as_a_vault(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	fixture_close(f);
	assert_int_equal(remove(fixture_path(f, "vault.header")), 0);
	assert_int_equal(remove(fixture_path(f, "vault.db")), 0);
	fixture_write(f, "vault.db.new", "half", 4);
	fixture_write(f, "vault.db.new-wal", "half", 4);
	fixture_write(f, "vault.header.new", "half", 4);
	assert_err(swa_vault_probe(f->folder, &facts), SWA_ERR_VAULT_MISSING);
	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	fixture_reopen(f);
	assert_false(fixture_exists(f, "vault.db.new"));
	assert_false(fixture_exists(f, "vault.db.new-wal"));
}

static void
each_transaction_makes_one_generation_and_reading_none(void **state)
{
	struct fixture *f = *state;
	uint64_t start;
	unsigned count = 0;

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	start = swa_vault_generation(f->vault);
	assert_true(start > 0);
	fixture_app(f, "1", "one");
	assert_int_equal(swa_vault_generation(f->vault), start + 1);
	assert_ok(swa_app_count(f->vault, &count));
	assert_err(swa_app_remove(f->vault, "none"), SWA_ERR_APP_UNKNOWN);
	assert_int_equal(swa_vault_generation(f->vault), start + 1);
	fixture_reopen(f);
	assert_int_equal(swa_vault_generation(f->vault), start + 1);
}

static void
a_group_is_kept_whole_or_not_at_all(void **state)
{
	struct fixture *f = *state;
	uint64_t start;
	unsigned count = 0;
	char id[SWA_ID_MAX + 1];

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	start = swa_vault_generation(f->vault);
	assert_ok(swa_vault_begin(f->vault));
	assert_err(swa_vault_begin(f->vault), SWA_ERR_INTERNAL);
	fixture_app(f, "1", "one");
	/* A part that fails undoes itself alone. */
	assert_err(swa_app_remove(f->vault, "none"), SWA_ERR_APP_UNKNOWN);
	fixture_account(f, "1", NULL, "ada", "pw", id);
	assert_ok(swa_vault_commit(f->vault));
	assert_int_equal(swa_vault_generation(f->vault), start + 1);
	assert_ok(fixture_password(f, id, 1, "pw"));
	assert_err(swa_vault_commit(f->vault), SWA_ERR_INTERNAL);

	assert_ok(swa_vault_begin(f->vault));
	fixture_app(f, "2", "two");
	swa_vault_rollback(f->vault);
	swa_vault_rollback(f->vault);
	assert_ok(swa_vault_begin(f->vault));
	fixture_app(f, "3", "three");
	fixture_reopen(f); /* closed in the middle */
	assert_ok(swa_app_count(f->vault, &count));
	assert_int_equal(count, 1);
	assert_int_equal(swa_vault_generation(f->vault), start + 1);
}

static void
one_process_at_a_time_holds_the_vault(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	assert_err(fixture_try(f), SWA_ERR_AGENT_RUNNING);
	fixture_app(f, "1", "one"); /* the first is not disturbed */
	fixture_close(f);
	assert_ok(fixture_try(f));
}

static void
a_vault_set_aside_makes_room_and_loses_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned char *before, *after;
	size_t before_size, after_size;
	unsigned count = 9;

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	fixture_app(f, "1", "one");
	fixture_close(f);
	before = fixture_read(f, "vault.db", &before_size);
	assert_ok(swa_vault_set_aside(f->folder));
	assert_false(fixture_exists(f, "vault.db"));
	assert_false(fixture_exists(f, "vault.header"));
	after = fixture_read(f, "vault.db.aside-1", &after_size);
	assert_int_equal(before_size, after_size);
	assert_memory_equal(before, after, before_size);
	free(before);
	free(after);
	assert_true(fixture_exists(f, "vault.header.aside-1"));
	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	assert_ok(swa_app_count(f->vault, &count));
	assert_int_equal(count, 0);
	fixture_close(f);
	assert_ok(swa_vault_set_aside(f->folder));
	assert_true(fixture_exists(f, "vault.db.aside-2"));
	/* Half a vault can be set aside as well. */
	fixture_write(f, "vault.db", "junk", 4);
	assert_ok(swa_vault_set_aside(f->folder));
	assert_true(fixture_exists(f, "vault.db.aside-3"));
	assert_err(swa_vault_set_aside(f->folder), SWA_ERR_VAULT_MISSING);
}

static void
a_check_reads_a_sound_vault_as_sound(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];

	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	assert_ok(swa_vault_check(f->vault));
	for (int i = 0; i < 50; i++) {
		(void)snprintf(id, sizeof(id), "app-%d", i);
		fixture_app(f, id, id);
		fixture_account(f, id, NULL, "ada", "a password", id);
	}
	assert_ok(swa_vault_check(f->vault));
}

static void
a_root_key_of_another_size_makes_no_vault(void **state)
{
	struct fixture *f = *state;
	struct swa_secret *shorter = NULL;

	assert_ok(swa_secret_random(16, &shorter));
	assert_err(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, shorter, &f->vault),
	           SWA_ERR_ARGUMENT);
	assert_false(fixture_exists(f, ""));
	swa_secret_free(shorter);
}

#define ON_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fixture_empty, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_FOLDER(a_new_vault_is_two_files_that_only_this_user_can_read),
	        ON_A_FOLDER(where_there_is_no_vault_none_is_found_and_none_is_made),
	        ON_A_FOLDER(a_vault_that_is_there_is_never_made_anew),
	        ON_A_FOLDER(what_a_cut_off_making_left_does_not_count_as_a_vault),
	        ON_A_FOLDER(each_transaction_makes_one_generation_and_reading_none),
	        ON_A_FOLDER(a_group_is_kept_whole_or_not_at_all),
	        ON_A_FOLDER(one_process_at_a_time_holds_the_vault),
	        ON_A_FOLDER(a_vault_set_aside_makes_room_and_loses_nothing),
	        ON_A_FOLDER(a_check_reads_a_sound_vault_as_sound),
	        ON_A_FOLDER(a_root_key_of_another_size_makes_no_vault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
