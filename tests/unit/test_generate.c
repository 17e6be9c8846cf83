/*
 * Passwords at random.  What is counted here lies ten standard deviations and
 * more within its bounds: a sound generator misses them once in 10^20 runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memorable.h"
#include "swa/generate.h"
#include "swa/secret.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define assert_err(actual, expected) assert_string_equal(swa_err_name(actual), swa_err_name(expected))
#define assert_ok(actual) assert_err(actual, SWA_OK)

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
#define SPECIAL "-~!@#$%^&*_+=`|(){}[]:;\"'<>,.?"
#define REST "/\\" /* printable, and none of these */

struct made {
	struct swa_buf text;
	unsigned bits;
	struct swa_rule_fault fault;
};

static swa_err
make(const struct swa_password_wish *wish, struct made *made)
{
	swa_buf_reset(&made->text);
	made->bits = 0;
	(void)strcpy(made->fault.name, "untouched");
	return swa_generate_password(wish, &made->text, &made->bits, &made->fault);
}

static void
made_init(struct made *made)
{
	swa_buf_init(&made->text, SWA_GENERATE_SIZE_MAX);
}

static unsigned
count_of(const struct made *made, const char *characters)
{
	unsigned count = 0;

	for (size_t i = 0; i < made->text.size; i++)
		count += strchr(characters, made->text.data[i]) != NULL;
	return count;
}

