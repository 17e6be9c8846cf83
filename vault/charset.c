/* Sets of characters of ASCII. */
#include "password_rules.h"

const char charset_lower[] = "abcdefghijklmnopqrstuvwxyz";
const char charset_upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const char charset_digit[] = "0123456789";

void
charset_add(struct charset *set, const char *characters)
{
	for (; *characters != '\0'; characters++)
		set->has[(unsigned char)*characters & 0x7f] = true;
}

void
charset_join(struct charset *set, const struct charset *other)
{
	for (size_t i = 0; i < sizeof(set->has); i++)
		set->has[i] = set->has[i] || other->has[i];
}

unsigned
charset_count(const struct charset *set)
{
	unsigned count = 0;

	for (size_t i = 0; i < sizeof(set->has); i++)
		count += set->has[i];
	return count;
}

bool
charset_covers(const struct charset *set, const struct charset *part)
{
	for (size_t i = 0; i < sizeof(set->has); i++) {
		if (part->has[i] && !set->has[i])
			return false;
	}
	return true;
}
