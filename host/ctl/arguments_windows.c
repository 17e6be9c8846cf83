#include "arguments.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

#include <shellapi.h>

static char *
to_utf8(const wchar_t *wide)
{
	int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	char *text = size > 0 ? malloc((size_t)size) : NULL;

	if (text != NULL)
		(void)WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
	return text;
}

/* They live as long as the program. */
void
ctl_arguments(int *argc, char ***argv)
{
	int count = 0;
	wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &count);
	char **words = wide == NULL ? NULL : calloc((size_t)count + 1, sizeof(*words));
	int done = 0;

	/* What is read and written are bytes: no line end is made of another. */
	(void)_setmode(_fileno(stdin), _O_BINARY);
	(void)_setmode(_fileno(stdout), _O_BINARY);
	(void)SetConsoleOutputCP(CP_UTF8);
	while (words != NULL && done < count && (words[done] = to_utf8(wide[done])) != NULL)
		done++;
	(void)LocalFree(wide);
	if (words == NULL || done < count)
		return; /* no memory: what is there may do */
	*argc = count;
	*argv = words;
}
