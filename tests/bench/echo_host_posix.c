/* The floor: a native-messaging host that sends every frame back, and nothing else. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static int
read_all(void *data, size_t size)
{
	unsigned char *at = data;

	while (size > 0) {
		ssize_t got = read(STDIN_FILENO, at, size);

		if (got <= 0)
			return -1;
		at += got;
		size -= (size_t)got;
	}
	return 0;
}

int
main(void)
{
	static unsigned char frame[4 + 1024 * 1024];
	uint32_t size;

	while (read_all(&size, sizeof(size)) == 0) {
		if (size > sizeof(frame) - 4)
			return 1;
		*(uint32_t *)(void *)frame = size;
		if (read_all(frame + 4, size) != 0 || write(STDOUT_FILENO, frame, 4 + size) < 0)
			return 1;
	}
	return 0;
}
