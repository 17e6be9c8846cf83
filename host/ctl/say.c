#include "ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <uv.h>

bool
ctl_on_terminal(void)
{
	return uv_guess_handle(0) == UV_TTY;
}

bool
ctl_prints_on_terminal(void)
{
	return uv_guess_handle(1) == UV_TTY;
}

void
ctl_say(const struct ctl *ctl, const char *format, ...)
{
	va_list arguments;

	if (ctl->options.json)
		return;
	va_start(arguments, format);
	(void)vprintf(format, arguments);
	va_end(arguments);
	(void)putchar('\n');
}

void
ctl_print_text(FILE *out, const char *text, int width)
{
	const unsigned char *s = (const unsigned char *)(text == NULL ? "" : text);
	int columns = 0;

	for (; *s != '\0'; s++) {
		bool control = *s < ' ' || *s == 0x7f || (*s == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f);

		/* The first 32 characters behind U+007F are controls too; they take two bytes. */
		if (control && *s == 0xc2)
			s++;
		(void)fputc(control ? '?' : *s, out);
		if ((*s & 0xc0) != 0x80 || control)
			columns++;
	}
	for (; columns < width; columns++)
		(void)fputc(' ', out);
}

void
ctl_document(const struct ctl *ctl, struct swa_json *document)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = document;
	struct swa_buf text;

	if (!ctl->options.json)
		return;
	swa_buf_init(&text, (size_t)1 << 30);
	if ((ctl->lines ? swa_json_print(owned, &text) : swa_json_print_pretty(owned, &text)) == SWA_OK)
		(void)puts(swa_buf_text(&text));
	swa_buf_finish(&text);
	if (ctl->lines)
		(void)fflush(stdout); /* whoever reads line by line waits for it */
}

static void
fail_in_words(const char *message, const char *hint, const char *where)
{
	(void)fputs("swactl: ", stderr);
	if (where != NULL && *where != '\0') {
		ctl_print_text(stderr, where, 0);
		(void)fputs(": ", stderr);
	}
	ctl_print_text(stderr, message, 0);
	if (hint != NULL && *hint != '\0') {
		(void)fputs("\n        ", stderr);
		ctl_print_text(stderr, hint, 0);
	}
	(void)fputc('\n', stderr);
}

int
ctl_fail(const struct ctl *ctl, swa_err err, const char *where)
{
	struct swa_json *document;

	fail_in_words(swa_err_text(err), swa_err_hint(err), where);
	if (ctl->options.json) {
		document = swa_json_new_object();
		swa_json_set(document, "error", swa_error_new(err, where));
		ctl_document(ctl, document);
	}
	return err == SWA_ERR_AGENT_UNREACHABLE || err == SWA_ERR_PEER_REFUSED ? CTL_UNREACHABLE
	                                                                       : CTL_REFUSED;
}

int
ctl_fail_answer(const struct ctl *ctl, const struct swa_incoming *answer)
{
	const struct swa_json *error = swa_json_get(answer->body, "error");

	fail_in_words(swa_json_get_text(error, "message"), swa_json_get_text(error, "hint"),
	              swa_json_get_text(error, "where"));
	ctl_document(ctl, ctl->options.json ? ctl_members(answer) : NULL);
	return CTL_REFUSED;
}

int
ctl_usage(const struct ctl *ctl, const char *format, ...)
{
	struct swa_json *document;
	va_list arguments;
	char line[1024];

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	fail_in_words(line, NULL, NULL);
	if (ctl->options.json) {
		document = swa_json_new_object();
		swa_json_set(document, "error", swa_error_new(SWA_ERR_ARGUMENT, line));
		ctl_document(ctl, document);
	}
	return CTL_USAGE;
}

bool
ctl_draws(void)
{
	return uv_guess_handle(2) == UV_TTY;
}

void
ctl_row(const char *name, const char *value)
{
	(void)printf("%-11s", name);
	ctl_print_text(stdout, value, 0);
	(void)fputc('\n', stdout);
}

const char *
ctl_when(int64_t seconds, char text[CTL_WHEN_SIZE])
{
	time_t instant = (time_t)seconds;
	const struct tm *parts = localtime(&instant);

	(void)snprintf(text, CTL_WHEN_SIZE, "never");
	if (seconds != 0 && parts != NULL)
		(void)strftime(text, CTL_WHEN_SIZE, "%Y-%m-%d %H:%M:%S", parts);
	return text;
}

int64_t
ctl_whole(const struct swa_json *object, const char *name)
{
	int64_t number = 0;

	(void)swa_json_get_integer(object, name, &number);
	return number;
}

void
ctl_progress(const char *what, size_t done, size_t all)
{
	if (!ctl_draws())
		return;
	(void)fprintf(stderr, "\r%s: %zu of %zu%s", what, done, all, done == all ? "\n" : "");
	(void)fflush(stderr);
}

bool
ctl_confirm(const struct ctl *ctl, const char *question)
{
	struct swa_buf line;
	bool yes;

	if (ctl->options.yes)
		return true;
	if (!ctl_on_terminal())
		return false;
	swa_buf_init(&line, 64);
	(void)fprintf(stderr, "%s [y/N] ", question);
	yes = ctl_prompt_line("", &line) == SWA_OK &&
	      (strcmp(swa_buf_text(&line), "y") == 0 || strcmp(swa_buf_text(&line), "yes") == 0);
	swa_buf_finish(&line);
	return yes;
}
