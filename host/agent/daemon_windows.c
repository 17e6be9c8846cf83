/*
 * There is no fork here: who goes into the background starts this program once
 * more, out of its job, with a log for stderr and a pipe to say how it went.
 * The second one finds the pipe's handle in its environment, where a service
 * manager elsewhere leaves a socket.
 */
#include "daemon.h"

#include "log.h"
#include "swa/system_windows.h"

#include <stdio.h>
#include <stdlib.h>

#define LOG_MAX (1024 * 1024) /* bytes, then it is renamed to agent.log.1 */
#define READY_VARIABLE L"SWA_AGENT_READY"
#define HANDLES 3

static HANDLE ready_pipe = NULL; /* to the program that waits; NULL: none does */

static void
say(swa_err err)
{
	if (err == SWA_ERR_AGENT_RUNNING)
		(void)fprintf(stderr, "swa-agent: running already\n");
	else if (err != SWA_OK)
		(void)fprintf(stderr, "swa-agent: %s %s\n", swa_err_text(err), swa_err_hint(err));
}

void
swa_daemon_tell(swa_err err)
{
	unsigned char number = (unsigned char)err;
	DWORD put = 0;

	if (ready_pipe == NULL) {
		say(err);
		return;
	}
	if (!WriteFile(ready_pipe, &number, 1, &put, NULL))
		swa_log(SWA_LOG_WARNING, "nobody_waits", "error=%s", swa_err_name(err));
	(void)CloseHandle(ready_pipe);
	ready_pipe = NULL;
}

/* Are we the one that was started to stay?  Then the handle is ours, and no program that we start gets it. */
static bool
take_ready_pipe(void)
{
	wchar_t text[32];
	DWORD length = GetEnvironmentVariableW(READY_VARIABLE, text, sizeof(text) / sizeof(text[0]));
	HANDLE handle;

	if (length == 0 || length >= sizeof(text) / sizeof(text[0]))
		return false;
	(void)SetEnvironmentVariableW(READY_VARIABLE, NULL);
	handle = (HANDLE)(uintptr_t)wcstoull(text, NULL, 10);
	if (GetFileType(handle) != FILE_TYPE_PIPE || !SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0))
		return false;
	ready_pipe = handle;
	return true;
}

/* agent.log beside the vault, to append to, for the next program to inherit; nothing where it cannot be. */
static HANDLE
open_log(void)
{
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof(attributes), .bInheritHandle = TRUE};
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide_old = NULL;
	char path[SWA_PATH_MAX + 16], old[SWA_PATH_MAX + 16];
	WIN32_FILE_ATTRIBUTE_DATA facts;
	struct swa_endpoint endpoint;
	HANDLE log;

	if (swa_endpoint_find(true, &endpoint) != SWA_OK)
		return INVALID_HANDLE_VALUE;
	(void)snprintf(path, sizeof(path), "%s/agent.log", endpoint.folder);
	(void)snprintf(old, sizeof(old), "%s/agent.log.1", endpoint.folder);
	if (swa_wide(path, &wide) != SWA_OK || swa_wide(old, &wide_old) != SWA_OK ||
	    swa_private_descriptor(false, &attributes.lpSecurityDescriptor) != SWA_OK)
		return INVALID_HANDLE_VALUE;
	if (GetFileAttributesExW(wide, GetFileExInfoStandard, &facts) &&
	    (facts.nFileSizeHigh > 0 || facts.nFileSizeLow > LOG_MAX))
		(void)MoveFileExW(wide, wide_old, MOVEFILE_REPLACE_EXISTING);
	log = CreateFileW(wide, FILE_APPEND_DATA | SYNCHRONIZE,
	                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &attributes, OPEN_ALWAYS,
	                  FILE_ATTRIBUTE_NORMAL, NULL);
	(void)LocalFree(attributes.lpSecurityDescriptor);
	return log;
}

