#include "connection.h"

#include "endpoint.h"
#include "frame.h"
#include "pipe.h"
#include "swa_config.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#define CLASS_NAME L"SwaTrayConnection"
#define PAUSE_LEAST 1000u /* milliseconds before the next try ... */
#define PAUSE_MOST 30000u /* ... doubled up to this */
#define TIMER_TRY 1
#define WM_REFUSED (WM_APP + 1) /* requests wait to be told that there is no connection */
#define WM_STARTED (WM_APP + 2) /* the thread that starts an agent has ended */

/* A request that has no answer yet. */
struct asked {
	int64_t id;
	enum swa_request_type type;
	swa_win_answer callback; /* NULL: nobody waits for it (any more) */
	void *data;
	bool refused; /* no answer comes */
	struct asked *next;
};

struct swa_win_connection {
	struct swa_win_pipe *pipe; /* NULL while there is no connection */
	HWND window;               /* for timer and messages; never seen */
	HANDLE starting;           /* the thread that starts an agent, or NULL */
	struct swa_buf in;         /* received, not yet a whole frame */
	struct asked *asked;       /* the oldest first */
	int64_t last_id;
	bool up;    /* the agent has answered hello */
	UINT pause; /* before the next try */
	const struct swa_win_connection_events *events;
	void *context;
};

/* --- requests that will get no answer --------------------------------------------- */

static void
tell_refused(struct swa_win_connection *c)
{
	struct asked **at = &c->asked;

	while (*at != NULL) {
		struct asked *asked = *at;

		if (!asked->refused) {
			at = &asked->next;
			continue;
		}
		*at = asked->next;
		if (asked->callback != NULL)
			asked->callback(asked->data, SWA_ERR_AGENT_UNREACHABLE, NULL);
		free(asked);
		at = &c->asked; /* the callback may have asked */
	}
}

static void
end(struct swa_win_connection *c, swa_err err)
{
	struct swa_win_pipe *pipe = c->pipe;

	c->pipe = NULL;
	c->up = false;
	swa_win_pipe_free(pipe);
	swa_buf_reset(&c->in);
	for (struct asked *asked = c->asked; asked != NULL; asked = asked->next)
		asked->refused = true;
	(void)PostMessageW(c->window, WM_REFUSED, 0, 0);
	(void)SetTimer(c->window, TIMER_TRY, c->pause, NULL);
	c->pause = c->pause * 2 < PAUSE_MOST ? c->pause * 2 : PAUSE_MOST;
	c->events->down(c->context, err);
}

/* --- what comes in ------------------------------------------------------------------ */

static enum swa_request_type
asked_type(void *context, int64_t id)
{
	const struct swa_win_connection *c = context;

	for (const struct asked *asked = c->asked; asked != NULL; asked = asked->next)
		if (asked->id == id && !asked->refused)
			return asked->type;
	return SWA_REQUEST_COUNT;
}

static struct asked *
take_asked(struct swa_win_connection *c, int64_t id)
{
	for (struct asked **at = &c->asked; *at != NULL; at = &(*at)->next) {
		struct asked *asked = *at;

		if (asked->id != id || asked->refused)
			continue;
		*at = asked->next;
		return asked;
	}
	return NULL;
}

static void
take_hello(struct swa_win_connection *c, const struct swa_incoming *incoming)
{
	int64_t protocol = 0;

	if (incoming->err != SWA_OK) {
		end(c, incoming->err);
	} else if (!swa_json_get_integer(incoming->body, "protocol", &protocol) ||
	           protocol != SWA_PROTOCOL_VERSION) {
		end(c, SWA_ERR_VERSION_UNSUPPORTED);
	} else {
		c->up = true;
		c->pause = PAUSE_LEAST;
		c->events->up(c->context);
	}
}

