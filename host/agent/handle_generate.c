/* password.generate */
#include "handle.h"

swa_err
swa_handle_password_generate(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
