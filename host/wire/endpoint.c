#include "endpoint.h"

#include "endpoint_private.h"

#include <uv.h>

/* An agent that another program has just started may not listen yet. */
#define CONNECT_TRIES 100
#define CONNECT_PAUSE_MS 20

swa_err
swa_endpoint_connect(uv_loop_t *loop, bool start_agent, uv_pipe_t *pipe)
{
	swa_err err = swa_endpoint_connect_once(loop, pipe);

	if (err != SWA_ERR_AGENT_UNREACHABLE || !start_agent)
		return err;
	if ((err = swa_endpoint_start_agent()) != SWA_OK)
		return err;
	for (int tries = 1; (err = swa_endpoint_connect_once(loop, pipe)) == SWA_ERR_AGENT_UNREACHABLE;
	     tries++) {
		if (tries == CONNECT_TRIES)
			break;
		uv_sleep(CONNECT_PAUSE_MS);
	}
	return err;
}
