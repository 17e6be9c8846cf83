#include "http_text.h"

#include "http.h"

#include <ctype.h>
#include <string.h>

void
swa_http_media_type(const char *value, char *ret_type, size_t size)
{
	size_t length = value == NULL ? 0 : strcspn(value, "; \t");

	if (length >= size)
		length = 0;
	for (size_t i = 0; i < length; i++)
		ret_type[i] = (char)tolower((unsigned char)value[i]);
	ret_type[length] = '\0';
}

/* Behind the closing quote of the text that begins AT its opening one; its end, where there is none. */
static const char *
skip_quoted(const char *at)
{
	for (at++; *at != '\0' && *at != '"'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
	}
	return *at == '"' ? at + 1 : at;
}

/* What looks like the parameter inside of another's quotes is none. */
void
swa_http_auth_error(const char *value, char *ret_error, size_t size)
{
	static const char name[] = "error=\"";
	const char *text;
	size_t length;
	char before = ' ';

	while (*value != '\0') {
		if ((before == ' ' || before == ',') && strncmp(value, name, sizeof(name) - 1) == 0) {
			text = value + sizeof(name) - 1;
			if ((length = strcspn(text, "\"")) < size) {
				memcpy(ret_error, text, length);
				ret_error[length] = '\0';
			}
			return;
		}
		before = *value;
		value = *value == '"' ? skip_quoted(value) : value + 1;
	}
}

void
swa_http_escape(struct swa_buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c < 0x80 && isalnum(c)) || strchr("-._~", c) != NULL)
			(void)swa_buf_append(out, &c, 1);
		else
			(void)swa_buf_printf(out, "%%%02X", c);
	}
}
