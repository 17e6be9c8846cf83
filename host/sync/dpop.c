#include "dpop.h"

#include "delivery.h"
#include "encode.h"
#include "json.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define KEY_TEXT_SIZE 44 /* base64url of 32 bytes and a NUL */

static void
key_text(const unsigned char bytes[32], char ret_text[KEY_TEXT_SIZE])
{
	(void)sodium_bin2base64(ret_text, KEY_TEXT_SIZE, bytes, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void
hash_text(const char *text, size_t size, char ret_text[KEY_TEXT_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(hash, (const unsigned char *)text, size);
	key_text(hash, ret_text);
}

void
swa_thumbprint(const unsigned char key[32], char ret_text[SWA_THUMBPRINT_SIZE])
{
	char x[KEY_TEXT_SIZE], jwk[128];
	int size;

	key_text(key, x);
	/* RFC 7638: the members that must be there, by name, without blanks. */
	size = snprintf(jwk, sizeof(jwk), "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", x);
	hash_text(jwk, (size_t)size, ret_text);
}

/* An address without query and fragment. */
static size_t
address_length(const char *url)
{
	return strcspn(url, "?#");
}

/* Append the base64url of a document, which is freed. */
static swa_err
put_document(struct swa_json *document, struct swa_buf *out)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = document;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_DPOP_MAX);
	if ((err = swa_json_print(owned, &text)) != SWA_OK)
		return err;
	return swa_base64_put(out, text.data, text.size);
}

static swa_err
put_header(const unsigned char key[32], struct swa_buf *out)
{
	struct swa_json *header = swa_json_new_object(), *jwk = swa_json_new_object();
	char x[KEY_TEXT_SIZE];

	key_text(key, x);
	swa_json_set_text(jwk, "kty", "OKP");
	swa_json_set_text(jwk, "crv", "Ed25519");
	swa_json_set_text(jwk, "x", x);
	swa_json_set_text(header, "typ", "dpop+jwt");
	swa_json_set_text(header, "alg", "EdDSA");
	swa_json_set(header, "jwk", jwk);
	return put_document(header, out);
}

static swa_err
put_claims(const struct swa_dpop_claims *claims, struct swa_buf *out)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf address;
	struct swa_json *document;
	unsigned char random[16];
	char id[SWA_DPOP_ID_SIZE], hash[KEY_TEXT_SIZE];

	swa_buf_init(&address, SWA_DPOP_MAX);
	if (swa_buf_append(&address, claims->url, address_length(claims->url)) != SWA_OK)
		return address.err;
	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2hex(id, sizeof(id), random, sizeof(random));
	document = swa_json_new_object();
	swa_json_set_text(document, "jti", id);
	swa_json_set_text(document, "htm", claims->method);
	swa_json_set_text(document, "htu", swa_buf_text(&address));
	swa_json_set_integer(document, "iat", claims->now);
	if (claims->token != NULL) {
		hash_text(claims->token, strlen(claims->token), hash);
		swa_json_set_text(document, "ath", hash);
	}
	if (claims->nonce != NULL)
		swa_json_set_text(document, "nonce", claims->nonce);
	return put_document(document, out);
}

swa_err
swa_dpop_make(const struct swa_secret *seed, const struct swa_dpop_claims *claims, struct swa_buf *ret_proof)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf proof;
	unsigned char key[SWA_PUBLIC_KEY_SIZE], signature[SWA_SIGNATURE_SIZE];
	swa_err err;

	swa_buf_init(&proof, SWA_DPOP_MAX);
	if ((err = swa_signature_public(seed, key)) != SWA_OK)
		return err;
	if ((err = put_header(key, &proof)) != SWA_OK)
		return err;
	(void)swa_buf_append_text(&proof, ".");
	if ((err = put_claims(claims, &proof)) != SWA_OK)
		return err;
	if ((err = swa_sign(seed, proof.data, proof.size, signature)) != SWA_OK)
		return err;
	(void)swa_buf_append_text(&proof, ".");
	if ((err = swa_base64_put(&proof, signature, sizeof(signature))) != SWA_OK)
		return err;
	return swa_buf_append(ret_proof, proof.data, proof.size);
}

/* The three parts of a proof, taken apart. */
struct parts {
	struct swa_json *header, *claims;
	unsigned char signature[SWA_SIGNATURE_SIZE];
	size_t signed_size; /* header, dot and claims: what the signature covers */
};

static void
parts_finish(struct parts *parts)
{
	swa_json_free(parts->header);
	swa_json_free(parts->claims);
}

/* What is wrong with a proof: PART of it. */
static swa_err
wrong(const char *part, char *where, size_t size)
{
	(void)snprintf(where, size, "%s", part);
	return SWA_ERR_SIGNATURE_INVALID;
}

