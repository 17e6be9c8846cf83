/* preferences.show, preference.set */
#include "handle.h"

swa_err
swa_handle_preferences_show(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_preference_set(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
