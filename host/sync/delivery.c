#include "delivery.h"

#include "encode.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define NAMES_MAX 4096 /* what a frame may take beside body or value */
#define CODE_DIGITS 20

_Static_assert(SWA_PUBLIC_KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SWA_PUBLIC_KEY_SIZE == crypto_box_PUBLICKEYBYTES, "X25519");
_Static_assert(SWA_SIGNATURE_SIZE == crypto_sign_BYTES, "Ed25519");

swa_err
swa_signature_public(const struct swa_secret *seed, unsigned char ret_public[SWA_PUBLIC_KEY_SIZE])
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	swa_err err;

	if (swa_secret_size(seed) != crypto_sign_SEEDBYTES)
		return SWA_ERR_ARGUMENT;
	if ((err = swa_secret_new(crypto_sign_SECRETKEYBYTES, &key)) != SWA_OK)
		return err;
	(void)crypto_sign_seed_keypair(ret_public, swa_secret_data(key), swa_secret_bytes(seed));
	return SWA_OK;
}

swa_err
swa_delivery_public(const struct swa_secret *private_key, unsigned char ret_public[SWA_PUBLIC_KEY_SIZE])
{
	if (swa_secret_size(private_key) != crypto_box_SECRETKEYBYTES)
		return SWA_ERR_ARGUMENT;
	return crypto_scalarmult_base(ret_public, swa_secret_bytes(private_key)) == 0 ? SWA_OK
	                                                                              : SWA_ERR_INTERNAL;
}

swa_err
swa_signature_pair(struct swa_secret **ret_seed, unsigned char ret_public[SWA_PUBLIC_KEY_SIZE])
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = NULL;
	swa_err err;

	if ((err = swa_secret_random(crypto_sign_SEEDBYTES, &seed)) != SWA_OK)
		return err;
	if ((err = swa_signature_public(seed, ret_public)) != SWA_OK)
		return err;
	*ret_seed = seed;
	seed = NULL;
	return SWA_OK;
}

swa_err
swa_delivery_pair(struct swa_secret **ret_private, unsigned char ret_public[SWA_PUBLIC_KEY_SIZE])
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	swa_err err;

	if ((err = swa_secret_random(crypto_box_SECRETKEYBYTES, &key)) != SWA_OK)
		return err;
	if ((err = swa_delivery_public(key, ret_public)) != SWA_OK)
		return err;
	*ret_private = key;
	key = NULL;
	return SWA_OK;
}

swa_err
swa_sign(const struct swa_secret *seed, const void *message, size_t size,
         unsigned char ret_signature[SWA_SIGNATURE_SIZE])
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	unsigned char public_key[SWA_PUBLIC_KEY_SIZE];
	swa_err err;

	if (swa_secret_size(seed) != crypto_sign_SEEDBYTES)
		return SWA_ERR_ARGUMENT;
	if ((err = swa_secret_new(crypto_sign_SECRETKEYBYTES, &key)) != SWA_OK)
		return err;
	(void)crypto_sign_seed_keypair(public_key, swa_secret_data(key), swa_secret_bytes(seed));
	(void)crypto_sign_detached(ret_signature, NULL, message, size, swa_secret_bytes(key));
	return SWA_OK;
}

swa_err
swa_verify(const unsigned char key[SWA_PUBLIC_KEY_SIZE], const void *message, size_t size,
           const unsigned char signature[SWA_SIGNATURE_SIZE])
{
	return crypto_sign_verify_detached(signature, message, size, key) == 0 ? SWA_OK
	                                                                       : SWA_ERR_SIGNATURE_INVALID;
}

/* Sign FRAME, whose building may have failed, and append the signature. */
static swa_err
sign_frame(const struct swa_secret *seed, const struct swa_buf *frame, struct swa_buf *ret_signature)
{
	unsigned char signature[SWA_SIGNATURE_SIZE];
	swa_err err;

	if (frame->err != SWA_OK)
		return frame->err;
	if ((err = swa_sign(seed, frame->data, frame->size, signature)) != SWA_OK)
		return err;
	return swa_base64_put(ret_signature, signature, sizeof(signature));
}

static swa_err
verify_frame(const unsigned char key[SWA_PUBLIC_KEY_SIZE], const struct swa_buf *frame, const char *text)
{
	unsigned char signature[SWA_SIGNATURE_SIZE];
	swa_err err;

	if (frame->err != SWA_OK)
		return frame->err;
	if ((err = swa_base64_exact(text, signature, sizeof(signature))) != SWA_OK)
		return err == SWA_ERR_ARGUMENT ? SWA_ERR_SIGNATURE_INVALID : err;
	return swa_verify(key, frame->data, frame->size, signature);
}

