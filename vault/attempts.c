/*
 * vault.attempts: "COUNT SINCE\n", how many wrong entries in a row and from
 * when on the wait counts, in seconds since 1970.  No file: none.
 */
#include "file.h"
#include "keyring_backend.h"
#include "layout.h"
#include "swa/keys.h"

#include <string.h>

#define FILE_MAX 64
#define FREE_ATTEMPTS 2 /* without a wait */
#define WAIT_FIRST 2
#define WAIT_MAX 900

struct attempts {
	uint64_t count;
	int64_t since;
};

/* What is no such text counts as no file: whoever can spoil it could remove it as well. */
static struct attempts
decode(const char *text, size_t size)
{
	const struct attempts none = {.count = 0};
	const char *space = strchr(text, ' ');
	struct attempts found;
	uint64_t since;

	if (space == NULL || size == 0 || text[size - 1] != '\n')
		return none;
	if (keyring_number_from_text(text, (size_t)(space - text), &found.count) != SWA_OK ||
	    keyring_number_from_text(space + 1, (size_t)(text + size - 1 - (space + 1)), &since) != SWA_OK ||
	    since > INT64_MAX)
		return none;
	found.since = (int64_t)since;
	return found;
}

static swa_err
load(const char *folder, struct attempts *ret_attempts)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	if ((err = file_path(folder, LAYOUT_ATTEMPTS, &path)) != SWA_OK)
		return err;
	err = file_read(path, FILE_NOT_WRITABLE, &text);
	if (err != SWA_OK && err != SWA_ERR_VAULT_MISSING && err != SWA_ERR_LIMIT)
		return err;
	*ret_attempts = decode(swa_buf_text(&text), text.size);
	return SWA_OK;
}

static swa_err
store(const char *folder, const struct attempts *attempts)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	SWA_CLEANUP(file_path_freep) char *making = NULL;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	if ((err = swa_buf_printf(&text, "%llu %lld\n", (unsigned long long)attempts->count,
	                          (long long)attempts->since)) != SWA_OK)
		return err;
	if ((err = file_path(folder, LAYOUT_ATTEMPTS, &path)) != SWA_OK)
		return err;
	if ((err = file_path(folder, LAYOUT_ATTEMPTS ".new", &making)) != SWA_OK)
		return err;
	return file_replace(path, making, text.data, text.size);
}

/* The whole wait after COUNT wrong entries. */
static int64_t
wait_after(uint64_t count)
{
	int64_t wait = WAIT_FIRST;

	if (count <= FREE_ATTEMPTS)
		return 0;
	for (uint64_t i = FREE_ATTEMPTS + 1; i < count && wait < WAIT_MAX; i++)
		wait *= 2;
	return wait < WAIT_MAX ? wait : WAIT_MAX;
}

swa_err
swa_attempts_wait(const char *folder, int64_t now, unsigned *ret_seconds)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	struct attempts attempts;
	int64_t wait;
	swa_err err;

	if ((err = file_lock(folder, &lock)) != SWA_OK)
		return err;
	if ((err = load(folder, &attempts)) != SWA_OK)
		return err;
	if (now < 0) /* before 1970 */
		now = 0;
	if ((wait = wait_after(attempts.count)) > 0 && now < attempts.since) {
		/* The clock was set back, by how much nobody knows: the wait starts anew. */
		attempts.since = now;
		if ((err = store(folder, &attempts)) != SWA_OK)
			return err;
	}
	*ret_seconds = now - attempts.since < wait ? (unsigned)(wait - (now - attempts.since)) : 0;
	return SWA_OK;
}

static swa_err
count(const char *folder, int64_t now, uint64_t more)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	struct attempts attempts;
	swa_err err;

	if ((err = file_lock(folder, &lock)) != SWA_OK)
		return err;
	if ((err = load(folder, &attempts)) != SWA_OK)
		return err;
	if (attempts.count < UINT32_MAX)
		attempts.count += more;
	attempts.since = now < 0 ? 0 : now;
	return store(folder, &attempts);
}

swa_err
swa_attempts_begin(const char *folder, int64_t now)
{
	return count(folder, now, 1);
}

swa_err
swa_attempts_failed(const char *folder, int64_t now)
{
	return count(folder, now, 0);
}

swa_err
swa_attempts_passed(const char *folder)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_path(folder, LAYOUT_ATTEMPTS, &path)) != SWA_OK)
		return err;
	return file_remove(path);
}
