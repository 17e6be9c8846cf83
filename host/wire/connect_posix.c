/* Coming to the agent by its socket, and starting it. */
#include "endpoint.h"

#include "endpoint_private.h"

#include <stdio.h>
#include <string.h>

#include <uv.h>

#define AGENT_NAME "swa-agent"
#define START_LIMIT_MS 20000

#define STDERR 2

#define PENDING 1 /* no libuv status is positive */

struct start {
	uv_process_t process;
	uv_timer_t limit;
	int64_t exit_status;
	int signal;
};

static void
on_exit(uv_process_t *process, int64_t exit_status, int signal)
{
	struct start *start = process->data;

	start->exit_status = exit_status;
	start->signal = signal;
	uv_close((uv_handle_t *)&start->limit, NULL);
	uv_close((uv_handle_t *)process, NULL);
}

static void
on_limit(uv_timer_t *timer)
{
	struct start *start = timer->data;

	(void)uv_process_kill(&start->process, SIGTERM); /* on_exit follows */
}

swa_err
swa_endpoint_program(const char *name, char ret_path[SWA_PATH_MAX])
{
	char self[SWA_PATH_MAX];
	size_t size = sizeof(self);
	char *slash;
	int length;

	if (uv_exepath(self, &size) != 0 || (slash = strrchr(self, '/')) == NULL)
		return SWA_ERR_AGENT_UNREACHABLE;
	*slash = '\0';
	length = snprintf(ret_path, SWA_PATH_MAX, "%s/%s", self, name);
	return length >= 0 && length < SWA_PATH_MAX ? SWA_OK : SWA_ERR_AGENT_UNREACHABLE;
}

swa_err
swa_endpoint_start_agent(void)
{
	char path[SWA_PATH_MAX], option[] = "--daemon";
	char *args[] = {path, option, NULL};
	uv_stdio_container_t stdio[] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
	uv_process_options_t options = {
	        .exit_cb = on_exit,
	        .file = path,
	        .args = args,
	        .stdio = stdio,
	        .stdio_count = sizeof(stdio) / sizeof(stdio[0]),
	        /* Its own session: whoever ends this program's group spares the agent. */
	        .flags = UV_PROCESS_DETACHED | UV_PROCESS_WINDOWS_HIDE,
	};
	struct start start = {.exit_status = -1};
	uv_loop_t loop;
	swa_err err;

	if ((err = swa_endpoint_program(AGENT_NAME, path)) != SWA_OK)
		return err;
	if (uv_guess_handle(STDERR) != UV_UNKNOWN_HANDLE) /* where the agent says why it cannot start */
		stdio[STDERR] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = STDERR};
	if (uv_loop_init(&loop) != 0)
		return SWA_ERR_NOMEM;
	start.process.data = &start;
	start.limit.data = &start;
	(void)uv_timer_init(&loop, &start.limit);
	if (uv_spawn(&loop, &start.process, &options) == 0) {
		(void)uv_timer_start(&start.limit, on_limit, START_LIMIT_MS, 0);
	} else {
		uv_close((uv_handle_t *)&start.limit, NULL);
		uv_close((uv_handle_t *)&start.process, NULL);
	}
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
	return start.exit_status == 0 && start.signal == 0 ? SWA_OK : SWA_ERR_AGENT_UNREACHABLE;
}

static void
on_connect(uv_connect_t *request, int status)
{
	*(int *)request->data = status;
}

swa_err
swa_endpoint_connect_once(uv_loop_t *loop, uv_pipe_t *pipe)
{
	struct swa_endpoint endpoint;
	int status = PENDING;
	uv_connect_t request = {.data = &status};
	uv_os_fd_t socket;
	swa_err err;

	if ((err = swa_endpoint_find(false, &endpoint)) != SWA_OK)
		return err;
	if (uv_pipe_init(loop, pipe, 0) != 0)
		return SWA_ERR_NOMEM;
	uv_pipe_connect(&request, pipe, endpoint.socket, on_connect);
	while (status == PENDING)
		(void)uv_run(loop, UV_RUN_ONCE);
	if (status != 0)
		err = SWA_ERR_AGENT_UNREACHABLE;
	else if (uv_fileno((uv_handle_t *)pipe, &socket) != 0)
		err = SWA_ERR_PEER_REFUSED;
	else
		err = swa_endpoint_check_peer(socket);
	if (err != SWA_OK) {
		uv_close((uv_handle_t *)pipe, NULL);
		(void)uv_run(loop, UV_RUN_DEFAULT);
	}
	return err;
}
