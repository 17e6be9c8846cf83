#include "link.h"

#include "endpoint.h"
#include "frame.h"
#include "swa_config.h"

#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define READ_SIZE 65536

/* An agent that gives way to a newer program may end between a connection and its first answer. */
#define OPEN_TRIES 5
#define OPEN_PAUSE_MS 20

struct swa_link {
	uv_loop_t loop;
	uv_pipe_t pipe;
	bool pipe_open;
	struct swa_buf in;
	struct swa_buf out;
	int status; /* of the step that the loop runs for: 0, a libuv error, or PENDING */
	bool ended; /* the other end hung up */
	int64_t last_id;
	enum swa_request_type asked;
};

#define PENDING 1

static void
on_written(uv_write_t *request, int status)
{
	((struct swa_link *)request->data)->status = status;
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buf)
{
	struct swa_link *link = handle->data;
	unsigned char *place = swa_buf_reserve(&link->in, READ_SIZE);

	(void)suggested;
	*ret_buf = uv_buf_init((char *)place, place == NULL ? 0 : READ_SIZE);
}

static void
on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf)
{
	struct swa_link *link = stream->data;

	(void)buf;
	if (size < 0) {
		link->ended = true;
		return;
	}
	link->in.size += (size_t)size;
}

static swa_err
say_hello(struct swa_link *link, enum swa_client client)
{
	struct swa_json *hello = swa_request_new(SWA_REQUEST_HELLO);
	struct swa_incoming answer;
	swa_err err;

	swa_json_set_integer(hello, "protocol", SWA_PROTOCOL_VERSION);
	swa_json_set_text(hello, "client", swa_client_name(client));
	swa_json_set_text(hello, "version", SWA_VERSION);
	if ((err = swa_link_call(link, hello, &answer)) != SWA_OK)
		return err;
	err = answer.err;
	swa_incoming_finish(&answer);
	return err;
}

static swa_err
open_once(enum swa_client client, bool start_agent, bool *ret_cut, struct swa_link **ret_link)
{
	SWA_CLEANUP(swa_link_closep) struct swa_link *link = NULL;
	swa_err err;

	if ((link = calloc(1, sizeof(*link))) == NULL)
		return SWA_ERR_NOMEM;
	swa_json_setup();
	swa_frame_buf_init(&link->in);
	swa_frame_buf_init(&link->out);
	if (uv_loop_init(&link->loop) != 0) {
		free(link);
		link = NULL; /* nothing in it to end */
		return SWA_ERR_NOMEM;
	}
	if ((err = swa_endpoint_connect(&link->loop, start_agent, &link->pipe)) != SWA_OK)
		return err;
	link->pipe_open = true;
	link->pipe.data = link;
	if (uv_read_start((uv_stream_t *)&link->pipe, on_alloc, on_read) != 0)
		return SWA_ERR_INTERNAL;
	if ((err = say_hello(link, client)) != SWA_OK) {
		*ret_cut = err == SWA_ERR_AGENT_UNREACHABLE;
		return err;
	}
	*ret_link = link;
	link = NULL; /* the caller owns it now */
	return SWA_OK;
}

swa_err
swa_link_open(enum swa_client client, bool start_agent, struct swa_link **ret_link)
{
	for (int tries = 1;; tries++) {
		bool cut = false;
		swa_err err = open_once(client, start_agent, &cut, ret_link);

		if (!cut || tries == OPEN_TRIES)
			return err;
		uv_sleep(OPEN_PAUSE_MS);
	}
}

static swa_err
send_request(struct swa_link *link, struct swa_json *message)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *request = message;
	struct swa_buf text;
	uv_write_t write = {.data = link};
	uv_buf_t buf;
	swa_err err;

	swa_buf_init(&text, SWA_FRAME_MAX);
	swa_json_set_integer(request, "id", ++link->last_id);
	if ((err = swa_json_print(request, &text)) == SWA_OK) {
		swa_buf_reset(&link->out);
		err = swa_frame_append(&link->out, text.data, text.size);
	} else if (err == SWA_ERR_LIMIT) {
		err = SWA_ERR_FRAME_TOO_LONG;
	}
	swa_buf_finish(&text);
	if (err != SWA_OK)
		return err;
	buf = uv_buf_init((char *)link->out.data, (unsigned)link->out.size);
	link->status = PENDING;
	if (uv_write(&write, (uv_stream_t *)&link->pipe, &buf, 1, on_written) != 0)
		return SWA_ERR_AGENT_UNREACHABLE;
	while (link->status == PENDING)
		(void)uv_run(&link->loop, UV_RUN_ONCE);
	swa_buf_reset(&link->out);
	return link->status == 0 ? SWA_OK : SWA_ERR_AGENT_UNREACHABLE;
}

static enum swa_request_type
asked(void *context, int64_t id)
{
	const struct swa_link *link = context;

	return id == link->last_id ? link->asked : SWA_REQUEST_COUNT;
}

swa_err
swa_link_call(struct swa_link *link, struct swa_json *request, struct swa_incoming *ret_incoming)
{
	const char *name = swa_json_get_text(request, "type");
	struct swa_incoming incoming;
	const unsigned char *payload;
	size_t size;
	swa_err err;

	link->asked = SWA_REQUEST_COUNT;
	for (int type = 0; type < SWA_REQUEST_COUNT && name != NULL; type++) {
		if (strcmp(swa_request_name((enum swa_request_type)type), name) == 0)
			link->asked = (enum swa_request_type)type;
	}
	if ((err = send_request(link, request)) != SWA_OK)
		return err;
	for (;;) {
		if ((err = swa_frame_next(&link->in, &payload, &size)) != SWA_OK)
			return err;
		if (payload == NULL) {
			if (link->ended)
				return SWA_ERR_AGENT_UNREACHABLE;
			(void)uv_run(&link->loop, UV_RUN_ONCE);
			continue;
		}
		err = swa_incoming_parse((const char *)payload, size, asked, link, &incoming, NULL);
		swa_buf_consume(&link->in, SWA_FRAME_HEADER + size);
		if (err != SWA_OK)
			return err;
		/* An error under id 0 is about what was just sent: nothing else is under way. */
		if (!incoming.is_event && (incoming.id == link->last_id || incoming.id == 0))
			break;
		swa_incoming_finish(&incoming);
	}
	*ret_incoming = incoming;
	return SWA_OK;
}

void
swa_link_close(struct swa_link *link)
{
	if (link == NULL)
		return;
	if (link->pipe_open)
		uv_close((uv_handle_t *)&link->pipe, NULL);
	(void)uv_run(&link->loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&link->loop);
	swa_buf_finish(&link->in);
	swa_buf_finish(&link->out);
	free(link);
}

void
swa_link_closep(struct swa_link **link)
{
	swa_link_close(*link);
}
