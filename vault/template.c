#include "swa/template.h"

#include <stdbool.h>
#include <string.h>

#define NAME_MAX_BYTES 4096 /* of a value on its way; the caller's buffer has the real limit */
#define NEST_MAX 8

/* One ${...}: what stands between the braces, and what it is evaluated with. */
struct scan {
	const char *at;
	const char *end;
	const struct swa_template_values *values;
	unsigned depth;
};

/* --- reading ------------------------------------------------------------- */

static void
skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && *scan->at == ' ')
		scan->at++;
}

static bool
take(struct scan *scan, const char *word)
{
	size_t size = strlen(word);

	skip_blanks(scan);
	if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, word, size) != 0)
		return false;
	scan->at += size;
	return true;
}

/* "..." with \" and \\ in it. */
static swa_err
take_quoted(struct scan *scan, struct swa_buf *ret_text)
{
	swa_err err;

	if (!take(scan, "\""))
		return SWA_ERR_TEMPLATE_INVALID;
	for (; scan->at < scan->end && *scan->at != '"'; scan->at++) {
		if (*scan->at == '\\') {
			scan->at++;
			if (scan->at == scan->end || (*scan->at != '"' && *scan->at != '\\'))
				return SWA_ERR_TEMPLATE_INVALID;
		}
		if ((err = swa_buf_append(ret_text, scan->at, 1)) != SWA_OK)
			return err;
	}
	if (scan->at == scan->end)
		return SWA_ERR_TEMPLATE_INVALID;
	scan->at++;
	return SWA_OK;
}

/* --- small letters ------------------------------------------------------- */

/* Latin, Greek and Cyrillic capitals, all of which have two bytes in either case; others stay. */
static unsigned
small_letter(unsigned c)
{
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	if ((c >= 0x100 && c <= 0x12e) || (c >= 0x132 && c <= 0x136) || (c >= 0x14a && c <= 0x176))
		return c | 1; /* in pairs, the capital even */
	if ((c >= 0x139 && c <= 0x147) || (c >= 0x179 && c <= 0x17d))
		return c % 2 == 1 ? c + 1 : c; /* in pairs, the capital odd */
	return c == 0x178 ? 0xff : c;
}

static void
make_small(struct swa_buf *text)
{
	unsigned char *bytes = text->data;

	for (size_t i = 0; i < text->size; i++) {
		if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
			bytes[i] = (unsigned char)(bytes[i] + ('a' - 'A'));
		} else if (bytes[i] >= 0xc3 && bytes[i] <= 0xd0 && i + 1 < text->size) {
			unsigned c = small_letter((bytes[i] & 0x1fu) << 6 | (bytes[i + 1] & 0x3fu));

			bytes[i] = (unsigned char)(0xc0 | c >> 6);
			bytes[++i] = (unsigned char)(0x80 | (c & 0x3f));
		}
	}
}

/* --- values and calls ---------------------------------------------------- */

static bool
find_source(struct scan *scan, const char **ret_value)
{
	const struct swa_template_values *v = scan->values;
	const struct {
		const char *name, *value;
	} sources[] = {
	        {"source.login", v->login},
	        {"source.email", v->email},
	        {"source.userName", v->user_name},
	        {"source.samAccountName", v->sam_account_name},
	        {"source.employeeID", v->employee_id},
	};

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (take(scan, sources[i].name)) {
			*ret_value = sources[i].value;
			return true;
		}
	}
	return false;
}

static swa_err evaluate(struct scan *scan, struct swa_buf *ret_text);

/* The text before the first MARK; none when it is not in it, as the function is documented. */
static void
cut_before(struct swa_buf *text, const char *mark)
{
	const char *whole = swa_buf_text(text);
	const char *found = strstr(whole, mark);

	text->size = found != NULL ? (size_t)(found - whole) : 0;
	if (text->data != NULL)
		text->data[text->size] = '\0';
}

static swa_err
substring_before(struct scan *scan, struct swa_buf *ret_text)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf mark;
	swa_err err;

	swa_buf_init(&mark, NAME_MAX_BYTES);
	if ((err = evaluate(scan, ret_text)) != SWA_OK)
		return err;
	if (!take(scan, ","))
		return SWA_ERR_TEMPLATE_INVALID;
	if ((err = take_quoted(scan, &mark)) != SWA_OK)
		return err;
	cut_before(ret_text, swa_buf_text(&mark));
	return take(scan, ")") ? SWA_OK : SWA_ERR_TEMPLATE_INVALID;
}

