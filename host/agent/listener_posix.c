#include "listener.h"

#include "log.h"

#include <stdlib.h>

#define BACKLOG 64

struct swa_listener {
	uv_pipe_t pipe;
	swa_listener_came *came;
	void *context;
};

static void
on_connection(uv_stream_t *stream, int status)
{
	struct swa_listener *listener = stream->data;

	if (status == 0)
		listener->came(listener->context);
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
swa_listener_free(struct swa_listener *listener)
{
	if (listener != NULL)
		uv_close((uv_handle_t *)&listener->pipe, on_closed);
}

swa_err
swa_listener_new(uv_loop_t *loop, const char *path, int inherited, swa_listener_came *came, void *context,
                 struct swa_listener **ret_listener)
{
	struct swa_listener *listener = calloc(1, sizeof(*listener));
	int result;

	if (listener == NULL)
		return SWA_ERR_NOMEM;
	listener->came = came;
	listener->context = context;
	(void)uv_pipe_init(loop, &listener->pipe, 0);
	listener->pipe.data = listener;
	result = inherited >= 0 ? uv_pipe_open(&listener->pipe, inherited)
	                        : uv_pipe_bind(&listener->pipe, path);
	if (result == 0)
		result = uv_listen((uv_stream_t *)&listener->pipe, BACKLOG, on_connection);
	if (result != 0) {
		swa_log(SWA_LOG_ERROR, "not_listening", "socket=%s reason=%s", path, uv_strerror(result));
		swa_listener_free(listener);
		return SWA_ERR_IO;
	}
	*ret_listener = listener;
	return SWA_OK;
}

bool
swa_listener_accept(struct swa_listener *listener, uv_pipe_t *pipe)
{
	return uv_accept((uv_stream_t *)&listener->pipe, (uv_stream_t *)pipe) == 0;
}
