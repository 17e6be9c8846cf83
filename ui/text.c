#include "text.h"

#include <glib.h>
#include <glib/gi18n.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"    /* U+2068 */
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9" /* U+2069 */

static bool
changes_layout(gunichar c)
{
	return g_unichar_iscntrl(c) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *
swa_ui_text_shown(const char *text, size_t most)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *shown = g_string_new(FIRST_STRONG_ISOLATE);

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (changes_layout(c))
			continue;
		if (most-- == 0) {
			g_string_append(shown, "…");
			break;
		}
		g_string_append_unichar(shown, c);
	}
	g_string_append(shown, POP_DIRECTIONAL_ISOLATE);
	return g_string_free(shown, FALSE);
}

char *
swa_ui_text_initial(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		if (!g_unichar_isspace(g_utf8_get_char(at)) && !changes_layout(g_utf8_get_char(at)))
			return g_utf8_strup(at, g_utf8_next_char(at) - at);
	}
	return g_strdup("?");
}

char *
swa_ui_text_argument(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	if (text[0] != '\0' && text[0] != '-' && strspn(text, plain) == strlen(text))
		return g_strdup(text);
	return g_shell_quote(text);
}

const char *
swa_ui_text_translated(const char *text)
{
	/* The empty text is the key of the catalogue's header. */
	return text[0] == '\0' ? "" : _(text);
}

char *
swa_ui_text_error(swa_err err, const char *where)
{
	const char *text = swa_ui_text_translated(swa_err_text(err));
	const char *hint = swa_ui_text_translated(swa_err_hint(err));
	g_autofree char *named =
	        where != NULL && where[0] != '\0' ? swa_ui_text_shown(where, SIZE_MAX) : NULL;
	char *both = named != NULL ? g_strdup_printf("%s (%s) %s", text, named, hint)
	                           : g_strdup_printf("%s %s", text, hint);

	return g_strchomp(both);
}
