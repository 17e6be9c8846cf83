#include "html.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

static const char *
entity(char c)
{
	switch (c) {
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '&': return "&amp;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

static void
escape(struct swa_buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (entity(*text) != NULL)
			(void)swa_buf_append_text(out, entity(*text));
		else
			(void)swa_buf_append(out, text, 1);
	}
}

void
html(struct swa_buf *out, const char *template, ...)
{
	va_list texts;
	const char *mark;

	va_start(texts, template);
	for (; (mark = strchr(template, '$')) != NULL; template = mark + 1) {
		(void)swa_buf_append(out, template, (size_t)(mark - template));
		escape(out, va_arg(texts, const char *));
	}
	(void)swa_buf_append_text(out, template);
	va_end(texts);
}

void
html_time(struct swa_buf *out, int64_t when)
{
	char machine[32], words[48];
	time_t seconds = (time_t)when;
	struct tm utc;

	if (when == 0 || gmtime_r(&seconds, &utc) == NULL) {
		html(out, "never");
		return;
	}
	strftime(machine, sizeof(machine), "%Y-%m-%dT%H:%M:%SZ", &utc);
	strftime(words, sizeof(words), "%e %B %Y, %H:%M UTC", &utc);
	html(out, "<time datetime=\"$\">$</time>", machine, words[0] == ' ' ? words + 1 : words);
}
