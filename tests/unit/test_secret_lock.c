/*
 * That guarded memory is truly locked.  Sanitizers make mlock() do nothing, so
 * this program is always built without them.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/secret.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int
setup(void **state)
{
	(void)state;
	return swa_secret_setup() == SWA_OK ? 0 : -1;
}

/* VmLck of this process, in KiB. */
static unsigned long
locked_memory(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	unsigned long size = 0;

	assert_non_null(status);
	while (fgets(line, sizeof(line), status) != NULL)
		(void)sscanf(line, "VmLck: %lu", &size);
	(void)fclose(status);
	return size;
}

static void
a_secret_is_locked_in_memory_and_unlocked_when_freed(void **state)
{
	struct swa_secret *secret = NULL;
	const unsigned long before = locked_memory();

	(void)state;
	assert_int_equal(swa_secret_new(32, &secret), SWA_OK);
	assert_true(locked_memory() > before);
	swa_secret_free(secret);
	assert_int_equal(locked_memory(), before);
}

/* In a process of its own: as an ordinary user who may lock nothing. */
static int
secret_without_the_right_to_lock(void)
{
	const struct rlimit none = {0, 0};
	struct swa_secret *secret = NULL;

	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0)
		return 100;
	if (geteuid() == 0 && setuid(65534) != 0)
		return 101;
	return (int)swa_secret_new(32, &secret);
}

static void
memory_that_cannot_be_locked_holds_no_secret(void **state)
{
	pid_t child;
	int status;

	(void)state;
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(secret_without_the_right_to_lock());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), SWA_ERR_NOMEM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_secret_is_locked_in_memory_and_unlocked_when_freed),
	        cmocka_unit_test(memory_that_cannot_be_locked_holds_no_secret),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