static void
entry_frame(const struct swa_delivery_parties *parties, const struct swa_entry *entry, struct swa_buf *frame)
{
	swa_buf_init(frame, SWA_ENTRY_BODY_MAX + NAMES_MAX);
	swa_frame_text(frame, "swa-agent entry 1");
	swa_frame_text(frame, parties->organisation);
	swa_frame_text(frame, parties->device);
	swa_frame_text(frame, entry->type);
	swa_frame_text(frame, entry->id);
	swa_frame_number(frame, entry->version);
	swa_frame_text(frame, entry->body);
}

swa_err
swa_entry_sign(const struct swa_secret *seed, const struct swa_delivery_parties *parties,
               const struct swa_entry *entry, struct swa_buf *ret_signature)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame;

	entry_frame(parties, entry, &frame);
	if (strlen(entry->body) > SWA_ENTRY_BODY_MAX)
		return SWA_ERR_LIMIT;
	return sign_frame(seed, &frame, ret_signature);
}

swa_err
swa_entry_verify(const unsigned char identity_key[SWA_PUBLIC_KEY_SIZE],
                 const struct swa_delivery_parties *parties, const struct swa_entry *entry)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame;

	entry_frame(parties, entry, &frame);
	if (strlen(entry->body) > SWA_ENTRY_BODY_MAX)
		return SWA_ERR_LIMIT;
	return verify_frame(identity_key, &frame, entry->signature);
}

/* All of a secret's frame but its last part, the value. */
static void
secret_frame(const struct swa_secret_place *place, struct swa_buf *frame)
{
	swa_frame_text(frame, "swa-agent secret 1");
	swa_frame_text(frame, place->organisation);
	swa_frame_text(frame, place->device);
	swa_frame_text(frame, place->app_id);
	swa_frame_text(frame, place->account_id);
	swa_frame_text(frame, place->field);
	swa_frame_number(frame, place->version);
}

swa_err
swa_delivery_seal(const unsigned char key[SWA_PUBLIC_KEY_SIZE], const struct swa_secret_place *place,
                  const struct swa_buf *value, struct swa_buf *ret_sealed)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame, sealed;
	unsigned char *room;

	swa_buf_init(&frame, SWA_ENTRY_BODY_MAX);
	swa_buf_init(&sealed, SWA_ENTRY_BODY_MAX + crypto_box_SEALBYTES);
	secret_frame(place, &frame);
	swa_frame_part(&frame, swa_buf_text(value), value->size);
	if (frame.err != SWA_OK)
		return frame.err;
	if ((room = swa_buf_reserve(&sealed, frame.size + crypto_box_SEALBYTES)) == NULL)
		return sealed.err;
	if (crypto_box_seal(room, frame.data, frame.size, key) != 0)
		return SWA_ERR_ARGUMENT;
	return swa_base64_put(ret_sealed, room, frame.size + crypto_box_SEALBYTES);
}

/* The value behind the names, if the names are PLACE's and it ends where the frame ends. */
static swa_err
take_value(const struct swa_buf *frame, const struct swa_secret_place *place, struct swa_buf *ret_value)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf names;
	const unsigned char *length;
	size_t rest;

	swa_buf_init(&names, NAMES_MAX);
	secret_frame(place, &names);
	if (names.err != SWA_OK)
		return names.err;
	if (frame->size < names.size + 4 || memcmp(frame->data, names.data, names.size) != 0)
		return SWA_ERR_SIGNATURE_INVALID;
	length = frame->data + names.size;
	rest = frame->size - names.size - 4;
	for (unsigned i = 0; i < 4; i++) {
		if (length[i] != (unsigned char)(rest >> (8 * i)))
			return SWA_ERR_SIGNATURE_INVALID;
	}
	return swa_buf_append(ret_value, length + 4, rest);
}

swa_err
swa_delivery_open(const struct swa_secret *private_key, const struct swa_secret_place *place,
                  const char *sealed, struct swa_buf *ret_value)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes, frame;
	unsigned char public_key[SWA_PUBLIC_KEY_SIZE], *room;
	swa_err err;

	swa_buf_init(&bytes, SWA_ENTRY_BODY_MAX + crypto_box_SEALBYTES);
	swa_buf_init(&frame, SWA_ENTRY_BODY_MAX);
	if ((err = swa_delivery_public(private_key, public_key)) != SWA_OK)
		return err;
	if ((err = swa_base64_get(sealed, &bytes)) != SWA_OK)
		return err == SWA_ERR_ARGUMENT ? SWA_ERR_SIGNATURE_INVALID : err;
	if (bytes.size < crypto_box_SEALBYTES)
		return SWA_ERR_SIGNATURE_INVALID;
	if ((room = swa_buf_reserve(&frame, bytes.size - crypto_box_SEALBYTES)) == NULL)
		return frame.err;
	if (crypto_box_seal_open(room, bytes.data, bytes.size, public_key, swa_secret_bytes(private_key)) !=
	    0)
		return SWA_ERR_SIGNATURE_INVALID;
	frame.size = bytes.size - crypto_box_SEALBYTES;
	return take_value(&frame, place, ret_value);
}

