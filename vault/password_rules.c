#include "password_rules.h"

#include <stdio.h>
#include <string.h>

/* Those that sites take most often, and those that the rules' own class has. */
static const char symbols[] = "!#$%&*+-.=?@_";
static const char special[] = "-~!@#$%^&*_+=`|(){}[]:;\"'<>,.?";
static const char ambiguous[] = "0O1lI|";

/* Where the reading stands. */
struct reader {
	const char *at;
	struct swa_rule_fault *fault;
	const char *name; /* of the rule that is being read */
	size_t name_size;
};

swa_err
rules_fault(struct swa_rule_fault *ret_fault, const char *name, size_t size)
{
	if (size >= sizeof(ret_fault->name))
		size = sizeof(ret_fault->name) - 1;
	memcpy(ret_fault->name, name, size);
	ret_fault->name[size] = '\0';
	return SWA_ERR_RULES_INVALID;
}

static swa_err
at_fault(const struct reader *reader)
{
	return rules_fault(reader->fault, reader->name, reader->name_size);
}

/* --- words --------------------------------------------------------------- */

static void
skip_space(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t\r\n\f");
}

static bool
take(struct reader *reader, char c)
{
	skip_space(reader);
	if (*reader->at != c)
		return false;
	reader->at++;
	return true;
}

