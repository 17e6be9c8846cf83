#include "totp_text.h"

#include <stdlib.h>
#include <string.h>

#define SCHEME "otpauth://"
#define LETTERS_MIN 8 /* 40 bits: sites give 80 and more, and less is a slip of the hand */
#define NUMBER_MAX 3  /* digits of a number */
#define PERIOD_MIN 5
#define PERIOD_MAX 300

static const struct {
	const char *name, *spoken; /* some sites write it with a hyphen */
} algorithms[] = {
        [TOTP_SHA1] = {"SHA1", "SHA-1"},
        [TOTP_SHA256] = {"SHA256", "SHA-256"},
        [TOTP_SHA512] = {"SHA512", "SHA-512"},
};

/* --- Base32 (RFC 4648), which libsodium has not --------------------------- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static char
upper(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return c;
}

/* Take one character as it was typed.  Nothing but padding follows padding. */
static swa_err
take_letter(struct swa_buf *letters, char c, bool *padded)
{
	c = upper(c);
	if (c == ' ' || c == '-' || c == '\t')
		return SWA_OK;
	if (c == '=') {
		*padded = true;
		return SWA_OK;
	}
	if (*padded || c == '\0' || strchr(alphabet, c) == NULL)
		return SWA_ERR_TOTP_INVALID;
	return swa_buf_append(letters, &c, 1);
}

/* Letters that no number of bytes makes: one was left out. */
static bool
is_cut(size_t letters)
{
	const size_t rest = letters % 8;

	return rest == 1 || rest == 3 || rest == 6;
}

swa_err
totp_key(const struct totp *totp, struct swa_secret **ret_key, size_t *ret_size)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	const char *letters = swa_buf_text(&totp->letters);
	unsigned bits = 0, count = 0;
	size_t size = 0;
	swa_err err;

	if ((err = swa_secret_new(TOTP_BYTES_MAX, &key)) != SWA_OK)
		return err;
	for (size_t i = 0; i < totp->letters.size; i++) {
		bits = (bits << 5 | (unsigned)(strchr(alphabet, letters[i]) - alphabet)) & 0xfffu;
		count += 5;
		if (count >= 8) {
			count -= 8;
			swa_secret_data(key)[size++] = (unsigned char)(bits >> count);
		}
	}
	swa_wipe(&bits, sizeof(bits));
	*ret_size = size;
	*ret_key = key;
	key = NULL; /* the caller owns it now */
	return SWA_OK;
}

/* --- the address ---------------------------------------------------------- */

/* A part of the text. */
struct span {
	const char *at;
	size_t size;
};

/* ASCII letters of either case. */
static bool
reads(struct span span, const char *word)
{
	if (span.size != strlen(word))
		return false;
	for (size_t i = 0; i < span.size; i++)
		if (upper(span.at[i]) != upper(word[i]))
			return false;
	return true;
}

/* Cut off what is before the first character of STOPS; STOPPED tells which it was. */
static struct span
cut(struct span *rest, const char *stops, char *ret_stop)
{
	struct span head = {rest->at, 0};

	while (head.size < rest->size && strchr(stops, rest->at[head.size]) == NULL)
		head.size++;
	*ret_stop = '\0';
	if (head.size < rest->size)
		*ret_stop = rest->at[head.size];
	rest->at += head.size + (*ret_stop != '\0');
	rest->size -= head.size + (*ret_stop != '\0');
	return head;
}

