/*
 * Joins its standard input and output to the agent's pipe: a client of the agent for who is no Windows
 * program, such as the tests in Node under Wine.
 *
 *   to-agent.exe
 *
 * Says "connected" on stderr as soon as that is so.  Ends with the first of both ends that does.
 */
#include "carry_windows.h"
#include "endpoint.h"

#include <stdio.h>

int
main(void)
{
	struct swa_flow up = {.from = GetStdHandle(STD_INPUT_HANDLE)},
	                down = {.to = GetStdHandle(STD_OUTPUT_HANDLE)};
	HANDLE threads[2];
	swa_err err;

	if ((err = swa_endpoint_open_pipe(&up.to)) != SWA_OK) {
		(void)fprintf(stderr, "to-agent: %s\n", swa_err_name(err));
		return 1;
	}
	down.from = up.to;
	(void)fputs("connected\n", stderr);
	(void)fflush(stderr);
	threads[0] = CreateThread(NULL, 0, swa_carry, &up, 0, NULL);
	threads[1] = CreateThread(NULL, 0, swa_carry, &down, 0, NULL);
	(void)WaitForMultipleObjects(2, threads, FALSE, INFINITE);
	ExitProcess(0);
}
