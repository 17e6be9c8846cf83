#include "recovery_code.h"

#include <sodium.h>
#include <string.h>

#define DIGITS 26 /* of a code */
#define GROUP 4   /* digits between two hyphens */
#define KEY_SIZE 32

_Static_assert(DIGITS + (DIGITS - 1) / GROUP == SWA_RECOVERY_CODE_SIZE, "the picture in recovery_code.h");

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char message[] = "swa-agent recovery code 1";

void
recovery_code_make(char ret_code[SWA_RECOVERY_CODE_SIZE + 1])
{
	size_t at = 0;

	for (unsigned i = 0; i < DIGITS; i++) {
		if (i > 0 && i % GROUP == 0)
			ret_code[at++] = '-';
		ret_code[at++] = alphabet[randombytes_uniform(sizeof(alphabet) - 1)];
	}
	ret_code[at] = '\0';
}

/* The digit that C stands for, '\0' for none. */
static char
read_digit(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	if (c == '\0' || strchr(alphabet, c) == NULL)
		return '\0';
	return c;
}

/* @return whether CODE has just as many digits as a code, and nothing else that counts */
static bool
read_digits(const char *code, unsigned char ret_digits[DIGITS])
{
	unsigned count = 0;

	for (; *code != '\0'; code++) {
		const char digit = read_digit(*code);

		if (strchr("- \t\r\n", *code) != NULL)
			continue;
		if (digit == '\0' || count == DIGITS)
			return false;
		ret_digits[count++] = (unsigned char)digit;
	}
	return count == DIGITS;
}

swa_err
recovery_code_key(const char *code, struct swa_secret **ret_key)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *digits = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	swa_err err;

	if ((err = swa_secret_new(DIGITS, &digits)) != SWA_OK)
		return err;
	if ((err = swa_secret_new(KEY_SIZE, &key)) != SWA_OK)
		return err;
	if (!read_digits(code, swa_secret_data(digits)))
		return SWA_ERR_PASSPHRASE_WRONG;
	if (crypto_generichash(swa_secret_data(key), KEY_SIZE, (const unsigned char *)message,
	                       strlen(message), swa_secret_bytes(digits), DIGITS) != 0)
		return SWA_ERR_INTERNAL;
	*ret_key = key;
	key = NULL;
	return SWA_OK;
}
