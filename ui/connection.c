#include "connection.h"

#include "endpoint.h"
#include "frame.h"
#include "swa_config.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

#define READ_SIZE (16u * 1024u)

struct swa_ui_connection {
	GSocket *socket;    /* NULL once the connection has ended */
	GSource *reading;   /* while the socket is open */
	GSource *writing;   /* while .out holds bytes */
	struct swa_buf in;  /* received, not yet a whole frame */
	struct swa_buf out; /* to be sent */
	GHashTable *asked;  /* id of each request without an answer → its type */
	gint64 last_id;
	const struct swa_ui_connection_events *events;
	void *context;
};

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
close_socket(struct swa_ui_connection *c)
{
	drop_source(&c->reading);
	drop_source(&c->writing);
	g_clear_object(&c->socket); /* the last reference closes it */
}

static void
end(struct swa_ui_connection *c, swa_err err)
{
	if (c->socket == NULL)
		return;
	close_socket(c);
	c->events->ended(c->context, err);
}

static enum swa_request_type
asked_type(void *context, int64_t id)
{
	const struct swa_ui_connection *c = context;
	gint64 key = id;
	gpointer type;

	if (!g_hash_table_lookup_extended(c->asked, &key, NULL, &type))
		return SWA_REQUEST_COUNT;
	return (enum swa_request_type)GPOINTER_TO_INT(type);
}

static void
take_answer(struct swa_ui_connection *c, const struct swa_incoming *incoming)
{
	enum swa_request_type type = asked_type(c, incoming->id);
	gint64 key = incoming->id;
	int64_t protocol = 0;

	if (type == SWA_REQUEST_COUNT) { /* the agent refused something that it could not place */
		end(c, incoming->err != SWA_OK ? incoming->err : SWA_ERR_MESSAGE_SHAPE);
		return;
	}
	g_hash_table_remove(c->asked, &key);
	if (type != SWA_REQUEST_HELLO) {
		c->events->answer(c->context, type, incoming);
		return;
	}
	if (incoming->err != SWA_OK)
		end(c, incoming->err);
	else if (!swa_json_get_integer(incoming->body, "protocol", &protocol) ||
	         protocol != SWA_PROTOCOL_VERSION)
		end(c, SWA_ERR_VERSION_UNSUPPORTED);
	else
		c->events->ready(c->context);
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
		c->events->event(c->context, incoming.event);
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
	char bytes[READ_SIZE];
	gssize got;

	(void)condition;
	got = g_socket_receive(socket, bytes, sizeof(bytes), NULL, &error);
	if (got < 0 && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
		return G_SOURCE_CONTINUE;
	if (got <= 0)
		end(c, SWA_ERR_AGENT_UNREACHABLE);
	else if (swa_buf_append(&c->in, bytes, (size_t)got) != SWA_OK)
		end(c, c->in.err);
	else
		take_frames(c);
	/* Ending the connection has destroyed this source; the answer is then ignored. */
	return G_SOURCE_CONTINUE;
}

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

void
swa_ui_connection_send(struct swa_ui_connection *connection, struct swa_json *request)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = request;
	struct swa_ui_connection *c = connection;
	struct swa_buf text;
	gint64 *key;
	swa_err err;

	if (c->socket == NULL)
		return;
	c->last_id++;
	swa_json_set_integer(owned, "id", c->last_id);
	swa_buf_init(&text, (size_t)SWA_FRAME_MAX);
	if ((err = swa_json_print(owned, &text)) == SWA_OK)
		err = swa_frame_append(&c->out, text.data, text.size);
	swa_buf_finish(&text);
	if (err != SWA_OK) {
		end(c, err);
		return;
	}
	key = g_new(gint64, 1);
	*key = c->last_id;
	g_hash_table_replace(c->asked, key, GINT_TO_POINTER(type_of(owned)));
	if (c->writing == NULL)
		c->writing = watch(c, G_IO_OUT, on_writable);
}

static void
say_hello(struct swa_ui_connection *c)
{
	struct swa_json *hello = swa_request_new(SWA_REQUEST_HELLO);

	swa_json_set_integer(hello, "protocol", SWA_PROTOCOL_VERSION);
	swa_json_set_text(hello, "client", swa_client_name(SWA_CLIENT_TRAY));
	swa_json_set_text(hello, "version", SWA_VERSION);
	swa_ui_connection_send(c, hello);
}

swa_err
swa_ui_connection_open(const struct swa_ui_connection_events *events, void *context,
                       struct swa_ui_connection **ret_connection)
{
	SWA_CLEANUP(swa_ui_connection_freep) struct swa_ui_connection *c = NULL;
	g_autoptr(GSocketAddress) address = NULL;
	struct swa_endpoint endpoint;
	swa_err err;

	if ((err = swa_endpoint_find(false, &endpoint)) != SWA_OK)
		return err;

	c = g_new0(struct swa_ui_connection, 1);
	swa_frame_buf_init(&c->in);
	swa_frame_buf_init(&c->out);
	c->asked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	c->events = events;
	c->context = context;

	c->socket = g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
	if (c->socket == NULL)
		return SWA_ERR_IO;
	g_socket_set_blocking(c->socket, FALSE);
	address = g_unix_socket_address_new(endpoint.socket);
	if (!g_socket_connect(c->socket, address, NULL, NULL))
		return SWA_ERR_AGENT_UNREACHABLE;
	if ((err = swa_endpoint_check_peer(g_socket_get_fd(c->socket))) != SWA_OK)
		return err;

	c->reading = watch(c, G_IO_IN, on_readable);
	say_hello(c);
	*ret_connection = c;
	c = NULL; /* the caller owns it now */
	return SWA_OK;
}

void
swa_ui_connection_free(struct swa_ui_connection *connection)
{
	if (connection == NULL)
		return;
	close_socket(connection);
	swa_buf_finish(&connection->in);
	swa_buf_finish(&connection->out);
	g_hash_table_destroy(connection->asked);
	g_free(connection);
}

void
swa_ui_connection_freep(struct swa_ui_connection **connection)
{
	swa_ui_connection_free(*connection);
	*connection = NULL;
}
