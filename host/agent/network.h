/*
 * Tells when the network has changed: an address or a link came.  It says
 * that trying again may be worth it, not that anything can be reached.
 */
#ifndef SWA_AGENT_NETWORK_H
#define SWA_AGENT_NETWORK_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <uv.h>

struct swa_network;

typedef void swa_network_changed(void *context);

/**
 * @param changed called from the loop, a second after the last of several changes that come together
 * @return SWA_OK; SWA_ERR_NOMEM; SWA_ERR_IO the system does not tell: the agent goes on without
 */
swa_err swa_network_new(uv_loop_t *loop, swa_network_changed *changed, void *context,
                        struct swa_network **ret_network) SWA_MUST_CHECK;

/** No more calls; the memory goes with the loop's next turn.  NULL is fine. */
void swa_network_free(struct swa_network *network);

#endif
