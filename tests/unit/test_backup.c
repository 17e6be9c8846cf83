#define _DEFAULT_SOURCE
#include "swa/backup.h"
#include "swa/delta.h"
#include "swa/outbox.h"
#include "vault_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef _WIN32 /* where there are forks to be killed and limits that fill a disk */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

/* --- help ---------------------------------------------------------------- */

static swa_err
try_copy(struct fixture *f)
{
	struct swa_backup *backup = NULL;
	bool done = false;
	swa_err err = swa_backup_begin(f->vault, f->folder, &backup);

	while (err == SWA_OK && !done)
		err = swa_backup_step(backup, 16, &done);
	if (err == SWA_OK)
		err = swa_backup_check(backup);
	if (err == SWA_OK)
		err = swa_backup_keep(backup);
	swa_backup_end(backup);
	return err;
}

static bool
note_copy(void *context, const struct swa_backup_facts *facts)
{
	char one[16];

	assert_true(facts->when > 1500000000);
	assert_true(facts->size > 4096);
	(void)snprintf(one, sizeof(one), "%u ", facts->number);
	strcat(context, one);
	return true;
}

static void
assert_copies(struct fixture *f, const char *expected)
{
	char all[64] = "";

	assert_ok(swa_backup_list(f->folder, note_copy, all));
	assert_string_equal(all, expected);
	assert_false(fixture_exists(f, "backup/new"));
	assert_false(fixture_exists(f, "backup/restore"));
}

/* Flip bytes in the pages of a file: all of them hold no more. */
static void
damage(struct fixture *f, const char *name)
{
	size_t size;
	unsigned char *data = fixture_read(f, name, &size);

	for (size_t at = 100; at < size; at += 1024)
		data[at] ^= 0xff;
	fixture_write(f, name, data, size);
	free(data);
}

static bool
copy_id(void *context, const struct swa_account *account)
{
	(void)snprintf(context, SWA_ID_MAX + 1, "%s", account->id);
	return true;
}

static void
assert_password(struct fixture *f, const char *app, uint32_t version, const char *password)
{
	char id[SWA_ID_MAX + 1] = "";

	assert_ok(swa_account_list(f->vault, app, copy_id, id));
	assert_ok(fixture_password(f, id, version, password));
}

static const char *
enrol(struct fixture *f)
{
	static char id[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_enrolment enrolment = {
	        .service = "https://org.example",
	        .issuer = "https://org.example",
	        .client_id = "swa-agent",
	        .organisation = "example",
	        .name = "Example Ltd",
	        .person = "ada",
	        .device = "d-1",
	        .device_name = "laptop",
	        .tls_pin = "",
	};

	swa_enrolment_new_id(id);
	enrolment.id = id;
	assert_ok(swa_enrolment_add(f->vault, &enrolment));
	return id;
}

/* --- making -------------------------------------------------------------- */

static void
three_copies_are_kept_the_newest_first(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1], password[16];

	assert_copies(f, "");
	fixture_app(f, "1", "one");
	for (unsigned i = 1; i <= 5; i++) {
		(void)snprintf(password, sizeof(password), "secret-%u", i);
		fixture_account(f, "1", NULL, "ada", password, id);
		assert_ok(try_copy(f));
		assert_copies(f, i == 1 ? "1 " : i == 2 ? "1 2 " : "1 2 3 ");
	}
	assert_int_equal(fixture_mode(fixture_path(f, "backup/1/vault.db")), 0600);
	assert_int_equal(fixture_mode(fixture_path(f, "backup/1")), 0700);
	assert_false(fixture_exists(f, "backup/1/vault.db-wal"));
	assert_false(fixture_file_holds(f, "backup/1/vault.db", "secret-5", 8));
	for (uint32_t i = 1; i <= 3; i++) {
		char folder[160];
		struct swa_vault *copy = NULL;
		struct fixture view = *f;

		(void)snprintf(folder, sizeof(folder), "%s/backup/%u", f->folder, (unsigned)i);
		(void)snprintf(password, sizeof(password), "secret-%u", (unsigned)(6 - i));
		assert_ok(swa_vault_open(folder, f->root, &copy));
		assert_ok(swa_vault_check(copy));
		view.vault = copy;
		assert_password(&view, "1", 6 - i, password);
		swa_vault_close(copy);
	}
}

