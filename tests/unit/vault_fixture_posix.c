/* The throw-away folder on POSIX systems. */
#define _DEFAULT_SOURCE
#include "vault_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
fixture_make_base(char *base, size_t size)
{
	const char *temporary = getenv("TMPDIR");

	(void)snprintf(base, size, "%s/swa-unit.XXXXXX",
	               temporary != NULL && strlen(temporary) < 40 ? temporary : "/tmp");
	assert_non_null(mkdtemp(base));
}

void
fixture_remove_tree(const char *path)
{
	struct stat facts;

	if (lstat(path, &facts) != 0)
		return;
	if (S_ISDIR(facts.st_mode)) {
		DIR *folder = opendir(path);
		const struct dirent *entry;

		while (folder != NULL && (entry = readdir(folder)) != NULL) {
			char child[512];

			if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
				continue;
			(void)snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
			fixture_remove_tree(child);
		}
		if (folder != NULL)
			(void)closedir(folder);
		(void)rmdir(path);
	} else {
		(void)unlink(path);
	}
}

bool
fixture_exists(struct fixture *f, const char *name)
{
	struct stat facts;

	return lstat(fixture_path(f, name), &facts) == 0;
}

unsigned
fixture_mode(const char *path)
{
	struct stat facts;

	assert_int_equal(lstat(path, &facts), 0);
	return (unsigned)(facts.st_mode & 07777);
}

void
fixture_chmod(const char *path, unsigned mode)
{
	assert_int_equal(chmod(path, (mode_t)mode), 0);
}

void
fixture_symlink(const char *target, const char *path)
{
	assert_int_equal(symlink(target, path), 0);
}

void
fixture_unlink(const char *path)
{
	assert_int_equal(unlink(path), 0);
}

void
fixture_link(const char *path, const char *other)
{
	assert_int_equal(link(path, other), 0);
}
