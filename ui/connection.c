#include "connection.h"

#include "endpoint.h"
#include "frame.h"
#include "swa/secret.h"
#include "swa_config.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

#define READ_SIZE (16u * 1024u)
#define PAUSE_LEAST 1 /* seconds before the next try ... */
#define PAUSE_MOST 30 /* ... doubled up to this */

/* A request that has no answer yet. */
struct asked {
	gint64 id;
	enum swa_request_type type;
	swa_ui_answer callback; /* NULL: nobody waits for it (any more) */
	void *data;
};

struct swa_ui_connection {
	GSocket *socket;    /* NULL while there is no connection */
	GSource *reading;   /* while the socket is open */
	GSource *writing;   /* while .out holds bytes */
	struct swa_buf in;  /* received, not yet a whole frame */
	struct swa_buf out; /* to be sent */
	GQueue asked;       /* struct asked, in the order in which they were sent */
	GQueue refused;     /* struct asked, to be told that there is no connection */
	gint64 last_id;
	bool up;             /* the agent has answered hello */
	bool starting;       /* a thread is starting an agent */
	guint next_try;      /* timer, or 0 */
	guint telling;       /* idle source for .refused, or 0 */
	guint pause;         /* seconds before the next try */
	GCancellable *alive; /* cancelled when freed: for the thread's end */
	const struct swa_ui_connection_events *events;
	void *context;
};

static void connect_now(struct swa_ui_connection *c);

static void
drop_source(GSource **source)
{
	if (*source == NULL)
		return;
	g_source_destroy(*source);
	g_source_unref(*source);
	*source = NULL;
}

static void
drop_timer(guint *timer)
{
	if (*timer != 0)
		g_source_remove(*timer);
	*timer = 0;
}

static void
close_socket(struct swa_ui_connection *c)
{
	drop_source(&c->reading);
	drop_source(&c->writing);
	g_clear_object(&c->socket); /* the last reference closes it */
	c->up = false;
}

/* Requests that will get no answer. */

static gboolean
on_tell(gpointer data)
{
	struct swa_ui_connection *c = data;
	struct asked *asked;

	c->telling = 0;
	while ((asked = g_queue_pop_head(&c->refused)) != NULL) {
		if (asked->callback != NULL)
			asked->callback(asked->data, SWA_ERR_AGENT_UNREACHABLE, NULL);
		g_free(asked);
	}
	return G_SOURCE_REMOVE;
}

static void
refuse(struct swa_ui_connection *c, struct asked *asked)
{
	g_queue_push_tail(&c->refused, asked);
	/* As urgent as what the socket brings: told later, it would undo the answer to a later request. */
	if (c->telling == 0)
		c->telling = g_idle_add_full(G_PRIORITY_DEFAULT, on_tell, c, NULL);
}

/* Trying again. */

static gboolean
on_next_try(gpointer data)
{
	struct swa_ui_connection *c = data;

	c->next_try = 0;
	connect_now(c);
	return G_SOURCE_REMOVE;
}

static void
end(struct swa_ui_connection *c, swa_err err)
{
	struct asked *asked;

	close_socket(c);
	while ((asked = g_queue_pop_head(&c->asked)) != NULL)
		refuse(c, asked);
	drop_timer(&c->next_try);
	c->next_try = g_timeout_add_seconds(c->pause, on_next_try, c);
	c->pause = MIN(c->pause * 2, PAUSE_MOST);
	c->events->down(c->context, err);
}

/* What comes in. */

static struct asked *
find_asked(const struct swa_ui_connection *c, gint64 id)
{
	for (const GList *at = c->asked.head; at != NULL; at = at->next) {
		struct asked *asked = at->data;

		if (asked->id == id)
			return asked;
	}
	return NULL;
}

static enum swa_request_type
asked_type(void *context, int64_t id)
{
	const struct asked *asked = find_asked(context, id);

	return asked != NULL ? asked->type : SWA_REQUEST_COUNT;
}

static void
take_hello(struct swa_ui_connection *c, const struct swa_incoming *incoming)
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
take_answer(struct swa_ui_connection *c, const struct swa_incoming *incoming)
{
	struct asked *asked = find_asked(c, incoming->id);

	if (asked == NULL) { /* the agent refused something that it could not place */
		end(c, incoming->err != SWA_OK ? incoming->err : SWA_ERR_MESSAGE_SHAPE);
		return;
	}
	g_queue_remove(&c->asked, asked);
	if (asked->type == SWA_REQUEST_HELLO)
		take_hello(c, incoming);
	else if (asked->callback != NULL)
		asked->callback(asked->data, incoming->err, incoming->body);
	g_free(asked);
}

