/*
 * A client's connection to the agent, for programs that ask and wait (swactl).
 */
#ifndef SWA_WIRE_LINK_H
#define SWA_WIRE_LINK_H

#include "proto.h"

struct swa_link;

/**
 * Connect and say hello.
 * @param client      SWA_CLIENT_CTL or SWA_CLIENT_TRAY.
 * @param start_agent start an agent where none runs.
 * @return SWA_OK, SWA_ERR_AGENT_UNREACHABLE, SWA_ERR_PEER_REFUSED, SWA_ERR_VERSION_UNSUPPORTED, ...
 */
swa_err swa_link_open(enum swa_client client, bool start_agent, struct swa_link **ret_link) SWA_MUST_CHECK;

/**
 * Send one request and wait for its answer; events that come between are dropped.
 * @param request      built with swa_request_new(); moved, whatever the result.
 * @param ret_incoming .err holds the error that the agent answered; end it with swa_incoming_finish().
 * @return SWA_OK an answer came (also one that says no); SWA_ERR_AGENT_UNREACHABLE the connection ended
 */
swa_err swa_link_call(struct swa_link *link, struct swa_json *request,
                      struct swa_incoming *ret_incoming) SWA_MUST_CHECK;

void swa_link_close(struct swa_link *link);
void swa_link_closep(struct swa_link **link);

#endif
