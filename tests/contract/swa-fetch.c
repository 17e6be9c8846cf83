/*
 * Do the requests that are given on standard input, a JSON object a line:
 *
 *   {"id":1,"method":"GET","url":"https://…","headers":["A: b"],"body":"…","ca_file":"…","tls_pin":"…",
 *    "timeout_s":5}
 *   {"cancel":1}   {"forget":true}
 *
 * and print what came of each, a JSON object a line.  At the end of the input,
 * what is under way is given up, which is said with "stopped".
 */
#include "http.h"
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define CALLS_MAX 64

struct slot {
	int64_t id;
	struct swa_http_call *call; /* NULL: free */
};

static struct swa_http *http;
static struct slot slots[CALLS_MAX];
static struct swa_buf input;
static uv_pipe_t standard_input;
static unsigned char chunk[65536];

static void
say(struct swa_json *line)
{
	struct swa_buf out;

	swa_buf_init(&out, 1u << 20);
	if (swa_json_print(line, &out) == SWA_OK)
		(void)puts(swa_buf_text(&out));
	(void)fflush(stdout);
	swa_buf_finish(&out);
	swa_json_free(line);
}

static void
on_done(void *context, const struct swa_http_answer *answer)
{
	struct swa_json *line = swa_json_new_object();
	struct slot *slot = context;
	int64_t sum = 0;

	for (size_t i = 0; i < answer->body.size; i++)
		sum = (sum * 31 + answer->body.data[i]) % 1000000007;
	slot->call = NULL;
	swa_json_set_integer(line, "id", slot->id);
	swa_json_set_text(line, "err", swa_err_name(answer->err));
	swa_json_set_text(line, "why", answer->why);
	swa_json_set_integer(line, "status", answer->status);
	swa_json_set_integer(line, "size", (int64_t)answer->body.size);
	swa_json_set_integer(line, "sum", sum);
	if (answer->body.size < 4096)
		swa_json_set_text(line, "body", swa_buf_text(&answer->body));
	swa_json_set_text(line, "type", answer->type);
	swa_json_set_text(line, "etag", answer->etag);
	swa_json_set_text(line, "nonce", answer->nonce);
	swa_json_set_text(line, "auth_error", answer->auth_error);
	swa_json_set_integer(line, "retry_after_s", answer->retry_after_s);
	swa_json_set_integer(line, "date", answer->date);
	swa_json_set_integer(line, "wire_bytes", (int64_t)answer->wire_bytes);
	swa_json_set_integer(line, "http_version", answer->http_version);
	say(line);
}

static void
refuse(int64_t id, swa_err err)
{
	struct swa_json *line = swa_json_new_object();

	swa_json_set_integer(line, "id", id);
	swa_json_set_text(line, "refused", swa_err_name(err));
	say(line);
}

static struct slot *
slot_with(int64_t id, bool used)
{
	for (size_t i = 0; i < CALLS_MAX; i++) {
		if ((slots[i].call != NULL) == used && (!used || slots[i].id == id))
			return &slots[i];
	}
	return NULL;
}

/* A file's text; "" where none is named. */
static void
read_file(const char *path, struct swa_buf *out)
{
	FILE *file = path == NULL ? NULL : fopen(path, "rb");
	char part[4096];
	size_t got;

	if (file == NULL)
		return;
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		(void)swa_buf_append(out, part, got);
	(void)fclose(file);
}

static void
fetch(const struct swa_json *line, int64_t id)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf body, ca;
	struct swa_http_request request = {.method = swa_json_get_text(line, "method"),
	                                   .url = swa_json_get_text(line, "url"),
	                                   .tls_pin = swa_json_get_text(line, "tls_pin"),
	                                   .body_type = "application/json"};
	const char *text = swa_json_get_text(line, "body");
	struct slot *slot = slot_with(0, false);
	int64_t timeout = 0;
	size_t count = 0;
	swa_err err;

	swa_buf_init(&body, 1u << 20);
	swa_buf_init(&ca, 1u << 20);
	read_file(swa_json_get_text(line, "ca_file"), &ca);
	request.ca = swa_buf_text(&ca);
	if (text != NULL && swa_buf_append_text(&body, text) == SWA_OK)
		request.body = &body;
	if (swa_json_get_integer(line, "timeout_s", &timeout))
		request.timeout_s = (long)timeout;
	for (const struct swa_json *item = swa_json_first(swa_json_get(line, "headers"));
	     item != NULL && count < SWA_HTTP_HEADERS_MAX; item = swa_json_next(item))
		request.headers[count++] = swa_json_text(item);
	if (slot == NULL || request.method == NULL || request.url == NULL) {
		refuse(id, SWA_ERR_ARGUMENT);
		return;
	}
	slot->id = id;
	if ((err = swa_http_send(http, &request, on_done, slot, &slot->call)) != SWA_OK)
		refuse(id, err);
}

static void
act(const struct swa_json *line)
{
	struct slot *slot;
	int64_t id = 0;

	if (swa_json_get_bool(line, "forget", false)) {
		swa_http_forget(http);
	} else if (swa_json_get_integer(line, "cancel", &id)) {
		if ((slot = slot_with(id, true)) != NULL) {
			swa_http_cancel(slot->call);
			slot->call = NULL;
			refuse(id, SWA_ERR_CANCELLED);
		}
	} else if (swa_json_get_integer(line, "id", &id)) {
		fetch(line, id);
	}
}

static void
take_lines(void)
{
	unsigned char *end;

	while (input.size > 0 && (end = memchr(input.data, '\n', input.size)) != NULL) {
		SWA_CLEANUP(swa_json_freep) struct swa_json *line = NULL;
		size_t size = (size_t)(end - input.data);

		if (swa_json_parse((const char *)input.data, size, &line, NULL) == SWA_OK)
			act(line);
		swa_buf_consume(&input, size + 1);
	}
}

static void
on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	(void)handle;
	(void)wanted;
	*room = uv_buf_init((char *)chunk, sizeof(chunk));
}

static void
on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *data)
{
	struct swa_json *line;

	if (got >= 0) {
		(void)swa_buf_append(&input, data->base, (size_t)got);
		take_lines();
		return;
	}
	uv_close((uv_handle_t *)stream, NULL);
	swa_http_stop(http);
	line = swa_json_new_object();
	swa_json_set_bool(line, "stopped", true);
	say(line);
}

int
main(void)
{
	uv_loop_t loop;
	int status = 1;

	swa_json_setup();
	swa_buf_init(&input, 4u << 20);
	if (uv_loop_init(&loop) != 0)
		return 1;
	if (swa_http_new(&loop, &http) == SWA_OK && uv_pipe_init(&loop, &standard_input, 0) == 0 &&
	    uv_pipe_open(&standard_input, 0) == 0 &&
	    uv_read_start((uv_stream_t *)&standard_input, on_room, on_read) == 0) {
		(void)uv_run(&loop, UV_RUN_DEFAULT);
		swa_http_free(http);
		swa_buf_finish(&input);
		status = uv_loop_close(&loop) == 0 ? 0 : 2; /* 2: a handle was left open */
	}
	return status;
}
