/*
 * Where clients come in: a socket, or a pipe on Windows, that lets this person alone in.
 */
#ifndef SWA_AGENT_LISTENER_H
#define SWA_AGENT_LISTENER_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>
#include <uv.h>

struct swa_listener;

/** Called from the loop: a client waits for swa_listener_accept(). */
typedef void swa_listener_came(void *context);

/**
 * Listen.
 * @param inherited a listening socket that the service manager made, or -1: PATH is made.
 * @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_listener_new(uv_loop_t *loop, const char *path, int inherited, swa_listener_came *came,
                         void *context, struct swa_listener **ret_listener) SWA_MUST_CHECK;

/** Give the client that waits to PIPE, which is initialised. */
bool swa_listener_accept(struct swa_listener *listener, uv_pipe_t *pipe);

/** No more calls; the memory goes with the loop's next turn.  NULL is fine. */
void swa_listener_free(struct swa_listener *listener);

#endif
