#include "sync_fixture.h"

#include "delivery.h"

#include <stdlib.h>

static const struct swa_delivery_parties parties = {"example", "d-1"};
static const struct swa_entry entry = {"app", "wiki", 41, "{\"id\":\"wiki\"}", NULL};
static const struct swa_secret_place place = {"example", "d-1", "wiki", "a-1", "password", 3};

static void
the_known_signature_comes_out(void **state)
{
	static const char input[] = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
	static const char expected[] =
	        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvp"
	        "Ar_MuM0KAg"; /* RFC 8037, appendix A.4 */
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret_of(RFC8037_SEED);
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	unsigned char key[32], known[32], signature[64];

	(void)state;
	swa_buf_init(&text, 100);
	assert_ok(swa_signature_public(seed, key));
	assert_ok(swa_base64_exact(RFC8037_KEY, known, sizeof(known)));
	assert_memory_equal(key, known, sizeof(key));
	assert_ok(swa_sign(seed, input, strlen(input), signature));
	assert_ok(swa_base64_put(&text, signature, sizeof(signature)));
	assert_string_equal(swa_buf_text(&text), expected);
	assert_ok(swa_verify(key, input, strlen(input), signature));
}

static void
the_known_public_key_of_x25519_comes_out(void **state)
{
	/* RFC 7748, section 6.1 */
	SWA_CLEANUP(swa_secret_freep)
	struct swa_secret *key = secret_of("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo");
	unsigned char public_key[32], known[32];

	(void)state;
	assert_ok(swa_base64_exact("hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo", known, sizeof(known)));
	assert_ok(swa_delivery_public(key, public_key));
	assert_memory_equal(public_key, known, sizeof(known));
}

/* A key pair, and ENTRY signed with it. */
struct signed_entry {
	struct swa_secret *seed;
	unsigned char key[32];
	struct swa_buf signature;
	struct swa_entry entry;
};

static int
set_up(void **state)
{
	struct signed_entry *made = calloc(1, sizeof(*made));

	assert_non_null(made);
	swa_buf_init(&made->signature, 200);
	assert_ok(swa_signature_pair(&made->seed, made->key));
	assert_ok(swa_entry_sign(made->seed, &parties, &entry, &made->signature));
	made->entry = entry;
	made->entry.signature = swa_buf_text(&made->signature);
	*state = made;
	return 0;
}

static int
tear_down(void **state)
{
	struct signed_entry *made = *state;

	swa_secret_free(made->seed);
	swa_buf_finish(&made->signature);
	free(made);
	return 0;
}

static void
an_entry_is_taken_as_it_was_signed(void **state)
{
	const struct signed_entry *made = *state;

	assert_ok(swa_entry_verify(made->key, &parties, &made->entry));
}

static void
a_change_of_any_part_of_an_entry_is_refused(void **state)
{
	const struct signed_entry *made = *state;
	const struct swa_delivery_parties strangers[] = {
	        {"exampl", "d-1"}, {"example", "d-2"}, {"exampled", "-1"}};
	struct swa_entry other[6];

	for (size_t i = 0; i < 6; i++)
		other[i] = made->entry;
	other[0].type = "account";
	other[1].id = "mail";
	other[2].version = 42;
	other[3].body = "{\"id\":\"wiki\"} ";
	other[4].type = "appw"; /* the border between two parts is moved */
	other[4].id = "iki";
	other[5].body = "";
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(swa_entry_verify(made->key, &parties, &other[i]), SWA_ERR_SIGNATURE_INVALID);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(swa_entry_verify(made->key, &strangers[i], &made->entry),
		                 SWA_ERR_SIGNATURE_INVALID);
}

