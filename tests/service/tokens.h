/*
 * Tokens and their hashes.
 *
 * A token is 32 random bytes in base64url.  What is stored is its BLAKE2b-256,
 * so that a stolen database opens nothing.
 */
#ifndef SERVICE_TOKENS_H
#define SERVICE_TOKENS_H

#include "swa/secret.h"

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_SIZE 44 /* base64url of 32 bytes, and a NUL */

void token_new(char ret_token[TOKEN_SIZE]);
/** What of TOKEN is stored. */
void token_hash(const char *token, char ret_hash[TOKEN_SIZE]);
/** A key as text, as all tables of this part hold it. */
void token_key_text(const unsigned char key[32], char ret_text[TOKEN_SIZE]);
/** Another text that only who knows SECRET can make: LABEL says for what. */
void token_derive(const struct swa_secret *secret, const char *label, const char *text,
                  char ret_text[TOKEN_SIZE]);
/** The same with a token as secret. */
void token_derive_from(const char *token, const char *label, char ret_text[TOKEN_SIZE]);
bool token_equal(const char *a, const char *b);

/** A user code: two groups of four letters that are not mistaken for others. */
#define USER_CODE_SIZE 10
void user_code_new(char ret_code[USER_CODE_SIZE]);
/** What a person typed, as user_code_new() would write it.  False: it is none. */
bool user_code_read(const char *typed, char ret_code[USER_CODE_SIZE]);

int64_t now_s(void);
int64_t now_ms(void);

#endif
