/* Wrong entries, and headers whose writing was cut off. */
#define _DEFAULT_SOURCE
#include "vault_fixture.h"

#include "swa/keys.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#ifndef _WIN32 /* where there are forks to be killed and limits that fill a disk */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#define NOON 1700000000

static unsigned
wait_at(struct fixture *f, int64_t now)
{
	unsigned seconds = 12345;

	assert_ok(swa_attempts_wait(f->folder, now, &seconds));
	return seconds;
}

static void
each_wrong_entry_from_the_third_on_doubles_the_wait(void **state)
{
	static const unsigned expected[] = {0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900};
	struct fixture *f = *state;
	int64_t now = NOON;

	assert_int_equal(wait_at(f, now), 0);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_ok(swa_attempts_begin(f->folder, now));
		assert_int_equal(wait_at(f, now), expected[i]);
		if (expected[i] > 0)
			assert_int_equal(wait_at(f, now + 1), expected[i] - 1);
		/* Looking at it took a while, which is no part of the wait. */
		now += 3;
		assert_ok(swa_attempts_failed(f->folder, now));
		assert_int_equal(wait_at(f, now), expected[i]);
		now += expected[i];
		assert_int_equal(wait_at(f, now), 0); /* over */
		assert_int_equal(wait_at(f, now + 1000000), 0);
	}
	assert_ok(swa_attempts_passed(f->folder));
	assert_int_equal(wait_at(f, now), 0);
	assert_false(fixture_exists(f, "vault.attempts"));
	assert_ok(swa_attempts_begin(f->folder, now));
	assert_int_equal(wait_at(f, now), 0); /* the first one again */
	assert_ok(swa_attempts_passed(f->folder));
	assert_ok(swa_attempts_passed(f->folder));
}

static void
a_clock_that_was_set_back_starts_the_wait_anew_and_ends_it_all_the_same(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < 6; i++)
		assert_ok(swa_attempts_begin(f->folder, NOON));
	assert_int_equal(wait_at(f, NOON + 10), 6);
	assert_int_equal(wait_at(f, NOON - 86400), 16);
	assert_int_equal(wait_at(f, NOON - 86400 + 15), 1);
	assert_int_equal(wait_at(f, NOON - 86400 + 16), 0); /* not a day later */
	assert_ok(swa_attempts_begin(f->folder, -5));       /* before 1970 */
	assert_int_equal(wait_at(f, -5), 32);
	assert_int_equal(wait_at(f, 32), 0);
}

static void
a_spoiled_count_is_none_and_an_unsafe_one_is_said(void **state)
{
	static const char *const spoiled[] = {"",
	                                      "\n",
	                                      "9",
	                                      "9 \n",
	                                      " 1700000000\n",
	                                      "9 1700000000",
	                                      "9 1700000000 \n",
	                                      "-9 1700000000\n",
	                                      "9 99999999999999999999\n",
	                                      "99999999999999999999999 1700000000\n",
	                                      "9 1700000000\n\n",
	                                      "nine 1700000000\n",
	                                      "9\0001700000000\n"};
	struct fixture *f = *state;
	unsigned seconds = 1;
	char large[100];

	fixture_write(f, "vault.attempts", "9 1700000000\n", 13);
	assert_int_equal(wait_at(f, NOON), 128);
	for (size_t i = 0; i < sizeof(spoiled) / sizeof(spoiled[0]); i++) {
		fixture_write(f, "vault.attempts", spoiled[i], strlen(spoiled[i]));
		assert_int_equal(wait_at(f, NOON), 0);
	}
	memset(large, '9', sizeof(large));
	fixture_write(f, "vault.attempts", large, sizeof(large));
	assert_int_equal(wait_at(f, NOON), 0);
	assert_ok(swa_attempts_begin(f->folder, NOON));
	assert_int_equal(fixture_mode(fixture_path(f, "vault.attempts")), 0600);
	fixture_chmod(fixture_path(f, "vault.attempts"), 0666);
	assert_err(swa_attempts_wait(f->folder, NOON, &seconds), SWA_ERR_VAULT_UNSAFE);
	assert_err(swa_attempts_begin(f->folder, NOON), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(fixture_path(f, "vault.attempts"), 0600);
	assert_err(swa_attempts_wait("/nonexistent/folder", NOON, &seconds), SWA_ERR_VAULT_MISSING);
}

#ifndef _WIN32

/* --- killed processes and full disks ------------------------------------- */

/* In the child: do it again and again, and say after each time that it is done. */
typedef swa_err change(struct fixture *f, uint32_t round);

static uint32_t
kill_after(struct fixture *f, change *again, uint32_t count)
{
	int pipes[2], status;
	uint32_t done = 0, last = 0;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(pipes[0]);
		for (uint32_t round = 1;; round++) {
			if (again(f, round) != SWA_OK)
				_exit(1);
			if (write(pipes[1], &round, sizeof(round)) != (ssize_t)sizeof(round))
				_exit(2);
		}
	}
	(void)close(pipes[1]);
	while (last < count && read(pipes[0], &done, sizeof(done)) == (ssize_t)sizeof(done))
		last = done;
	assert_int_equal(kill(child, SIGKILL), 0);
	while (read(pipes[0], &done, sizeof(done)) == (ssize_t)sizeof(done))
		last = done;
	(void)close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return last;
}

