#include "carry.h"

#include "endpoint.h"
#include "frame.h"

#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define READ_SIZE 65536
#define NOTE_MAX 4096 /* attach, relay.failed */

enum {
	STDIN = 0,
	STDOUT = 1,
};

struct relay;

/* One direction. */
struct channel {
	struct relay *relay;
	uv_stream_t *from;
	uv_stream_t *to;
	struct swa_buf in; /* read and not yet written */
	size_t writing;    /* bytes at the front of .in that libuv holds; not read while > 0 */
	bool reading;      /* uv_is_active() would not tell: on Windows a write makes a pipe active too */
	uv_write_t write;
};

struct relay {
	uv_loop_t loop;
	uv_pipe_t browser_in;
	uv_pipe_t browser_out;
	uv_pipe_t agent;
	bool agent_open;
	struct channel up;
	struct channel down;
	struct swa_buf note; /* what the relay itself says */
	uv_write_t note_write;
	bool failing; /* relay.failed is on its way; nothing is carried any more */
	int exit_code;
};

static void pump(struct channel *channel);

/* Texts here are of the product's own lists or checked ids: printable ASCII without quotes. */
static swa_err
note_frame(struct swa_buf *note, const char *text)
{
	swa_buf_init(note, SWA_FRAME_HEADER + NOTE_MAX);
	return swa_frame_append(note, text, strlen(text));
}

static void
on_note_to_browser(uv_write_t *write, int status)
{
	(void)status;
	uv_stop(write->handle->loop);
}

/* While failing, what the browser still sends is read for its end alone. */
static void
on_discard_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buf)
{
	static char discarded[4096];

	(void)handle;
	(void)suggested;
	*ret_buf = uv_buf_init(discarded, sizeof(discarded));
}

static void
on_discard(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf)
{
	(void)buf;
	if (size < 0)
		uv_stop(stream->loop);
}

/* Say relay.failed behind what is being written, then end. */
static void
fail(struct relay *relay, swa_err err, const char *where)
{
	struct swa_buf text;
	uv_buf_t buf;

	if (relay->failing)
		return;
	relay->failing = true;
	relay->exit_code = 1;
	(void)uv_read_stop((uv_stream_t *)&relay->browser_in);
	if (relay->agent_open)
		uv_close((uv_handle_t *)&relay->agent, NULL);
	relay->agent_open = false;

	swa_buf_init(&text, NOTE_MAX);
	(void)swa_buf_printf(&text,
	                     "{\"event\":\"relay.failed\",\"error\":{\"code\":%d,\"name\":\"%s\","
	                     "\"message\":\"%s\",\"hint\":\"%s\"",
	                     (int)err, swa_err_name(err), swa_err_text(err), swa_err_hint(err));
	if (where[0] != '\0')
		(void)swa_buf_printf(&text, ",\"where\":\"%s\"", where);
	(void)swa_buf_append_text(&text, "}}");
	if (text.err == SWA_OK && note_frame(&relay->note, swa_buf_text(&text)) == SWA_OK) {
		buf = uv_buf_init((char *)relay->note.data, (unsigned)relay->note.size);
		if (uv_write(&relay->note_write, (uv_stream_t *)&relay->browser_out, &buf, 1,
		             on_note_to_browser) != 0)
			uv_stop(&relay->loop);
	} else {
		uv_stop(&relay->loop);
	}
	swa_buf_finish(&text);
	(void)uv_read_start((uv_stream_t *)&relay->browser_in, on_discard_alloc, on_discard);
}

static void
side_ended(struct channel *channel)
{
	struct relay *relay = channel->relay;

	if (relay->failing)
		return;
	fail(relay, SWA_ERR_AGENT_UNREACHABLE, "");
}

static void
on_written(uv_write_t *write, int status)
{
	struct channel *channel = write->data;
	struct relay *relay = channel->relay;

	if (status < 0 && channel == &relay->down) {
		uv_stop(&relay->loop); /* the browser reads no more */
		return;
	}
	if (relay->failing)
		return;
	if (status < 0) {
		side_ended(channel);
		return;
	}
	swa_buf_consume(&channel->in, channel->writing);
	channel->writing = 0;
	pump(channel);
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buf)
{
	struct channel *channel = handle->data;
	unsigned char *place = swa_buf_reserve(&channel->in, READ_SIZE);

	(void)suggested;
	*ret_buf = uv_buf_init((char *)place, place == NULL ? 0 : READ_SIZE);
}

