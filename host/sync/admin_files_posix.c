#include "admin_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The names in the folder that are to be read. */
struct names {
	char name[SWA_ADMIN_FILES_MAX][SWA_ADMIN_NAME_MAX + 1];
	size_t count;
};

static swa_err
refuse(struct swa_fault *fault, const char *name, const char *why)
{
	(void)snprintf(fault->where, sizeof(fault->where), "%.80s: %.70s", name, why);
	return SWA_ERR_POLICY_FILE;
}

static bool
is_root_alone(const struct stat *facts)
{
	return facts->st_uid == 0 && (facts->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
is_wanted(const char *name)
{
	size_t size = strlen(name);

	return name[0] != '.' && size > 5 && strcmp(name + size - 5, ".json") == 0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* A file that is left out in silence would be a rule that does not hold: too many are an error. */
static swa_err
list(DIR *folder, struct names *names, struct swa_fault *ret_fault)
{
	const struct dirent *entry;

	while ((entry = readdir(folder)) != NULL) {
		if (!is_wanted(entry->d_name))
			continue;
		if (names->count == SWA_ADMIN_FILES_MAX)
			return refuse(ret_fault, entry->d_name, "too many files");
		if (strlen(entry->d_name) > SWA_ADMIN_NAME_MAX)
			return refuse(ret_fault, entry->d_name, "the name is too long");
		(void)snprintf(names->name[names->count++], sizeof(names->name[0]), "%s", entry->d_name);
	}
	qsort(names->name, names->count, sizeof(names->name[0]), compare);
	return SWA_OK;
}

static swa_err
read_text(int fd, struct swa_buf *text)
{
	for (;;) {
		unsigned char *room = swa_buf_reserve(text, 4096);
		ssize_t count;

		if (room == NULL)
			return text->err;
		if ((count = read(fd, room, 4096)) < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return SWA_ERR_IO;
		if (count == 0)
			return SWA_OK;
		text->size += (size_t)count;
	}
}

static swa_err
read_file(int folder, const char *name, struct swa_json **ret_document, struct swa_fault *ret_fault)
{
	struct swa_fault fault = {.where = ""};
	struct swa_json *document = NULL;
	struct swa_buf text;
	struct stat facts;
	swa_err err;
	int fd;

	/* Not waiting for a writer, should it be a FIFO. */
	if ((fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) < 0)
		return refuse(ret_fault, name, "cannot be read");
	if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) || !is_root_alone(&facts)) {
		(void)close(fd);
		return refuse(ret_fault, name, "must be a file that root owns and alone can write");
	}
	swa_buf_init(&text, SWA_ADMIN_FILE_MAX + 4096);
	err = read_text(fd, &text);
	(void)close(fd);
	if (err == SWA_OK && text.size > SWA_ADMIN_FILE_MAX)
		err = SWA_ERR_LIMIT;
	if (err == SWA_ERR_LIMIT)
		err = refuse(ret_fault, name, "too long");
	else if (err == SWA_ERR_IO)
		err = refuse(ret_fault, name, "cannot be read");
	else if (err == SWA_OK &&
	         (err = swa_json_parse(swa_buf_text(&text), text.size, &document, &fault)) != SWA_OK &&
	         err != SWA_ERR_NOMEM) {
		char why[sizeof(fault.where)];

		(void)snprintf(why, sizeof(why), "%s %.100s", swa_err_name(err), fault.where);
		err = refuse(ret_fault, name, why);
	}
	swa_buf_finish(&text);
	if (err == SWA_OK && swa_json_kind(document) != SWA_JSON_OBJECT) {
		swa_json_free(document);
		return refuse(ret_fault, name, "not a JSON object");
	}
	*ret_document = document;
	return err;
}

static swa_err
read_all(DIR *folder, const struct names *names, swa_admin_file_visit *visit, void *context,
         struct swa_fault *ret_fault)
{
	swa_err err = SWA_OK;

	for (size_t i = 0; i < names->count && err == SWA_OK; i++) {
		struct swa_json *document = NULL;

		if ((err = read_file(dirfd(folder), names->name[i], &document, ret_fault)) == SWA_OK) {
			err = visit(context, names->name[i], &document);
			swa_json_free(document);
		}
	}
	return err;
}

swa_err
swa_admin_files_read(const char *folder, swa_admin_file_visit *visit, void *context,
                     struct swa_fault *ret_fault)
{
	struct names *names;
	struct stat facts;
	DIR *stream;
	swa_err err;
	int fd;

	if ((fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		return errno == ENOENT ? SWA_OK : refuse(ret_fault, folder, "cannot be read");
	if (fstat(fd, &facts) != 0 || !is_root_alone(&facts)) {
		(void)close(fd);
		return refuse(ret_fault, folder, "must be a folder that root owns and alone can write");
	}
	if ((stream = fdopendir(fd)) == NULL) {
		(void)close(fd);
		return SWA_ERR_NOMEM;
	}
	if ((names = calloc(1, sizeof(*names))) == NULL)
		err = SWA_ERR_NOMEM;
	else if ((err = list(stream, names, ret_fault)) == SWA_OK)
		err = read_all(stream, names, visit, context, ret_fault);
	free(names);
	(void)closedir(stream);
	return err;
}
