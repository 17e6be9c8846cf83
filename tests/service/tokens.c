#include "tokens.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

/* Without vowels (no words), and without what looks or sounds alike (RFC 8628, section 6.1). */
static const char LETTERS[] = "BCDFGHJKLMNPQRSTVWXZ";

static void
encode(const unsigned char bytes[32], char ret_text[TOKEN_SIZE])
{
	sodium_bin2base64(ret_text, TOKEN_SIZE, bytes, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void
token_new(char ret_token[TOKEN_SIZE])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof(bytes));
	encode(bytes, ret_token);
	sodium_memzero(bytes, sizeof(bytes));
}

void
token_hash(const char *token, char ret_hash[TOKEN_SIZE])
{
	unsigned char hash[32];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)token, strlen(token), NULL, 0);
	encode(hash, ret_hash);
}

void
token_key_text(const unsigned char key[32], char ret_text[TOKEN_SIZE])
{
	encode(key, ret_text);
}

static void
derive(const unsigned char *key, size_t key_size, const char *label, const char *text,
       char ret_text[TOKEN_SIZE])
{
	crypto_generichash_state state;
	unsigned char hash[32];

	/* The label's NUL is part of it: no two pairs of label and text run together. */
	crypto_generichash_init(&state, key, key_size, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)label, strlen(label) + 1);
	crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
	crypto_generichash_final(&state, hash, sizeof(hash));
	encode(hash, ret_text);
}

void
token_derive(const struct swa_secret *secret, const char *label, const char *text, char ret_text[TOKEN_SIZE])
{
	derive(swa_secret_bytes(secret), swa_secret_size(secret), label, text, ret_text);
}

void
token_derive_from(const char *token, const char *label, char ret_text[TOKEN_SIZE])
{
	unsigned char key[32];

	crypto_generichash(key, sizeof(key), (const unsigned char *)token, strlen(token), NULL, 0);
	derive(key, sizeof(key), label, "", ret_text);
	sodium_memzero(key, sizeof(key));
}

bool
token_equal(const char *a, const char *b)
{
	return a != NULL && b != NULL && strlen(a) == strlen(b) && sodium_memcmp(a, b, strlen(a)) == 0;
}

void
user_code_new(char ret_code[USER_CODE_SIZE])
{
	for (size_t i = 0; i < USER_CODE_SIZE - 1; i++)
		ret_code[i] = i == 4 ? '-' : LETTERS[randombytes_uniform(sizeof(LETTERS) - 1)];
	ret_code[USER_CODE_SIZE - 1] = '\0';
}

bool
user_code_read(const char *typed, char ret_code[USER_CODE_SIZE])
{
	char code[USER_CODE_SIZE] = "";
	size_t used = 0;

	for (; *typed != '\0'; typed++) {
		char c = (char)(*typed >= 'a' && *typed <= 'z' ? *typed - 'a' + 'A' : *typed);

		if (c == '-' || c == ' ' || c == '\t')
			continue;
		if (strchr(LETTERS, c) == NULL || used == USER_CODE_SIZE - 1)
			return false;
		if (used == 4)
			code[used++] = '-';
		code[used++] = c;
	}
	if (used != USER_CODE_SIZE - 1)
		return false;
	memcpy(ret_code, code, USER_CODE_SIZE);
	return true;
}

int64_t
now_s(void)
{
	return (int64_t)time(NULL);
}

int64_t
now_ms(void)
{
	struct timespec now;

	timespec_get(&now, TIME_UTC);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
