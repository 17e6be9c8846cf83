/* unlock.ask, account.reveal, reveal.ask */
#include "handle.h"

swa_err
swa_handle_unlock_ask(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_account_reveal(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_reveal_ask(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
