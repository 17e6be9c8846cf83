#include "wiped.h"

#include "swa/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The size stands before each block; as much room as keeps the block aligned. */
#define BLOCK_HEAD 16

void *
swa_wiped_alloc(size_t size)
{
	unsigned char *block;

	if (size > SIZE_MAX - BLOCK_HEAD || (block = malloc(size + BLOCK_HEAD)) == NULL)
		return NULL;
	memcpy(block, &size, sizeof(size));
	return block + BLOCK_HEAD;
}

static size_t
block_size(const void *data)
{
	size_t size;

	memcpy(&size, (const unsigned char *)data - BLOCK_HEAD, sizeof(size));
	return size;
}

void
swa_wiped_free(void *data)
{
	if (data == NULL)
		return;
	swa_wipe(data, block_size(data));
	free((unsigned char *)data - BLOCK_HEAD);
}

void *
swa_wiped_realloc(void *data, size_t size)
{
	void *grown;

	if (data == NULL)
		return swa_wiped_alloc(size);
	if ((grown = swa_wiped_alloc(size)) == NULL)
		return NULL;
	memcpy(grown, data, size < block_size(data) ? size : block_size(data));
	swa_wiped_free(data);
	return grown;
}

char *
swa_wiped_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = swa_wiped_alloc(size);

	return copy == NULL ? NULL : memcpy(copy, text, size);
}

void *
swa_wiped_calloc(size_t count, size_t size)
{
	void *data;

	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	data = swa_wiped_alloc(count * size);
	return data == NULL ? NULL : memset(data, 0, count * size);
}
