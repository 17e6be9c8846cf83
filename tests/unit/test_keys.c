/* The ways in without a keyring: passphrase and recovery code. */
#include "vault_fixture.h"

#include "header.h"
#include "swa/keys.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGEST_SIZE 32
#define CODE_SIZE (SWA_RECOVERY_CODE_SIZE + 1)
#define FIRST "correct horse battery staple"
#define SECOND "four entirely different words"

/* What the header of a vault with all sections is made of; see docs/vault-format.md. */
#define PASSPHRASE_AT 37
#define PARAMETERS_AT (PASSPHRASE_AT + 4)
#define SALT_AT (PARAMETERS_AT + 9)
#define SEALED_AT (SALT_AT + 16)
#define RECOVERY_AT (SEALED_AT + 73)
#define ALL_SIZE (RECOVERY_AT + 4 + 73 + 2 * DIGEST_SIZE)

static const char code_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static swa_err
set_passphrase(struct fixture *f, const char *text)
{
	struct swa_buf passphrase;
	swa_err err;

	swa_buf_init(&passphrase, 2 * SWA_PASSPHRASE_MAX);
	assert_ok(swa_buf_append_text(&passphrase, text));
	err = swa_keys_set_passphrase(f->folder, f->root, &passphrase);
	swa_buf_finish(&passphrase);
	return err;
}

/* What the passphrase says; where it opens, it gives the vault's root key. */
static swa_err
try_passphrase(struct fixture *f, const char *text)
{
	struct swa_secret *root = NULL;
	struct swa_buf passphrase;
	swa_err err;

	swa_buf_init(&passphrase, 2 * SWA_PASSPHRASE_MAX);
	assert_ok(swa_buf_append_text(&passphrase, text));
	err = swa_keys_by_passphrase(f->folder, &passphrase, &root);
	assert_true((err == SWA_OK) == (root != NULL));
	if (err == SWA_OK)
		assert_true(swa_secret_equal(root, f->root));
	swa_secret_free(root);
	swa_buf_finish(&passphrase);
	return err;
}

static swa_err
try_code(struct fixture *f, const char *code)
{
	struct swa_secret *root = NULL;
	swa_err err = swa_keys_by_recovery(f->folder, code, &root);

	assert_true((err == SWA_OK) == (root != NULL));
	if (err == SWA_OK)
		assert_true(swa_secret_equal(root, f->root));
	swa_secret_free(root);
	return err;
}

static struct swa_vault_facts
probe(struct fixture *f)
{
	struct swa_vault_facts facts;

	assert_ok(swa_vault_probe(f->folder, &facts));
	return facts;
}

static void
redo_digest(unsigned char *bytes, size_t size)
{
	crypto_generichash(bytes + size - DIGEST_SIZE, DIGEST_SIZE, bytes, size - DIGEST_SIZE, NULL, 0);
}

/* --- the passphrase ------------------------------------------------------ */

static void
a_passphrase_opens_the_vault_and_no_other_does(void **state)
{
	struct fixture *f = *state;
	struct swa_vault_facts before = probe(f), after;

	/* The vault is open all the while, as it is in the agent. */
	assert_false(before.passphrase || before.recovery);
	assert_err(try_passphrase(f, FIRST), SWA_ERR_PASSPHRASE_MISSING);
	assert_ok(set_passphrase(f, FIRST));
	after = probe(f);
	assert_true(after.passphrase);
	assert_false(after.recovery);
	assert_memory_equal(after.id, before.id, sizeof(after.id));
	assert_int_equal(after.keyring, SWA_KEYRING_FILE);
	assert_ok(try_passphrase(f, FIRST));
	assert_err(try_passphrase(f, "correct horse battery stable"), SWA_ERR_PASSPHRASE_WRONG);
	assert_int_equal(fixture_mode(fixture_path(f, "vault.header")), 0600);
	fixture_app(f, "1", "one");
	fixture_close(f);
	assert_ok(fixture_try(f));
	assert_false(fixture_file_holds(f, "vault.header", FIRST, strlen(FIRST)));
	assert_false(fixture_file_holds(f, "vault.header", swa_secret_bytes(f->root), SWA_ROOT_KEY_SIZE));
}

