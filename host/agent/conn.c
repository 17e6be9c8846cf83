#include "conn.h"

#include "endpoint.h"
#include "frame.h"
#include "log.h"

#include <stdlib.h>

#define READ_SIZE ((size_t)64 * 1024)

/* One frame on its way out. */
struct output {
	uv_write_t write;
	struct swa_conn *conn;
	struct swa_buf bytes;
};

static void process(struct swa_conn *conn);

struct swa_conn *
swa_conn_new(uv_loop_t *loop, uint64_t serial, const struct swa_conn_events *events)
{
	struct swa_conn *conn = calloc(1, sizeof(*conn));

	if (conn == NULL)
		return NULL;
	conn->serial = serial;
	conn->events = events;
	conn->waiting = SWA_NEXT_FRAME;
	swa_frame_buf_init(&conn->in);
	(void)uv_pipe_init(loop, &conn->pipe, 0);
	conn->pipe.data = conn;
	return conn;
}

static void
on_closed(uv_handle_t *handle)
{
	struct swa_conn *conn = handle->data;

	conn->events->closed(conn->events->context, conn);
	swa_buf_finish(&conn->in);
	free(conn);
}

void
swa_conn_close(struct swa_conn *conn)
{
	if (conn->gone)
		return;
	conn->gone = true;
	uv_close((uv_handle_t *)&conn->pipe, on_closed);
}

static void
close_when_sent(struct swa_conn *conn)
{
	conn->closing = true;
	if (conn->queued == 0)
		swa_conn_close(conn);
}

static void
free_output(struct output *output)
{
	swa_buf_finish(&output->bytes);
	free(output);
}

static void
on_written(uv_write_t *write, int status)
{
	struct output *output = write->data;
	struct swa_conn *conn = output->conn;

	conn->queued -= output->bytes.size;
	free_output(output);
	if (status != 0 || (conn->closing && conn->queued == 0))
		swa_conn_close(conn);
}

static swa_err
fill_output(struct output *output, const struct swa_json *message)
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_FRAME_MAX);
	if ((err = swa_json_print(message, &text)) == SWA_OK)
		err = swa_frame_append(&output->bytes, text.data, text.size);
	swa_buf_finish(&text);
	return err;
}

void
swa_conn_send(struct swa_conn *conn, struct swa_json *message)
{
	swa_conn_write(conn, message);
	swa_json_free(message);
}

void
swa_conn_write(struct swa_conn *conn, const struct swa_json *message)
{
	struct output *output = NULL;
	uv_buf_t bytes;
	swa_err err = SWA_ERR_NOMEM;

	if (conn->gone || message == NULL || (output = calloc(1, sizeof(*output))) == NULL)
		goto out;
	swa_frame_buf_init(&output->bytes);
	output->conn = conn;
	output->write.data = output;
	if ((err = fill_output(output, message)) != SWA_OK)
		goto out;
	if (conn->queued + output->bytes.size > SWA_CONN_QUEUE_MAX) {
		swa_log(SWA_LOG_WARNING, "client_does_not_read", "client=%s queued=%zu",
		        swa_client_name(conn->kind), conn->queued);
		swa_conn_close(conn);
		goto out;
	}
	bytes = uv_buf_init((char *)output->bytes.data, (unsigned)output->bytes.size);
	conn->queued += output->bytes.size;
	if (uv_write(&output->write, (uv_stream_t *)&conn->pipe, &bytes, 1, on_written) != 0) {
		conn->queued -= output->bytes.size;
		swa_conn_close(conn);
		goto out;
	}
	output = NULL; /* on_written() ends it */
	err = SWA_OK;
out:
	if (output != NULL)
		free_output(output);
	if (err != SWA_OK && !conn->gone) {
		/* An answer that cannot be given would leave the client waiting. */
		swa_log(SWA_LOG_ERROR, "not_sent", "error=%s", swa_err_name(err));
		swa_conn_close(conn);
	}
}

/* What the client sent is at its end: say so if it broke off, and let go. */
static void
end_of_input(struct swa_conn *conn)
{
	if (conn->in.size > 0) {
		swa_log(SWA_LOG_WARNING, "frame_truncated", "bytes=%zu", conn->in.size);
		swa_conn_send(conn, swa_answer_error(0, SWA_ERR_FRAME_TRUNCATED, NULL));
	}
	close_when_sent(conn);
}