static void
changes_between_steps_are_in_the_copy(void **state)
{
	struct fixture *f = *state;
	struct swa_backup *backup = NULL;
	char id[SWA_ID_MAX + 1], label[32];
	unsigned steps = 0, count = 0, number = 0;
	bool done = false;

	fixture_app(f, "1", "one");
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(label, sizeof(label), "many-%u", i);
		fixture_app(f, label, label);
	}
	assert_ok(swa_backup_begin(f->vault, f->folder, &backup));
	while (!done) {
		assert_ok(swa_backup_step(backup, 4, &done));
		if (!done && ++steps <= 3) {
			(void)snprintf(label, sizeof(label), "late-%u", steps);
			fixture_app(f, label, label);
			fixture_account(f, "1", NULL, "ada", label, id);
		}
	}
	assert_true(steps > 5);
	assert_ok(swa_backup_check(backup));
	assert_ok(swa_backup_keep(backup));
	swa_backup_end(backup);
	fixture_close(f);
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	fixture_reopen(f);
	assert_ok(swa_app_count(f->vault, &count));
	assert_int_equal(count, 204);
	assert_password(f, "1", 3, "late-3");
	assert_ok(swa_vault_check(f->vault));
}

static void
a_change_that_is_under_way_makes_the_copy_wait(void **state)
{
	struct fixture *f = *state;
	struct swa_backup *backup = NULL;
	bool done = true;

	assert_ok(swa_backup_begin(f->vault, f->folder, &backup));
	assert_ok(swa_vault_begin(f->vault));
	fixture_app(f, "1", "one");
	assert_ok(swa_backup_step(backup, 1000, &done));
	assert_false(done);
	assert_ok(swa_vault_commit(f->vault));
	assert_ok(swa_backup_step(backup, 1000, &done));
	assert_true(done);
	assert_ok(swa_backup_check(backup));
	swa_backup_end(backup);
	assert_copies(f, "");
}

static void
a_copy_can_be_checked_and_kept_when_the_vault_is_closed(void **state)
{
	struct fixture *f = *state;
	struct swa_backup *backup = NULL;
	bool done = false;

	fixture_app(f, "1", "one");
	assert_ok(swa_backup_begin(f->vault, f->folder, &backup));
	assert_ok(swa_backup_step(backup, 1000, &done));
	assert_true(done);
	fixture_close(f);
	assert_err(swa_backup_keep(backup), SWA_ERR_INTERNAL); /* not checked */
	assert_ok(swa_backup_check(backup));
	assert_ok(swa_backup_keep(backup));
	swa_backup_end(backup);
	assert_copies(f, "1 ");
}

static void
a_copy_given_up_leaves_nothing_behind(void **state)
{
	struct fixture *f = *state;
	struct swa_backup *backup = NULL;
	bool done = false;

	assert_ok(try_copy(f));
	assert_ok(swa_backup_begin(f->vault, f->folder, &backup));
	swa_backup_interrupt(backup); /* nothing runs yet */
	assert_ok(swa_backup_step(backup, 1, &done));
	swa_backup_end(backup);
	assert_copies(f, "1 ");
	swa_backup_end(NULL);
}

