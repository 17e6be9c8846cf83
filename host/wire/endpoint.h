/*
 * Where the agent is, and how to come to it.
 *
 * The agent listens on a socket in a folder of the person's own:
 * $XDG_RUNTIME_DIR/swa-agent where the session has one, else
 * $XDG_STATE_HOME/swa-agent (~/.local/state/swa-agent).  Both ends check that
 * folder (owner, mode 0700, no symbolic link) and the other end's user.
 *
 * On Windows it listens on the pipe \\.\pipe\swa-agent-SID, SID being the
 * person's, whose access list lets nobody else in; lock and vault lie in
 * %LOCALAPPDATA%\SwaAgent.  Paths have '/' between their parts there as well.
 */
#ifndef SWA_WIRE_ENDPOINT_H
#define SWA_WIRE_ENDPOINT_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>

#define SWA_PATH_MAX 4096

struct swa_endpoint {
	char folder[SWA_PATH_MAX]; /* runtime folder */
	char socket[SWA_PATH_MAX]; /* folder/agent.sock; on Windows the pipe's name */
	char lock[SWA_PATH_MAX];   /* folder/agent.lock: held while an agent runs */
};

/**
 * @param create make the folder (0700) where it is missing.
 * @return SWA_OK
 *         SWA_ERR_AGENT_UNREACHABLE  the folder is missing and CREATE is false
 *         SWA_ERR_PEER_REFUSED       the folder is not the person's own, or open to others
 *         SWA_ERR_LIMIT              the socket's path is longer than the system allows (108 bytes on Linux)
 *         SWA_ERR_IO                 no home folder is known, or it cannot be made
 */
swa_err swa_endpoint_find(bool create, struct swa_endpoint *ret_endpoint) SWA_MUST_CHECK;

/** Where the vault lies: $XDG_DATA_HOME/swa-agent (~/.local/share/swa-agent); %LOCALAPPDATA%\SwaAgent on
 * Windows. As above for errors. */
swa_err swa_endpoint_data_folder(char ret_path[SWA_PATH_MAX]) SWA_MUST_CHECK;

/** A connected socket or pipe, as uv_fileno() gives it. */
#ifdef _WIN32
typedef void *swa_peer_handle;
#else
typedef int swa_peer_handle;
#endif

/** Is the process behind it, at whichever end, one of this user's?  @return SWA_OK, SWA_ERR_PEER_REFUSED */
swa_err swa_endpoint_check_peer(swa_peer_handle socket) SWA_MUST_CHECK;

#ifdef _WIN32
/** The agent's pipe, for who has no loop: overlapped, and checked as above.  To be ended with CloseHandle().
 *  @return SWA_OK, SWA_ERR_AGENT_UNREACHABLE, SWA_ERR_PEER_REFUSED, SWA_ERR_IO */
swa_err swa_endpoint_open_pipe(swa_peer_handle *ret_pipe) SWA_MUST_CHECK;
#endif

struct uv_loop_s;
struct uv_pipe_s;

/**
 * Connect to the agent and check who answers.  Runs LOOP until that is done, so
 * nothing else should be waiting in it.
 *
 * @param start_agent start an agent where none runs.
 * @param pipe        not initialised; on success the caller's, to be ended with
 *                    uv_close().  On failure nothing of it is left in LOOP.
 * @return SWA_OK, SWA_ERR_AGENT_UNREACHABLE, SWA_ERR_PEER_REFUSED, SWA_ERR_LIMIT, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_endpoint_connect(struct uv_loop_s *loop, bool start_agent, struct uv_pipe_s *pipe) SWA_MUST_CHECK;

/**
 * Start the agent and wait until it listens: runs "swa-agent --daemon" from
 * the folder of this program, which ends as soon as its own child, in a new
 * session and without inherited descriptors, is ready.  Blocks.
 * @return SWA_OK (also when one was running already), SWA_ERR_AGENT_UNREACHABLE
 */
swa_err swa_endpoint_start_agent(void) SWA_MUST_CHECK;

/** The path of another program of the product: it lies beside this one.  @return SWA_OK,
 * SWA_ERR_AGENT_UNREACHABLE */
swa_err swa_endpoint_program(const char *name, char ret_path[SWA_PATH_MAX]) SWA_MUST_CHECK;

#endif