/* This program once more, with these handles and no other, in the system's folder. */
static bool
start_process(HANDLE handles[HANDLES], STARTUPINFOEXW *start, PROCESS_INFORMATION *ret_process)
{
	const DWORD flags = EXTENDED_STARTUPINFO_PRESENT | DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP;
	wchar_t program[SWA_PATH_MAX], command[SWA_PATH_MAX + 16], folder[MAX_PATH];
	DWORD got = GetModuleFileNameW(NULL, program, SWA_PATH_MAX);
	UINT folder_size = GetSystemDirectoryW(folder, MAX_PATH);

	if (got == 0 || got >= SWA_PATH_MAX || folder_size == 0 || folder_size >= MAX_PATH ||
	    !UpdateProcThreadAttribute(start->lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles,
	                               HANDLES * sizeof(handles[0]), NULL, NULL))
		return false;
	(void)_snwprintf(command, SWA_PATH_MAX + 16, L"\"%ls\" --daemon", program);
	command[SWA_PATH_MAX + 15] = L'\0';
	return CreateProcessW(program, command, NULL, NULL, TRUE, flags | CREATE_BREAKAWAY_FROM_JOB, NULL,
	                      folder, &start->StartupInfo, ret_process) ||
	       CreateProcessW(program, command, NULL, NULL, TRUE, flags, NULL, folder, &start->StartupInfo,
	                      ret_process);
}

static bool
start_stay(HANDLE ready, HANDLE null, HANDLE log, PROCESS_INFORMATION *ret_process)
{
	HANDLE handles[HANDLES] = {ready, null, log};
	STARTUPINFOEXW start = {.StartupInfo = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES}};
	wchar_t number[32];
	SIZE_T size = 0;
	bool started = false;

	start.StartupInfo.hStdInput = start.StartupInfo.hStdOutput = null;
	start.StartupInfo.hStdError = log;
	(void)InitializeProcThreadAttributeList(NULL, 1, 0, &size);
	if ((start.lpAttributeList = calloc(1, size)) == NULL)
		return false;
	if (InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size)) {
		(void)_snwprintf(number, sizeof(number) / sizeof(number[0]), L"%llu",
		                 (unsigned long long)(uintptr_t)ready);
		(void)SetEnvironmentVariableW(READY_VARIABLE, number);
		started = start_process(handles, &start, ret_process);
		(void)SetEnvironmentVariableW(READY_VARIABLE, NULL);
		DeleteProcThreadAttributeList(start.lpAttributeList);
	}
	free(start.lpAttributeList);
	return started;
}

/* A byte that is the error's number, so that it can be said here in words. */
static swa_err
wait_until_ready(HANDLE ready)
{
	unsigned char number = 0;
	DWORD got = 0;

	return ReadFile(ready, &number, 1, &got, NULL) && got == 1 ? (swa_err)number : SWA_ERR_INTERNAL;
}

static HANDLE
open_null(void)
{
	SECURITY_ATTRIBUTES inherited = {.nLength = sizeof(inherited), .bInheritHandle = TRUE};

	return CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
	                   &inherited, OPEN_EXISTING, 0, NULL);
}

swa_err
swa_daemon_detach(void)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE in = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE out = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE null = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE log = NULL;
	PROCESS_INFORMATION process;
	swa_err err;

	if (take_ready_pipe())
		return SWA_OK;
	if (!CreatePipe(&in, &out, NULL, 0) ||
	    !SetHandleInformation(out, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
		return SWA_ERR_IO;
	if ((null = open_null()) == INVALID_HANDLE_VALUE)
		return SWA_ERR_IO;
	if ((log = open_log()) == INVALID_HANDLE_VALUE && (log = open_null()) == INVALID_HANDLE_VALUE)
		return SWA_ERR_IO;
	if (!start_stay(out, null, log, &process))
		return SWA_ERR_IO;
	(void)CloseHandle(process.hThread);
	(void)CloseHandle(process.hProcess);
	swa_handle_closep(&out);
	out = NULL; /* so that the end of the other program ends the pipe */
	err = wait_until_ready(in);
	say(err);
	ExitProcess(err == SWA_OK || err == SWA_ERR_AGENT_RUNNING ? 0 : 1);
}

int
swa_daemon_inherited_socket(void)
{
	return -1;
}

/* A pipe is gone with the program that made it. */
void
swa_daemon_clear_socket(const struct swa_endpoint *endpoint)
{
	(void)endpoint;
}

/* It was closed to them when it was made. */
void
swa_daemon_close_socket_to_others(const struct swa_endpoint *endpoint)
{
	(void)endpoint;
}
