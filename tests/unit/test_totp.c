/* One-time codes: the values of RFC 6238, what is read as a secret and what is not, and how it is kept. */
#include "beside_fixture.h"
#include "swa/totp.h"

#include <string.h>

#define KEY_20 "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" /* "12345678901234567890", and on */
#define KEY_32 "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
#define KEY_64 \
	"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGE" \
	"ZDGNA"
#define SECRET "JBSWY3DPEHPK3PXP"

static swa_err
set(struct fixture *f, const char *account, const char *text, const char **ret_fault)
{
	struct swa_buf buf;
	swa_err err;

	fill_buf(&buf, SWA_TOTP_TEXT_MAX, text);
	err = swa_totp_set(f->vault, account, &buf, ret_fault);
	swa_buf_finish(&buf);
	return err;
}

static void
assert_taken(struct fixture *f, const char *account, const char *text)
{
	const char *fault = "nothing";
	swa_err err = set(f, account, text, &fault);

	if (err != SWA_OK)
		print_error("%s: %s\n", text, fault);
	assert_ok(err);
}

static void
assert_stored(struct fixture *f, const char *account, const char *expected)
{
	struct swa_buf buf;

	swa_buf_init(&buf, SWA_TOTP_TEXT_MAX);
	assert_ok(swa_totp_get(f->vault, account, &buf));
	assert_string_equal(swa_buf_text(&buf), expected);
	swa_buf_finish(&buf);
}

static unsigned
assert_code(struct fixture *f, const char *account, int64_t when, const char *expected)
{
	struct swa_buf code;
	unsigned valid = 0;

	swa_buf_init(&code, SWA_TOTP_CODE_MAX);
	assert_ok(swa_totp_code(f->vault, account, when, &code, &valid));
	assert_string_equal(swa_buf_text(&code), expected);
	swa_buf_finish(&code);
	return valid;
}

static swa_err
code_error(struct fixture *f, const char *account, int64_t when)
{
	struct swa_buf code;
	unsigned valid = 0;
	swa_err err;

	swa_buf_init(&code, SWA_TOTP_CODE_MAX);
	err = swa_totp_code(f->vault, account, when, &code, &valid);
	assert_int_equal(code.size, 0);
	swa_buf_finish(&code);
	return err;
}

static void
the_codes_are_those_of_rfc_6238(void **state)
{
	static const struct {
		int64_t when;
		const char *sha1, *sha256, *sha512;
	} vectors[] = {
	        {59, "94287082", "46119246", "90693936"},
	        {1111111109, "07081804", "68084774", "25091201"},
	        {1111111111, "14050471", "67062674", "99943326"},
	        {1234567890, "89005924", "91819424", "93441116"},
	        {2000000000, "69279037", "90698825", "38618901"},
	        {20000000000, "65353130", "77737706", "47863826"},
	};
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		assert_taken(f, ada, "otpauth://totp/RFC?secret=" KEY_20 "&digits=8");
		(void)assert_code(f, ada, vectors[i].when, vectors[i].sha1);
		assert_taken(f, ada, "otpauth://totp/RFC?secret=" KEY_32 "&digits=8&algorithm=SHA256");
		(void)assert_code(f, ada, vectors[i].when, vectors[i].sha256);
		assert_taken(f, ada, "otpauth://totp/RFC?secret=" KEY_64 "&digits=8&algorithm=SHA512");
		(void)assert_code(f, ada, vectors[i].when, vectors[i].sha512);
	}
}

static void
digits_and_period_count(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	assert_taken(f, ada, KEY_20);
	(void)assert_code(f, ada, 59, "287082");
	assert_taken(f, ada, "otpauth://totp/x?digits=7&secret=" KEY_20);
	(void)assert_code(f, ada, 59, "4287082");
	assert_taken(f, ada, "otpauth://totp/x?period=60&digits=8&secret=" KEY_20);
	(void)assert_code(f, ada, 119,
	                  "94287082"); /* its first step, as that of 59 is of half so long ones */
}

static void
a_code_tells_for_how_long_it_holds_and_the_next_one_is_never_given_early(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	assert_taken(f, ada, "otpauth://totp/x?digits=8&secret=" KEY_20);
	assert_int_equal(assert_code(f, ada, 30, "94287082"), 30000);
	assert_int_equal(assert_code(f, ada, 45, "94287082"), 15000);
	assert_int_equal(assert_code(f, ada, 59, "94287082"), 1000);
	assert_int_equal(assert_code(f, ada, 60, "37359152"), 30000);
}

static void
a_secret_is_read_as_people_and_sites_write_it(void **state)
{
	static const char *const texts[] = {
	        SECRET,
	        "jbsw y3dp ehpk 3pxp",
	        "JBSW-Y3DP-EHPK-3PXP",
	        " \tJBSWY3DPEHPK3PXP==\n",
	        "otpauth://totp/Example:ada@example.test?secret=" SECRET "&issuer=Example",
	        "otpauth://totp/?issuer=Ex%26ample&image=https%3A%2F%2Fx.test%2F&secret=" SECRET,
	        "otpauth://totp?secret=" SECRET,
	        "OTPAUTH://TOTP/x?Secret=jbswy3dpehpk3pxp%3D%3d&Digits=6&PERIOD=30&algorithm=sha1",
	        "otpauth://totp/x?secret=JBSW+Y3DP%20EHPK%2D3PXP&algorithm=SHA-1#note",
	};
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *fault;

		assert_ok(set(f, ada, "", &fault));
		assert_taken(f, ada, texts[i]);
		assert_stored(f, ada, "otpauth://totp/?secret=" SECRET "&algorithm=SHA1&digits=6&period=30");
	}
}

