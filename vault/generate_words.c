/* Passwords of words. */
#include "memorable.h"
#include "password_rules.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#define LEAST_CHANCE (1.0 / 1024)
#define DRAWS_MAX 262144
#define SIZE_MAX_OF_WORDS ((size_t)SWA_GENERATE_WORDS_MAX * (MEMORABLE_LETTERS_MAX + 1))

_Static_assert(SIZE_MAX_OF_WORDS + 1 <= SWA_GENERATE_SIZE_MAX, "every password of words has room");

/* How the words are written. */
struct manner {
	char separator[2]; /* "": none */
	bool capitals;     /* each word begins with one */
	bool digit;        /* one follows the last word */
};

/* --- finding a manner that the rules take -------------------------------- */

/* Does every password of this manner hold one of SET? */
static bool
always_holds(const struct charset *set, const struct manner *manner)
{
	struct charset part = {{false}};

	if (manner->separator[0] != '\0' && set->has[(unsigned char)manner->separator[0]])
		return true;
	charset_add(&part, charset_lower); /* every word has small letters, whichever they are */
	if (charset_covers(set, &part))
		return true;
	memset(&part, 0, sizeof(part));
	charset_add(&part, charset_upper);
	if (manner->capitals && charset_covers(set, &part))
		return true;
	memset(&part, 0, sizeof(part));
	charset_add(&part, charset_digit);
	return manner->digit && charset_covers(set, &part);
}

/* @return the rule that is against it, or NULL */
static const char *
against(const struct password_rules *rules, const struct manner *manner)
{
	struct charset made_of = {{false}};

	charset_add(&made_of, charset_lower);
	charset_add(&made_of, manner->separator);
	charset_add(&made_of, manner->capitals ? charset_upper : "");
	charset_add(&made_of, manner->digit ? charset_digit : "");
	if (!charset_covers(&rules->all, &made_of))
		return "allowed";
	for (size_t i = 0; i < rules->required_count; i++) {
		if (!always_holds(&rules->required[i], manner))
			return "required";
	}
	return NULL;
}

static swa_err
find_manner(const struct password_rules *rules, struct manner *ret_manner, struct swa_rule_fault *ret_fault)
{
	static const char separators[] = {'-', '.', '_', '!', '?', '\0'};
	bool required = false; /* the characters were taken, and did not suffice */

	for (unsigned more = 0; more < 4; more++) {
		for (size_t i = 0; i < sizeof(separators); i++) {
			const char *fault;
			const struct manner manner = {.separator = {separators[i]},
			                              .capitals = (more & 1) != 0,
			                              .digit = (more & 2) != 0};

			/* With nothing between them, two words could look like two others. */
			if (manner.separator[0] == '\0' && !manner.capitals)
				continue;
			if ((fault = against(rules, &manner)) == NULL) {
				*ret_manner = manner;
				return SWA_OK;
			}
			required = required || strcmp(fault, "required") == 0;
		}
	}
	return required ? rules_fault(ret_fault, "required", strlen("required"))
	                : rules_fault(ret_fault, "allowed", strlen("allowed"));
}

/* --- how many fit -------------------------------------------------------- */

/* What COUNT words are long beside their letters. */
static unsigned
size_beside_letters(unsigned count, const struct manner *manner)
{
	return (manner->separator[0] != '\0' ? count - 1 : 0) + manner->digit;
}

/* The chance that COUNT words have so many letters together, for each number. */
static void
chances_of_letters(unsigned count, double ret_chances[SIZE_MAX_OF_WORDS + 1])
{
	double of_one[MEMORABLE_LETTERS_MAX + 1] = {0};

	for (size_t i = 0; i < memorable_count; i++)
		of_one[strlen(memorable_words[i])] += 1.0 / (double)memorable_count;
	memset(ret_chances, 0, sizeof(*ret_chances) * (SIZE_MAX_OF_WORDS + 1));
	ret_chances[0] = 1;
	for (unsigned i = 0; i < count; i++) {
		double next[SIZE_MAX_OF_WORDS + 1] = {0};

		for (size_t size = 1; size <= MEMORABLE_LETTERS_MAX; size++) {
			for (size_t before = 0; before + size <= SIZE_MAX_OF_WORDS; before++)
				next[before + size] += ret_chances[before] * of_one[size];
		}
		memcpy(ret_chances, next, sizeof(next));
	}
}

