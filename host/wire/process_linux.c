#include "process.h"

#include <stdio.h>
#include <string.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void
swa_process_harden(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
swa_process_parent_name(char ret_name[SWA_PROCESS_NAME_MAX])
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	char link[64], target[4096];
	const char *name;
	ssize_t length;

	ret_name[0] = '\0';
	(void)snprintf(link, sizeof(link), "/proc/%ld/exe", (long)getppid());
	if ((length = readlink(link, target, sizeof(target) - 1)) <= 0)
		return;
	target[length] = '\0';
	name = strrchr(target, '/');
	name = name == NULL ? target : name + 1;
	/* Up to the first other character: a replaced program has " (deleted)" behind its name. */
	(void)snprintf(ret_name, SWA_PROCESS_NAME_MAX, "%.*s", (int)strspn(name, known), name);
}
