/* challenge, follow */
#include "handle.h"

swa_err
swa_handle_challenge(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_follow(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