static unsigned
longest_run(const struct made *made)
{
	unsigned longest = 0, run = 0;

	for (size_t i = 0; i < made->text.size; i++) {
		run = i > 0 && made->text.data[i] == made->text.data[i - 1] ? run + 1 : 1;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* --- without rules ------------------------------------------------------- */

static void
a_password_has_its_length_and_one_of_each_class(void **state)
{
	static const struct {
		unsigned classes;
		const char *each[4];
		unsigned bits; /* of 20 characters, ambiguous ones avoided */
	} rows[] = {
	        {0, {LOWER, UPPER, DIGIT, "!#$%&*+-.=?@_"}, 121},
	        {SWA_CLASS_ALL, {LOWER, UPPER, DIGIT, "!#$%&*+-.=?@_"}, 121},
	        {SWA_CLASS_LOWER, {LOWER, NULL, NULL, NULL}, 92},
	        {SWA_CLASS_DIGIT, {DIGIT, NULL, NULL, NULL}, 60},
	        {SWA_CLASS_LOWER | SWA_CLASS_DIGIT, {LOWER, DIGIT, NULL, NULL}, 100},
	        {SWA_CLASS_UPPER | SWA_CLASS_SYMBOL, {UPPER, "!#$%&*+-.=?@_", NULL, NULL}, 104},
	};
	struct made made;

	(void)state;
	made_init(&made);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (unsigned round = 0; round < 200; round++) {
			const struct swa_password_wish wish = {.classes = rows[i].classes};
			unsigned all = 0;

			assert_ok(make(&wish, &made));
			assert_int_equal(made.text.size, SWA_GENERATE_LENGTH);
			assert_int_equal(strlen(swa_buf_text(&made.text)), SWA_GENERATE_LENGTH);
			for (size_t j = 0; j < 4 && rows[i].each[j] != NULL; j++) {
				assert_true(count_of(&made, rows[i].each[j]) > 0);
				all += count_of(&made, rows[i].each[j]);
			}
			assert_int_equal(all, made.text.size); /* and nothing else */
			assert_int_equal(count_of(&made, "0O1lI|"), 0);
			if (abs((int)made.bits - (int)rows[i].bits) > 1)
				fail_msg("row %zu: %u bits", i, made.bits);
		}
	}
	swa_buf_finish(&made.text);
}

static void
ambiguous_characters_come_when_they_may(void **state)
{
	const struct swa_password_wish wish = {.length = 256, .ambiguous = true};
	struct made made;

	(void)state;
	made_init(&made);
	assert_ok(make(&wish, &made));
	assert_int_equal(made.text.size, 256);
	assert_true(count_of(&made, "0O1lI") > 0); /* missed once in 10^7 × 10^2 */
	swa_buf_finish(&made.text);
}

static void
two_passwords_are_never_the_same(void **state)
{
	const struct swa_password_wish wish = {.length = 12};
	struct made one, other;

	(void)state;
	made_init(&one);
	made_init(&other);
	assert_ok(make(&wish, &one));
	for (unsigned i = 0; i < 500; i++) {
		assert_ok(make(&wish, &other));
		assert_string_not_equal(swa_buf_text(&one.text), swa_buf_text(&other.text));
	}
	swa_buf_finish(&one.text);
	swa_buf_finish(&other.text);
}

static void
what_was_in_the_buffer_stays_before_it(void **state)
{
	const struct swa_password_wish wish = {.length = 8}, bad = {.rules = "required: none"};
	struct made made;
	struct swa_buf little;

	(void)state;
	made_init(&made);
	assert_ok(swa_buf_append_text(&made.text, "before "));
	assert_ok(swa_generate_password(&wish, &made.text, &made.bits, &made.fault));
	assert_int_equal(made.text.size, 7 + 8);
	assert_memory_equal(made.text.data, "before ", 7);
	assert_err(swa_generate_password(&bad, &made.text, &made.bits, &made.fault), SWA_ERR_RULES_INVALID);
	assert_int_equal(made.text.size, 7 + 8);
	swa_buf_init(&little, 4);
	assert_err(swa_generate_password(&wish, &little, &made.bits, &made.fault), SWA_ERR_LIMIT);
	swa_buf_finish(&little);
	swa_buf_finish(&made.text);
}

/* --- rules --------------------------------------------------------------- */

struct rule_row {
	const char *rules;
	unsigned length, least, most;
	size_t expected;      /* length */
	const char *required; /* one of these at least; "" : not asked */
	const char *made_of;
	unsigned run; /* 0: any */
};

static void
passwords_keep_to_the_rules_of_a_site(void **state)
{
	static const struct rule_row rows[] = {
	        {"", 0, 0, 0, 20, LOWER, LOWER UPPER DIGIT SPECIAL, 0},
	        {" ; ;", 0, 0, 0, 20, DIGIT, LOWER UPPER DIGIT SPECIAL, 0},
	        {"minlength: 30;", 0, 0, 0, 30, "", LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"maxlength: 10", 0, 0, 0, 10, "", LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"maxlength: 1000", 256, 0, 0, 256, "", LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"minlength: 8; maxlength: 12; minlength: 10; maxlength: 11", 4, 0, 0, 10, "",
	         LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"minlength: 8; maxlength: 12", 16, 0, 0, 12, "", LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"minlength: 8; maxlength: 12", 4, 0, 0, 8, "", LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"maxlength: 12", 0, 6, 9, 9, "", LOWER UPPER DIGIT SPECIAL REST, 0},
	        {NULL, 0, 24, 0, 24, LOWER, LOWER UPPER DIGIT SPECIAL, 0},
	        {NULL, 0, 0, 6, 6, DIGIT, LOWER UPPER DIGIT SPECIAL, 0},
	        {NULL, 12, 12, 12, 12, DIGIT, LOWER UPPER DIGIT SPECIAL, 0},
	        {"required: lower", 0, 0, 0, 20, LOWER, LOWER, 0},
	        {"required: digit; required: upper", 0, 0, 0, 20, DIGIT, DIGIT UPPER, 0},
	        {"required: upper, digit", 0, 0, 0, 20, DIGIT UPPER, DIGIT UPPER, 0},
	        {"allowed: lower", 0, 0, 0, 20, LOWER, LOWER, 0},
	        {"allowed: lower; allowed: digit", 0, 0, 0, 20, "", LOWER DIGIT, 0},
	        {"allowed: lower, [-.,]; required: digit", 0, 0, 0, 20, DIGIT, LOWER DIGIT "-.,", 0},
	        {"required: special; allowed: upper", 0, 0, 0, 20, SPECIAL, UPPER SPECIAL, 0},
	        {"required: [-]; allowed: lower", 0, 0, 0, 20, "-", LOWER "-", 0},
	        {"required: [x]]; allowed: lower", 40, 0, 0, 40, "x]", LOWER "]", 0},
	        {"required: []]; allowed: lower", 0, 0, 0, 20, "]", LOWER "]", 0},
	        {"required: [;:,]; allowed: lower", 0, 0, 0, 20, ";:,", LOWER ";:,", 0},
	        {"required: [a-z]", 0, 0, 0, 20, "az", "az",
	         0}, /* no range: a hyphen counts only as the first */
	        {"required: [a b]", 0, 0, 0, 20, "ab", "ab", 0}, /* never a space */
	        {"required: [\xc3\xa4"
	         "a]",
	         0, 0, 0, 20, "a", "a", 0},
	        {"required: [0]; allowed: digit", 0, 0, 0, 20, "0", DIGIT, 0}, /* ambiguous, but asked for */
	        {"REQUIRED:Lower ;ALLOWED :DIGIT;Max-Consecutive:2", 0, 0, 0, 20, LOWER, LOWER DIGIT, 2},
	        {"\n required : upper ,\n lower\t; max-consecutive : 1 ;", 0, 0, 0, 20, UPPER LOWER,
	         UPPER LOWER, 1},
	        {"required: [ab]; max-consecutive: 3; max-consecutive: 5; maxlength: 12", 0, 0, 0, 12, "ab",
	         "ab", 3},
	        {"allowed: unicode; max-consecutive: 1", 64, 0, 0, 64, "", LOWER UPPER DIGIT SPECIAL REST, 1},
	        {"allowed: ascii-printable; max-consecutive: 300", 0, 0, 0, 20, "",
	         LOWER UPPER DIGIT SPECIAL REST, 0},
	        {"minlength: 8; maxlength: 8; required: upper; required: lower; required: digit; required: "
	         "special",
	         0, 0, 0, 8, SPECIAL, LOWER UPPER DIGIT SPECIAL, 0},
	};
	struct made made;

	(void)state;
	made_init(&made);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct swa_password_wish wish = {.rules = rows[i].rules,
		                                       .length = rows[i].length,
		                                       .least = rows[i].least,
		                                       .most = rows[i].most};

		for (unsigned round = 0; round < 100; round++) {
			swa_err err = make(&wish, &made);

			if (err != SWA_OK)
				fail_msg("row %zu: %s: %s", i, swa_err_name(err), made.fault.name);
			if (made.text.size != rows[i].expected)
				fail_msg("row %zu: %zu characters", i, made.text.size);
			if (rows[i].required[0] != '\0' && count_of(&made, rows[i].required) == 0)
				fail_msg("row %zu: %s", i, swa_buf_text(&made.text));
			if (count_of(&made, rows[i].made_of) != made.text.size)
				fail_msg("row %zu: %s", i, swa_buf_text(&made.text));
			if (rows[i].run != 0 && longest_run(&made) > rows[i].run)
				fail_msg("row %zu: %s", i, swa_buf_text(&made.text));
		}
	}
	swa_buf_finish(&made.text);
}

