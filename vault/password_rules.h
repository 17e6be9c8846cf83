/* What a site says of its passwords, taken apart; swa/generate.h has the syntax. */
#ifndef SWA_VAULT_PASSWORD_RULES_H
#define SWA_VAULT_PASSWORD_RULES_H

#include "swa/generate.h"

#define RULES_REQUIRED_MAX 8

/** Characters of ASCII. */
struct charset {
	bool has[128];
};

void charset_add(struct charset *set, const char *characters);
void charset_join(struct charset *set, const struct charset *other);
unsigned charset_count(const struct charset *set);
/** Is all of PART in SET? */
bool charset_covers(const struct charset *set, const struct charset *part);

extern const char charset_lower[], charset_upper[], charset_digit[];

struct password_rules {
	struct charset required[RULES_REQUIRED_MAX]; /* one of each */
	size_t required_count;
	struct charset all;       /* what a password may be made of */
	unsigned max_consecutive; /* 0: any number */
	unsigned minlength;
	unsigned maxlength; /* at most SWA_GENERATE_LENGTH_MAX */
};

/** Write down that the rule NAME, of SIZE bytes, is at fault.  @return SWA_ERR_RULES_INVALID */
swa_err rules_fault(struct swa_rule_fault *ret_fault, const char *name, size_t size);

/** Does the wish say anything of the site's rules? */
bool rules_given(const struct swa_password_wish *wish);

/**
 * The rules, classes and lengths of a wish in one; minlength is not above maxlength.
 * @return SWA_OK, SWA_ERR_RULES_INVALID
 */
swa_err rules_read(const struct swa_password_wish *wish, struct password_rules *ret_rules,
                   struct swa_rule_fault *ret_fault) SWA_MUST_CHECK;

#endif