/* One part, LENGTH characters of TEXT, as a JSON object.  SWA_ERR_ARGUMENT: it is none. */
static swa_err
get_document(const char *text, size_t length, struct swa_json **ret_document)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf encoded, plain;
	SWA_CLEANUP(swa_json_freep) struct swa_json *document = NULL;
	swa_err err;

	swa_buf_init(&encoded, SWA_DPOP_MAX);
	swa_buf_init(&plain, SWA_DPOP_MAX);
	if ((err = swa_buf_append(&encoded, text, length)) != SWA_OK)
		return err;
	if ((err = swa_base64_get(swa_buf_text(&encoded), &plain)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : SWA_ERR_ARGUMENT;
	if ((err = swa_json_parse(swa_buf_text(&plain), plain.size, &document, NULL)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : SWA_ERR_ARGUMENT;
	if (swa_json_kind(document) != SWA_JSON_OBJECT)
		return SWA_ERR_ARGUMENT;
	*ret_document = document;
	document = NULL;
	return SWA_OK;
}

static swa_err
take_apart(const char *proof, struct parts *ret_parts, char *where, size_t size)
{
	size_t header, claims;
	const char *rest;
	swa_err err;

	if (strlen(proof) > SWA_DPOP_MAX)
		return wrong("length", where, size);
	header = strcspn(proof, ".");
	rest = proof + header + (proof[header] == '.' ? 1 : 0);
	claims = strcspn(rest, ".");
	if (rest[claims] != '.' || strchr(rest + claims + 1, '.') != NULL)
		return wrong("form", where, size);
	if ((err = get_document(proof, header, &ret_parts->header)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : wrong("header", where, size);
	if ((err = get_document(rest, claims, &ret_parts->claims)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : wrong("claims", where, size);
	err = swa_base64_exact(rest + claims + 1, ret_parts->signature, sizeof(ret_parts->signature));
	if (err != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : wrong("signature", where, size);
	ret_parts->signed_size = header + 1 + claims;
	return SWA_OK;
}

static bool
is(const struct swa_json *object, const char *name, const char *expected)
{
	const char *text = swa_json_get_text(object, name);

	return text != NULL && strcmp(text, expected) == 0;
}

/* The key in the header.  Neither another algorithm nor a private key is taken. */
static swa_err
check_header(const struct swa_json *header, unsigned char ret_key[32], char *where, size_t size)
{
	const struct swa_json *jwk = swa_json_get(header, "jwk");
	const char *x = swa_json_get_text(jwk, "x");

	if (!is(header, "typ", "dpop+jwt"))
		return wrong("typ", where, size);
	if (!is(header, "alg", "EdDSA"))
		return wrong("alg", where, size);
	if (swa_json_get(header, "crit") != NULL)
		return wrong("crit", where, size);
	if (!is(jwk, "kty", "OKP") || !is(jwk, "crv", "Ed25519") || swa_json_get(jwk, "d") != NULL ||
	    x == NULL)
		return wrong("jwk", where, size);
	switch (swa_base64_exact(x, ret_key, 32)) {
	case SWA_OK: return SWA_OK;
	case SWA_ERR_NOMEM: return SWA_ERR_NOMEM;
	default: return wrong("jwk", where, size);
	}
}

static bool
same_address(const char *said, const char *expected)
{
	size_t length = address_length(said);

	return said[length] == '\0' && length == address_length(expected) &&
	       memcmp(said, expected, length) == 0;
}

static swa_err
check_claims(const struct swa_json *claims, const struct swa_dpop_claims *expected,
             struct swa_dpop_facts *facts, char *where, size_t size)
{
	const char *id = swa_json_get_text(claims, "jti"), *address = swa_json_get_text(claims, "htu");
	const char *nonce = swa_json_get_text(claims, "nonce");
	char hash[KEY_TEXT_SIZE];

	if (!is(claims, "htm", expected->method))
		return wrong("htm", where, size);
	if (address == NULL || !same_address(address, expected->url))
		return wrong("htu", where, size);
	if (!swa_json_get_integer(claims, "iat", &facts->issued))
		return wrong("iat", where, size);
	if (id == NULL || id[0] == '\0' || strlen(id) >= sizeof(facts->id))
		return wrong("jti", where, size);
	if (swa_json_get(claims, "nonce") != NULL && (nonce == NULL || strlen(nonce) >= sizeof(facts->nonce)))
		return wrong("nonce", where, size);
	if (expected->token != NULL) {
		hash_text(expected->token, strlen(expected->token), hash);
		if (!is(claims, "ath", hash))
			return wrong("ath", where, size);
	}
	(void)snprintf(facts->id, sizeof(facts->id), "%s", id);
	(void)snprintf(facts->nonce, sizeof(facts->nonce), "%s", nonce == NULL ? "" : nonce);
	return SWA_OK;
}

swa_err
swa_dpop_check(const char *proof, const struct swa_dpop_claims *expected, struct swa_dpop_facts *ret_facts,
               char *where, size_t size)
{
	SWA_CLEANUP(parts_finish) struct parts parts = {0};
	struct swa_dpop_facts facts = {0};
	swa_err err;

	if ((err = take_apart(proof, &parts, where, size)) != SWA_OK)
		return err;
	if ((err = check_header(parts.header, facts.key, where, size)) != SWA_OK)
		return err;
	if (swa_verify(facts.key, proof, parts.signed_size, parts.signature) != SWA_OK)
		return wrong("signature", where, size);
	if ((err = check_claims(parts.claims, expected, &facts, where, size)) != SWA_OK)
		return err;
	swa_thumbprint(facts.key, facts.thumbprint);
	*ret_facts = facts;
	return SWA_OK;
}