static void
a_rule_at_fault_is_named(void **state)
{
	static const struct {
		const char *rules;
		unsigned length, least, most;
		const char *name;
	} rows[] = {
	        {"required", 0, 0, 0, "required"},
	        {"required:", 0, 0, 0, "required"},
	        {"required: ;", 0, 0, 0, "required"},
	        {"required: lower,", 0, 0, 0, "required"},
	        {"required: lower upper", 0, 0, 0, "required"},
	        {"required: letters", 0, 0, 0, "letters"},
	        {"allowed: low", 0, 0, 0, "low"},
	        {"allowed: lowercase", 0, 0, 0, "lowercase"},
	        {"allowed: []", 0, 0, 0, "allowed"},
	        {"allowed: [ ]", 0, 0, 0, "allowed"},
	        {"allowed: [abc", 0, 0, 0, "allowed"},
	        {"allowed: [abc]]", 0, 0, 0, NULL}, /* this one is fine */
	        {"allowed: [abc] x", 0, 0, 0, "allowed"},
	        {"minlength: eight", 0, 0, 0, "minlength"},
	        {"minlength: -1", 0, 0, 0, "minlength"},
	        {"minlength: 8 characters", 0, 0, 0, "minlength"},
	        {"minlength: 257", 0, 0, 0, "minlength"},
	        {"minlength: 99999999999999999999", 0, 0, 0, "minlength"},
	        {"maxlength: 0", 0, 0, 0, "maxlength"},
	        {"max-consecutive: 0", 0, 0, 0, "max-consecutive"},
	        {"max-consecutive: ;", 0, 0, 0, "max-consecutive"},
	        {"minlength: 12; maxlength: 8", 0, 0, 0, "minlength"},
	        {"maxlenght: 8", 0, 0, 0, "maxlenght"},
	        {"pattern: [a]; ", 0, 0, 0, "pattern"},
	        {"12: 8", 0, 0, 0, "12"},
	        {": 8", 0, 0, 0, ""},
	        {"a-name-that-is-much-longer-than-any-rule-that-there-ever-was: 8", 0, 0, 0,
	         "a-name-that-is-much-longer-than-any-rule-that-t"},
	        {"maxlength: 8", 0, 9, 0, "least"},
	        {"minlength: 8", 0, 0, 7, "most"},
	        {NULL, 0, 9, 8, "most"},
	        {NULL, 0, 257, 0, "least"},
	        {NULL, 0, 0, 3, "required"}, /* four classes in three characters */
	        {"required: [a]; required: [b]; required: [c]; maxlength: 2", 0, 0, 0, "required"},
	        {"required: [a]; max-consecutive: 2", 0, 0, 0, "max-consecutive"},
	        {"required: [ab]; max-consecutive: 1; minlength: 64", 0, 0, 0, "max-consecutive"},
	        {"required: [a]; required: [b]; required: [c]; required: [d]; required: [e]; required: [f]; "
	         "allowed: "
	         "ascii-printable; maxlength: 6",
	         0, 0, 0, "required"}, /* one in a thousand million */
	        {"required: [a]; required: [b]; required: [c]; required: [d]; required: [e]; required: [f]; "
	         "required: [g]; required: [h]; required: [i]",
	         0, 0, 0, "required"}, /* more than eight */
	};
	struct made made;

	(void)state;
	made_init(&made);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct swa_password_wish wish = {.rules = rows[i].rules,
		                                       .length = rows[i].length,
		                                       .least = rows[i].least,
		                                       .most = rows[i].most};
		swa_err err = make(&wish, &made);

		if (err != (rows[i].name == NULL ? SWA_OK : SWA_ERR_RULES_INVALID))
			fail_msg("row %zu: %s", i, swa_err_name(err));
		if (rows[i].name == NULL)
			continue;
		if (strcmp(made.fault.name, rows[i].name) != 0)
			fail_msg("row %zu: names \"%s\"", i, made.fault.name);
		assert_int_equal(made.text.size, 0);
	}
	swa_buf_finish(&made.text);
}

