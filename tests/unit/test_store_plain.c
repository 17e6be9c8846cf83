/*
 * The store over a plain SQLite: what happens where the library at hand does
 * not encrypt.  This program links libsqlite3 in SQLCipher's place.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store.h"
#include "swa/keyring.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Plain SQLite has no such function; the key must not even be offered. */
int sqlite3_key(void *db, const void *key, int size);

int
sqlite3_key(void *db, const void *key, int size)
{
	(void)db;
	(void)key;
	(void)size;
	fail_msg("the key was given to a library that does not encrypt");
	return 0;
}

static void
without_a_cipher_nothing_is_written(void **state)
{
	char path[] = "/tmp/swa-unit-plain.XXXXXX";
	const int fd = mkstemp(path);
	struct swa_secret *key = NULL;
	struct store *store = NULL;
	struct stat facts;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(swa_secret_setup(), SWA_OK);
	assert_int_equal(swa_secret_random(SWA_ROOT_KEY_SIZE, &key), SWA_OK);
	assert_int_equal(store_open(path, STORE_EMPTY, key, &store), SWA_ERR_VAULT_UNENCRYPTED);
	assert_int_equal(store_open(path, STORE_EXISTING, key, &store), SWA_ERR_VAULT_UNENCRYPTED);
	assert_null(store);
	assert_int_equal(fstat(fd, &facts), 0);
	assert_int_equal(facts.st_size, 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
	swa_secret_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(without_a_cipher_nothing_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
