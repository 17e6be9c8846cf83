/* Killed processes, full disks, and a plain SQLite in the way. */
#define _DEFAULT_SOURCE
#include "vault_fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: a new password, acknowledged with its version, again and again. */
static void
change_passwords(struct fixture *f, int acknowledge)
{
	for (uint32_t version = 1;; version++) {
		struct swa_vault *vault = f->vault;
		struct swa_buf password;
		char id[SWA_ID_MAX + 1];

		swa_buf_init(&password, 100);
		if (swa_buf_printf(&password, "password-%u", (unsigned)version) != SWA_OK ||
		    swa_account_set(vault, "1", NULL, "ada", &password, id) != SWA_OK)
			_exit(1);
		swa_buf_finish(&password);
		if (write(acknowledge, &version, sizeof(version)) != (ssize_t)sizeof(version))
			_exit(2);
	}
}

struct found {
	char id[SWA_ID_MAX + 1];
	uint32_t version;
};

static bool
note(void *context, const struct swa_account *account)
{
	struct found *found = context;

	(void)snprintf(found->id, sizeof(found->id), "%s", account->id);
	found->version = account->version;
	return true;
}

static uint32_t
kill_after(struct fixture *f, uint32_t count)
{
	int pipes[2], status;
	uint32_t version = 0, last = 0;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(pipes[0]);
		if (swa_vault_open(f->folder, f->root, &f->vault) != SWA_OK)
			_exit(3);
		change_passwords(f, pipes[1]);
	}
	(void)close(pipes[1]);
	while (last < count && read(pipes[0], &version, sizeof(version)) == (ssize_t)sizeof(version))
		last = version;
	assert_int_equal(kill(child, SIGKILL), 0);
	/* What was acknowledged until the kill took effect. */
	while (read(pipes[0], &version, sizeof(version)) == (ssize_t)sizeof(version))
		last = version;
	(void)close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return last;
}

static void
what_was_acknowledged_survives_a_kill_at_any_moment(void **state)
{
	for (uint32_t round = 0; round < 12; round++) {
		struct fixture *f;
		struct found found = {.version = 0};
		char password[64];
		uint32_t acknowledged;
		uint64_t start;

		(void)fixture_vault(state);
		f = *state;
		fixture_app(f, "1", "one");
		start = swa_vault_generation(f->vault);
		fixture_close(f);
		acknowledged = kill_after(f, 1 + round * 7);
		assert_true(acknowledged > 0);
		fixture_reopen(f);
		assert_ok(swa_account_list(f->vault, "1", note, &found));
		/* The one in the making may have been kept as well. */
		assert_in_range(found.version, acknowledged, acknowledged + 1);
		assert_int_equal(swa_vault_generation(f->vault), start + found.version);
		(void)snprintf(password, sizeof(password), "password-%u", (unsigned)found.version);
		assert_ok(fixture_password(f, found.id, found.version, password));
		assert_ok(swa_vault_check(f->vault));
		(void)fixture_finish(state);
	}
}

static void
a_vault_killed_in_its_making_is_whole_or_none(void **state)
{
	for (useconds_t delay = 0; delay < 12000; delay += 400) {
		struct fixture *f;
		swa_err err;
		pid_t child;
		int status;

		(void)fixture_empty(state);
		f = *state;
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			_exit((int)swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
		}
		(void)usleep(delay);
		(void)kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		err = fixture_try(f);
		if (err == SWA_ERR_VAULT_DAMAGED) {
			/* Between the two names: the database has its own, the header not yet. */
			assert_false(fixture_exists(f, "vault.header"));
			assert_true(fixture_exists(f, "vault.header.new"));
			assert_ok(swa_vault_set_aside(f->folder));
			err = SWA_ERR_VAULT_MISSING;
		}
		if (err == SWA_ERR_VAULT_MISSING)
			assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
		else
			assert_ok(err);
		(void)fixture_finish(state);
	}
}