/* Every beginning of a long rule, and every change of a byte, is either read or refused. */
static void
no_text_breaks_the_reading_of_rules(void **state)
{
	static const char text[] = "minlength: 8; maxlength: 20; required: lower, [-a.b]]; allowed: "
	                           "digit,special; max-consecutive: 2;";
	char changed[sizeof(text)];
	struct made made;

	(void)state;
	made_init(&made);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		for (unsigned c = 0; c < 256; c++) {
			const struct swa_password_wish wish = {.rules = changed};
			swa_err err;

			memcpy(changed, text, sizeof(text));
			changed[i] = (char)c;
			err = make(&wish, &made);
			assert_true(err == SWA_OK || err == SWA_ERR_RULES_INVALID);
			assert_true((err == SWA_OK) == (made.text.size > 0));
		}
	}
	swa_buf_finish(&made.text);
}

/* --- chance -------------------------------------------------------------- */

/* COUNT of ROUNDS with the chance P, as far off as sound chance never is. */
static void
assert_likely(unsigned count, unsigned rounds, double p, const char *what)
{
	const double expected = rounds * p, bound = 10 * sqrt(rounds * p * (1 - p));

	if (fabs(count - expected) > bound)
		fail_msg("%s: %u, not about %.0f", what, count, expected);
}

