/* home.open */
#include "handle.h"

swa_err
swa_handle_home_open(struct swa_call *call)
{
	struct swa_conn *browser = swa_server_browser(call->agent->server);

	if (browser == NULL)
		return SWA_ERR_BROWSER_MISSING;
	swa_conn_send(browser, swa_event_new(SWA_EVENT_HOME_REQUESTED));
	swa_json_set_text(call->answer, "browser", browser->browser);
	return SWA_OK;
}
