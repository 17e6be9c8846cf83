/* login.save, login.seen, offers.list, offer.answer */
#include "handle.h"

swa_err
swa_handle_login_save(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_login_seen(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_offers_list(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_offer_answer(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