/* In the child: no file may grow past LIMIT, as on a full disk. */
static int
work_on_a_full_disk(struct fixture *f)
{
	struct rlimit limit = {0, 0}, before;
	struct swa_vault *vault = NULL;
	struct swa_app app = {.id = "big", .label = "big", .name = "", .launch_url = ""};
	char *definition = calloc(1, 60001);
	uint64_t generation;
	swa_err err = SWA_OK;
	unsigned count = 0;

	memset(definition, 'x', 60000);
	(void)signal(SIGXFSZ, SIG_IGN);
	if (swa_vault_open(f->folder, f->root, &vault) != SWA_OK || getrlimit(RLIMIT_FSIZE, &before) != 0)
		return 10;
	limit.rlim_cur = 400000;
	limit.rlim_max = before.rlim_max;
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 11;
	for (int i = 0; err == SWA_OK && i < 100; i++) {
		char id[16];

		generation = swa_vault_generation(vault);
		(void)snprintf(id, sizeof(id), "big-%d", i);
		app.id = id;
		err = swa_app_put(vault, &app, definition);
	}
	if (err != SWA_ERR_IO)
		return 12;
	if (swa_vault_generation(vault) != generation)
		return 13;
	/* A group is refused as a whole. */
	if (swa_vault_begin(vault) != SWA_OK)
		return 14;
	app.id = "grouped";
	err = swa_app_put(vault, &app, definition);
	if (err == SWA_OK)
		err = swa_vault_commit(vault);
	else
		swa_vault_rollback(vault);
	if (err != SWA_ERR_IO)
		return 15;
	/* What was there is still read; and when there is room again, all goes on. */
	if (swa_app_count(vault, &count) != SWA_OK || count == 0)
		return 16;
	if (setrlimit(RLIMIT_FSIZE, &before) != 0)
		return 17;
	if (swa_app_put(vault, &app, definition) != SWA_OK || swa_vault_check(vault) != SWA_OK)
		return 18;
	swa_vault_close(vault);
	free(definition);
	return 0;
}

static void
a_full_disk_refuses_the_change_and_loses_nothing(void **state)
{
	struct fixture *f = *state;
	pid_t child;
	int status;

	fixture_app(f, "1", "one");
	fixture_close(f);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(work_on_a_full_disk(f));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	fixture_reopen(f);
	assert_ok(swa_vault_check(f->vault));
}

static int
create_on_a_full_disk(struct fixture *f)
{
	struct rlimit limit = {8192, 0};

	(void)signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 10;
	limit.rlim_cur = 8192;
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 11;
	return swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault) == SWA_ERR_IO ? 0
	                                                                                              : 12;
}

static void
a_full_disk_leaves_no_half_made_vault(void **state)
{
	struct fixture *f = *state;
	pid_t child;
	int status;

	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(create_on_a_full_disk(f));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_err(fixture_try(f), SWA_ERR_VAULT_MISSING);
	assert_false(fixture_exists(f, "vault.db.new"));
	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
}

static const char plain_sqlite[] = SWA_PLAIN_SQLITE;

/* A plain SQLite loaded ahead of everything must not take the cipher's place. */
static void
a_preloaded_plain_sqlite_does_not_take_the_cipher_away(void **state)
{
	struct fixture *f = *state;
	char program[512];
	ssize_t size = readlink("/proc/self/exe", program, sizeof(program) - 1);
	pid_t child;
	int status;

	if (access(plain_sqlite, R_OK) != 0) {
		print_message("skipped: %s is not installed\n", plain_sqlite);
		skip();
	}
	assert_true(size > 0);
	program[size] = '\0';
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)setenv("LD_PRELOAD", plain_sqlite, 1);
		(void)setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
		(void)execl(program, program, "make", f->folder, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(fixture_exists(f, "vault.db"));
	assert_false(fixture_file_holds(f, "vault.db", "SQLite format 3", 15));
	assert_false(fixture_file_holds(f, "vault.db", "CREATE TABLE", 12));
}

/* "make FOLDER": make a vault there. */
static int
make(const char *folder)
{
	struct swa_secret *root = NULL;
	struct swa_vault *vault = NULL;
	const unsigned char id[SWA_VAULT_ID_SIZE] = {1};
	swa_err err;

	if (swa_secret_setup() != SWA_OK || swa_secret_random(SWA_ROOT_KEY_SIZE, &root) != SWA_OK)
		return 10;
	err = swa_vault_create(folder, id, SWA_KEYRING_FILE, root, &vault);
	swa_vault_close(vault);
	swa_secret_free(root);
	return err == SWA_OK ? 0 : 11;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_was_acknowledged_survives_a_kill_at_any_moment),
	        cmocka_unit_test(a_vault_killed_in_its_making_is_whole_or_none),
	        cmocka_unit_test_setup_teardown(a_full_disk_refuses_the_change_and_loses_nothing,
	                                        fixture_vault, fixture_finish),
	        cmocka_unit_test_setup_teardown(a_full_disk_leaves_no_half_made_vault, fixture_empty,
	                                        fixture_finish),
	        cmocka_unit_test_setup_teardown(a_preloaded_plain_sqlite_does_not_take_the_cipher_away,
	                                        fixture_empty, fixture_finish),
	};

	if (argc == 3 && strcmp(argv[1], "make") == 0)
		return make(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