static char
fold(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
is_word(const char *text, size_t size, const char *word)
{
	for (size_t i = 0; i < size; i++) {
		if (word[i] == '\0' || fold(text[i]) != word[i])
			return false;
	}
	return word[size] == '\0';
}

/* A word of letters and hyphens; 0 where there is none. */
static size_t
take_word(struct reader *reader, const char **ret_word)
{
	size_t size = 0;

	skip_space(reader);
	*ret_word = reader->at;
	while ((fold(reader->at[size]) >= 'a' && fold(reader->at[size]) <= 'z') || reader->at[size] == '-')
		size++;
	reader->at += size;
	return size;
}

static swa_err
take_number(struct reader *reader, unsigned *ret_number)
{
	unsigned number = 0;

	skip_space(reader);
	if (*reader->at < '0' || *reader->at > '9')
		return at_fault(reader);
	for (; *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
		if (number <= SWA_GENERATE_LENGTH_MAX) /* more is as good as that */
			number = number * 10 + (unsigned)(*reader->at - '0');
	}
	*ret_number = number;
	return SWA_OK;
}

/* --- classes ------------------------------------------------------------- */

static void
add_printable(struct charset *set)
{
	for (unsigned c = '!'; c <= '~'; c++)
		set->has[c] = true;
}

/* "[...]": a hyphen counts only as the first, a bracket only as the last character. */
static swa_err
take_custom(struct reader *reader, struct charset *set)
{
	struct charset custom = {{false}};
	const char *first = reader->at;

	for (;; reader->at++) {
		const char c = *reader->at;

		if (c == '\0')
			return at_fault(reader);
		if (c == ']' && reader->at[1] != ']')
			break;
		if (c > ' ' && c <= '~' && (c != '-' || reader->at == first))
			custom.has[(unsigned char)c] = true;
	}
	reader->at++;
	if (charset_count(&custom) == 0)
		return at_fault(reader);
	charset_join(set, &custom);
	return SWA_OK;
}

static swa_err
take_class(struct reader *reader, struct charset *set)
{
	const char *word;
	size_t size;

	if (take(reader, '['))
		return take_custom(reader, set);
	size = take_word(reader, &word);
	if (is_word(word, size, "upper"))
		charset_add(set, charset_upper);
	else if (is_word(word, size, "lower"))
		charset_add(set, charset_lower);
	else if (is_word(word, size, "digit"))
		charset_add(set, charset_digit);
	else if (is_word(word, size, "special"))
		charset_add(set, special);
	else if (is_word(word, size, "ascii-printable") || is_word(word, size, "unicode"))
		add_printable(set);
	else if (size == 0)
		return at_fault(reader);
	else
		return rules_fault(reader->fault, word, size);
	return SWA_OK;
}

static swa_err
take_classes(struct reader *reader, struct charset *set)
{
	swa_err err;

	do {
		if ((err = take_class(reader, set)) != SWA_OK)
			return err;
	} while (take(reader, ','));
	return SWA_OK;
}

/* --- rules --------------------------------------------------------------- */

static swa_err
take_required(struct reader *reader, struct password_rules *rules)
{
	if (rules->required_count == RULES_REQUIRED_MAX)
		return at_fault(reader);
	return take_classes(reader, &rules->required[rules->required_count++]);
}

/* maxlength where MOST, else minlength; the stricter one holds. */
static swa_err
take_length(struct reader *reader, struct password_rules *rules, bool most)
{
	unsigned number = 0;
	swa_err err;

	if ((err = take_number(reader, &number)) != SWA_OK)
		return err;
	if (most ? number == 0 : number > SWA_GENERATE_LENGTH_MAX)
		return at_fault(reader);
	if (most && number < rules->maxlength)
		rules->maxlength = number;
	if (!most && number > rules->minlength)
		rules->minlength = number;
	return SWA_OK;
}

static swa_err
take_max_consecutive(struct reader *reader, struct password_rules *rules)
{
	unsigned number = 0;
	swa_err err;

	if ((err = take_number(reader, &number)) != SWA_OK)
		return err;
	if (number == 0)
		return at_fault(reader);
	if (rules->max_consecutive == 0 || number < rules->max_consecutive)
		rules->max_consecutive = number;
	return SWA_OK;
}

static swa_err
take_rule(struct reader *reader, struct password_rules *rules)
{
	swa_err err;

	if ((reader->name_size = take_word(reader, &reader->name)) == 0)
		return rules_fault(reader->fault, reader->at, strcspn(reader->at, ":; "));
	if (!take(reader, ':'))
		return at_fault(reader);
	if (is_word(reader->name, reader->name_size, "required"))
		err = take_required(reader, rules);
	else if (is_word(reader->name, reader->name_size, "allowed"))
		err = take_classes(reader, &rules->all);
	else if (is_word(reader->name, reader->name_size, "max-consecutive"))
		err = take_max_consecutive(reader, rules);
	else if (is_word(reader->name, reader->name_size, "minlength"))
		err = take_length(reader, rules, false);
	else if (is_word(reader->name, reader->name_size, "maxlength"))
		err = take_length(reader, rules, true);
	else
		err = at_fault(reader);
	if (err == SWA_OK && !take(reader, ';') && *reader->at != '\0')
		err = at_fault(reader);
	return err;
}

static swa_err
take_rules(const char *text, struct password_rules *rules, struct swa_rule_fault *ret_fault)
{
	struct reader reader = {.at = text, .fault = ret_fault};
	swa_err err;

	for (;;) {
		while (take(&reader, ';'))
			;
		if (*reader.at == '\0')
			return SWA_OK;
		if ((err = take_rule(&reader, rules)) != SWA_OK)
			return err;
	}
}

/* --- the wish as a whole ------------------------------------------------- */

static void
add_classes(unsigned classes, struct password_rules *rules)
{
	static const struct {
		unsigned class;
		const char *characters;
	} rows[] = {
	        {SWA_CLASS_LOWER, charset_lower},
	        {SWA_CLASS_UPPER, charset_upper},
	        {SWA_CLASS_DIGIT, charset_digit},
	        {SWA_CLASS_SYMBOL, symbols},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((classes & rows[i].class) != 0)
			charset_add(&rules->required[rules->required_count++], rows[i].characters);
	}
}

/* Take the ambiguous ones out, unless nothing else is left. */
static void
make_plain(struct charset *set)
{
	struct charset plain = *set;

	for (const char *c = ambiguous; *c != '\0'; c++)
		plain.has[(unsigned char)*c] = false;
	if (charset_count(&plain) > 0)
		*set = plain;
}

bool
rules_given(const struct swa_password_wish *wish)
{
	return wish->rules != NULL && wish->rules[strspn(wish->rules, " \t\r\n\f;")] != '\0';
}

swa_err
rules_read(const struct swa_password_wish *wish, struct password_rules *ret_rules,
           struct swa_rule_fault *ret_fault)
{
	struct password_rules rules = {.maxlength = SWA_GENERATE_LENGTH_MAX};
	swa_err err;

	if (!rules_given(wish))
		add_classes(wish->classes == 0 ? SWA_CLASS_ALL : wish->classes & SWA_CLASS_ALL, &rules);
	else if ((err = take_rules(wish->rules, &rules, ret_fault)) != SWA_OK)
		return err;
	if (rules.minlength > rules.maxlength)
		return rules_fault(ret_fault, "minlength", strlen("minlength"));
	if (wish->least > rules.maxlength)
		return rules_fault(ret_fault, "least", strlen("least"));
	if (wish->least > rules.minlength)
		rules.minlength = wish->least;
	if (wish->most != 0 && wish->most < rules.minlength)
		return rules_fault(ret_fault, "most", strlen("most"));
	if (wish->most != 0 && wish->most < rules.maxlength)
		rules.maxlength = wish->most;

	if (rules.required_count == 0 && charset_count(&rules.all) == 0)
		add_printable(&rules.all);
	if (!wish->ambiguous)
		make_plain(&rules.all);
	for (size_t i = 0; i < rules.required_count; i++) {
		if (!wish->ambiguous)
			make_plain(&rules.required[i]);
		charset_join(&rules.all, &rules.required[i]);
	}
	*ret_rules = rules;
	return SWA_OK;
}
