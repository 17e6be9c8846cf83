#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINES_A_MINUTE 2000 /* a client that only makes errors may not fill the disk */

/* May one more line be written in this minute?  Says once that none may. */
static bool
has_room(time_t now)
{
	static time_t minute;
	static unsigned lines;

	if (now / 60 != minute) {
		minute = now / 60;
		lines = 0;
	}
	if (++lines == LINES_A_MINUTE)
		(void)fputs("log_paused reason=too many lines in this minute\n", stderr);
	return lines < LINES_A_MINUTE;
}

/* What came from outside may not break the line. */
static void
make_plain(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

void
swa_log(enum swa_log_level level, const char *event, const char *format, ...)
{
	static const char *const names[] = {"error", "warn ", "info "};
	char when[32] = "", text[1024] = "";
	time_t now = time(NULL);
	struct tm *utc = gmtime(&now); /* one thread logs */
	va_list args;

	if (!has_room(now))
		return;
	if (utc != NULL)
		(void)strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", utc);
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	make_plain(text);
	(void)fprintf(stderr, "%s %s %s%s%s\n", when, names[level], event, text[0] != '\0' ? " " : "", text);
	(void)fflush(stderr);
}