static void
take_answer(struct swa_win_connection *c, const struct swa_incoming *incoming)
{
	struct asked *asked = take_asked(c, incoming->id);

	if (asked == NULL) { /* the agent refused something that it could not place */
		end(c, incoming->err != SWA_OK ? incoming->err : SWA_ERR_MESSAGE_SHAPE);
		return;
	}
	if (asked->type == SWA_REQUEST_HELLO)
		take_hello(c, incoming);
	else if (asked->callback != NULL)
		asked->callback(asked->data, incoming->err, incoming->body);
	free(asked);
}

static void
take_message(struct swa_win_connection *c, const unsigned char *payload, size_t size)
{
	struct swa_incoming incoming;
	swa_err err;

	if ((err = swa_incoming_parse((const char *)payload, size, asked_type, c, &incoming, NULL)) !=
	    SWA_OK) {
		end(c, err);
		return;
	}
	if (incoming.is_event)
		c->events->event(c->context, incoming.event, incoming.body);
	else
		take_answer(c, &incoming);
	swa_incoming_finish(&incoming);
}

static void
on_received(void *context, const void *data, size_t size)
{
	struct swa_win_connection *c = context;
	const unsigned char *payload = NULL;
	size_t length = 0;
	swa_err err;

	if ((err = swa_buf_append(&c->in, data, size)) != SWA_OK) {
		end(c, err);
		return;
	}
	while (c->pipe != NULL) {
		if ((err = swa_frame_next(&c->in, &payload, &length)) != SWA_OK) {
			end(c, err);
			return;
		}
		if (payload == NULL)
			return;
		take_message(c, payload, length);
		swa_buf_consume(&c->in, SWA_FRAME_HEADER + length);
	}
}

static void
on_ended(void *context)
{
	end(context, SWA_ERR_AGENT_UNREACHABLE);
}

static const struct swa_win_pipe_events pipe_events = {.received = on_received, .ended = on_ended};

/* --- what goes out -------------------------------------------------------------------- */

static enum swa_request_type
type_of(const struct swa_json *request)
{
	const char *name = swa_json_get_text(request, "type");
	int type = 0;

	while (type < SWA_REQUEST_COUNT && name != NULL &&
	       strcmp(name, swa_request_name((enum swa_request_type)type)) != 0)
		type++;
	return (enum swa_request_type)type;
}

static swa_err
put(struct swa_win_connection *c, struct swa_json *request, int64_t id)
{
	struct swa_buf text, frame;
	swa_err err;

	swa_json_set_integer(request, "id", id);
	swa_buf_init(&text, (size_t)SWA_FRAME_MAX);
	swa_frame_buf_init(&frame);
	if ((err = swa_json_print(request, &text)) == SWA_OK &&
	    (err = swa_frame_append(&frame, text.data, text.size)) == SWA_OK)
		err = swa_win_pipe_write(c->pipe, frame.data, frame.size);
	swa_buf_finish(&text);
	swa_buf_finish(&frame);
	return err;
}

static void
send_request(struct swa_win_connection *c, struct swa_json *request, swa_win_answer callback, void *data)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = request;
	struct asked *asked = calloc(1, sizeof(*asked)), **at = &c->asked;

	if (asked == NULL)
		return;
	asked->id = ++c->last_id;
	asked->type = type_of(owned);
	asked->callback = callback;
	asked->data = data;
	while (*at != NULL)
		at = &(*at)->next;
	*at = asked;
	/* What cannot be sent is answered as what was never heard. */
	asked->refused = c->pipe == NULL || put(c, owned, asked->id) != SWA_OK;
	if (asked->refused)
		(void)PostMessageW(c->window, WM_REFUSED, 0, 0);
}

void
swa_win_connection_ask(struct swa_win_connection *connection, struct swa_json *request,
                       swa_win_answer callback, void *data)
{
	send_request(connection, request, callback, data);
}