static void
on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf)
{
	struct channel *channel = stream->data;
	struct relay *relay = channel->relay;

	(void)buf;
	if (size == UV_ENOBUFS) {
		fail(relay, SWA_ERR_NOMEM, "");
		return;
	}
	if (size < 0) {
		if (channel == &relay->up)
			uv_stop(&relay->loop); /* the browser hung up */
		else
			side_ended(channel);
		return;
	}
	channel->in.size += (size_t)size;
	pump(channel);
}

/* Pass the whole frames on that were read, or read more. */
static void
pump(struct channel *channel)
{
	struct relay *relay = channel->relay;
	struct swa_buf rest = channel->in; /* a view; never freed */
	const unsigned char *payload;
	uv_buf_t buf;
	size_t size;
	swa_err err;

	while ((err = swa_frame_next(&rest, &payload, &size)) == SWA_OK && payload != NULL) {
		rest.data += SWA_FRAME_HEADER + size;
		rest.size -= SWA_FRAME_HEADER + size;
	}
	channel->writing = channel->in.size - rest.size;
	if (channel->writing > 0) { /* a broken length behind them comes up again when they are gone */
		(void)uv_read_stop(channel->from);
		channel->reading = false;
		buf = uv_buf_init((char *)channel->in.data, (unsigned)channel->writing);
		if (uv_write(&channel->write, channel->to, &buf, 1, on_written) != 0)
			side_ended(channel);
	} else if (err != SWA_OK) {
		fail(relay, err, channel == &relay->up ? "browser" : "agent");
	} else if (!channel->reading) {
		channel->reading = uv_read_start(channel->from, on_alloc, on_read) == 0;
		if (!channel->reading)
			side_ended(channel);
	}
}

static void
channel_init(struct channel *channel, struct relay *relay, uv_pipe_t *from, uv_pipe_t *to)
{
	*channel = (struct channel){.relay = relay, .from = (uv_stream_t *)from, .to = (uv_stream_t *)to};
	swa_frame_buf_init(&channel->in);
	channel->write.data = channel;
	from->data = channel;
}

static swa_err
attach(struct relay *relay, const struct swa_caller *caller, const char *browser)
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, NOTE_MAX);
	(void)swa_buf_printf(&text, "{\"type\":\"attach\",\"extension\":\"%s\",\"browser\":\"%s\"}",
	                     caller->id, browser);
	if ((err = text.err) == SWA_OK)
		err = swa_frame_append(&relay->up.in, text.data, text.size);
	swa_buf_finish(&text);
	return err;
}

static void
on_leftover(uv_handle_t *handle, void *context)
{
	(void)context;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static swa_err
start(struct relay *relay, swa_err refused, const struct swa_caller *caller, const char *browser)
{
	swa_err err = refused;

	if (err == SWA_OK)
		err = swa_endpoint_connect(&relay->loop, true, &relay->agent);
	if (err != SWA_OK)
		return err;
	relay->agent_open = true;
	channel_init(&relay->up, relay, &relay->browser_in, &relay->agent);
	channel_init(&relay->down, relay, &relay->agent, &relay->browser_out);
	return attach(relay, caller, browser);
}

int
swa_carry(swa_err refused, const struct swa_caller *caller, const char *browser)
{
	struct relay *relay = calloc(1, sizeof(*relay));
	int exit_code = 1;
	swa_err err;

	if (relay == NULL || uv_loop_init(&relay->loop) != 0) {
		free(relay);
		return exit_code;
	}
	(void)uv_pipe_init(&relay->loop, &relay->browser_in, 0);
	(void)uv_pipe_init(&relay->loop, &relay->browser_out, 0);
	if (uv_pipe_open(&relay->browser_in, STDIN) == 0 && uv_pipe_open(&relay->browser_out, STDOUT) == 0) {
		if ((err = start(relay, refused, caller, browser)) == SWA_OK) {
			pump(&relay->up); /* attach goes first */
			pump(&relay->down);
		} else {
			fail(relay, err, err == SWA_ERR_CALLER_REFUSED ? caller->id : "");
		}
		(void)uv_run(&relay->loop, UV_RUN_DEFAULT);
		exit_code = relay->exit_code;
	}
	relay->failing = true; /* nothing more is said or carried */
	uv_walk(&relay->loop, on_leftover, NULL);
	while (uv_run(&relay->loop, UV_RUN_DEFAULT) != 0)
		continue;
	(void)uv_loop_close(&relay->loop);
	swa_buf_finish(&relay->up.in);
	swa_buf_finish(&relay->down.in);
	swa_buf_finish(&relay->note);
	free(relay);
	return exit_code;
}
