#include "sync_fixture.h"

#include "delivery.h"
#include "dpop.h"
#include "json.h"

static const struct swa_dpop_claims claims = {"POST", "https://org.example/v1/events?a=b", "the-token", "n-1",
                                              1795238400};

static void
the_known_thumbprint_comes_out(void **state)
{
	unsigned char key[32];
	char text[SWA_THUMBPRINT_SIZE];

	(void)state;
	assert_ok(swa_base64_exact(RFC8037_KEY, key, sizeof(key)));
	swa_thumbprint(key, text);
	assert_string_equal(text, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"); /* RFC 8037, appendix A.3 */
}

static void
make(struct swa_buf *proof)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret_of(RFC8037_SEED);

	swa_buf_init(proof, SWA_DPOP_MAX);
	assert_ok(swa_dpop_make(seed, &claims, proof));
}

static void
check(const char *proof, const struct swa_dpop_claims *expected, const char *fault)
{
	struct swa_dpop_facts facts = {.id = "untouched"};
	char where[32] = "";

	assert_int_equal(swa_dpop_check(proof, expected, &facts, where, sizeof(where)),
	                 SWA_ERR_SIGNATURE_INVALID);
	assert_string_equal(where, fault);
	assert_string_equal(facts.id, "untouched");
}

static void
a_proof_says_what_it_was_made_for(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof, second;
	struct swa_dpop_facts facts, other;
	char where[32];

	(void)state;
	make(&proof);
	make(&second);
	assert_ok(swa_dpop_check(swa_buf_text(&proof), &claims, &facts, where, sizeof(where)));
	assert_string_equal(facts.thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
	assert_int_equal(facts.issued, 1795238400);
	assert_string_equal(facts.nonce, "n-1");
	assert_int_equal(strlen(facts.id), SWA_DPOP_ID_SIZE - 1);
	assert_ok(swa_dpop_check(swa_buf_text(&second), &claims, &other, where, sizeof(where)));
	assert_string_not_equal(facts.id, other.id);
}

static void
another_request_is_refused(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;
	struct swa_dpop_claims other = claims;
	struct swa_dpop_facts facts;
	char where[32];

	(void)state;
	make(&proof);
	other.method = "GET";
	check(swa_buf_text(&proof), &other, "htm");
	other = claims;
	other.url = "https://org.example/v1/event";
	check(swa_buf_text(&proof), &other, "htu");
	other.url = "https://org.example.net/v1/events";
	check(swa_buf_text(&proof), &other, "htu");
	other.url = "https://org.example/v1/events#here"; /* neither query nor fragment is part of it */
	assert_ok(swa_dpop_check(swa_buf_text(&proof), &other, &facts, where, sizeof(where)));
	other = claims;
	other.token = "another-token";
	check(swa_buf_text(&proof), &other, "ath");
}

static void
any_other_character_is_refused(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;
	struct swa_dpop_facts facts;
	char where[32];

	(void)state;
	make(&proof);
	for (size_t i = 0; i < proof.size; i++) {
		unsigned char was = proof.data[i];

		proof.data[i] = was == 'A' ? 'B' : 'A';
		assert_int_equal(swa_dpop_check(swa_buf_text(&proof), &claims, &facts, where, sizeof(where)),
		                 SWA_ERR_SIGNATURE_INVALID);
		proof.data[i] = '\0'; /* cut off here */
		assert_int_equal(swa_dpop_check(swa_buf_text(&proof), &claims, &facts, where, sizeof(where)),
		                 SWA_ERR_SIGNATURE_INVALID);
		proof.data[i] = was;
	}
	assert_ok(swa_dpop_check(swa_buf_text(&proof), &claims, &facts, where, sizeof(where)));
}

/* A proof of other parts, signed with the right key. */
static void
forge(const char *header, const char *body, struct swa_buf *proof)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret_of(RFC8037_SEED);
	unsigned char signature[64];

	swa_buf_init(proof, SWA_DPOP_MAX);
	assert_ok(swa_base64_put(proof, header, strlen(header)));
	assert_ok(swa_buf_append_text(proof, "."));
	assert_ok(swa_base64_put(proof, body, strlen(body)));
	assert_ok(swa_sign(seed, proof->data, proof->size, signature));
	assert_ok(swa_buf_append_text(proof, "."));
	assert_ok(swa_base64_put(proof, signature, sizeof(signature)));
}