static void
a_damaged_vault_does_not_replace_a_good_copy(void **state)
{
	struct fixture *f = *state;
	char name[32], id[SWA_ID_MAX + 1];

	for (unsigned i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "app-%u", i);
		fixture_app(f, name, name);
		fixture_account(f, name, NULL, "ada", "secret", id);
	}
	assert_ok(try_copy(f));
	fixture_reopen(f); /* the log is in the database, and no page in memory */
	{
		size_t size;
		unsigned char *data = fixture_read(f, "vault.db", &size);

		assert_true(size > 40 * 4096);
		data[30 * 4096 + 100] ^= 0xff;
		fixture_write(f, "vault.db", data, size);
		free(data);
	}
	assert_err(try_copy(f), SWA_ERR_VAULT_DAMAGED);
	assert_copies(f, "1 ");
}

static void
a_rotation_that_was_cut_off_is_gone_on_with(void **state)
{
	struct fixture *f = *state;
	char from[160];

	assert_ok(try_copy(f));
	assert_ok(try_copy(f));
	assert_ok(try_copy(f));
	/* Cut off between two renamings: number 1 is a gap. */
	(void)snprintf(from, sizeof(from), "%s", fixture_path(f, "backup/3"));
	fixture_chmod(from, 0700);
	assert_int_equal(rename(from, fixture_path(f, "backup/9")), 0);
	(void)snprintf(from, sizeof(from), "%s", fixture_path(f, "backup/2"));
	assert_int_equal(rename(from, fixture_path(f, "backup/3")), 0);
	assert_copies(f, "1 3 ");
	assert_ok(try_copy(f));
	assert_copies(f, "1 2 3 ");
}

#ifndef _WIN32

/* In the child: no file may grow past LIMIT, as on a full disk. */
static int
copy_on_a_full_disk(struct fixture *f)
{
	const struct rlimit limit = {20000, 20000};
	swa_err err;

	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 1;
	err = try_copy(f);
	return err == SWA_ERR_IO ? 0 : 2 + (int)err;
}

static void
a_full_disk_leaves_the_good_copies_alone(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1], name[32];
	unsigned number = 0;
	int status;
	pid_t child;

	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), "app-%u", i);
		fixture_app(f, name, name);
	}
	fixture_account(f, "app-1", NULL, "ada", "before", id);
	assert_ok(try_copy(f));
	fixture_close(f);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (swa_vault_open(f->folder, f->root, &f->vault) != SWA_OK)
			_exit(100);
		_exit(copy_on_a_full_disk(f));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_copies(f, "1 ");
	fixture_reopen(f);
	assert_ok(try_copy(f));
	assert_copies(f, "1 2 ");
	fixture_close(f);
	damage(f, "vault.db");
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	fixture_reopen(f);
	assert_password(f, "app-1", 1, "before");
}

#endif

/* --- restoring ----------------------------------------------------------- */

static void
a_damaged_vault_is_restored_with_what_only_it_held(void **state)
{
	struct fixture *f = *state;
	const char *org = enrol(f);
	char app[SWA_ID_MAX + 1], id[SWA_ID_MAX + 1];
	struct swa_app delivered = {.label = "Wiki",
	                            .name = "template_swa",
	                            .mode = SWA_MODE_BROWSER_PLUGIN,
	                            .active = true,
	                            .launch_url = "https://wiki.example/login"};
	enum swa_delta_verdict verdict;
	unsigned number = 0, waiting = 0, stuck = 0;

	fixture_app(f, "mine", "My own");
	fixture_account(f, "mine", NULL, "ada", "personal password", id);
	assert_ok(swa_local_id(org, "wiki", app, sizeof(app)));
	delivered.id = app;
	assert_ok(swa_vault_begin(f->vault));
	assert_ok(swa_delta_accept(f->vault, org, "app", "wiki", 7, true, &verdict));
	assert_ok(swa_delta_app(f->vault, org, &delivered, "{}", false));
	assert_ok(swa_delta_page(f->vault, org, "cursor-7"));
	assert_ok(swa_vault_commit(f->vault));
	fixture_account(f, app, NULL, "ada", "unsent password", id);
	assert_ok(try_copy(f));
	fixture_close(f);

	damage(f, "vault.db");
	assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	assert_int_equal(number, 1);
	fixture_reopen(f);
	assert_ok(swa_vault_check(f->vault));
	assert_password(f, "mine", 1, "personal password");
	assert_password(f, app, 1, "unsent password");
	assert_ok(swa_outbox_count(f->vault, org, &waiting, &stuck));
	assert_int_equal(waiting, 1);
	assert_int_equal(stuck, 0);
	assert_copies(f, "1 ");
	assert_true(fixture_exists(f, "vault.db.aside-1"));
	assert_true(fixture_exists(f, "vault.header.aside-1"));
}

