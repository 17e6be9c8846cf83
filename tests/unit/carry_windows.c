#include "carry_windows.h"

#include <stdbool.h>

/* What may be under way on an overlapped handle is waited for; on another one it is done by then. */
static bool
done(HANDLE handle, BOOL started, OVERLAPPED *state, DWORD *ret_count)
{
	if (!started && GetLastError() != ERROR_IO_PENDING)
		return false;
	return GetOverlappedResult(handle, state, ret_count, TRUE) && *ret_count > 0;
}

DWORD WINAPI
swa_carry(void *context)
{
	const struct swa_flow *flow = context;
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
	char block[65536];
	DWORD got = 0, put = 0, code = 0;

	for (;;) {
		OVERLAPPED read = {.hEvent = event};

		if (!done(flow->from, ReadFile(flow->from, block, sizeof(block), NULL, &read), &read, &got))
			break;
		for (DWORD sent = 0; sent < got && code == 0; sent += put) {
			OVERLAPPED write = {.hEvent = event};

			if (!done(flow->to, WriteFile(flow->to, block + sent, got - sent, NULL, &write),
			          &write, &put))
				code = 1;
		}
		if (code != 0)
			break;
	}
	(void)CloseHandle(event);
	(void)CloseHandle(flow->to); /* the end is passed on */
	return code;
}