#define JWK "\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" RFC8037_KEY "\""
#define HEAD "{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\"," JWK "}}"
#define BODY "\"htm\":\"POST\",\"htu\":\"https://org.example/v1/events\",\"iat\":1"

static void
a_signed_proof_of_another_form_is_refused(void **state)
{
	static const struct {
		const char *header, *body, *fault;
	} rows[] = {
	        {"{\"typ\":\"JWT\",\"alg\":\"EdDSA\"," JWK "}}", "{\"jti\":\"1\"," BODY "}", "typ"},
	        {"{\"alg\":\"EdDSA\"," JWK "}}", "{\"jti\":\"1\"," BODY "}", "typ"},
	        {"{\"typ\":\"dpop+jwt\",\"alg\":\"none\"," JWK "}}", "{\"jti\":\"1\"," BODY "}", "alg"},
	        {"{\"typ\":\"dpop+jwt\",\"alg\":\"HS256\"," JWK "}}", "{\"jti\":\"1\"," BODY "}", "alg"},
	        {"{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\"," JWK ",\"d\":\"AA\"}}", "{\"jti\":\"1\"," BODY "}",
	         "jwk"},
	        {"{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"crit\":[\"b64\"]," JWK "}}",
	         "{\"jti\":\"1\"," BODY "}", "crit"},
	        {"{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\"}", "{\"jti\":\"1\"," BODY "}", "jwk"},
	        {"[]", "{\"jti\":\"1\"," BODY "}", "header"},
	        {HEAD, "{" BODY "}", "jti"},
	        {HEAD, "{\"jti\":\"\"," BODY "}", "jti"},
	        {HEAD, "{\"jti\":\"1\",\"htm\":\"POST\",\"htu\":\"https://org.example/v1/events\"}", "iat"},
	        {HEAD, "{\"jti\":\"1\",\"nonce\":7," BODY "}", "nonce"},
	        {HEAD, "{\"jti\":\"1\"," BODY "}", "ath"},
	        {HEAD, "{\"jti\":\"1\",\"jti\":\"2\"," BODY "}", "claims"},
	        {HEAD, "\"text\"", "claims"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;

		forge(rows[i].header, rows[i].body, &proof);
		check(swa_buf_text(&proof), &claims, rows[i].fault);
	}
}

static void
without_a_token_none_is_asked_for(void **state)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;
	struct swa_dpop_claims expected = claims;
	struct swa_dpop_facts facts;
	char where[32];

	(void)state;
	forge(HEAD, "{\"jti\":\"1\"," BODY "}", &proof);
	expected.token = NULL;
	assert_ok(swa_dpop_check(swa_buf_text(&proof), &expected, &facts, where, sizeof(where)));
	assert_string_equal(facts.nonce, "");
}

static void
what_is_no_proof_is_refused(void **state)
{
	char longer[SWA_DPOP_MAX + 2];

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	check("", &claims, "form");
	check("a", &claims, "form");
	check("a.b", &claims, "form");
	check("a.b.c.d", &claims, "form");
	check("..", &claims, "header");
	check(longer, &claims, "length");
}

static void
a_proof_that_is_too_long_is_not_made(void **state)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret_of(RFC8037_SEED);
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;
	struct swa_dpop_claims longer = claims;
	char nonce[SWA_DPOP_MAX];

	(void)state;
	swa_buf_init(&proof, SWA_DPOP_MAX);
	memset(nonce, 'n', sizeof(nonce) - 1);
	nonce[sizeof(nonce) - 1] = '\0';
	longer.nonce = nonce;
	assert_int_equal(swa_dpop_make(seed, &longer, &proof), SWA_ERR_LIMIT);
	assert_int_equal(proof.size, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_known_thumbprint_comes_out),
	        cmocka_unit_test(a_proof_says_what_it_was_made_for),
	        cmocka_unit_test(another_request_is_refused),
	        cmocka_unit_test(any_other_character_is_refused),
	        cmocka_unit_test(a_signed_proof_of_another_form_is_refused),
	        cmocka_unit_test(without_a_token_none_is_asked_for),
	        cmocka_unit_test(what_is_no_proof_is_refused),
	        cmocka_unit_test(a_proof_that_is_too_long_is_not_made),
	};

	swa_json_setup();
	assert_ok(swa_secret_setup());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
