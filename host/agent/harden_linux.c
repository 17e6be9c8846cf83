#include "harden.h"

#include "log.h"
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include <sys/prctl.h>
#include <sys/stat.h>

void
swa_harden(void)
{
	(void)umask(S_IRWXG | S_IRWXO);
	swa_process_harden();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		swa_log(SWA_LOG_WARNING, "not_hardened", "what=new privileges reason=%s", strerror(errno));
	(void)signal(SIGPIPE, SIG_IGN);
}