static void
a_changed_passphrase_leaves_root_key_and_recovery_code_as_they_were(void **state)
{
	struct fixture *f = *state;
	char code[CODE_SIZE];

	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	assert_ok(set_passphrase(f, FIRST));
	assert_ok(set_passphrase(f, SECOND));
	assert_err(try_passphrase(f, FIRST), SWA_ERR_PASSPHRASE_WRONG);
	assert_ok(try_passphrase(f, SECOND)); /* compares the root key */
	assert_ok(try_code(f, code));
	fixture_close(f);
	assert_ok(fixture_try(f));
}

static void
a_removed_passphrase_opens_nothing(void **state)
{
	struct fixture *f = *state;
	size_t size, without;

	free(fixture_read(f, "vault.header", &without));
	assert_ok(swa_keys_set_passphrase(f->folder, f->root, NULL)); /* there was none: fine */
	assert_ok(set_passphrase(f, FIRST));
	assert_ok(swa_keys_set_passphrase(f->folder, f->root, NULL));
	assert_false(probe(f).passphrase);
	assert_err(try_passphrase(f, FIRST), SWA_ERR_PASSPHRASE_MISSING);
	free(fixture_read(f, "vault.header", &size));
	assert_int_equal(size, without); /* no wrapped key is left in it */
}

static void
the_only_way_in_is_not_removed(void **state)
{
	struct fixture *f = *state;
	char code[CODE_SIZE];

	assert_err(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_NONE), SWA_ERR_PASSPHRASE_MISSING);
	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	assert_err(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_NONE), SWA_ERR_PASSPHRASE_MISSING);
	assert_int_equal(probe(f).keyring, SWA_KEYRING_FILE);
	assert_ok(set_passphrase(f, FIRST));
	assert_ok(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_NONE));
	assert_int_equal(probe(f).keyring, SWA_KEYRING_NONE);
	assert_err(swa_keys_set_passphrase(f->folder, f->root, NULL), SWA_ERR_PASSPHRASE_MISSING);
	assert_true(probe(f).passphrase);
	assert_ok(try_passphrase(f, FIRST));
	assert_ok(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_LOGIN));
	assert_int_equal(probe(f).keyring, SWA_KEYRING_LOGIN);
	assert_ok(swa_keys_set_passphrase(f->folder, f->root, NULL));
	assert_ok(try_code(f, code));
}

static void
a_vault_that_nothing_would_open_is_not_made(void **state)
{
	struct fixture *f = *state;

	assert_err(swa_vault_create(f->folder, f->id, SWA_KEYRING_NONE, f->root, &f->vault),
	           SWA_ERR_ARGUMENT);
	assert_null(f->vault);
	assert_err(fixture_try(f), SWA_ERR_VAULT_MISSING);
}

static void
a_passphrase_that_is_too_long_is_refused_before_any_work(void **state)
{
	struct fixture *f = *state;
	char text[SWA_PASSPHRASE_MAX + 2];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_err(set_passphrase(f, text), SWA_ERR_LIMIT);
	assert_false(probe(f).passphrase);
}

static void
another_vaults_root_key_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct swa_secret *right = f->root, *other = NULL;
	char code[CODE_SIZE] = "untouched";
	unsigned char *before, *after;
	size_t size;

	assert_ok(swa_secret_random(SWA_ROOT_KEY_SIZE, &other));
	before = fixture_read(f, "vault.header", &size);
	f->root = other;
	assert_err(set_passphrase(f, FIRST), SWA_ERR_VAULT_KEY);
	assert_err(swa_keys_set_passphrase(f->folder, other, NULL), SWA_ERR_VAULT_KEY);
	assert_err(swa_keys_make_recovery(f->folder, other, code), SWA_ERR_VAULT_KEY);
	assert_err(swa_keys_set_keyring(f->folder, other, SWA_KEYRING_LOGIN), SWA_ERR_VAULT_KEY);
	f->root = right;
	assert_string_equal(code, "untouched");
	after = fixture_read(f, "vault.header", &size);
	assert_memory_equal(before, after, size);
	swa_secret_free(other);
	free(before);
	free(after);
}

