/*
 * Bytes to and from the agent, read on a thread and told in the loop of
 * messages, so that no window waits for the agent.
 */
#ifndef SWA_WIN_PIPE_H
#define SWA_WIN_PIPE_H

#include "swa/buf.h"

#include <stdbool.h>

struct swa_win_pipe;

/* Called from the loop of messages.  Either may free the pipe. */
struct swa_win_pipe_events {
	/** DATA is borrowed and wiped afterwards. */
	void (*received)(void *context, const void *data, size_t size);
	/** Nothing more comes. */
	void (*ended)(void *context);
};

/** @param events borrowed; must outlive the pipe.
 *  @return as swa_endpoint_open_pipe(); SWA_ERR_NOMEM */
swa_err swa_win_pipe_open(const struct swa_win_pipe_events *events, void *context,
                          struct swa_win_pipe **ret_pipe) SWA_MUST_CHECK;

/** Write all of it; waits a moment for an agent that is busy.  @return SWA_OK, SWA_ERR_AGENT_UNREACHABLE */
swa_err swa_win_pipe_write(struct swa_win_pipe *pipe, const void *data, size_t size) SWA_MUST_CHECK;

/** Nothing is told any more.  NULL is fine. */
void swa_win_pipe_free(struct swa_win_pipe *pipe);

#endif