static void
every_character_is_as_likely_as_any_other(void **state)
{
	const struct swa_password_wish wish = {
	        .length = 250, .rules = "allowed: ascii-printable", .ambiguous = true};
	unsigned counts[128] = {0};
	struct made made;

	(void)state;
	made_init(&made);
	for (unsigned round = 0; round < 400; round++) {
		assert_ok(make(&wish, &made));
		for (size_t i = 0; i < made.text.size; i++)
			counts[made.text.data[i] & 0x7f]++;
	}
	for (unsigned c = 0; c < 128; c++) {
		const char text[2] = {(char)c, '\0'};

		if (c > ' ' && c < 127)
			assert_likely(counts[c], 400 * 250, 1.0 / 94, text);
		else
			assert_int_equal(counts[c], 0);
	}
	swa_buf_finish(&made.text);
}

/* Of two characters, one of them c: ac bc ca cb cc.  Mending a draw instead of drawing anew would favour
 * some. */
static void
every_password_that_fits_is_as_likely_as_any_other(void **state)
{
	static const char *const all[] = {"ac", "bc", "ca", "cb", "cc"};
	const struct swa_password_wish wish = {.rules = "allowed: [ab]; required: [c]; maxlength: 2"};
	const unsigned rounds = 50000;
	unsigned counts[5] = {0}, sum = 0;
	struct made made;

	(void)state;
	made_init(&made);
	for (unsigned round = 0; round < rounds; round++) {
		assert_ok(make(&wish, &made));
		for (size_t i = 0; i < 5; i++)
			counts[i] += strcmp(swa_buf_text(&made.text), all[i]) == 0;
	}
	for (size_t i = 0; i < 5; i++) {
		assert_likely(counts[i], rounds, 1.0 / 5, all[i]);
		sum += counts[i];
	}
	assert_int_equal(sum, rounds);
	assert_int_equal(made.bits, 2); /* log2 5 = 2.32 */
	swa_buf_finish(&made.text);
}

static void
bits_say_how_many_passwords_there_are(void **state)
{
	static const struct {
		const char *rules;
		unsigned bits;
	} rows[] = {
	        {"allowed: digit; maxlength: 10", 33},                            /* 10^10: 33.2 */
	        {"allowed: [ab]; minlength: 64", 64},                             /* 2^64 */
	        {"allowed: [ab]; max-consecutive: 2; maxlength: 4", 3},           /* 10 of 16: 3.3 */
	        {"allowed: [abcd]; max-consecutive: 1; maxlength: 4", 6},         /* 4·3·3·3 = 108: 6.75 */
	        {"required: [ab]; required: [cd]; maxlength: 2", 3},              /* 8 of 16 */
	        {"required: [a]; required: [b]; required: [c]; maxlength: 3", 2}, /* 6 of 27: 2.58 */
	        {"required: [a]; required: [b]; required: [c]; allowed: [d]; maxlength: 4",
	         5}, /* 60 of 256: 5.9 */
	        {"required: digit; maxlength: 1", 3},
	};
	struct made made;

	(void)state;
	made_init(&made);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct swa_password_wish wish = {.rules = rows[i].rules, .ambiguous = true};

		assert_ok(make(&wish, &made));
		if (made.bits != rows[i].bits)
			fail_msg("%s: %u bits, not %u", rows[i].rules, made.bits, rows[i].bits);
	}
	swa_buf_finish(&made.text);
}