/* --- the recovery code --------------------------------------------------- */

static void
a_recovery_code_is_read_leniently(void **state)
{
	struct fixture *f = *state;
	char code[CODE_SIZE], typed[2 * CODE_SIZE];
	size_t at = 0;

	assert_err(try_code(f, "0000-0000-0000-0000-0000-0000-00"), SWA_ERR_RECOVERY_MISSING);
	do { /* one with the digits that are mistaken */
		assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	} while (strchr(code, '0') == NULL || strchr(code, '1') == NULL);
	assert_true(probe(f).recovery);
	assert_int_equal(strlen(code), SWA_RECOVERY_CODE_SIZE);
	assert_ok(try_code(f, code));
	/* Small letters, a space before each digit, no hyphen, and what the eye takes for 0 and 1. */
	for (size_t i = 0; i <= strlen(code); i++) {
		const char c = (char)tolower((unsigned char)code[i]);

		if (c == '-')
			continue;
		typed[at++] = ' ';
		typed[at++] = (char)(c == '0' ? 'o' : c == '1' ? (i % 2 == 0 ? 'l' : 'I') : c);
	}
	assert_ok(try_code(f, typed));
	fixture_close(f);
	assert_ok(fixture_try(f));
}

static void
no_single_typo_in_a_recovery_code_opens(void **state)
{
	struct fixture *f = *state;
	char code[CODE_SIZE], typed[CODE_SIZE + 1];
	unsigned tried = 0;

	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	for (size_t i = 0; i < SWA_RECOVERY_CODE_SIZE; i++) {
		if (code[i] == '-')
			continue;
		assert_non_null(strchr(code_alphabet, code[i]));
		memcpy(typed, code, CODE_SIZE);
		for (const char *c = code_alphabet; *c != '\0'; c++) {
			if (*c == code[i])
				continue;
			typed[i] = *c;
			assert_err(try_code(f, typed), SWA_ERR_PASSPHRASE_WRONG);
			tried++;
		}
		typed[i] = 'U'; /* no digit of a code */
		assert_err(try_code(f, typed), SWA_ERR_PASSPHRASE_WRONG);
		/* One left out, one twice. */
		memcpy(typed + i, code + i + 1, CODE_SIZE - i - 1);
		assert_err(try_code(f, typed), SWA_ERR_PASSPHRASE_WRONG);
		memcpy(typed, code, i + 1);
		memcpy(typed + i + 1, code + i, CODE_SIZE - i);
		assert_err(try_code(f, typed), SWA_ERR_PASSPHRASE_WRONG);
	}
	assert_int_equal(tried, 26 * 31);
	assert_err(try_code(f, ""), SWA_ERR_PASSPHRASE_WRONG);
	assert_ok(try_code(f, code));
}

static void
a_new_recovery_code_takes_the_place_of_the_old_one(void **state)
{
	struct fixture *f = *state;
	char first[CODE_SIZE], second[CODE_SIZE];

	assert_ok(swa_keys_make_recovery(f->folder, f->root, first));
	assert_ok(swa_keys_make_recovery(f->folder, f->root, second));
	assert_string_not_equal(first, second);
	assert_err(try_code(f, first), SWA_ERR_PASSPHRASE_WRONG);
	assert_ok(try_code(f, second));
}

/* --- headers that were tampered with ------------------------------------- */

/* A vault with both ways in. */
static unsigned char *
all_sections(struct fixture *f, char code[CODE_SIZE])
{
	size_t size;
	unsigned char *bytes;

	assert_ok(set_passphrase(f, FIRST));
	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	bytes = fixture_read(f, "vault.header", &size);
	assert_int_equal(size, ALL_SIZE);
	return bytes;
}