static void
a_flipped_bit_of_key_signature_or_body_is_refused(void **state)
{
	const struct signed_entry *made = *state;
	unsigned char signature[64], key[32];
	struct swa_entry other = made->entry;
	char body[32];

	assert_ok(swa_base64_exact(made->entry.signature, signature, sizeof(signature)));
	for (size_t bit = 0; bit < sizeof(signature) * 8; bit++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

		swa_buf_init(&text, 200);
		signature[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_ok(swa_base64_put(&text, signature, sizeof(signature)));
		signature[bit / 8] ^= (unsigned char)(1u << bit % 8);
		other.signature = swa_buf_text(&text);
		assert_int_equal(swa_entry_verify(made->key, &parties, &other), SWA_ERR_SIGNATURE_INVALID);
	}
	other = made->entry;
	for (size_t bit = 0; bit < sizeof(key) * 8; bit++) {
		memcpy(key, made->key, sizeof(key));
		key[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_equal(swa_entry_verify(key, &parties, &other), SWA_ERR_SIGNATURE_INVALID);
	}
	for (size_t bit = 0; bit < strlen(entry.body) * 8; bit++) {
		memcpy(body, entry.body, strlen(entry.body) + 1);
		body[bit / 8] = (char)(body[bit / 8] ^ (1 << bit % 8));
		other.body = body;
		assert_int_equal(swa_entry_verify(made->key, &parties, &other), SWA_ERR_SIGNATURE_INVALID);
	}
}

static void
what_is_no_signature_is_refused(void **state)
{
	static const char *const wrong[] = {"", "AAAA", "not base64url!",
	                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	const struct signed_entry *made = *state;
	struct swa_entry other = made->entry;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		other.signature = wrong[i];
		assert_int_equal(swa_entry_verify(made->key, &parties, &other), SWA_ERR_SIGNATURE_INVALID);
	}
}

static void
the_longest_body_is_taken_and_a_longer_one_is_not(void **state)
{
	const struct signed_entry *made = *state;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf signature;
	char *body = malloc(SWA_ENTRY_BODY_MAX + 2);
	struct swa_entry other = entry;

	assert_non_null(body);
	memset(body, 'x', SWA_ENTRY_BODY_MAX + 1);
	body[SWA_ENTRY_BODY_MAX + 1] = '\0';
	other.body = body;
	swa_buf_init(&signature, 200);
	assert_int_equal(swa_entry_sign(made->seed, &parties, &other, &signature), SWA_ERR_LIMIT);
	other.signature = "AAAA";
	assert_int_equal(swa_entry_verify(made->key, &parties, &other), SWA_ERR_LIMIT);
	body[SWA_ENTRY_BODY_MAX] = '\0';
	assert_ok(swa_entry_sign(made->seed, &parties, &other, &signature));
	other.signature = swa_buf_text(&signature);
	assert_ok(swa_entry_verify(made->key, &parties, &other));
	free(body);
}

/* Seal VALUE for PLACE to a new key. */
static struct swa_secret *
seal(const char *value, struct swa_buf *sealed)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	struct swa_secret *key = NULL;
	unsigned char public_key[32];

	swa_buf_init(&plain, 1000);
	swa_buf_init(sealed, 4000);
	assert_ok(swa_buf_append_text(&plain, value));
	assert_ok(swa_delivery_pair(&key, public_key));
	assert_ok(swa_delivery_seal(public_key, &place, &plain, sealed));
	return key;
}

/* Open it; nothing may be left behind of what is refused. */
static swa_err
try(const struct swa_secret *key, const struct swa_secret_place *where, const char *sealed,
    const char *expected)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf value;
	swa_err err;

	swa_buf_init(&value, 1000);
	assert_ok(swa_buf_append_text(&value, "before "));
	err = swa_delivery_open(key, where, sealed, &value);
	assert_string_equal(swa_buf_text(&value) + strlen("before "), err == SWA_OK ? expected : "");
	return err;
}

static void
a_secret_opens_at_its_own_place_alone(void **state)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	const struct swa_secret_place others[] = {
	        {"other", "d-1", "wiki", "a-1", "password", 3},
	        {"example", "d-2", "wiki", "a-1", "password", 3},
	        {"example", "d-1", "mail", "a-1", "password", 3},
	        {"example", "d-1", "wiki", "a-2", "password", 3},
	        {"example", "d-1", "wiki", "a-1", "username", 3},
	        {"example", "d-1", "wiki", "a-1", "password", 4},
	        {"example", "d-1", "wiki", "a-1", "password", 2},
	        {"example", "d-1", "a-1", "wiki", "password", 3},
	        {"exampled", "-1", "wiki", "a-1", "password", 3},
	        {"example", "d-1", "wik", "ia-1", "password", 3},
	        {"", "", "", "", "", 0},
	};

	(void)state;
	key = seal("correct horse", &sealed);
	assert_ok(try(key, &place, swa_buf_text(&sealed), "correct horse"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(try(key, &others[i], swa_buf_text(&sealed), ""), SWA_ERR_SIGNATURE_INVALID);
}

static void
an_empty_secret_comes_back(void **state)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;

	(void)state;
	key = seal("", &sealed);
	assert_ok(try(key, &place, swa_buf_text(&sealed), ""));
}

static void
a_flipped_bit_or_a_cut_of_a_sealed_secret_is_refused(void **state)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed, bytes;

	(void)state;
	key = seal("correct horse", &sealed);
	swa_buf_init(&bytes, 4000);
	assert_ok(swa_base64_get(swa_buf_text(&sealed), &bytes));
	for (size_t bit = 0; bit < bytes.size * 8; bit++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

		swa_buf_init(&text, 4000);
		bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_ok(swa_base64_put(&text, bytes.data, bytes.size));
		bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
		/* The highest bit of an X25519 key is masked, but the seal's nonce covers it. */
		assert_int_equal(try(key, &place, swa_buf_text(&text), ""), SWA_ERR_SIGNATURE_INVALID);
	}
	for (size_t size = 0; size < bytes.size; size++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

		swa_buf_init(&text, 4000);
		assert_ok(swa_base64_put(&text, bytes.data, size));
		assert_int_equal(try(key, &place, swa_buf_text(&text), ""), SWA_ERR_SIGNATURE_INVALID);
	}
}

