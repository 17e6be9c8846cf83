/* Passwords of characters. */
#include "password_rules.h"
#include "swa/secret.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#define LEAST_CHANCE (1.0 / 1024)
#define DRAWS_MAX 262144

/* --- how many fit -------------------------------------------------------- */

/* The chance that LENGTH characters hold one of each required set, by inclusion and exclusion. */
static double
chance_of_required(const struct password_rules *rules, unsigned length)
{
	const double all = charset_count(&rules->all);
	double chance = 0;

	for (unsigned subset = 0; subset < 1u << rules->required_count; subset++) {
		struct charset missing = {{false}};
		double sign = 1;

		for (size_t i = 0; i < rules->required_count; i++) {
			if ((subset >> i & 1) == 0)
				continue;
			charset_join(&missing, &rules->required[i]);
			sign = -sign;
		}
		chance += sign * pow((all - charset_count(&missing)) / all, length);
	}
	return chance;
}

/* The chance that none of SIZE characters comes more than MOST times in a row within LENGTH. */
static double
chance_of_runs(unsigned size, unsigned most, unsigned length)
{
	double chance[SWA_GENERATE_LENGTH_MAX + 1] = {0}; /* of so many characters, whole runs */

	if (most == 0 || most >= length)
		return 1;
	for (unsigned i = 1; i <= length; i++) {
		double run = 1; /* so many times the same again */

		for (unsigned r = 1; r <= most && r <= i; r++) {
			const double before = r == i ? 1 : chance[i - r] * (size - 1) / size;

			chance[i] += before * run;
			run /= size;
		}
	}
	return chance[length];
}

/* --- drawing ------------------------------------------------------------- */

static unsigned
list_characters(const struct charset *set, char ret_list[128])
{
	unsigned count = 0;

	for (unsigned c = 0; c < 128; c++) {
		if (set->has[c])
			ret_list[count++] = (char)c;
	}
	return count;
}

/* Draw LENGTH characters; false where one comes too often in a row. */
static bool
draw(const char *list, unsigned count, unsigned most, unsigned char *ret_text, unsigned length)
{
	unsigned run = 0;

	for (unsigned i = 0; i < length; i++) {
		ret_text[i] = (unsigned char)list[randombytes_uniform(count)];
		run = i > 0 && ret_text[i] == ret_text[i - 1] ? run + 1 : 1;
		if (most != 0 && run > most)
			return false;
	}
	return true;
}

static bool
holds_required(const struct password_rules *rules, const unsigned char *text, unsigned length)
{
	for (size_t i = 0; i < rules->required_count; i++) {
		bool found = false;

		for (unsigned j = 0; j < length && !found; j++)
			found = rules->required[i].has[text[j]];
		if (!found)
			return false;
	}
	return true;
}

/* The wished length, as far as the limits let it. */
static unsigned
length_of(const struct swa_password_wish *wish, const struct password_rules *rules)
{
	const unsigned length = wish->length == 0 ? SWA_GENERATE_LENGTH : wish->length;

	if (length < rules->minlength)
		return rules->minlength;
	return length > rules->maxlength ? rules->maxlength : length;
}

swa_err
swa_generate_password(const struct swa_password_wish *wish, struct swa_buf *ret_password, unsigned *ret_bits,
                      struct swa_rule_fault *ret_fault)
{
	struct password_rules rules;
	double required, runs;
	unsigned length, count;
	unsigned char *room;
	char list[128];
	swa_err err;

	if ((err = rules_read(wish, &rules, ret_fault)) != SWA_OK)
		return err;
	length = length_of(wish, &rules);
	count = list_characters(&rules.all, list);
	required = chance_of_required(&rules, length);
	runs = chance_of_runs(count, rules.max_consecutive, length);
	if (required < LEAST_CHANCE)
		return rules_fault(ret_fault, "required", strlen("required"));
	if (required * runs < LEAST_CHANCE)
		return rules_fault(ret_fault, "max-consecutive", strlen("max-consecutive"));
	if ((room = swa_buf_reserve(ret_password, length)) == NULL)
		return ret_password->err;
	for (unsigned tries = 0; tries < DRAWS_MAX; tries++) {
		if (!draw(list, count, rules.max_consecutive, room, length) ||
		    !holds_required(&rules, room, length))
			continue;
		ret_password->size += length;
		ret_password->data[ret_password->size] = '\0';
		*ret_bits = (unsigned)(length * log2(count) + log2(required) + log2(runs));
		return SWA_OK;
	}
	swa_wipe(room, length);
	return rules_fault(ret_fault, "max-consecutive", strlen("max-consecutive"));
}