/* The same without the work of stretching: a passphrase's section that nobody can open. */
static unsigned char *
sections_of_show(struct fixture *f)
{
	char code[CODE_SIZE];
	struct header header;
	struct swa_buf bytes;
	unsigned char *made;

	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	assert_ok(header_load(f->folder, &bytes, &header));
	header.facts.passphrase = true;
	header.passphrase.passes = 3;
	header.passphrase.memory = 262144;
	randombytes_buf(header.passphrase.salt, sizeof(header.passphrase.salt));
	randombytes_buf(header.passphrase.sealed, sizeof(header.passphrase.sealed));
	swa_buf_reset(&bytes);
	assert_ok(header_encode(&header, f->root, &bytes));
	assert_int_equal(bytes.size, ALL_SIZE);
	made = malloc(ALL_SIZE);
	assert_non_null(made);
	memcpy(made, bytes.data, ALL_SIZE);
	swa_buf_finish(&bytes);
	return made;
}

static void
no_changed_bit_of_a_wrapped_key_is_taken_for_sound(void **state)
{
	struct fixture *f = *state;
	unsigned char *bytes = sections_of_show(f);
	struct header header;

	for (size_t i = PASSPHRASE_AT * 8; i < ALL_SIZE * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1u << (i % 8));
		assert_err(header_decode(bytes, ALL_SIZE, &header), SWA_ERR_VAULT_DAMAGED);
		bytes[i / 8] ^= (unsigned char)(1u << (i % 8));
	}
	assert_ok(header_decode(bytes, ALL_SIZE, &header));
	free(bytes);
}

/* Someone without the root key can make a sound plain digest, and no more. */
static void
a_section_rewritten_without_the_key_opens_nothing(void **state)
{
	static const size_t places[] = {SALT_AT, SEALED_AT + 30};
	struct fixture *f = *state;
	char code[CODE_SIZE];
	unsigned char *bytes = all_sections(f, code);

	for (size_t i = RECOVERY_AT + 4; i < RECOVERY_AT + 4 + 73; i++) {
		bytes[i] ^= 0x20;
		redo_digest(bytes, ALL_SIZE);
		fixture_write(f, "vault.header", bytes, ALL_SIZE);
		assert_err(try_code(f, code), SWA_ERR_PASSPHRASE_WRONG);
		bytes[i] ^= 0x20;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		bytes[places[i]] ^= 0x20;
		redo_digest(bytes, ALL_SIZE);
		fixture_write(f, "vault.header", bytes, ALL_SIZE);
		assert_err(try_passphrase(f, FIRST), SWA_ERR_PASSPHRASE_WRONG);
		bytes[places[i]] ^= 0x20;
	}
	/* Whole sections, under a keyed digest that is not theirs. */
	bytes[36] = SWA_KEYRING_LOGIN;
	redo_digest(bytes, ALL_SIZE);
	fixture_write(f, "vault.header", bytes, ALL_SIZE);
	assert_err(try_code(f, code), SWA_ERR_VAULT_DAMAGED);
	free(bytes);
}