/* --- words --------------------------------------------------------------- */

static void
the_list_of_words_is_sorted_distinct_and_plain(void **state)
{
	(void)state;
	assert_true(memorable_count >= 1024);
	for (size_t i = 0; i < memorable_count; i++) {
		const char *word = memorable_words[i];

		assert_in_range(strlen(word), 3, MEMORABLE_LETTERS_MAX);
		assert_int_equal(strspn(word, LOWER), strlen(word));
		if (i > 0 && strcmp(memorable_words[i - 1], word) >= 0)
			fail_msg("%s, then %s", memorable_words[i - 1], word);
	}
}

static swa_err
make_words(unsigned count, const struct swa_password_wish *wish, struct made *made)
{
	swa_buf_reset(&made->text);
	return swa_generate_words(count, wish, &made->text, &made->bits, &made->fault);
}

/* Is WORD, but for its first letter's case, one of the list? */
static bool
is_listed(const char *word)
{
	for (size_t i = 0; i < memorable_count; i++) {
		if (tolower((unsigned char)word[0]) == memorable_words[i][0] &&
		    strcmp(word + 1, memorable_words[i] + 1) == 0)
			return true;
	}
	return false;
}

static void
words_come_from_the_list_and_are_counted(void **state)
{
	const struct swa_password_wish wish = {.length = 5, .classes = SWA_CLASS_DIGIT}; /* not looked at */
	struct made made;

	(void)state;
	made_init(&made);
	for (unsigned count = 1; count <= SWA_GENERATE_WORDS_MAX; count++) {
		unsigned found = 0;
		char *word;

		assert_ok(make_words(count, &wish, &made));
		assert_int_equal(made.bits, (unsigned)(count * log2((double)memorable_count)));
		for (word = strtok((char *)made.text.data, "-"); word != NULL; word = strtok(NULL, "-")) {
			assert_true(is_listed(word));
			found++;
		}
		assert_int_equal(found, count);
	}
	assert_err(make_words(0, &wish, &made), SWA_ERR_LIMIT);
	assert_err(make_words(SWA_GENERATE_WORDS_MAX + 1, &wish, &made), SWA_ERR_LIMIT);
	swa_buf_finish(&made.text);
}

