#include "caller.h"

#include <stdio.h>
#include <string.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_SIZE 512

static bool
line_names(char *line, const char *id)
{
	static const char space[] = " \t\r\n";
	char *end;

	line[strcspn(line, "#")] = '\0';
	line += strspn(line, space);
	for (end = line + strlen(line); end > line && strchr(space, end[-1]) != NULL; end--)
		end[-1] = '\0';
	return line[0] != '\0' && strcmp(line, id) == 0;
}

bool
swa_allow_file_names(const char *path, const char *id)
{
	char line[LINE_SIZE];
	bool found = false, whole = true;
	struct stat st;
	FILE *file;
	int fd;

	/* Not waiting for a writer, should it be a FIFO. */
	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
		return false;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != 0 ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		(void)fprintf(
		        stderr,
		        "swa-host: %s is ignored: it must be a file that root owns and alone can write\n",
		        path);
		(void)close(fd);
		return false;
	}
	if ((file = fdopen(fd, "r")) == NULL) {
		(void)close(fd);
		return false;
	}
	while (!found && fgets(line, sizeof(line), file) != NULL) {
		bool ends = strchr(line, '\n') != NULL;

		/* What follows the first part of an overlong line is no line of its own. */
		if (whole && (ends || strlen(line) < sizeof(line) - 1))
			found = line_names(line, id);
		whole = ends;
	}
	(void)fclose(file);
	return found;
}
