/*
 * What the agent says to whoever runs it: one line an event, on stderr, which
 * is a file in the state folder when it runs as a daemon.  Never a secret,
 * never a whole message.
 *
 *   2026-11-21T09:30:00Z info  listening socket=/run/user/1000/swa-agent/agent.sock
 */
#ifndef SWA_AGENT_LOG_H
#define SWA_AGENT_LOG_H

#include "swa/cleanup.h"
#include "swa/err.h"

enum swa_log_level {
	SWA_LOG_ERROR,
	SWA_LOG_WARNING,
	SWA_LOG_INFO,
};

void swa_log(enum swa_log_level level, const char *event, const char *format, ...) SWA_PRINTF(3, 4);

#endif