static bool
note_cursor(void *context, const struct swa_enrolment *enrolment)
{
	(void)snprintf(context, SWA_CURSOR_MAX, "%s%s", enrolment->cursor, enrolment->full ? " full" : "");
	return true;
}

static void
organisations_are_synchronised_fully_after_it(void **state)
{
	struct fixture *f = *state;
	const char *org = enrol(f);
	char cursor[SWA_CURSOR_MAX] = "";
	unsigned number = 0;

	assert_ok(swa_delta_page(f->vault, org, "cursor-7"));
	assert_ok(try_copy(f));
	fixture_close(f);
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	fixture_reopen(f);
	assert_ok(swa_enrolment_get(f->vault, org, note_cursor, cursor));
	assert_string_equal(cursor, " full");
}

static void
a_damaged_copy_is_passed_over_for_the_next(void **state)
{
	static const char *const files[] = {"backup/1/vault.db", "backup/1/vault.header"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct fixture *f;
		char id[SWA_ID_MAX + 1];
		unsigned number = 0;

		fixture_vault(state);
		f = *state;
		fixture_app(f, "1", "one");
		fixture_account(f, "1", NULL, "ada", "older", id);
		assert_ok(try_copy(f));
		fixture_account(f, "1", NULL, "ada", "newer", id);
		assert_ok(try_copy(f));
		fixture_close(f);
		damage(f, files[i]);
		damage(f, "vault.db");
		assert_ok(swa_backup_restore(f->folder, f->root, &number));
		assert_int_equal(number, 2);
		fixture_reopen(f);
		assert_password(f, "1", 1, "older");
		fixture_finish(state);
	}
}

static void
without_a_good_copy_nothing_is_changed(void **state)
{
	struct fixture *f = *state;
	struct swa_secret *other = NULL;
	struct swa_vault_facts facts;
	unsigned number = 99;

	fixture_app(f, "1", "one");
	assert_err(swa_backup_probe(f->folder, &facts), SWA_ERR_BACKUP_MISSING);
	fixture_close(f);
	assert_err(swa_backup_restore(f->folder, f->root, &number), SWA_ERR_BACKUP_MISSING);
	fixture_reopen(f);
	assert_ok(try_copy(f));
	fixture_close(f);
	assert_ok(swa_secret_random(SWA_ROOT_KEY_SIZE, &other));
	assert_err(swa_backup_restore(f->folder, other, &number), SWA_ERR_BACKUP_MISSING);
	swa_secret_free(other);
	damage(f, "backup/1/vault.db");
	assert_err(swa_backup_restore(f->folder, f->root, &number), SWA_ERR_BACKUP_MISSING);
	assert_int_equal(number, 99);
	assert_false(fixture_exists(f, "vault.db.aside-1"));
	assert_ok(fixture_try(f));
	assert_copies(f, "1 ");
}

static void
a_lost_header_comes_back_with_the_copy(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts facts;
	unsigned number = 0;

	fixture_app(f, "1", "one");
	assert_ok(try_copy(f));
	fixture_close(f);
	fixture_unlink(fixture_path(f, "vault.header"));
	assert_ok(swa_backup_probe(f->folder, &facts));
	assert_memory_equal(facts.id, f->id, SWA_VAULT_ID_SIZE);
	assert_int_equal(facts.keyring, SWA_KEYRING_FILE);
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	assert_ok(fixture_try(f));
}