static void
parameters_out_of_bounds_are_refused_before_they_are_used(void **state)
{
	static const struct {
		size_t at;
		unsigned char value[4];
		size_t size;
		swa_err expected;
	} rows[] = {
	        {PARAMETERS_AT, {2}, 1, SWA_ERR_VAULT_NEWER},                      /* another function */
	        {PARAMETERS_AT + 1, {0, 0, 0, 0}, 4, SWA_ERR_VAULT_DAMAGED},       /* no pass */
	        {PARAMETERS_AT + 1, {17, 0, 0, 0}, 4, SWA_ERR_VAULT_DAMAGED},      /* 17 */
	        {PARAMETERS_AT + 1, {3, 0, 0, 0x80}, 4, SWA_ERR_VAULT_DAMAGED},    /* years of them */
	        {PARAMETERS_AT + 5, {0xff, 0xff, 0, 0}, 4, SWA_ERR_VAULT_DAMAGED}, /* not quite 64 MiB */
	        {PARAMETERS_AT + 5, {1, 0, 0x10, 0}, 4, SWA_ERR_VAULT_DAMAGED},    /* just above 1 GiB */
	        {PARAMETERS_AT + 5, {0xff, 0xff, 0xff, 0xff}, 4, SWA_ERR_VAULT_DAMAGED},
	};
	struct fixture *f = *state;
	unsigned char *bytes = sections_of_show(f);
	struct header header;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char changed[ALL_SIZE];

		memcpy(changed, bytes, ALL_SIZE);
		memcpy(changed + rows[i].at, rows[i].value, rows[i].size);
		redo_digest(changed, ALL_SIZE);
		assert_err(header_decode(changed, ALL_SIZE, &header), rows[i].expected);
	}
	assert_ok(header_decode(bytes, ALL_SIZE, &header));
	assert_int_equal(header.passphrase.passes, 3);
	assert_int_equal(header.passphrase.memory, 262144);
	/* A keyring of none, with nothing that opens it. */
	bytes[36] = SWA_KEYRING_NONE;
	bytes[PASSPHRASE_AT] = 3; /* the passphrase's section becomes the recovery code's, of a wrong size */
	redo_digest(bytes, ALL_SIZE);
	assert_err(header_decode(bytes, ALL_SIZE, &header), SWA_ERR_VAULT_DAMAGED);
	free(bytes);
}

static void
another_vaults_header_or_section_does_not_open_this_one(void **state)
{
	struct fixture *f = *state, *g;
	char code[CODE_SIZE], other_code[CODE_SIZE];
	unsigned char *bytes, *other;
	size_t size;
	void *other_state = NULL;

	(void)fixture_vault(&other_state);
	g = other_state;
	assert_ok(swa_keys_make_recovery(f->folder, f->root, code));
	assert_ok(swa_keys_make_recovery(g->folder, g->root, other_code));
	fixture_close(f);
	bytes = fixture_read(f, "vault.header", &size);
	other = fixture_read(g, "vault.header", &size);

	/* Its header, beside this one's database. */
	fixture_write(f, "vault.header", other, size);
	assert_err(try_code(f, code), SWA_ERR_PASSPHRASE_WRONG);
	assert_err(fixture_try(f), SWA_ERR_VAULT_KEY);
	assert_ok(try_code(g, other_code));
	{
		struct swa_secret *right = f->root;

		f->root = g->root; /* what the other's code gives */
		assert_ok(try_code(f, other_code));
		assert_err(fixture_try(f), SWA_ERR_VAULT_DAMAGED);
		f->root = right;
	}
	/* Its section, in this one's header. */
	memcpy(bytes + PASSPHRASE_AT, other + PASSPHRASE_AT, 4 + 73);
	redo_digest(bytes, size);
	fixture_write(f, "vault.header", bytes, size);
	assert_err(try_code(f, other_code), SWA_ERR_PASSPHRASE_WRONG);
	assert_err(try_code(f, code), SWA_ERR_PASSPHRASE_WRONG);
	free(bytes);
	free(other);
	(void)fixture_finish(&other_state);
}