void
swa_win_connection_forget(struct swa_win_connection *connection, const void *data)
{
	for (struct asked *asked = connection->asked; asked != NULL; asked = asked->next)
		if (asked->data == data)
			asked->callback = NULL;
}

/* --- connecting -------------------------------------------------------------------------- */

static void
say_hello(struct swa_win_connection *c)
{
	struct swa_json *hello = swa_request_new(SWA_REQUEST_HELLO);

	swa_json_set_integer(hello, "protocol", SWA_PROTOCOL_VERSION);
	swa_json_set_text(hello, "client", swa_client_name(SWA_CLIENT_TRAY));
	swa_json_set_text(hello, "version", SWA_VERSION);
	send_request(c, hello, NULL, NULL);
}

static void
connect_now(struct swa_win_connection *c)
{
	swa_err err;

	(void)KillTimer(c->window, TIMER_TRY);
	if (c->pipe != NULL || c->starting != NULL)
		return;
	if ((err = swa_win_pipe_open(&pipe_events, c, &c->pipe)) == SWA_OK)
		say_hello(c);
	else
		end(c, err);
}

/* Starting waits until the agent listens: not in the loop, where windows are drawn. */
static DWORD WINAPI
start_agent(void *window)
{
	const swa_err err = swa_endpoint_start_agent();

	/* What came of it shows when the connection is made. */
	(void)PostMessageW(window, WM_STARTED, (WPARAM)err, 0);
	return 0;
}

void
swa_win_connection_retry(struct swa_win_connection *connection)
{
	if (connection->pipe != NULL || connection->starting != NULL)
		return;
	connection->pause = PAUSE_LEAST;
	(void)KillTimer(connection->window, TIMER_TRY);
	connection->starting = CreateThread(NULL, 0, start_agent, connection->window, 0, NULL);
}

static void
take_started(struct swa_win_connection *c)
{
	(void)CloseHandle(c->starting);
	c->starting = NULL;
	connect_now(c);
}

static LRESULT CALLBACK
take_window_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct swa_win_connection *c = (struct swa_win_connection *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (c == NULL)
		return DefWindowProcW(window, message, w, l);
	switch (message) {
	case WM_TIMER: connect_now(c); return 0;
	case WM_REFUSED: tell_refused(c); return 0;
	case WM_STARTED: take_started(c); return 0;
	default: return DefWindowProcW(window, message, w, l);
	}
}

bool
swa_win_connection_is_up(const struct swa_win_connection *connection)
{
	return connection->up;
}

struct swa_win_connection *
swa_win_connection_new(const struct swa_win_connection_events *events, void *context)
{
	const WNDCLASSW class = {
	        .lpfnWndProc = take_window_message,
	        .hInstance = GetModuleHandleW(NULL),
	        .lpszClassName = CLASS_NAME,
	};
	struct swa_win_connection *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	(void)RegisterClassW(&class);
	swa_frame_buf_init(&c->in);
	c->events = events;
	c->context = context;
	c->pause = PAUSE_LEAST;
	c->window = CreateWindowExW(0, CLASS_NAME, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, class.hInstance,
	                            NULL);
	if (c->window == NULL) {
		free(c);
		return NULL;
	}
	(void)SetWindowLongPtrW(c->window, GWLP_USERDATA, (LONG_PTR)c);
	swa_win_connection_retry(c); /* nothing else starts an agent when a session begins */
	return c;
}

void
swa_win_connection_free(struct swa_win_connection *connection)
{
	struct asked *asked;

	if (connection == NULL)
		return;
	(void)SetWindowLongPtrW(connection->window, GWLP_USERDATA, 0);
	(void)DestroyWindow(connection->window);
	if (connection->starting != NULL)
		(void)CloseHandle(connection->starting);
	swa_win_pipe_free(connection->pipe);
	while ((asked = connection->asked) != NULL) {
		connection->asked = asked->next;
		free(asked);
	}
	swa_buf_finish(&connection->in);
	free(connection);
}