static void
take_message(struct swa_ui_connection *c, const unsigned char *payload, size_t size)
{
	struct swa_incoming incoming;
	swa_err err;

	err = swa_incoming_parse((const char *)payload, size, asked_type, c, &incoming, NULL);
	if (err != SWA_OK) {
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
take_frames(struct swa_ui_connection *c)
{
	const unsigned char *payload;
	size_t size;
	swa_err err;

	while (c->socket != NULL) {
		if ((err = swa_frame_next(&c->in, &payload, &size)) != SWA_OK) {
			end(c, err);
			return;
		}
		if (payload == NULL)
			return;
		take_message(c, payload, size);
		swa_buf_consume(&c->in, SWA_FRAME_HEADER + size);
	}
}

static gboolean
on_readable(GSocket *socket, GIOCondition condition, gpointer data)
{
	struct swa_ui_connection *c = data;
	g_autoptr(GError) error = NULL;
	char bytes[READ_SIZE]; /* may hold a password */
	gssize got;

	(void)condition;
	got = g_socket_receive(socket, bytes, sizeof(bytes), NULL, &error);
	if (got < 0 && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
		return G_SOURCE_CONTINUE;
	if (got <= 0) {
		end(c, SWA_ERR_AGENT_UNREACHABLE);
	} else if (swa_buf_append(&c->in, bytes, (size_t)got) != SWA_OK) {
		swa_wipe(bytes, (size_t)got);
		end(c, c->in.err);
	} else {
		swa_wipe(bytes, (size_t)got);
		take_frames(c);
	}
	/* Ending the connection has destroyed this source; the answer is then ignored. */
	return G_SOURCE_CONTINUE;
}

/* What goes out. */

static gboolean
on_writable(GSocket *socket, GIOCondition condition, gpointer data)
{
	struct swa_ui_connection *c = data;
	g_autoptr(GError) error = NULL;
	gssize sent;

	(void)condition;
	sent = g_socket_send(socket, (const char *)c->out.data, c->out.size, NULL, &error);
	if (sent < 0 && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
		return G_SOURCE_CONTINUE;
	if (sent < 0) {
		end(c, SWA_ERR_AGENT_UNREACHABLE);
		return G_SOURCE_CONTINUE;
	}
	swa_buf_consume(&c->out, (size_t)sent);
	if (c->out.size == 0)
		drop_source(&c->writing);
	return G_SOURCE_CONTINUE;
}

static GSource *
watch(struct swa_ui_connection *c, GIOCondition condition, GSocketSourceFunc function)
{
	GSource *source = g_socket_create_source(c->socket, condition, NULL);

	g_source_set_callback(source, G_SOURCE_FUNC(function), c, NULL);
	g_source_attach(source, NULL);
	return source;
}

static enum swa_request_type
type_of(const struct swa_json *request)
{
	const char *name = swa_json_get_text(request, "type");
	int type = 0;

	while (type < SWA_REQUEST_COUNT &&
	       g_strcmp0(name, swa_request_name((enum swa_request_type)type)) != 0)
		type++;
	return (enum swa_request_type)type;
}

static swa_err
put(struct swa_ui_connection *c, struct swa_json *request, gint64 id)
{
	struct swa_buf text;
	swa_err err;

	swa_json_set_integer(request, "id", id);
	swa_buf_init(&text, (size_t)SWA_FRAME_MAX);
	if ((err = swa_json_print(request, &text)) == SWA_OK)
		err = swa_frame_append(&c->out, text.data, text.size);
	swa_buf_finish(&text);
	if (err == SWA_OK && c->writing == NULL)
		c->writing = watch(c, G_IO_OUT, on_writable);
	return err;
}

static void
send_request(struct swa_ui_connection *c, struct swa_json *request, swa_ui_answer callback, void *data)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = request;
	struct asked *asked = g_new0(struct asked, 1);

	asked->id = ++c->last_id;
	asked->type = type_of(owned);
	asked->callback = callback;
	asked->data = data;
	/* What cannot be sent (no memory, a text that is no UTF-8) is answered as what was never heard. */
	if (put(c, owned, asked->id) == SWA_OK)
		g_queue_push_tail(&c->asked, asked);
	else
		refuse(c, asked);
}

void
swa_ui_connection_ask(struct swa_ui_connection *connection, struct swa_json *request, swa_ui_answer callback,
                      void *data)
{
	struct asked *asked;

	if (connection->up) {
		send_request(connection, request, callback, data);
		return;
	}
	swa_json_free(request);
	asked = g_new0(struct asked, 1);
	asked->callback = callback;
	asked->data = data;
	refuse(connection, asked);
}

static void
forget_in(GQueue *queue, const void *data)
{
	for (GList *at = queue->head; at != NULL; at = at->next) {
		struct asked *asked = at->data;

		if (asked->data == data)
			asked->callback = NULL;
	}
}

void
swa_ui_connection_forget(struct swa_ui_connection *connection, const void *data)
{
	forget_in(&connection->asked, data);
	forget_in(&connection->refused, data);
}

static void
say_hello(struct swa_ui_connection *c)
{
	struct swa_json *hello = swa_request_new(SWA_REQUEST_HELLO);

	swa_json_set_integer(hello, "protocol", SWA_PROTOCOL_VERSION);
	swa_json_set_text(hello, "client", swa_client_name(SWA_CLIENT_TRAY));
	swa_json_set_text(hello, "version", SWA_VERSION);
	send_request(c, hello, NULL, NULL);
}

/* Connecting. */

static swa_err
open_socket(struct swa_ui_connection *c)
{
	g_autoptr(GSocketAddress) address = NULL;
	struct swa_endpoint endpoint;
	swa_err err;

	if ((err = swa_endpoint_find(false, &endpoint)) != SWA_OK)
		return err;
	c->socket = g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
	if (c->socket == NULL)
		return SWA_ERR_IO;
	g_socket_set_blocking(c->socket, FALSE);
	address = g_unix_socket_address_new(endpoint.socket);
	if (!g_socket_connect(c->socket, address, NULL, NULL))
		return SWA_ERR_AGENT_UNREACHABLE;
	return swa_endpoint_check_peer(g_socket_get_fd(c->socket));
}

static void
begin(struct swa_ui_connection *c)
{
	swa_buf_reset(&c->in);
	swa_buf_reset(&c->out);
	c->reading = watch(c, G_IO_IN, on_readable);
	say_hello(c);
}

static void
connect_now(struct swa_ui_connection *c)
{
	swa_err err;

	if (c->socket != NULL || c->starting)
		return;
	if ((err = open_socket(c)) == SWA_OK)
		begin(c);
	else
		end(c, err);
}

static void
start_agent(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	(void)source;
	(void)data;
	(void)cancellable;
	/* What came of it shows when the connection is made. */
	g_task_return_int(task, swa_endpoint_start_agent());
}

static void
on_started(GObject *source, GAsyncResult *result, gpointer data)
{
	struct swa_ui_connection *c = data;

	(void)source;
	if (g_cancellable_is_cancelled(g_task_get_cancellable(G_TASK(result))))
		return; /* freed meanwhile */
	c->starting = false;
	drop_timer(&c->next_try);
	connect_now(c);
}

/** Starting waits until the agent listens: not here, where windows are drawn. */
static void
start_then_connect(struct swa_ui_connection *c)
{
	GTask *task = g_task_new(NULL, c->alive, on_started, c);

	c->starting = true;
	g_task_set_check_cancellable(task, FALSE);
	g_task_run_in_thread(task, start_agent);
	g_object_unref(task);
}

static gboolean
on_retry(gpointer data)
{
	struct swa_ui_connection *c = data;
	swa_err err;

	c->next_try = 0;
	if (c->socket != NULL || c->starting)
		return G_SOURCE_REMOVE;
	if ((err = open_socket(c)) == SWA_OK) {
		begin(c);
	} else if (err == SWA_ERR_AGENT_UNREACHABLE) {
		close_socket(c);
		start_then_connect(c);
	} else {
		end(c, err);
	}
	return G_SOURCE_REMOVE;
}

void
swa_ui_connection_retry(struct swa_ui_connection *connection)
{
	if (connection->socket != NULL || connection->starting)
		return;
	connection->pause = PAUSE_LEAST;
	drop_timer(&connection->next_try);
	connection->next_try = g_idle_add(on_retry, connection);
}

struct swa_ui_connection *
swa_ui_connection_new(const struct swa_ui_connection_events *events, void *context)
{
	struct swa_ui_connection *c = g_new0(struct swa_ui_connection, 1);

	swa_frame_buf_init(&c->in);
	swa_frame_buf_init(&c->out);
	c->events = events;
	c->context = context;
	c->pause = PAUSE_LEAST;
	c->alive = g_cancellable_new();
	swa_ui_connection_retry(c);
	return c;
}

bool
swa_ui_connection_is_up(const struct swa_ui_connection *connection)
{
	return connection->up;
}

void
swa_ui_connection_free(struct swa_ui_connection *connection)
{
	if (connection == NULL)
		return;
	g_cancellable_cancel(connection->alive);
	close_socket(connection);
	drop_timer(&connection->next_try);
	drop_timer(&connection->telling);
	g_queue_clear_full(&connection->asked, g_free);
	g_queue_clear_full(&connection->refused, g_free);
	swa_buf_finish(&connection->in);
	swa_buf_finish(&connection->out);
	g_object_unref(connection->alive);
	g_free(connection);
}
