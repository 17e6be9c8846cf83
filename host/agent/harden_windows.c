#include "harden.h"

#include "process.h"

/* Files get their access lists when they are made; there is no mask for them here. */
void
swa_harden(void)
{
	swa_process_harden();
}
