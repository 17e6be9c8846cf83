/* Coming to the agent by its pipe, and starting it. */
#include "endpoint.h"

#include "endpoint_private.h"
#include "swa/system_windows.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define AGENT_NAME "swa-agent"
#define START_LIMIT_MS 20000
#define BUSY_LIMIT_MS 2000

swa_err
swa_endpoint_program(const char *name, char ret_path[SWA_PATH_MAX])
{
	wchar_t wide[SWA_PATH_MAX];
	char self[SWA_PATH_MAX];
	DWORD got = GetModuleFileNameW(NULL, wide, SWA_PATH_MAX);
	char *last = NULL;
	int length;

	if (got == 0 || got >= SWA_PATH_MAX || swa_narrow(wide, self, sizeof(self)) != SWA_OK)
		return SWA_ERR_AGENT_UNREACHABLE;
	for (char *at = self; *at != '\0'; at++) {
		if (*at == '\\')
			*at = '/';
		if (*at == '/')
			last = at;
	}
	if (last == NULL)
		return SWA_ERR_AGENT_UNREACHABLE;
	*last = '\0';
	length = snprintf(ret_path, SWA_PATH_MAX, "%s/%s.exe", self, name);
	return length >= 0 && length < SWA_PATH_MAX ? SWA_OK : SWA_ERR_AGENT_UNREACHABLE;
}

/*
 * Out of the browser's job, which ends what is in it, and without a console or
 * a handle of ours.  A job that lets nobody go keeps the agent: it then ends
 * with the browser, and the next program starts another one.
 */
static bool
start_process(wchar_t *command, PROCESS_INFORMATION *ret_process)
{
	const DWORD flags = DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP | CREATE_UNICODE_ENVIRONMENT;
	STARTUPINFOW start = {.cb = sizeof(start)};

	if (CreateProcessW(NULL, command, NULL, NULL, FALSE, flags | CREATE_BREAKAWAY_FROM_JOB, NULL, NULL,
	                   &start, ret_process))
		return true;
	return CreateProcessW(NULL, command, NULL, NULL, FALSE, flags, NULL, NULL, &start, ret_process) != 0;
}

swa_err
swa_endpoint_start_agent(void)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	char path[SWA_PATH_MAX], command[SWA_PATH_MAX + 16];
	PROCESS_INFORMATION process;
	DWORD exit_code = 1;
	swa_err err;

	if ((err = swa_endpoint_program(AGENT_NAME, path)) != SWA_OK)
		return err;
	/* A name cannot hold a quotation mark here. */
	(void)snprintf(command, sizeof(command), "\"%s\" --daemon", path);
	if ((err = swa_wide(command, &wide)) != SWA_OK)
		return err;
	if (!start_process(wide, &process))
		return SWA_ERR_AGENT_UNREACHABLE;
	if (WaitForSingleObject(process.hProcess, START_LIMIT_MS) != WAIT_OBJECT_0)
		(void)TerminateProcess(process.hProcess, 1);
	else if (!GetExitCodeProcess(process.hProcess, &exit_code))
		exit_code = 1;
	(void)CloseHandle(process.hThread);
	(void)CloseHandle(process.hProcess);
	return exit_code == 0 ? SWA_OK : SWA_ERR_AGENT_UNREACHABLE;
}

/*
 * Not by uv_pipe_connect(): whoever is at the other end may see who we are, but may not act in our
 * name, and gets nothing to read before it was looked at.
 */
static swa_err
open_pipe(const char *name, HANDLE *ret_pipe)
{
	const DWORD flags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	swa_err err;

	if ((err = swa_wide(name, &wide)) != SWA_OK)
		return err;
	for (;;) {
		HANDLE pipe =
		        CreateFileW(wide, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, flags, NULL);

		if (pipe != INVALID_HANDLE_VALUE) {
			*ret_pipe = pipe;
			return SWA_OK;
		}
		if (GetLastError() == ERROR_ACCESS_DENIED)
			return SWA_ERR_PEER_REFUSED; /* another's, who made it before us */
		if (GetLastError() != ERROR_PIPE_BUSY || !WaitNamedPipeW(wide, BUSY_LIMIT_MS))
			return SWA_ERR_AGENT_UNREACHABLE;
	}
}

swa_err
swa_endpoint_open_pipe(swa_peer_handle *ret_pipe)
{
	struct swa_endpoint endpoint;
	HANDLE pipe = NULL;
	swa_err err;

	if ((err = swa_endpoint_find(false, &endpoint)) != SWA_OK)
		return err;
	if ((err = open_pipe(endpoint.socket, &pipe)) != SWA_OK)
		return err;
	if ((err = swa_endpoint_check_peer(pipe)) != SWA_OK) {
		(void)CloseHandle(pipe);
		return err;
	}
	*ret_pipe = pipe;
	return SWA_OK;
}

swa_err
swa_endpoint_connect_once(uv_loop_t *loop, uv_pipe_t *pipe)
{
	HANDLE handle = NULL;
	int file;
	swa_err err;

	if ((err = swa_endpoint_open_pipe(&handle)) != SWA_OK)
		return err;
	if ((file = _open_osfhandle((intptr_t)handle, _O_RDWR | _O_BINARY)) < 0) {
		(void)CloseHandle(handle);
		return SWA_ERR_NOMEM;
	}
	(void)uv_pipe_init(loop, pipe, 0);
	if (uv_pipe_open(pipe, file) == 0) /* the pipe's from here on */
		return SWA_OK;
	(void)_close(file);
	uv_close((uv_handle_t *)pipe, NULL);
	(void)uv_run(loop, UV_RUN_DEFAULT);
	return SWA_ERR_IO;
}
