/* Carries bytes between the pipes of the system below Wine, which are no pipes to a Windows program, and
 * those of Windows: for test programs. */
#ifndef SWA_TESTS_CARRY_WINDOWS_H
#define SWA_TESTS_CARRY_WINDOWS_H

#include <windows.h>

struct swa_flow {
	HANDLE from;
	HANDLE to; /* closed when .from has ended */
};

/** A thread's start, or a call: carry FLOW (a struct swa_flow) until one of its ends has ended.  Either may
 * be overlapped.  @return 0; 1: nobody reads any more */
DWORD WINAPI swa_carry(void *flow);

#endif