/* Hand over what is complete, from the front; consume it in one go. */
static void
process(struct swa_conn *conn)
{
	size_t done = 0;

	while (!conn->gone && !conn->closing && conn->waiting == SWA_NEXT_FRAME) {
		struct swa_buf rest = conn->in; /* a view of what is not done */
		const unsigned char *payload;
		size_t size;

		rest.data = conn->in.data != NULL ? conn->in.data + done : NULL;
		rest.size = conn->in.size - done;
		if (swa_frame_next(&rest, &payload, &size) != SWA_OK) {
			swa_log(SWA_LOG_WARNING, "frame_too_long", "client=%s", swa_client_name(conn->kind));
			swa_conn_send(conn, swa_answer_error(0, SWA_ERR_FRAME_TOO_LONG, NULL));
			close_when_sent(conn);
			break;
		}
		if (payload == NULL)
			break;
		switch (conn->events->frame(conn->events->context, conn, payload, size)) {
		case SWA_NEXT_FRAME: done += SWA_FRAME_HEADER + size; break;
		case SWA_NEXT_LATER:
			done += SWA_FRAME_HEADER + size;
			conn->waiting = SWA_NEXT_LATER;
			break;
		case SWA_NEXT_RETRY: conn->waiting = SWA_NEXT_RETRY; break;
		case SWA_NEXT_CLOSE:
			done += SWA_FRAME_HEADER + size;
			close_when_sent(conn);
			break;
		}
	}
	swa_buf_consume(&conn->in, done);
	if (conn->in.size == 0 && conn->in.capacity > 2 * READ_SIZE)
		swa_buf_finish(&conn->in);
	if (conn->ended && !conn->gone && !conn->closing && conn->waiting == SWA_NEXT_FRAME)
		end_of_input(conn);
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_bytes)
{
	struct swa_conn *conn = handle->data;
	size_t room = conn->in.limit - conn->in.size;
	unsigned char *space;

	(void)suggested;
	if (room > READ_SIZE)
		room = READ_SIZE;
	space = room > 0 ? swa_buf_reserve(&conn->in, room) : NULL;
	*ret_bytes = uv_buf_init((char *)space, space != NULL ? (unsigned)room : 0);
}

static void
on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes)
{
	struct swa_conn *conn = stream->data;

	(void)bytes;
	if (count > 0) {
		conn->in.size += (size_t)count;
		if (conn->closing)
			swa_buf_reset(&conn->in); /* nothing more is acted on */
		else
			process(conn);
	} else if (count == UV_ENOBUFS) {
		/* Full: a frame is waited for, and more came behind it. */
		(void)uv_read_stop(stream);
		conn->reading = false;
		if (conn->waiting == SWA_NEXT_FRAME)
			swa_conn_close(conn); /* not full, then: there is no memory */
	} else if (count == UV_EOF) {
		(void)uv_read_stop(stream);
		conn->ended = true;
		if (!conn->closing)
			process(conn);
	} else if (count < 0) {
		swa_conn_close(conn);
	}
}

static void
start_reading(struct swa_conn *conn)
{
	if (!conn->reading && !conn->ended && !conn->gone)
		conn->reading = uv_read_start((uv_stream_t *)&conn->pipe, on_alloc, on_read) == 0;
}

swa_err
swa_conn_start(struct swa_conn *conn)
{
	uv_os_fd_t fd;
	swa_err err;

	if (uv_fileno((uv_handle_t *)&conn->pipe, &fd) != 0)
		return SWA_ERR_IO;
	if ((err = swa_endpoint_check_peer(fd)) != SWA_OK)
		return err;
	start_reading(conn);
	return conn->reading ? SWA_OK : SWA_ERR_IO;
}

void
swa_conn_resume(struct swa_conn *conn)
{
	if (conn->gone || conn->closing || conn->waiting == SWA_NEXT_FRAME)
		return;
	conn->waiting = SWA_NEXT_FRAME;
	process(conn);
	start_reading(conn);
}
