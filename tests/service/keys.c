#include "keys.h"

#include "delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEYS_MAX 64
#define KEY_SIZE 32

struct keys {
	char folder[1024];
	pthread_mutex_t lock;
	size_t count;
	struct {
		char kind[16];
		int64_t generation;
		struct swa_secret *key;
	} held[KEYS_MAX];
};

swa_err
keys_open(const char *folder, struct keys **ret_keys)
{
	struct keys *keys = calloc(1, sizeof(*keys));
	struct stat state;

	if (keys == NULL)
		return SWA_ERR_NOMEM;
	if (strlen(folder) >= sizeof(keys->folder) || stat(folder, &state) != 0 || !S_ISDIR(state.st_mode)) {
		free(keys);
		return SWA_ERR_IO;
	}
	strcpy(keys->folder, folder);
	pthread_mutex_init(&keys->lock, NULL);
	*ret_keys = keys;
	return SWA_OK;
}

void
keys_close(struct keys *keys)
{
	if (keys == NULL)
		return;
	for (size_t i = 0; i < keys->count; i++)
		swa_secret_free(keys->held[i].key);
	pthread_mutex_destroy(&keys->lock);
	free(keys);
}

static void
path_of(const struct keys *keys, const char *kind, int64_t generation, char *path, size_t size)
{
	snprintf(path, size, "%s/%s-%lld.key", keys->folder, kind, (long long)generation);
}

static swa_err
read_key(const struct keys *keys, const char *kind, int64_t generation, struct swa_secret **ret_key)
{
	unsigned char bytes[KEY_SIZE + 1];
	char path[1100];
	ssize_t size;
	int file;

	path_of(keys, kind, generation, path, sizeof(path));
	if ((file = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return SWA_ERR_RECORD_MISSING;
	size = read(file, bytes, sizeof(bytes));
	close(file);
	if (size != KEY_SIZE) {
		swa_wipe(bytes, sizeof(bytes));
		return SWA_ERR_RECORD_MISSING;
	}
	return swa_secret_take(bytes, KEY_SIZE, ret_key);
}

static swa_err
get_locked(struct keys *keys, const char *kind, int64_t generation, const struct swa_secret **ret_key)
{
	struct swa_secret *key = NULL;
	swa_err err;

	for (size_t i = 0; i < keys->count; i++)
		if (keys->held[i].generation == generation && strcmp(keys->held[i].kind, kind) == 0) {
			*ret_key = keys->held[i].key;
			return SWA_OK;
		}
	if (keys->count == KEYS_MAX)
		return SWA_ERR_LIMIT;
	if ((err = read_key(keys, kind, generation, &key)) != SWA_OK)
		return err;
	snprintf(keys->held[keys->count].kind, sizeof(keys->held[0].kind), "%s", kind);
	keys->held[keys->count].generation = generation;
	keys->held[keys->count++].key = key;
	*ret_key = key;
	return SWA_OK;
}

swa_err
keys_get(struct keys *keys, const char *kind, int64_t generation, const struct swa_secret **ret_key)
{
	swa_err err;

	pthread_mutex_lock(&keys->lock);
	err = get_locked(keys, kind, generation, ret_key);
	pthread_mutex_unlock(&keys->lock);
	return err;
}

/* On the disk, folder included, before the database names it. */
static swa_err
write_key(const struct keys *keys, const char *kind, int64_t generation, const struct swa_secret *key)
{
	char path[1100];
	int file, folder;
	bool good;

	path_of(keys, kind, generation, path, sizeof(path));
	if ((file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		return errno == EEXIST ? SWA_ERR_CONFLICT : SWA_ERR_IO;
	good = write(file, swa_secret_bytes(key), KEY_SIZE) == KEY_SIZE && fsync(file) == 0;
	good = close(file) == 0 && good;
	if ((folder = open(keys->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0) {
		good = fsync(folder) == 0 && good;
		close(folder);
	}
	if (!good)
		unlink(path);
	return good ? SWA_OK : SWA_ERR_IO;
}

swa_err
keys_make(struct keys *keys, const char *kind, int64_t generation, unsigned char ret_public[32])
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	unsigned char public[32];
	swa_err err;

	err = strcmp(kind, KEYS_IDENTITY) == 0 ? swa_signature_pair(&key, public)
	                                       : swa_delivery_pair(&key, public);
	if (err == SWA_OK)
		err = write_key(keys, kind, generation, key);
	if (err == SWA_OK)
		memcpy(ret_public, public, sizeof(public));
	return err;
}