static void
what_is_no_secret_is_refused_and_the_stored_one_stays(void **state)
{
	static const struct {
		const char *text, *fault;
	} refused[] = {
	        {"otpauth://hotp/x?secret=" SECRET "&counter=1",
	         "hotp: codes by a counter, where only those by the clock are known"},
	        {"otpauth://yubi/x?secret=" SECRET, "a kind of code that is not known"},
	        {"otpauth://", "a kind of code that is not known"},
	        {"otpauth://totp/x", "secret"},
	        {"otpauth://totp/x?issuer=secret", "secret"},
	        {"otpauth://totp/x?secret=", "secret"},
	        {"otpauth://totp/x#?secret=" SECRET, "secret"},
	        {"otpauth://totp/x?secret=JBSWY3D%4", "secret"},
	        {"otpauth://totp/x?secret=JBSWY3DP%00", "secret"},
	        {"otpauth://totp/x?secret=" SECRET "&secret=" SECRET, "a part stands twice"},
	        {"otpauth://totp/x?secret=" SECRET "&digits=5", "digits"},
	        {"otpauth://totp/x?secret=" SECRET "&digits=9", "digits"},
	        {"otpauth://totp/x?secret=" SECRET "&digits=", "digits"},
	        {"otpauth://totp/x?secret=" SECRET "&digits=+6", "digits"},
	        {"otpauth://totp/x?secret=" SECRET "&digits=4294967302", "digits"},
	        {"otpauth://totp/x?secret=" SECRET "&period=0", "period"},
	        {"otpauth://totp/x?secret=" SECRET "&period=301", "period"},
	        {"otpauth://totp/x?secret=" SECRET "&algorithm=MD5", "algorithm"},
	        {"otpauth://totp/x?secret=" SECRET "&algorithm=", "algorithm"},
	        {"steam://JBSWY3DPEHPK3PXP", "not Base32"},
	        {"https://example.test/?secret=" SECRET, "not Base32"},
	        {"JBSWY3DPEHPK3PX0", "not Base32"}, /* nought for O */
	        {"JBSWY3DPEHPK3PX1", "not Base32"}, /* one for I */
	        {"JBSWY3DPEHPK3P", "not Base32"},   /* no bytes have fourteen letters */
	        {"JBSWY3DP=EHPK3PXP", "not Base32"},
	        {"JBSWY3D", "not Base32"},
	        {"========", "not Base32"},
	        {"   ", "not Base32"},
	        {"JBSWY3DP\xc3\xa9", "not Base32"},
	        {KEY_64 KEY_64 KEY_20, "not Base32"},
	};
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];

	add_ada(f, ada);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		const char *fault = "nothing";

		assert_taken(f, ada, KEY_20);
		assert_err(set(f, ada, refused[i].text, &fault), SWA_ERR_TOTP_INVALID);
		assert_string_equal(fault, refused[i].fault);
		(void)assert_code(f, ada, 59, "287082");
	}
}

static void
a_secret_is_kept_sealed_and_removed_by_an_empty_text(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1];
	const char *fault;

	add_ada(f, ada);
	assert_false(account_of(f, ada).totp);
	assert_err(code_error(f, ada, 59), SWA_ERR_RECORD_MISSING);
	assert_taken(f, ada, SECRET);
	assert_taken(f, ada, KEY_20);
	assert_true(account_of(f, ada).totp);
	fixture_reopen(f);
	(void)assert_code(f, ada, 59, "287082");
	fixture_account(f, "wiki", ada, "ada", "second", ada);
	(void)assert_code(f, ada, 59, "287082"); /* it is not the password's */
	assert_ok(swa_vault_check(f->vault));
	fixture_close(f);
	assert_false(fixture_file_holds(f, "vault.db", KEY_20, strlen(KEY_20)));
	assert_false(fixture_file_holds(f, "vault.db", "12345678901234567890", 20));
	fixture_reopen(f);
	assert_ok(set(f, ada, "", &fault));
	assert_false(account_of(f, ada).totp);
	assert_err(code_error(f, ada, 59), SWA_ERR_RECORD_MISSING);
	assert_err(code_error(f, "nobody", 59), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_taken(f, ada, KEY_20);
	assert_err(code_error(f, ada, -1), SWA_ERR_ARGUMENT);
}

static void
a_secret_moved_to_another_account_or_field_does_not_open(void **state)
{
	struct fixture *f = *state;
	char ada[SWA_ID_MAX + 1], bob[SWA_ID_MAX + 1];

	add_ada(f, ada);
	assert_taken(f, ada, KEY_20);
	move_to_bob(f, "totp", bob);
	assert_err(code_error(f, bob, 59), SWA_ERR_VAULT_DAMAGED);
	fixture_close(f);
	fixture_sql(f, "DELETE FROM secret WHERE field = 'totp';"
	               "UPDATE secret SET field = 'totp' WHERE field = 'password'");
	fixture_reopen(f);
	assert_err(code_error(f, ada, 59), SWA_ERR_VAULT_DAMAGED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_codes_are_those_of_rfc_6238),
	        TEST(digits_and_period_count),
	        TEST(a_code_tells_for_how_long_it_holds_and_the_next_one_is_never_given_early),
	        TEST(a_secret_is_read_as_people_and_sites_write_it),
	        TEST(what_is_no_secret_is_refused_and_the_stored_one_stays),
	        TEST(a_secret_is_kept_sealed_and_removed_by_an_empty_text),
	        TEST(a_secret_moved_to_another_account_or_field_does_not_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