/* The chance that a password of COUNT words is LEAST to MOST characters long. */
static double
chance_of_length(unsigned count, const struct manner *manner, unsigned least, unsigned most)
{
	double chances[SIZE_MAX_OF_WORDS + 1], sum = 0;
	const unsigned beside = size_beside_letters(count, manner);

	chances_of_letters(count, chances);
	for (unsigned i = 0; i <= SIZE_MAX_OF_WORDS; i++) {
		if (i + beside >= least && i + beside <= most)
			sum += chances[i];
	}
	return sum;
}

/* --- drawing ------------------------------------------------------------- */

static void
append_word(struct swa_buf *text, const char *word, const struct manner *manner)
{
	const char first = (char)(manner->capitals ? word[0] - 'a' + 'A' : word[0]);

	(void)swa_buf_append(text, &first, 1);
	(void)swa_buf_append_text(text, word + 1);
}

static void
draw(unsigned count, const struct manner *manner, struct swa_buf *ret_text)
{
	swa_buf_reset(ret_text);
	for (unsigned i = 0; i < count; i++) {
		if (i > 0)
			(void)swa_buf_append_text(ret_text, manner->separator);
		append_word(ret_text, memorable_words[randombytes_uniform((uint32_t)memorable_count)],
		            manner);
	}
	if (manner->digit)
		(void)swa_buf_append(ret_text, &charset_digit[randombytes_uniform(10)], 1);
}

swa_err
swa_generate_words(unsigned count, const struct swa_password_wish *wish, struct swa_buf *ret_password,
                   unsigned *ret_bits, struct swa_rule_fault *ret_fault)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	/* What nobody asked for is not required of words. */
	const struct swa_password_wish site = {
	        .ambiguous = true,
	        .rules = rules_given(wish) ? wish->rules : "allowed: ascii-printable",
	        .least = wish->least,
	        .most = wish->most,
	};
	struct password_rules rules;
	struct manner manner;
	double chance;
	swa_err err;

	swa_buf_init(&text, SWA_GENERATE_SIZE_MAX);
	if (count == 0 || count > SWA_GENERATE_WORDS_MAX)
		return SWA_ERR_LIMIT;
	if ((err = rules_read(&site, &rules, ret_fault)) != SWA_OK)
		return err;
	if ((err = find_manner(&rules, &manner, ret_fault)) != SWA_OK)
		return err;
	if (rules.max_consecutive == 1) /* words have double letters */
		return rules_fault(ret_fault, "max-consecutive", strlen("max-consecutive"));
	if ((chance = chance_of_length(count, &manner, rules.minlength, rules.maxlength)) < LEAST_CHANCE) {
		const bool too_long = chance_of_length(count, &manner, 0, rules.maxlength) < LEAST_CHANCE;
		const char *fault = too_long ? "maxlength" : "minlength";

		return rules_fault(ret_fault, fault, strlen(fault));
	}
	for (unsigned tries = 0; tries < DRAWS_MAX; tries++) {
		draw(count, &manner, &text);
		if (text.err != SWA_OK)
			return text.err;
		if (text.size < rules.minlength || text.size > rules.maxlength)
			continue;
		if ((err = swa_buf_append(ret_password, text.data, text.size)) != SWA_OK)
			return err;
		*ret_bits = (unsigned)(count * log2((double)memorable_count) + (manner.digit ? log2(10) : 0) +
		                       log2(chance));
		return SWA_OK;
	}
	return SWA_ERR_INTERNAL; /* one in 1024, a quarter of a million times missed */
}