static void
a_restored_vault_can_be_made_the_newest(void **state)
{
	struct fixture *f = *state;
	uint64_t before;

	fixture_app(f, "1", "one");
	before = swa_vault_generation(f->vault);
	assert_ok(swa_vault_raise(f->vault, before));
	assert_int_equal(swa_vault_generation(f->vault), before);
	assert_ok(swa_vault_raise(f->vault, before + 100));
	assert_int_equal(swa_vault_generation(f->vault), before + 100);
	fixture_reopen(f);
	assert_int_equal(swa_vault_generation(f->vault), before + 100);
	fixture_app(f, "2", "two");
	assert_int_equal(swa_vault_generation(f->vault), before + 101);
}

static void
copies_are_dropped_with_what_was_erased(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_backup_drop(f->folder));
	assert_ok(try_copy(f));
	assert_ok(try_copy(f));
	assert_ok(swa_backup_drop(f->folder));
	assert_copies(f, "");
	assert_ok(try_copy(f));
	assert_copies(f, "1 ");
}

static void
an_erased_organisation_is_in_no_copy_either(void **state)
{
	struct fixture *f = *state;
	const char *org = enrol(f);
	bool dropped = true;

	fixture_app(f, "mine", "My own");
	assert_ok(try_copy(f));
	assert_ok(swa_backup_drop_erased(f->vault, f->folder, &dropped));
	assert_false(dropped);
	assert_ok(swa_enrolment_erase(f->vault, org));
	fixture_reopen(f); /* killed in between, say */
	assert_ok(swa_backup_drop_erased(f->vault, f->folder, &dropped));
	assert_true(dropped);
	assert_copies(f, "");
	assert_ok(swa_backup_drop_erased(f->vault, f->folder, &dropped));
	assert_false(dropped);
	assert_ok(try_copy(f));
	assert_copies(f, "1 ");
}

/* --- killed, full, interrupted ------------------------------------------- */

static void
many_apps(struct fixture *f, unsigned count)
{
	char name[32];

	assert_ok(swa_vault_begin(f->vault));
	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(name, sizeof(name), "app-%u", i);
		fixture_app(f, name, name);
	}
	assert_ok(swa_vault_commit(f->vault));
}

#ifndef _WIN32

/* Run WORK in a child that is killed after some microseconds. */
static void
kill_within(struct fixture *f, void (*work)(struct fixture *f), useconds_t delay)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		work(f);
		_exit(0);
	}
	(void)usleep(delay);
	(void)kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
copy_for_ever(struct fixture *f)
{
	if (swa_vault_open(f->folder, f->root, &f->vault) != SWA_OK)
		_exit(1);
	while (try_copy(f) == SWA_OK)
		;
}

static void
restore_for_ever(struct fixture *f)
{
	unsigned number;

	while (swa_backup_restore(f->folder, f->root, &number) == SWA_OK)
		;
}

static void
a_kill_at_any_moment_leaves_a_good_copy(void **state)
{
	struct fixture *f = *state;
	unsigned number = 0;

	many_apps(f, 50);
	assert_ok(try_copy(f));
	fixture_close(f);
	for (useconds_t delay = 1000; delay < 60000; delay += 2900) {
		kill_within(f, copy_for_ever, delay);
		assert_ok(fixture_try(f));
	}
	damage(f, "vault.db");
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	fixture_reopen(f);
	assert_ok(swa_vault_check(f->vault));
	assert_ok(swa_app_count(f->vault, &number));
	assert_int_equal(number, 50);
}

