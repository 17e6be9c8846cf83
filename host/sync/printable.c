#include "printable.h"

#include <string.h>

void
swa_printable_add(char *out, size_t size, const char *text)
{
	size_t used = strlen(out);

	for (; text != NULL && *text != '\0' && used + 1 < size; text++)
		out[used++] = (char)(*text >= ' ' && *text <= '~' ? *text : '?');
	out[used] = '\0';
}