static void
a_folder_or_header_that_others_can_write_to_is_left_alone(void **state)
{
	struct fixture *f = *state;
	char code[CODE_SIZE];

	fixture_chmod(f->folder, 0777);
	assert_err(swa_keys_make_recovery(f->folder, f->root, code), SWA_ERR_VAULT_UNSAFE);
	assert_err(try_code(f, "x"), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(f->folder, 0700);
	fixture_chmod(fixture_path(f, "vault.header"), 0666);
	assert_err(swa_keys_set_keyring(f->folder, f->root, SWA_KEYRING_LOGIN), SWA_ERR_VAULT_UNSAFE);
	fixture_chmod(fixture_path(f, "vault.header"), 0600);
	assert_int_equal(probe(f).keyring, SWA_KEYRING_FILE);
	assert_err(swa_keys_set_keyring("/nonexistent/folder", f->root, SWA_KEYRING_LOGIN),
	           SWA_ERR_VAULT_MISSING);
}

/* --- strength ------------------------------------------------------------ */

static void
a_weak_passphrase_is_told_from_a_good_one(void **state)
{
	static const struct {
		const char *text;
		swa_err expected;
	} rows[] = {
	        {"", SWA_ERR_PASSPHRASE_WEAK},
	        {"short", SWA_ERR_PASSPHRASE_WEAK},
	        {"elevenchars", SWA_ERR_PASSPHRASE_WEAK},
	        {"twelve chars", SWA_OK},
	        {"zw\xc3\xb6lf-zeich", SWA_ERR_PASSPHRASE_WEAK}, /* 11 characters in 12 bytes */
	        {"zw\xc3\xb6lfzeichen", SWA_OK},
	        {"is it so up", SWA_OK}, /* four words */
	        {"i t s up ok", SWA_ERR_PASSPHRASE_WEAK},
	        {"    ok    no    ", SWA_ERR_PASSPHRASE_WEAK}, /* repeats a piece of eight, and two words */
	        {"aaaaaaaaaaaaaaaaaaaa", SWA_ERR_PASSPHRASE_WEAK},
	        {"abcabcabcabcabcabc", SWA_ERR_PASSPHRASE_WEAK},
	        {"passwordpasswordpassword", SWA_ERR_PASSPHRASE_WEAK},
	        {"aaaaaaaaaaabbbbbbbbb", SWA_ERR_PASSPHRASE_WEAK},
	        {"twelve chars twelve chars ", SWA_OK}, /* the piece alone is good */
	        {FIRST, SWA_OK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct swa_buf text;
		swa_err err;

		swa_buf_init(&text, SWA_PASSPHRASE_MAX + 1);
		assert_ok(swa_buf_append_text(&text, rows[i].text));
		if ((err = swa_passphrase_check(&text)) != rows[i].expected)
			fail_msg("\"%s\": %s", rows[i].text, swa_err_name(err));
		swa_buf_finish(&text);
	}
	{
		struct swa_buf text;
		unsigned char *room;

		swa_buf_init(&text, SWA_PASSPHRASE_MAX + 1);
		room = swa_buf_reserve(&text, SWA_PASSPHRASE_MAX + 1);
		assert_non_null(room);
		for (size_t i = 0; i <= SWA_PASSPHRASE_MAX; i++)
			room[i] = (unsigned char)('a' + i * i % 23);
		text.size = SWA_PASSPHRASE_MAX + 1;
		assert_err(swa_passphrase_check(&text), SWA_ERR_LIMIT);
		text.size--;
		assert_ok(swa_passphrase_check(&text));
		swa_buf_finish(&text);
	}
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(a_passphrase_opens_the_vault_and_no_other_does),
	        ON_A_VAULT(a_changed_passphrase_leaves_root_key_and_recovery_code_as_they_were),
	        ON_A_VAULT(a_removed_passphrase_opens_nothing),
	        ON_A_VAULT(the_only_way_in_is_not_removed),
	        cmocka_unit_test_setup_teardown(a_vault_that_nothing_would_open_is_not_made, fixture_empty,
	                                        fixture_finish),
	        ON_A_VAULT(a_passphrase_that_is_too_long_is_refused_before_any_work),
	        ON_A_VAULT(another_vaults_root_key_changes_nothing),
	        ON_A_VAULT(a_recovery_code_is_read_leniently),
	        ON_A_VAULT(no_single_typo_in_a_recovery_code_opens),
	        ON_A_VAULT(a_new_recovery_code_takes_the_place_of_the_old_one),
	        ON_A_VAULT(no_changed_bit_of_a_wrapped_key_is_taken_for_sound),
	        ON_A_VAULT(a_section_rewritten_without_the_key_opens_nothing),
	        ON_A_VAULT(parameters_out_of_bounds_are_refused_before_they_are_used),
	        ON_A_VAULT(another_vaults_header_or_section_does_not_open_this_one),
	        ON_A_VAULT(a_folder_or_header_that_others_can_write_to_is_left_alone),
	        cmocka_unit_test(a_weak_passphrase_is_told_from_a_good_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
