/*
 * What a program must do with its system to become the one agent of a person.
 */
#ifndef SWA_AGENT_DAEMON_H
#define SWA_AGENT_DAEMON_H

#include "endpoint.h"

#include <stdbool.h>

/**
 * Go into the background: a session of its own, two forks, no inherited
 * descriptor, the log as stderr.  Returns in the daemon alone; the program that
 * was started waits for swa_daemon_tell() and exits: 0 for SWA_OK and
 * SWA_ERR_AGENT_RUNNING, else 1 with a message on stderr.
 * @return SWA_OK, SWA_ERR_IO
 */
swa_err swa_daemon_detach(void) SWA_MUST_CHECK;

/** How the start went: to the waiting program, or on stderr where none waits.  Once. */
void swa_daemon_tell(swa_err err);

/**
 * Be the only agent: takes the lock for as long as this process lives.  Where
 * another holds it, waits until that one listens; or, where the socket there
 * is INHERITED and so answers for nobody else, until that one has ended.
 * @return SWA_OK
 *         SWA_ERR_AGENT_RUNNING      another listens
 *         SWA_ERR_AGENT_UNREACHABLE  another holds the lock but does not come to listen, or to end
 *         SWA_ERR_IO
 */
swa_err swa_daemon_take_lock(const struct swa_endpoint *endpoint, bool inherited) SWA_MUST_CHECK;

/** The listening socket that a service manager handed over; -1 where there is none. */
int swa_daemon_inherited_socket(void);

/** Remove the socket of an agent that is gone.  Only under the lock. */
void swa_daemon_clear_socket(const struct swa_endpoint *endpoint);

/** Close it to everyone else, whatever the umask was. */
void swa_daemon_close_socket_to_others(const struct swa_endpoint *endpoint);

#endif
