/*
 * From a frame to its handler: parse (closed), order of hello, allowed kind,
 * state of the vault, and only then the handler.
 */
#ifndef SWA_AGENT_DISPATCH_H
#define SWA_AGENT_DISPATCH_H

#include "agent.h"

enum swa_next swa_dispatch(struct swa_agent *agent, struct swa_conn *conn, const unsigned char *payload,
                           size_t size);

#endif