static int
hex(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c != '\0' ? strchr(digits, upper(c)) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* Take letters, which an address may write with percent signs. */
static swa_err
read_letters(struct span value, bool address, struct totp *totp)
{
	bool padded = false;
	swa_err err;

	for (size_t i = 0; i < value.size; i++) {
		char c = value.at[i];

		if (address && c == '+')
			c = ' ';
		if (address && c == '%') {
			int high = i + 2 < value.size ? hex(value.at[i + 1]) : -1;
			int low = high >= 0 ? hex(value.at[i + 2]) : -1;

			if (low < 0)
				return SWA_ERR_TOTP_INVALID;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if ((err = take_letter(&totp->letters, c, &padded)) != SWA_OK)
			return err == SWA_ERR_LIMIT ? SWA_ERR_TOTP_INVALID : err;
	}
	return totp->letters.size < LETTERS_MIN || is_cut(totp->letters.size) ? SWA_ERR_TOTP_INVALID : SWA_OK;
}

static bool
read_number(struct span value, unsigned least, unsigned most, unsigned *ret_number)
{
	unsigned number = 0;

	if (value.size == 0 || value.size > NUMBER_MAX)
		return false;
	for (size_t i = 0; i < value.size; i++) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return false;
		number = number * 10 + (unsigned)(value.at[i] - '0');
	}
	*ret_number = number;
	return number >= least && number <= most;
}

static bool
read_algorithm(struct span value, enum totp_algorithm *ret_algorithm)
{
	for (unsigned i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		if (reads(value, algorithms[i].name) || reads(value, algorithms[i].spoken)) {
			*ret_algorithm = (enum totp_algorithm)i;
			return true;
		}
	}
	return false;
}

static swa_err
fault(const char **ret_fault, const char *what)
{
	*ret_fault = what;
	return SWA_ERR_TOTP_INVALID;
}

enum parameter { SECRET = 1, ALGORITHM = 2, DIGITS = 4, PERIOD = 8 };

/* Issuer, image and whatever else there may be is passed over; what counts stands once. */
static swa_err
read_parameter(struct span name, struct span value, struct totp *totp, unsigned *seen, const char **ret_fault)
{
	static const struct {
		const char *name;
		enum parameter parameter;
	} parameters[] = {
	        {"secret", SECRET}, {"algorithm", ALGORITHM}, {"digits", DIGITS}, {"period", PERIOD}};
	bool sound = true;

	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		swa_err err = SWA_OK;

		if (!reads(name, parameters[i].name))
			continue;
		if ((*seen & parameters[i].parameter) != 0)
			return fault(ret_fault, "a part stands twice");
		*seen |= parameters[i].parameter;
		switch (parameters[i].parameter) {
		case SECRET: err = read_letters(value, true, totp); break;
		case ALGORITHM: sound = read_algorithm(value, &totp->algorithm); break;
		case DIGITS: sound = read_number(value, 6, 8, &totp->digits); break;
		case PERIOD: sound = read_number(value, PERIOD_MIN, PERIOD_MAX, &totp->period); break;
		}
		if (err != SWA_OK && err != SWA_ERR_TOTP_INVALID)
			return err;
		return sound && err == SWA_OK ? SWA_OK : fault(ret_fault, parameters[i].name);
	}
	return SWA_OK;
}

static swa_err
read_address(struct span rest, struct totp *totp, const char **ret_fault)
{
	struct span type, name, value;
	unsigned seen = 0;
	char stop;
	swa_err err;

	type = cut(&rest, "/?#", &stop);
	if (reads(type, "hotp"))
		return fault(ret_fault, "hotp: codes by a counter, where only those by the clock are known");
	if (!reads(type, "totp"))
		return fault(ret_fault, "a kind of code that is not known");
	if (stop == '/')
		(void)cut(&rest, "?#", &stop); /* the label */
	if (stop != '?')
		rest.size = 0;
	for (stop = '&'; stop == '&' && rest.size > 0;) {
		struct span pair = cut(&rest, "&#", &stop);
		char equals;

		name = cut(&pair, "=", &equals);
		value = pair;
		if ((err = read_parameter(name, value, totp, &seen, ret_fault)) != SWA_OK)
			return err;
	}
	return (seen & SECRET) != 0 ? SWA_OK : fault(ret_fault, "secret");
}

static struct span
trimmed(const char *text)
{
	struct span span = {text + strspn(text, " \t\r\n"), 0};

	span.size = strlen(span.at);
	while (span.size > 0 && strchr(" \t\r\n", span.at[span.size - 1]) != NULL)
		span.size--;
	return span;
}

swa_err
totp_read(const char *text, struct totp *totp, const char **ret_fault)
{
	struct span whole = trimmed(text);
	const struct span scheme = {whole.at, strlen(SCHEME)};
	swa_err err;

	swa_buf_init(&totp->letters, TOTP_LETTERS_MAX);
	totp->algorithm = TOTP_SHA1;
	totp->digits = 6;
	totp->period = 30;
	if (whole.size >= scheme.size && reads(scheme, SCHEME)) {
		whole.at += scheme.size;
		whole.size -= scheme.size;
		return read_address(whole, totp, ret_fault);
	}
	err = read_letters(whole, false, totp);
	return err == SWA_ERR_TOTP_INVALID ? fault(ret_fault, "not Base32") : err;
}

void
totp_finish(struct totp *totp)
{
	swa_buf_finish(&totp->letters);
}

swa_err
totp_print(const struct totp *totp, struct swa_buf *text)
{
	return swa_buf_printf(text, SCHEME "totp/?secret=%s&algorithm=%s&digits=%u&period=%u",
	                      swa_buf_text(&totp->letters), algorithms[totp->algorithm].name, totp->digits,
	                      totp->period);
}