/* The hash of a frame of keys, as five groups of four digits.  No memory is taken, so it cannot fail. */
static void
code_of(const char *purpose, const unsigned char *const *keys, size_t count,
        char ret_text[SWA_FINGERPRINT_SIZE])
{
	static const unsigned char key_size[4] = {SWA_PUBLIC_KEY_SIZE, 0, 0, 0};
	const unsigned char purpose_size[4] = {(unsigned char)strlen(purpose), 0, 0, 0};
	unsigned char hash[32];
	crypto_generichash_state state;
	char *out = ret_text;

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	(void)crypto_generichash_update(&state, purpose_size, sizeof(purpose_size));
	(void)crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose));
	for (size_t i = 0; i < count; i++) {
		(void)crypto_generichash_update(&state, key_size, sizeof(key_size));
		(void)crypto_generichash_update(&state, keys[i], SWA_PUBLIC_KEY_SIZE);
	}
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	for (size_t i = 0; i < CODE_DIGITS / 2; i++) {
		if (i > 0 && i % 2 == 0)
			*out++ = '-';
		*out++ = "0123456789ABCDEF"[hash[i] >> 4];
		*out++ = "0123456789ABCDEF"[hash[i] & 15];
	}
	*out = '\0';
}

void
swa_fingerprint(const unsigned char identity_key[SWA_PUBLIC_KEY_SIZE], char ret_text[SWA_FINGERPRINT_SIZE])
{
	code_of("swa-agent fingerprint 1", &identity_key, 1, ret_text);
}

void
swa_comparison(const unsigned char identity_key[SWA_PUBLIC_KEY_SIZE],
               const unsigned char signature_key[SWA_PUBLIC_KEY_SIZE],
               const unsigned char delivery_key[SWA_PUBLIC_KEY_SIZE], char ret_text[SWA_FINGERPRINT_SIZE])
{
	const unsigned char *const keys[] = {identity_key, signature_key, delivery_key};

	code_of("swa-agent comparison 1", keys, 3, ret_text);
}

/* The digits of TEXT in upper case.  False: it is no code. */
static bool
digits_of(const char *text, char ret_digits[CODE_DIGITS])
{
	size_t count = 0;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '-' || isspace(c))
			continue;
		if (!isxdigit(c) || count == CODE_DIGITS)
			return false;
		ret_digits[count++] = (char)toupper(c);
	}
	return count == CODE_DIGITS;
}

bool
swa_fingerprint_equal(const char *typed, const char *code)
{
	char a[CODE_DIGITS], b[CODE_DIGITS];

	return digits_of(typed, a) && digits_of(code, b) && memcmp(a, b, sizeof(a)) == 0;
}

static void
keys_frame(const struct swa_delivery_parties *parties, const unsigned char *signature_key,
           const unsigned char *delivery_key, struct swa_buf *frame)
{
	swa_buf_init(frame, NAMES_MAX);
	swa_frame_text(frame, "swa-agent device keys 1");
	swa_frame_text(frame, parties->organisation);
	swa_frame_text(frame, parties->device);
	swa_frame_part(frame, signature_key, SWA_PUBLIC_KEY_SIZE);
	swa_frame_part(frame, delivery_key, SWA_PUBLIC_KEY_SIZE);
}

swa_err
swa_keys_sign(const struct swa_secret *old_seed, const struct swa_delivery_parties *parties,
              const unsigned char signature_key[SWA_PUBLIC_KEY_SIZE],
              const unsigned char delivery_key[SWA_PUBLIC_KEY_SIZE], struct swa_buf *ret_signature)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame;

	keys_frame(parties, signature_key, delivery_key, &frame);
	return sign_frame(old_seed, &frame, ret_signature);
}

swa_err
swa_keys_verify(const unsigned char old_key[SWA_PUBLIC_KEY_SIZE], const struct swa_delivery_parties *parties,
                const unsigned char signature_key[SWA_PUBLIC_KEY_SIZE],
                const unsigned char delivery_key[SWA_PUBLIC_KEY_SIZE], const char *signature)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf frame;

	keys_frame(parties, signature_key, delivery_key, &frame);
	return verify_frame(old_key, &frame, signature);
}