static swa_err
to_lower_case(struct scan *scan, struct swa_buf *ret_text)
{
	swa_err err;

	if ((err = evaluate(scan, ret_text)) != SWA_OK)
		return err;
	make_small(ret_text);
	return take(scan, ")") ? SWA_OK : SWA_ERR_TEMPLATE_INVALID;
}

/* A source or a call.  What the person lacks is "" here: whether the whole expression is one
 * of the list is known at its end alone. */
static swa_err
evaluate(struct scan *scan, struct swa_buf *ret_text)
{
	const char *value;
	swa_err err;

	if (scan->depth == NEST_MAX)
		return SWA_ERR_TEMPLATE_INVALID;
	scan->depth++;
	if (find_source(scan, &value))
		err = swa_buf_append_text(ret_text, value != NULL ? value : "");
	else if (take(scan, "fn:substringBefore("))
		err = substring_before(scan, ret_text);
	else if (take(scan, "fn:toLowerCase("))
		err = to_lower_case(scan, ret_text);
	else
		err = SWA_ERR_TEMPLATE_INVALID;
	scan->depth--;
	return err;
}

/* --- the template -------------------------------------------------------- */

static swa_err
expression(const char *begin, const char *end, const struct swa_template_values *values,
           struct swa_buf *ret_username)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	struct scan scan = {.at = begin, .end = end, .values = values};
	bool suffix = take(&scan, "instance.userSuffix");
	swa_err err;

	swa_buf_init(&text, NAME_MAX_BYTES);
	if (suffix)
		err = swa_buf_append_text(&text, values->user_suffix != NULL ? values->user_suffix : "");
	else
		err = evaluate(&scan, &text);
	if (err != SWA_OK)
		return err;
	skip_blanks(&scan);
	if (scan.at != end)
		return SWA_ERR_TEMPLATE_INVALID;
	if (text.size == 0 && !suffix)
		return SWA_ERR_TEMPLATE_VALUE;
	return swa_buf_append(ret_username, text.data, text.size);
}

/* The brace that closes the expression, quoted ones passed over; NULL: none does. */
static const char *
find_close(const char *at)
{
	bool quoted = false;

	for (; *at != '\0'; at++) {
		if (quoted && *at == '\\' && at[1] != '\0')
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (*at == '}' && !quoted)
			return at;
	}
	return NULL;
}

static void
name_fault(const char *begin, const char *end, char *where, size_t size)
{
	size_t used = 0;

	if (size == 0)
		return;
	for (; begin < end && used + 1 < size; begin++)
		where[used++] = (char)(*begin >= ' ' && *begin <= '~' ? *begin : '?');
	where[used] = '\0';
}

static swa_err
walk(const char *at, const struct swa_template_values *values, struct swa_buf *ret_username, char *where,
     size_t size)
{
	while (*at != '\0') {
		const char *open = strstr(at, "${");
		const char *close;
		swa_err err;

		if (open == NULL)
			return swa_buf_append_text(ret_username, at);
		if ((err = swa_buf_append(ret_username, at, (size_t)(open - at))) != SWA_OK)
			return err;
		if ((close = find_close(open + 2)) == NULL) {
			name_fault(open, open + strlen(open), where, size);
			return SWA_ERR_TEMPLATE_INVALID;
		}
		if ((err = expression(open + 2, close, values, ret_username)) != SWA_OK) {
			name_fault(open, close + 1, where, size);
			return err;
		}
		at = close + 1;
	}
	return SWA_OK;
}

swa_err
swa_template_evaluate(const char *pattern, const struct swa_template_values *values,
                      struct swa_buf *ret_username, char *where, size_t size)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf username;
	const char *text;
	swa_err err;

	name_fault(pattern, pattern, where, size);
	swa_buf_init(&username, NAME_MAX_BYTES);
	if ((err = walk(pattern, values, &username, where, size)) != SWA_OK)
		return err;
	text = swa_buf_text(&username);
	if (text[strspn(text, " \t\r\n")] == '\0') {
		name_fault(pattern, pattern + strlen(pattern), where, size);
		return SWA_ERR_TEMPLATE_VALUE;
	}
	if (username.size > ret_username->limit - ret_username->size)
		return SWA_ERR_LIMIT;
	return swa_buf_append(ret_username, username.data, username.size);
}
