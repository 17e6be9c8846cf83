#include "vault_fixture.h"

#include "kdf.h"
#include "seal.h"

#include <string.h>

static const struct seal_place here = {"personal", "account", "app-1", "account-1", "password", 3};

static void
make(const struct swa_secret *key, const char *text, struct swa_buf *ret_sealed)
{
	swa_buf_init(ret_sealed, 1000);
	assert_ok(seal_close(key, &here, text, strlen(text), ret_sealed));
	assert_int_equal(ret_sealed->size, strlen(text) + SEAL_OVERHEAD);
}

static swa_err
try(const struct swa_secret *key, const struct seal_place *place, const void *sealed, size_t size)
{
	struct swa_buf plain;
	swa_err err;

	swa_buf_init(&plain, 1000);
	assert_ok(swa_buf_append_text(&plain, "before "));
	err = seal_open(key, place, sealed, size, &plain);
	if (err == SWA_OK)
		assert_string_equal(swa_buf_text(&plain), "before secret");
	else
		assert_string_equal(swa_buf_text(&plain), "before ");
	swa_buf_finish(&plain);
	return err;
}

static struct swa_secret *
new_key(void)
{
	struct swa_secret *key = NULL;

	assert_ok(swa_secret_setup());
	assert_ok(swa_secret_random(SEAL_KEY_SIZE, &key));
	return key;
}

static void
a_sealed_record_opens_in_its_place_with_its_key(void **state)
{
	struct swa_secret *key = new_key();
	struct swa_buf sealed;

	(void)state;
	make(key, "secret", &sealed);
	assert_ok(try(key, &here, sealed.data, sealed.size));
	swa_buf_finish(&sealed);
	swa_secret_free(key);
}

static void
no_changed_bit_and_no_cut_opens(void **state)
{
	struct swa_secret *key = new_key();
	struct swa_buf sealed;

	(void)state;
	make(key, "secret", &sealed);
	for (size_t i = 0; i < sealed.size * 8; i++) {
		sealed.data[i / 8] ^= (unsigned char)(1u << (i % 8));
		assert_err(try(key, &here, sealed.data, sealed.size), SWA_ERR_VAULT_DAMAGED);
		sealed.data[i / 8] ^= (unsigned char)(1u << (i % 8));
	}
	for (size_t size = 0; size < sealed.size; size++)
		assert_err(try(key, &here, sealed.data, size), SWA_ERR_VAULT_DAMAGED);
	assert_err(try(key, &here, NULL, 0), SWA_ERR_VAULT_DAMAGED);
	swa_buf_finish(&sealed);
	swa_secret_free(key);
}

static void
no_part_of_the_place_may_differ(void **state)
{
	const struct seal_place others[] = {
	        {"other", "account", "app-1", "account-1", "password", 3},
	        {"personal", "app", "app-1", "account-1", "password", 3},
	        {"personal", "account", "app-2", "account-1", "password", 3},
	        {"personal", "account", "app-1", "account-2", "password", 3},
	        {"personal", "account", "app-1", "account-1", "username", 3},
	        {"personal", "account", "app-1", "account-1", "password", 4},
	        /* The same bytes, cut elsewhere: the lengths tell. */
	        {"personal", "account", "app-1a", "ccount-1", "password", 3},
	        {"personalaccount", "", "app-1", "account-1", "password", 3},
	};
	struct swa_secret *key = new_key();
	struct swa_buf sealed;

	(void)state;
	make(key, "secret", &sealed);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_err(try(key, &others[i], sealed.data, sealed.size), SWA_ERR_VAULT_DAMAGED);
	swa_buf_finish(&sealed);
	swa_secret_free(key);
}

static void
another_key_does_not_open_it(void **state)
{
	struct swa_secret *key = new_key(), *other = new_key();
	struct swa_buf sealed;

	(void)state;
	make(key, "secret", &sealed);
	assert_err(try(other, &here, sealed.data, sealed.size), SWA_ERR_VAULT_DAMAGED);
	swa_buf_finish(&sealed);
	swa_secret_free(key);
	swa_secret_free(other);
}

static void
the_same_text_is_sealed_differently_each_time(void **state)
{
	struct swa_secret *key = new_key();
	struct swa_buf one, two;

	(void)state;
	make(key, "secret", &one);
	make(key, "secret", &two);
	assert_memory_not_equal(one.data + 1, two.data + 1, one.size - 1);
	swa_buf_finish(&one);
	swa_buf_finish(&two);
	swa_secret_free(key);
}

static void
an_opened_record_that_does_not_fit_is_refused(void **state)
{
	struct swa_secret *key = new_key();
	struct swa_buf sealed, plain;

	(void)state;
	make(key, "secret", &sealed);
	swa_buf_init(&plain, 5);
	assert_err(seal_open(key, &here, sealed.data, sealed.size, &plain), SWA_ERR_LIMIT);
	assert_int_equal(plain.size, 0);
	swa_buf_finish(&plain);
	swa_buf_finish(&sealed);
	swa_secret_free(key);
}

static void
each_purpose_has_a_key_of_its_own(void **state)
{
	const enum kdf_purpose purposes[] = {KDF_DATABASE, KDF_AUDIT, KDF_SPACE, KDF_HEADER, KDF_GENERATION};
	struct swa_secret *root = new_key(), *keys[5] = {NULL}, *again = NULL;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_ok(kdf_derive(root, purposes[i], &keys[i]));
		assert_false(swa_secret_equal(keys[i], root));
		for (size_t j = 0; j < i; j++)
			assert_false(swa_secret_equal(keys[i], keys[j]));
	}
	assert_ok(kdf_derive(root, KDF_AUDIT, &again));
	assert_true(swa_secret_equal(again, keys[1]));
	for (size_t i = 0; i < 5; i++)
		swa_secret_free(keys[i]);
	swa_secret_free(again);
	swa_secret_free(root);
}

static void
a_root_key_of_another_size_is_refused(void **state)
{
	struct swa_secret *root = NULL, *key = NULL;

	(void)state;
	assert_ok(swa_secret_random(16, &root));
	assert_err(kdf_derive(root, KDF_DATABASE, &key), SWA_ERR_ARGUMENT);
	assert_null(key);
	swa_secret_free(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_sealed_record_opens_in_its_place_with_its_key),
	        cmocka_unit_test(no_changed_bit_and_no_cut_opens),
	        cmocka_unit_test(no_part_of_the_place_may_differ),
	        cmocka_unit_test(another_key_does_not_open_it),
	        cmocka_unit_test(the_same_text_is_sealed_differently_each_time),
	        cmocka_unit_test(an_opened_record_that_does_not_fit_is_refused),
	        cmocka_unit_test(each_purpose_has_a_key_of_its_own),
	        cmocka_unit_test(a_root_key_of_another_size_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