static void
words_keep_to_the_rules_of_a_site_or_name_the_rule(void **state)
{
	static const struct {
		unsigned count;
		const char *rules;
		unsigned least, most;
		const char *made_of; /* NULL: refused for the rule NAME */
		const char *required;
		const char *name;
	} rows[] = {
	        {4, NULL, 0, 0, LOWER "-", "-", ""},
	        {4, NULL, 20, 0, LOWER "-", "-", ""},
	        {4, NULL, 0, 24, LOWER "-", "-", ""},
	        {4, "required: lower; required: upper; required: digit", 0, 0, LOWER UPPER DIGIT, DIGIT, ""},
	        {4, "required: upper; required: lower", 0, 0, LOWER UPPER, UPPER, ""},
	        {4, "required: special; required: digit; allowed: lower", 0, 0, LOWER DIGIT "-", DIGIT, ""},
	        {4, "required: [._]; allowed: ascii-printable", 0, 0, LOWER ".", ".", ""},
	        {4, "max-consecutive: 2; allowed: lower, [!]; maxlength: 28; minlength: 12", 0, 0, LOWER "!",
	         "!", ""},
	        {4, "allowed: lower", 0, 0, NULL, "", "allowed"},
	        {4, "allowed: digit", 0, 0, NULL, "", "allowed"},
	        {4, "required: [q]; allowed: ascii-printable", 0, 0, NULL, "", "required"},
	        {4, "max-consecutive: 1", 0, 0, NULL, "", "max-consecutive"},
	        {4, "maxlength: 12", 0, 0, NULL, "", "maxlength"},
	        {4, NULL, 0, 10, NULL, "", "maxlength"},
	        {4, NULL, 60, 0, NULL, "", "minlength"},
	        {4, "maxlenght: 12", 0, 0, NULL, "", "maxlenght"},
	};
	struct made made;

	(void)state;
	made_init(&made);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct swa_password_wish wish = {
		        .rules = rows[i].rules, .least = rows[i].least, .most = rows[i].most};

		for (unsigned round = 0; round < 50; round++) {
			swa_err err = make_words(rows[i].count, &wish, &made);

			if (err != (rows[i].made_of != NULL ? SWA_OK : SWA_ERR_RULES_INVALID))
				fail_msg("row %zu: %s", i, swa_err_name(err));
			if (err != SWA_OK) {
				if (strcmp(made.fault.name, rows[i].name) != 0)
					fail_msg("row %zu: names \"%s\"", i, made.fault.name);
				break;
			}
			if (count_of(&made, rows[i].made_of) != made.text.size ||
			    count_of(&made, rows[i].required) == 0)
				fail_msg("row %zu: %s", i, swa_buf_text(&made.text));
			assert_true(made.text.size >= rows[i].least);
			assert_true(rows[i].most == 0 || made.text.size <= rows[i].most);
		}
	}
	swa_buf_finish(&made.text);
}

static void
every_word_is_as_likely_as_any_other(void **state)
{
	const struct swa_password_wish wish = {.rules = NULL};
	const unsigned rounds = 10000;
	unsigned *counts = calloc(memorable_count, sizeof(*counts));
	struct made made;

	(void)state;
	assert_non_null(counts);
	made_init(&made);
	for (unsigned round = 0; round < rounds; round++) {
		assert_ok(make_words(20, &wish, &made));
		for (const char *word = strtok((char *)made.text.data, "-"); word != NULL;
		     word = strtok(NULL, "-")) {
			size_t low = 0, high = memorable_count;

			while (high - low > 1) {
				const size_t middle = (low + high) / 2;

				if (strcmp(word, memorable_words[middle]) < 0)
					high = middle;
				else
					low = middle;
			}
			counts[low]++;
		}
	}
	for (size_t i = 0; i < memorable_count; i++)
		assert_likely(counts[i], rounds * 20, 1.0 / (double)memorable_count, memorable_words[i]);
	free(counts);
	swa_buf_finish(&made.text);
}

static int
setup(void **state)
{
	(void)state;
	return swa_secret_setup() == SWA_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_password_has_its_length_and_one_of_each_class),
	        cmocka_unit_test(ambiguous_characters_come_when_they_may),
	        cmocka_unit_test(two_passwords_are_never_the_same),
	        cmocka_unit_test(what_was_in_the_buffer_stays_before_it),
	        cmocka_unit_test(passwords_keep_to_the_rules_of_a_site),
	        cmocka_unit_test(a_rule_at_fault_is_named),
	        cmocka_unit_test(no_text_breaks_the_reading_of_rules),
	        cmocka_unit_test(every_character_is_as_likely_as_any_other),
	        cmocka_unit_test(every_password_that_fits_is_as_likely_as_any_other),
	        cmocka_unit_test(bits_say_how_many_passwords_there_are),
	        cmocka_unit_test(the_list_of_words_is_sorted_distinct_and_plain),
	        cmocka_unit_test(words_come_from_the_list_and_are_counted),
	        cmocka_unit_test(words_keep_to_the_rules_of_a_site_or_name_the_rule),
	        cmocka_unit_test(every_word_is_as_likely_as_any_other),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
