/* site.look, sites.list, site.never */
#include "handle.h"

swa_err
swa_handle_site_look(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_sites_list(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_site_never(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
