/* attempt.report, explain */
#include "handle.h"

swa_err
swa_handle_attempt_report(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_explain(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
