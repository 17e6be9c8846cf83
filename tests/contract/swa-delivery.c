/*
 * Sign, seal, open and prove what is given on standard input, a JSON object a
 * line, and print the results likewise: the other side of delivery.test.mjs,
 * which holds them against another implementation.
 *
 *   {"do":"entry","seed":…,"organisation":…,"device":…,"type":…,"id":…,"version":…,"body":…}
 *   {"do":"verify", …, "key":…,"signature":…}
 *   {"do":"seal","key":…,"organisation":…,"device":…,"app":…,"account":…,"field":…,"version":…,"value":…}
 *   {"do":"open","private":…, …, "sealed":…}
 *   {"do":"codes","identity":…,"signature":…,"delivery":…}
 *   {"do":"proof","seed":…,"method":…,"url":…,"token":…,"nonce":…,"now":…}
 *   {"do":"check","proof":…, …}
 *   {"do":"keys","seed":…,"organisation":…,"device":…,"signature_key":…,"delivery_key":…}
 */
#include "delivery.h"
#include "dpop.h"
#include "encode.h"
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
text(const struct swa_json *line, const char *name)
{
	const char *found = swa_json_get_text(line, name);

	return found == NULL ? "" : found;
}

/* 32 bytes; zeroes where they are none, which no test names. */
static void
key(const struct swa_json *line, const char *name, unsigned char ret_key[32])
{
	memset(ret_key, 0, 32);
	(void)!swa_base64_exact(text(line, name), ret_key, 32);
}

static struct swa_secret *
secret(const struct swa_json *line, const char *name)
{
	unsigned char bytes[32];
	struct swa_secret *out = NULL;

	key(line, name, bytes);
	if (swa_secret_take(bytes, sizeof(bytes), &out) != SWA_OK)
		exit(1);
	return out;
}

static uint64_t
version(const struct swa_json *line)
{
	int64_t number = 0;

	(void)swa_json_get_integer(line, "version", &number);
	return (uint64_t)number;
}

static swa_err
entry(const struct swa_json *line, bool sign, struct swa_buf *result)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret(line, "seed");
	struct swa_delivery_parties parties = {text(line, "organisation"), text(line, "device")};
	struct swa_entry said = {text(line, "type"), text(line, "id"), version(line), text(line, "body"),
	                         text(line, "signature")};
	unsigned char identity[32];

	key(line, "key", identity);
	return sign ? swa_entry_sign(seed, &parties, &said, result)
	            : swa_entry_verify(identity, &parties, &said);
}

static swa_err
sealed(const struct swa_json *line, bool seal, struct swa_buf *result)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *private_key = secret(line, "private");
	SWA_CLEANUP(swa_buf_finish) struct swa_buf value;
	struct swa_secret_place place = {text(line, "organisation"), text(line, "device"), text(line, "app"),
	                                 text(line, "account"),      text(line, "field"),  version(line)};
	unsigned char to[32];

	swa_buf_init(&value, SWA_ENTRY_BODY_MAX);
	(void)swa_buf_append_text(&value, text(line, "value"));
	key(line, "key", to);
	return seal ? swa_delivery_seal(to, &place, &value, result)
	            : swa_delivery_open(private_key, &place, text(line, "sealed"), result);
}

static swa_err
codes(const struct swa_json *line, struct swa_buf *result)
{
	unsigned char identity[32], signature[32], delivery[32];
	char fingerprint[SWA_FINGERPRINT_SIZE], comparison[SWA_FINGERPRINT_SIZE];

	key(line, "identity", identity);
	key(line, "signature", signature);
	key(line, "delivery", delivery);
	swa_fingerprint(identity, fingerprint);
	swa_comparison(identity, signature, delivery, comparison);
	return swa_buf_printf(result, "%s %s", fingerprint, comparison);
}

static swa_err
keys(const struct swa_json *line, struct swa_buf *result)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret(line, "seed");
	struct swa_delivery_parties parties = {text(line, "organisation"), text(line, "device")};
	unsigned char signature[32], delivery[32];

	key(line, "signature_key", signature);
	key(line, "delivery_key", delivery);
	return swa_keys_sign(seed, &parties, signature, delivery, result);
}

static swa_err
proof(const struct swa_json *line, bool make, struct swa_buf *result)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = secret(line, "seed");
	struct swa_dpop_claims claims = {text(line, "method"), text(line, "url"),
	                                 swa_json_get_text(line, "token"), swa_json_get_text(line, "nonce"),
	                                 0};
	struct swa_dpop_facts facts;
	char where[64] = "";
	swa_err err;

	(void)swa_json_get_integer(line, "now", &claims.now);
	if (make)
		return swa_dpop_make(seed, &claims, result);
	err = swa_dpop_check(text(line, "proof"), &claims, &facts, where, sizeof(where));
	(void)swa_buf_append_text(result, err == SWA_OK ? facts.thumbprint : where);
	return err;
}

static swa_err
act(const struct swa_json *line, struct swa_buf *result)
{
	const char *what = text(line, "do");

	if (strcmp(what, "entry") == 0 || strcmp(what, "verify") == 0)
		return entry(line, what[0] == 'e', result);
	if (strcmp(what, "seal") == 0 || strcmp(what, "open") == 0)
		return sealed(line, what[0] == 's', result);
	if (strcmp(what, "proof") == 0 || strcmp(what, "check") == 0)
		return proof(line, what[0] == 'p', result);
	if (strcmp(what, "codes") == 0)
		return codes(line, result);
	return strcmp(what, "keys") == 0 ? keys(line, result) : SWA_ERR_ARGUMENT;
}

static void
answer(const char *input, size_t size)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *line = NULL, *said = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf result, out;
	swa_err err;

	swa_buf_init(&result, 1u << 20);
	swa_buf_init(&out, 1u << 20);
	if ((err = swa_json_parse(input, size, &line, NULL)) == SWA_OK)
		err = act(line, &result);
	said = swa_json_new_object();
	swa_json_set_text(said, "err", swa_err_name(err));
	swa_json_set_text(said, "result", swa_buf_text(&result));
	if (swa_json_print(said, &out) == SWA_OK)
		(void)puts(swa_buf_text(&out));
}

int
main(void)
{
	static char input[1u << 20];

	swa_json_setup();
	if (swa_secret_setup() != SWA_OK)
		return 1;
	while (fgets(input, sizeof(input), stdin) != NULL)
		answer(input, strcspn(input, "\n"));
	return 0;
}
