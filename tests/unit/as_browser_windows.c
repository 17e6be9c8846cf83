/*
 * Starts a native-messaging host as a browser on Windows does: with pipes of
 * Windows for standard input and output, in a job that ends with this program.
 *
 *   as-browser.exe HOST.exe ARGUMENT...
 *
 * What comes on this program's own standard input goes to the host, and back.
 * Under Wine that stands between the host and the pipes of the system below,
 * which are no pipes to a Windows program.
 */
#include "carry_windows.h"

#include <stdio.h>

/* The words behind our own name, as they were given. */
static wchar_t *
host_command(void)
{
	wchar_t *at = GetCommandLineW();
	const wchar_t end = *at == L'"' ? L'"' : L' ';

	for (at++; *at != end && *at != L'\0'; at++)
		continue;
	if (*at == L'"')
		at++;
	while (*at == L' ')
		at++;
	return at;
}

static HANDLE
make_job(void)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {.BasicLimitInformation.LimitFlags =
	                                                       JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE |
	                                                       JOB_OBJECT_LIMIT_BREAKAWAY_OK};
	HANDLE job = CreateJobObjectW(NULL, NULL);

	(void)SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits));
	return job;
}

int
main(void)
{
	SECURITY_ATTRIBUTES inherited = {.nLength = sizeof(inherited), .bInheritHandle = TRUE};
	STARTUPINFOW start = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES};
	struct swa_flow up = {.from = GetStdHandle(STD_INPUT_HANDLE)},
	                down = {.to = GetStdHandle(STD_OUTPUT_HANDLE)};
	PROCESS_INFORMATION host;
	HANDLE job = make_job(), thread;
	DWORD code = 125;

	if (!CreatePipe(&start.hStdInput, &up.to, &inherited, 0) ||
	    !CreatePipe(&down.from, &start.hStdOutput, &inherited, 0))
		return 125;
	(void)SetHandleInformation(up.to, HANDLE_FLAG_INHERIT, 0);
	(void)SetHandleInformation(down.from, HANDLE_FLAG_INHERIT, 0);
	start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	if (!CreateProcessW(NULL, host_command(), NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start,
	                    &host)) {
		(void)fprintf(stderr, "as-browser: the host cannot be started: %lu\n", GetLastError());
		return 125;
	}
	(void)AssignProcessToJobObject(job, host.hProcess);
	(void)ResumeThread(host.hThread);
	(void)CloseHandle(start.hStdInput);
	(void)CloseHandle(start.hStdOutput);
	thread = CreateThread(NULL, 0, swa_carry, &up, 0, NULL);
	(void)swa_carry(&down);
	(void)WaitForSingleObject(host.hProcess, INFINITE);
	(void)GetExitCodeProcess(host.hProcess, &code);
	(void)CloseHandle(thread);
	ExitProcess(code);
}
