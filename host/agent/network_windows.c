#include "network.h"

#include <stdlib.h>

#include <winsock2.h>

#include <ws2ipdef.h>

#include <iphlpapi.h>
#include <netioapi.h>

#define QUIET_MS 1000

struct swa_network {
	uv_async_t async; /* Windows calls from a thread of its own */
	uv_timer_t timer;
	HANDLE notices;
	unsigned open; /* handles */
	swa_network_changed *changed;
	void *context;
};

static void
on_closed(uv_handle_t *handle)
{
	struct swa_network *network = handle->data;

	if (--network->open == 0)
		free(network);
}

void
swa_network_free(struct swa_network *network)
{
	if (network == NULL)
		return;
	(void)CancelMibChangeNotify2(network->notices); /* waits for a call that is under way */
	uv_close((uv_handle_t *)&network->async, on_closed);
	uv_close((uv_handle_t *)&network->timer, on_closed);
}

static void
on_quiet(uv_timer_t *timer)
{
	struct swa_network *network = timer->data;

	network->changed(network->context);
}

static void
on_async(uv_async_t *async)
{
	struct swa_network *network = async->data;

	(void)uv_timer_start(&network->timer, on_quiet, QUIET_MS, 0);
}

/* What has gone is of no use to know. */
static void WINAPI
on_notice(void *context, MIB_UNICASTIPADDRESS_ROW *row, MIB_NOTIFICATION_TYPE type)
{
	struct swa_network *network = context;

	(void)row;
	if (type == MibAddInstance || type == MibParameterNotification)
		(void)uv_async_send(&network->async);
}

swa_err
swa_network_new(uv_loop_t *loop, swa_network_changed *changed, void *context,
                struct swa_network **ret_network)
{
	struct swa_network *network = calloc(1, sizeof(*network));

	if (network == NULL)
		return SWA_ERR_NOMEM;
	network->changed = changed;
	network->context = context;
	if (uv_async_init(loop, &network->async, on_async) != 0) {
		free(network);
		return SWA_ERR_NOMEM;
	}
	(void)uv_timer_init(loop, &network->timer); /* it cannot fail */
	network->async.data = network;
	network->timer.data = network;
	network->open = 2;
	if (NotifyUnicastIpAddressChange(AF_UNSPEC, on_notice, network, FALSE, &network->notices) !=
	    NO_ERROR) {
		uv_close((uv_handle_t *)&network->async, on_closed);
		uv_close((uv_handle_t *)&network->timer, on_closed);
		return SWA_ERR_IO;
	}
	*ret_network = network;
	return SWA_OK;
}
