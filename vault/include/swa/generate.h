/*
 * Passwords made up at random.
 *
 *   swa_generate_password   characters:  t7#KdWm!xq4=Zr9vHy_P
 *   swa_generate_words      words:       walnut-harbor-tulip-meadow-gravel
 *
 * Every password that fits has the same chance: they are drawn as a whole and
 * drawn anew until one fits, never mended.
 *
 * A site may say what it takes, in the syntax of the proposed attribute
 * passwordrules (WHATWG; known from WebKit's keychain):
 *
 *   minlength: 8; maxlength: 20; required: lower; required: upper, digit;
 *   allowed: ascii-printable, [-().&@]; max-consecutive: 2
 *
 * minlength and maxlength   characters; said twice, the stricter one holds
 * required                  at least one character out of these classes together
 * allowed                   more that may be used; without it what is required,
 *                           and with neither every printable character
 * max-consecutive           the same character so often in a row at most
 *
 * Classes are upper, lower, digit, special, ascii-printable, unicode (taken as
 * ascii-printable) and [characters], where a - stands first and a ] last.
 * Names are read without regard to case.  The space is never used: too many
 * sites cut it off.
 */
#ifndef SWA_GENERATE_H
#define SWA_GENERATE_H

#include "swa/buf.h"

#include <stdbool.h>

#define SWA_GENERATE_LENGTH 20 /* where nobody said another one */
#define SWA_GENERATE_LENGTH_MAX 256
#define SWA_GENERATE_WORDS_MAX 20

/** Longest password of either kind: words of up to 8 letters, and what parts them. */
#define SWA_GENERATE_SIZE_MAX 256

enum {
	SWA_CLASS_LOWER = 1,
	SWA_CLASS_UPPER = 2,
	SWA_CLASS_DIGIT = 4,
	SWA_CLASS_SYMBOL = 8,
	SWA_CLASS_ALL = 15,
};

/** What a password is to be like; 0, NULL and false wish for nothing. */
struct swa_password_wish {
	unsigned length;   /* where the site's limits let it; 0: SWA_GENERATE_LENGTH */
	unsigned classes;  /* each of them at least once; 0: all; not asked where there are rules */
	bool ambiguous;    /* may hold 0 O 1 l I |, which the eye confuses; without it only where rules ask */
	const char *rules; /* the site's passwordrules; borrowed */
	unsigned least;    /* the field's minlength */
	unsigned most;     /* the field's maxlength */
};

#define SWA_RULE_NAME_MAX 48

/** Which rule is at fault: its name, or the text that is none. */
struct swa_rule_fault {
	char name[SWA_RULE_NAME_MAX];
};

/**
 * @param ret_password room for SWA_GENERATE_SIZE_MAX; appended to; unchanged on failure.
 * @param ret_bits     how many bits a guesser lacks, rounded down: the logarithm of how many such passwords
 * there are.
 * @param ret_fault    filled with SWA_ERR_RULES_INVALID alone.
 * @return SWA_OK
 *         SWA_ERR_RULES_INVALID a rule that cannot be read, or nothing fits all of them, or less than one in
 * a thousand does SWA_ERR_LIMIT, SWA_ERR_NOMEM
 */
swa_err swa_generate_password(const struct swa_password_wish *wish, struct swa_buf *ret_password,
                              unsigned *ret_bits, struct swa_rule_fault *ret_fault) SWA_MUST_CHECK;

/**
 * COUNT words out of the list, parted by a hyphen or, where the site's rules do not take it, by another
 * character.  Where they ask for capitals or digits, the words begin with capitals, and a digit follows the
 * last.
 * @param wish rules, least and most; the rest is not looked at.
 * @return as swa_generate_password(); SWA_ERR_LIMIT for 0 or more than SWA_GENERATE_WORDS_MAX
 */
swa_err swa_generate_words(unsigned count, const struct swa_password_wish *wish, struct swa_buf *ret_password,
                           unsigned *ret_bits, struct swa_rule_fault *ret_fault) SWA_MUST_CHECK;

#endif
