#include "arguments.h"

void
ctl_arguments(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
}
