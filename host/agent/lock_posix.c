/* The lock that makes an agent the only one. */
#include "daemon.h"

#include "log.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define TRY_EVERY_MS 20
#define TRIES 500 /* ten seconds */

static bool
listens(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool connected;

	if (fd < 0)
		return false;
	memcpy(address.sun_path, path,
	       strnlen(path, sizeof(address.sun_path) - 1)); /* it fits: it was measured */
	connected = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	(void)close(fd);
	return connected;
}

/* For people and for swactl; the lock itself is what counts. */
static void
write_pid(int fd)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) != 0 || write(fd, text, (size_t)length) != length)
		swa_log(SWA_LOG_WARNING, "pid_not_written", "reason=%s", strerror(errno));
}

swa_err
swa_daemon_take_lock(const struct swa_endpoint *endpoint, bool inherited)
{
	const struct timespec pause = {.tv_nsec = TRY_EVERY_MS * 1000000L};
	int fd = open(endpoint->lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd < 0)
		return SWA_ERR_IO;
	for (int i = 0; i < TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
			write_pid(fd); /* the descriptor stays open: the lock is this process's */
			return SWA_OK;
		}
		if (errno != EWOULDBLOCK && errno != EINTR) {
			(void)close(fd);
			return SWA_ERR_IO;
		}
		if (!inherited && listens(endpoint->socket)) {
			(void)close(fd);
			return SWA_ERR_AGENT_RUNNING;
		}
		(void)nanosleep(&pause, NULL); /* it is starting, or ending */
	}
	(void)close(fd);
	return SWA_ERR_AGENT_UNREACHABLE;
}
