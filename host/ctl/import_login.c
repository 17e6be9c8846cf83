#include "import_login.h"

#include "swa/secret.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *word;
	const char *meaning;
} words[] = {
        {"no_password", "it has no password"},
        {"no_username", "it has no user name"},
        {"no_url", "it has no address"},
        {"address", "its address is none of a web page"},
        {"not_login", "it is no login"},
        {"deleted", "it lies in the other program's bin"},
        {"too_long", "a part of it is longer than can be kept"},
        {"control", "user name or password hold a control character"},
        {"known", "it is stored already"},
        {"double", "it stands in the file twice"},
        {"code", "its secret for one-time codes was added to the account"},
        {"no_code", "taken without its secret for one-time codes, which is none that can be used"},
        {"password", "another password: a new version of the account"},
        {"account", "a further account of an app that is there"},
        {"definition", "its definition cannot be used"},
};

const char *
import_why(const char *word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].meaning;
	return word;
}

/* --- addresses ------------------------------------------------------------ */

static bool
starts_with(const char *text, const char *word)
{
	for (; *word != '\0'; text++, word++) {
		int low = *text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text;

		if (low != *word)
			return false;
	}
	return true;
}

/* What RFC 3986 has no place for behind the host; a percent sign that begins nothing as well. */
static bool
must_escape(const char *at)
{
	const unsigned char c = (unsigned char)*at;

	if (c == '%')
		return strspn(at + 1, "0123456789abcdefABCDEF") < 2;
	return c <= ' ' || c > '~' || strchr("\"<>\\^`{|}[]", c) != NULL;
}

/* An address as other programs keep it: without a scheme, with spaces around it. */
static bool
bring_into_form(const char *url, struct swa_buf *out)
{
	size_t size;
	const char *path;
	bool fragment = false;

	url += strspn(url, " \t\r\n");
	size = strlen(url);
	while (size > 0 && strchr(" \t\r\n", url[size - 1]) != NULL)
		size--;
	if (strstr(url, "://") == NULL) {
		if (size == 0 || memchr(url, '.', size) == NULL || memchr(url, '@', size) != NULL ||
		    memchr(url, ':', strcspn(url, "/")) != NULL)
			return false;
		(void)swa_buf_append_text(out, "https://");
		path = url + strcspn(url, "/?#");
	} else if (starts_with(url, "https://") || starts_with(url, "http://")) {
		path = strstr(url, "://") + 3;
		path += strcspn(path, "/?#");
	} else {
		return false;
	}
	if (path > url + size)
		path = url + size;
	(void)swa_buf_append(out, url, (size_t)(path - url));
	for (; path < url + size; path++) {
		if (must_escape(path) || (*path == '#' && fragment))
			(void)swa_buf_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
		else
			(void)swa_buf_append(out, path, 1);
		fragment |= *path == '#';
	}
	return out->err == SWA_OK;
}

/* --- a login -------------------------------------------------------------- */

static bool
has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* A label is cut where it is too long, and stands on one line. */
static void
tidy_name(const char *name, char ret_name[IMPORT_NAME_MAX + 1])
{
	size_t size = strlen(name);

	if (size > IMPORT_NAME_MAX) {
		size = IMPORT_NAME_MAX;
		while (size > 0 && ((unsigned char)name[size] & 0xc0) == 0x80)
			size--;
	}
	for (size_t i = 0; i < size; i++)
		ret_name[i] = name[i];
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			ret_name[i] = ' ';
	ret_name[size] = '\0';
}

static const char *
skip_reason(const struct import_login *login, bool any_url, const char *url)
{
	if (login->skip != NULL)
		return login->skip;
	if (login->password[0] == '\0')
		return "no_password";
	if (!any_url)
		return "no_url";
	if (url[0] == '\0')
		return "address";
	if (login->username[0] == '\0')
		return "no_username";
	if (strlen(login->username) > IMPORT_NAME_MAX || strlen(login->password) > IMPORT_PASSWORD_MAX ||
	    strlen(url) > IMPORT_URL_MAX || strlen(login->totp) > IMPORT_TOTP_MAX)
		return "too_long";
	if (has_control(login->username) || has_control(login->password))
		return "control";
	return NULL;
}

swa_err
import_login_give(const struct import_sink *sink, const struct import_login *login, const char *const *urls,
                  size_t url_count, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf url;
	struct import_login tidy = *login;
	char name[IMPORT_NAME_MAX + 1];
	bool any_url = false, found = false;

	swa_buf_init(&url, 3 * IMPORT_ROW_BYTES + 16);
	for (size_t i = 0; i < url_count && !found; i++) {
		any_url |= urls[i][0] != '\0';
		swa_buf_reset(&url);
		found = bring_into_form(urls[i], &url);
	}
	if (!found)
		swa_buf_reset(&url);
	tidy_name(login->name, name);
	tidy.name = name;
	tidy.url = swa_buf_text(&url);
	tidy.skip = skip_reason(login, any_url, tidy.url);
	return sink->take(sink->context, &tidy, ret_fault);
}
