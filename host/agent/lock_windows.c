/* The lock that makes an agent the only one. */
#include "daemon.h"

#include "log.h"
#include "swa/system_windows.h"

#include <stdio.h>

#define TRY_EVERY_MS 20
#define TRIES 500              /* ten seconds */
#define LOCKED_BYTE 0x40000000 /* far behind the process id, which others may read */

static bool
listens(const wchar_t *pipe)
{
	return WaitNamedPipeW(pipe, 1) || GetLastError() == ERROR_SEM_TIMEOUT;
}

/* For people; the lock itself is what counts. */
static void
write_pid(HANDLE file)
{
	char text[32];
	DWORD put = 0;
	int length = snprintf(text, sizeof(text), "%lu\r\n", GetCurrentProcessId());

	if (!WriteFile(file, text, (DWORD)length, &put, NULL) || !SetEndOfFile(file))
		swa_log(SWA_LOG_WARNING, "pid_not_written", "reason=%lu", GetLastError());
}

static swa_err
open_lock(const char *path, HANDLE *ret_file)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof(attributes)};
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK ||
	    (err = swa_private_descriptor(false, &attributes.lpSecurityDescriptor)) != SWA_OK)
		return err;
	*ret_file = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
	                        &attributes, OPEN_ALWAYS, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	(void)LocalFree(attributes.lpSecurityDescriptor);
	return *ret_file == INVALID_HANDLE_VALUE ? SWA_ERR_IO : SWA_OK;
}

swa_err
swa_daemon_take_lock(const struct swa_endpoint *endpoint, bool inherited)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *pipe = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE file = NULL;
	swa_err err;

	(void)inherited; /* nobody hands a pipe over here */
	if ((err = swa_wide(endpoint->socket, &pipe)) != SWA_OK ||
	    (err = open_lock(endpoint->lock, &file)) != SWA_OK)
		return err;
	for (int i = 0; i < TRIES; i++) {
		OVERLAPPED place = {.Offset = LOCKED_BYTE};

		if (LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place)) {
			write_pid(file);
			file = NULL; /* it stays open: the lock is this process's */
			return SWA_OK;
		}
		if (GetLastError() != ERROR_LOCK_VIOLATION && GetLastError() != ERROR_IO_PENDING)
			return SWA_ERR_IO;
		if (listens(pipe))
			return SWA_ERR_AGENT_RUNNING;
		Sleep(TRY_EVERY_MS); /* it is starting, or ending */
	}
	return SWA_ERR_AGENT_UNREACHABLE;
}
