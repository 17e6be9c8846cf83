/* apps.arrange, app.put, app.remove */
#include "handle.h"

swa_err
swa_handle_apps_arrange(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_app_put(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_app_remove(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
