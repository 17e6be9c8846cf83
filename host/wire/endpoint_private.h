/*
 * What endpoint.c asks of the file of its system.
 */
#ifndef SWA_WIRE_ENDPOINT_PRIVATE_H
#define SWA_WIRE_ENDPOINT_PRIVATE_H

#include "swa/cleanup.h"
#include "swa/err.h"

struct uv_loop_s;
struct uv_pipe_s;

/** swa_endpoint_connect() to an agent that runs already. */
swa_err swa_endpoint_connect_once(struct uv_loop_s *loop, struct uv_pipe_s *pipe) SWA_MUST_CHECK;

#endif
