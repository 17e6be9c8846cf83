#include "daemon.h"

#include "log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_MAX ((off_t)1024 * 1024) /* bytes, then it is renamed to agent.log.1 */

static int ready_pipe = -1; /* to the program that waits; -1: none does */

/* A byte that is the error's number, so that the parent can say it in words. */
static void
wait_and_exit(int fd)
{
	unsigned char number = 0;
	ssize_t got;
	swa_err err;

	do
		got = read(fd, &number, 1);
	while (got < 0 && errno == EINTR);
	err = got == 1 ? (swa_err)number : SWA_ERR_INTERNAL;
	if (err == SWA_ERR_AGENT_RUNNING)
		(void)fprintf(stderr, "swa-agent: running already\n");
	else if (err != SWA_OK)
		(void)fprintf(stderr, "swa-agent: %s %s\n", swa_err_text(err), swa_err_hint(err));
	_exit(err == SWA_OK || err == SWA_ERR_AGENT_RUNNING ? 0 : 1);
}

void
swa_daemon_tell(swa_err err)
{
	unsigned char number = (unsigned char)err;

	if (ready_pipe >= 0) {
		if (write(ready_pipe, &number, 1) != 1)
			swa_log(SWA_LOG_WARNING, "nobody_waits", "error=%s", swa_err_name(err));
		(void)close(ready_pipe);
		ready_pipe = -1;
	} else if (err == SWA_ERR_AGENT_RUNNING) {
		(void)fprintf(stderr, "swa-agent: running already\n");
	} else if (err != SWA_OK) {
		(void)fprintf(stderr, "swa-agent: %s %s\n", swa_err_text(err), swa_err_hint(err));
	}
}

/* All but KEEP and the three standard ones. */
static void
close_inherited(int keep)
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;

	if (folder == NULL) {
		for (int fd = 3; fd < 1024; fd++)
			if (fd != keep)
				(void)close(fd);
		return;
	}
	while ((entry = readdir(folder)) != NULL) {
		char *end;
		long fd = strtol(entry->d_name, &end, 10);

		if (end != entry->d_name && fd > 2 && fd != keep && fd != dirfd(folder))
			(void)close((int)fd);
	}
	(void)closedir(folder);
}

/* $XDG_STATE_HOME/swa-agent/agent.log; -1 where it cannot be. */
static int
open_log(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char folder[SWA_PATH_MAX], path[SWA_PATH_MAX + 32], old[SWA_PATH_MAX + 64];
	struct stat st;
	int fd;

	if (state != NULL && state[0] == '/')
		(void)snprintf(folder, sizeof(folder), "%s/swa-agent", state);
	else if (home != NULL && home[0] == '/')
		(void)snprintf(folder, sizeof(folder), "%s/.local/state/swa-agent", home);
	else
		return -1;
	for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(folder, S_IRWXU);
		*slash = '/';
	}
	(void)mkdir(folder, S_IRWXU);
	(void)snprintf(path, sizeof(path), "%s/agent.log", folder);
	if (lstat(path, &st) == 0 && st.st_size > LOG_MAX) {
		(void)snprintf(old, sizeof(old), "%s.1", path);
		(void)rename(path, old);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd >= 0)
		(void)fchmod(fd, S_IRUSR | S_IWUSR);
	return fd;
}

static swa_err
redirect_standard(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), log = open_log();
	bool done;

	if (null < 0)
		return SWA_ERR_IO;
	done = dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0 &&
	       dup2(log >= 0 ? log : null, STDERR_FILENO) >= 0;
	if (null > STDERR_FILENO)
		(void)close(null);
	if (log > STDERR_FILENO)
		(void)close(log);
	return done ? SWA_OK : SWA_ERR_IO;
}

swa_err
swa_daemon_detach(void)
{
	int ends[2];
	pid_t child;

	if (pipe(ends) != 0)
		return SWA_ERR_IO;
	if ((child = fork()) < 0)
		return SWA_ERR_IO;
	if (child > 0) {
		(void)close(ends[1]);
		(void)waitpid(child, NULL, 0);
		wait_and_exit(ends[0]);
	}
	(void)close(ends[0]);
	if (setsid() < 0 || (child = fork()) < 0)
		_exit(1); /* the parent reads the end of the pipe */
	if (child > 0)
		_exit(0);
	ready_pipe = ends[1];
	(void)fcntl(ready_pipe, F_SETFD, FD_CLOEXEC);
	(void)umask(S_IRWXG | S_IRWXO);
	close_inherited(ready_pipe);
	if (chdir("/") != 0)
		return SWA_ERR_IO;
	return redirect_standard();
}

int
swa_daemon_inherited_socket(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	struct stat st;
	bool ours = pid != NULL && count != NULL && strtol(pid, NULL, 10) == (long)getpid() &&
	            strcmp(count, "1") == 0 && fstat(3, &st) == 0 && S_ISSOCK(st.st_mode);

	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (ours)
		(void)fcntl(3, F_SETFD, FD_CLOEXEC);
	return ours ? 3 : -1;
}

void
swa_daemon_clear_socket(const struct swa_endpoint *endpoint)
{
	if (unlink(endpoint->socket) == 0)
		swa_log(SWA_LOG_INFO, "stale_socket_removed", "socket=%s", endpoint->socket);
}

void
swa_daemon_close_socket_to_others(const struct swa_endpoint *endpoint)
{
	if (chmod(endpoint->socket, S_IRUSR | S_IWUSR) != 0)
		swa_log(SWA_LOG_WARNING, "socket_mode", "reason=%s", strerror(errno));
}