static void
another_key_does_not_open(void **state)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL, *other = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	unsigned char public_key[32];

	(void)state;
	key = seal("correct horse", &sealed);
	assert_ok(swa_delivery_pair(&other, public_key));
	assert_int_equal(try(other, &place, swa_buf_text(&sealed), ""), SWA_ERR_SIGNATURE_INVALID);
	assert_int_equal(try(key, &place, "no base64url!", ""), SWA_ERR_SIGNATURE_INVALID);
}

static void
codes_are_compared_as_they_are_typed(void **state)
{
	unsigned char key[32] = {1}, other[32] = {2};
	char code[SWA_FINGERPRINT_SIZE], comparison[SWA_FINGERPRINT_SIZE], swapped[SWA_FINGERPRINT_SIZE];

	(void)state;
	swa_fingerprint(key, code);
	assert_int_equal(strlen(code), SWA_FINGERPRINT_SIZE - 1);
	assert_true(swa_fingerprint_equal(code, code));
	assert_true(swa_fingerprint_equal("a1b2c3d4e5f60718293a", "A1B2-C3D4-E5F6-0718-293A"));
	assert_true(swa_fingerprint_equal(" A1b2 c3D4 E5f6-0718-293a\n", "A1B2-C3D4-E5F6-0718-293A"));
	assert_false(swa_fingerprint_equal("A1B2-C3D4-E5F6-0718-293B", "A1B2-C3D4-E5F6-0718-293A"));
	assert_false(swa_fingerprint_equal("A1B2-C3D4-E5F6-0718-293", "A1B2-C3D4-E5F6-0718-293A"));
	assert_false(swa_fingerprint_equal("A1B2-C3D4-E5F6-0718-293A0", "A1B2-C3D4-E5F6-0718-293A"));
	assert_false(swa_fingerprint_equal("", ""));
	assert_false(swa_fingerprint_equal("A1B2_C3D4_E5F6_0718_293A", "A1B2-C3D4-E5F6-0718-293A"));
	swa_comparison(key, other, key, comparison);
	swa_comparison(key, key, other, swapped);
	assert_string_not_equal(comparison, swapped);
	assert_string_not_equal(comparison, code);
}

static void
new_keys_are_taken_from_the_old_one_alone(void **state)
{
	const struct signed_entry *made = *state;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf signature;
	const struct swa_delivery_parties other = {"example", "d-2"};
	unsigned char signs[32] = {1}, opens[32] = {2};

	swa_buf_init(&signature, 200);
	assert_ok(swa_keys_sign(made->seed, &parties, signs, opens, &signature));
	assert_ok(swa_keys_verify(made->key, &parties, signs, opens, swa_buf_text(&signature)));
	assert_int_equal(swa_keys_verify(made->key, &parties, opens, signs, swa_buf_text(&signature)),
	                 SWA_ERR_SIGNATURE_INVALID);
	assert_int_equal(swa_keys_verify(made->key, &other, signs, opens, swa_buf_text(&signature)),
	                 SWA_ERR_SIGNATURE_INVALID);
	assert_int_equal(swa_keys_verify(signs, &parties, signs, opens, swa_buf_text(&signature)),
	                 SWA_ERR_SIGNATURE_INVALID);
}

#define with_entry(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_known_signature_comes_out),
	        cmocka_unit_test(the_known_public_key_of_x25519_comes_out),
	        with_entry(an_entry_is_taken_as_it_was_signed),
	        with_entry(a_change_of_any_part_of_an_entry_is_refused),
	        with_entry(a_flipped_bit_of_key_signature_or_body_is_refused),
	        with_entry(what_is_no_signature_is_refused),
	        with_entry(the_longest_body_is_taken_and_a_longer_one_is_not),
	        cmocka_unit_test(a_secret_opens_at_its_own_place_alone),
	        cmocka_unit_test(an_empty_secret_comes_back),
	        cmocka_unit_test(a_flipped_bit_or_a_cut_of_a_sealed_secret_is_refused),
	        cmocka_unit_test(another_key_does_not_open),
	        cmocka_unit_test(codes_are_compared_as_they_are_typed),
	        with_entry(new_keys_are_taken_from_the_old_one_alone),
	};

	assert_ok(swa_secret_setup());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