static void
a_restore_that_is_killed_can_be_done_again(void **state)
{
	struct fixture *f = *state;
	unsigned number = 0;

	many_apps(f, 50);
	assert_ok(try_copy(f));
	fixture_close(f);
	for (useconds_t delay = 1000; delay < 60000; delay += 2900)
		kill_within(f, restore_for_ever, delay);
	assert_ok(swa_backup_restore(f->folder, f->root, &number));
	assert_int_equal(number, 1);
	assert_copies(f, "1 ");
	fixture_reopen(f);
	assert_ok(swa_vault_check(f->vault));
	assert_ok(swa_app_count(f->vault, &number));
	assert_int_equal(number, 50);
}

static void
restoring_on_a_full_disk_changes_nothing(void **state)
{
	struct fixture *f = *state;
	int status;
	pid_t child;

	many_apps(f, 50);
	assert_ok(try_copy(f));
	fixture_close(f);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit limit = {20000, 20000};
		unsigned number;

		if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0)
			_exit(1);
		_exit(swa_backup_restore(f->folder, f->root, &number) == SWA_ERR_IO ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_false(fixture_exists(f, "vault.db.aside-1"));
	assert_ok(fixture_try(f));
	assert_copies(f, "1 ");
}

#endif

struct checking {
	struct swa_backup *backup;
	atomic_bool ended;
	swa_err err;
};

static void *
run_check(void *context)
{
	struct checking *checking = context;

	checking->err = swa_backup_check(checking->backup);
	atomic_store(&checking->ended, true);
	return NULL;
}

static void
a_check_on_another_thread_can_be_interrupted(void **state)
{
	struct fixture *f = *state;
	struct checking checking = {.ended = false, .err = SWA_OK};
	bool done = false;
	pthread_t thread;

	many_apps(f, 3000);
	assert_ok(swa_backup_begin(f->vault, f->folder, &checking.backup));
	while (!done)
		assert_ok(swa_backup_step(checking.backup, 1000, &done));
	assert_int_equal(pthread_create(&thread, NULL, run_check, &checking), 0);
	while (!atomic_load(&checking.ended)) {
		swa_backup_interrupt(checking.backup);
		fixture_app(f, "meanwhile", "meanwhile"); /* the vault itself is free */
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_not_equal(checking.err, SWA_OK);
	assert_err(swa_backup_keep(checking.backup), SWA_ERR_INTERNAL);
	swa_backup_end(checking.backup);
	assert_copies(f, "");
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(three_copies_are_kept_the_newest_first),
	        ON_A_VAULT(changes_between_steps_are_in_the_copy),
	        ON_A_VAULT(a_change_that_is_under_way_makes_the_copy_wait),
	        ON_A_VAULT(a_copy_can_be_checked_and_kept_when_the_vault_is_closed),
	        ON_A_VAULT(a_copy_given_up_leaves_nothing_behind),
	        ON_A_VAULT(a_damaged_vault_does_not_replace_a_good_copy),
	        ON_A_VAULT(a_rotation_that_was_cut_off_is_gone_on_with),
#ifndef _WIN32
	        ON_A_VAULT(a_full_disk_leaves_the_good_copies_alone),
#endif
	        ON_A_VAULT(a_damaged_vault_is_restored_with_what_only_it_held),
	        ON_A_VAULT(organisations_are_synchronised_fully_after_it),
	        cmocka_unit_test(a_damaged_copy_is_passed_over_for_the_next),
	        ON_A_VAULT(without_a_good_copy_nothing_is_changed),
	        ON_A_VAULT(a_lost_header_comes_back_with_the_copy),
	        ON_A_VAULT(a_restored_vault_can_be_made_the_newest),
	        ON_A_VAULT(copies_are_dropped_with_what_was_erased),
	        ON_A_VAULT(an_erased_organisation_is_in_no_copy_either),
#ifndef _WIN32
	        ON_A_VAULT(a_kill_at_any_moment_leaves_a_good_copy),
	        ON_A_VAULT(a_restore_that_is_killed_can_be_done_again),
	        ON_A_VAULT(restoring_on_a_full_disk_changes_nothing),
#endif
	        ON_A_VAULT(a_check_on_another_thread_can_be_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