static swa_err
count_one(struct fixture *f, uint32_t round)
{
	(void)round;
	return swa_attempts_begin(f->folder, NOON);
}

static void
an_entry_that_was_counted_survives_a_kill_at_any_moment(void **state)
{
	struct fixture *f = *state;

	for (uint32_t round = 0; round < 12; round++) {
		uint32_t counted = kill_after(f, count_one, 3 + round);
		unsigned long found;
		unsigned char *text;
		size_t size;

		text = fixture_read(f, "vault.attempts", &size);
		text[size] = '\0';
		found = strtoul((char *)text, NULL, 10);
		assert_in_range(found, counted, counted + 1);
		assert_true(wait_at(f, NOON) >= 2);
		free(text);
		assert_ok(swa_attempts_passed(f->folder));
	}
}

/* The keyring's kind follows the round. */
static enum swa_keyring_kind
kind_of(uint32_t round)
{
	return round % 2 == 0 ? SWA_KEYRING_FILE : SWA_KEYRING_LOGIN;
}

static swa_err
change_header(struct fixture *f, uint32_t round)
{
	return swa_keys_set_keyring(f->folder, f->root, kind_of(round));
}

static void
a_header_killed_in_its_writing_is_the_old_or_the_new_one(void **state)
{
	struct fixture *f = *state;
	char code[SWA_RECOVERY_CODE_SIZE + 1];

	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	fixture_close(f);
	for (uint32_t round = 0; round < 24; round++) {
		struct swa_secret *root = NULL;
		struct swa_vault_facts facts;
		uint32_t done = kill_after(f, change_header, 1 + round);

		assert_ok(swa_vault_probe(f->folder, &facts));
		assert_true(facts.keyring == kind_of(done) || facts.keyring == kind_of(done + 1));
		assert_ok(fixture_try(f));
		assert_ok(swa_keys_by_recovery(f->folder, code, &root));
		swa_secret_free(root);
		/* What the kill left is in nobody's way. */
		assert_ok(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_FILE));
	}
	fixture_write(f, "vault.header.new", "left", 4);
	assert_ok(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_LOGIN));
	assert_ok(fixture_try(f));
	assert_false(fixture_exists(f, "vault.header.new"));
}

static int
change_on_a_full_disk(struct fixture *f)
{
	struct rlimit limit = {64, 64};
	char code[SWA_RECOVERY_CODE_SIZE + 1] = "untouched";

	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 10;
	if (swa_keys_make_recovery(f->folder, f->root, code) != SWA_ERR_IO || strcmp(code, "untouched") != 0)
		return 11;
	return swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_LOGIN) == SWA_ERR_IO ? 0 : 12;
}

static void
a_full_disk_leaves_the_header_as_it_was(void **state)
{
	struct fixture *f = *state;
	unsigned char *before, *after;
	size_t size, size_after;
	pid_t child;
	int status;

	fixture_close(f);
	before = fixture_read(f, "vault.header", &size);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(change_on_a_full_disk(f));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	after = fixture_read(f, "vault.header", &size_after);
	assert_int_equal(size, size_after);
	assert_memory_equal(before, after, size);
	assert_false(fixture_exists(f, "vault.header.new"));
	assert_ok(fixture_try(f));
	free(before);
	free(after);
}

#endif

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(each_wrong_entry_from_the_third_on_doubles_the_wait),
	        ON_A_VAULT(a_clock_that_was_set_back_starts_the_wait_anew_and_ends_it_all_the_same),
	        ON_A_VAULT(a_spoiled_count_is_none_and_an_unsafe_one_is_said),
#ifndef _WIN32
	        ON_A_VAULT(an_entry_that_was_counted_survives_a_kill_at_any_moment),
	        ON_A_VAULT(a_header_killed_in_its_writing_is_the_old_or_the_new_one),
	        ON_A_VAULT(a_full_disk_leaves_the_header_as_it_was),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
