#include "server.h"

#include "listener.h"
#include "log.h"

#include <stdlib.h>

struct swa_server {
	uv_loop_t *loop;
	struct swa_listener *listener;
	struct swa_server_events events;
	struct swa_conn_events conn_events;
	struct swa_conn *newest; /* the head of the list */
	unsigned count;
	uint64_t last_serial;
	uint64_t last_focus;
	bool stopping;
};

static enum swa_next
on_frame(void *context, struct swa_conn *conn, const unsigned char *payload, size_t size)
{
	struct swa_server *server = context;

	return server->events.frame(server->events.context, conn, payload, size);
}

static void
on_conn_closed(void *context, struct swa_conn *conn)
{
	struct swa_server *server = context;

	if (conn->previous != NULL)
		conn->previous->next = conn->next;
	else
		server->newest = conn->next;
	if (conn->next != NULL)
		conn->next->previous = conn->previous;
	server->count--;
	if (!server->stopping)
		server->events.closed(server->events.context, conn->serial);
}

static void
on_client(void *context)
{
	struct swa_server *server = context;
	struct swa_conn *conn;
	swa_err err;

	conn = swa_conn_new(server->loop, ++server->last_serial, &server->conn_events);
	if (conn == NULL)
		return;
	conn->next = server->newest;
	if (server->newest != NULL)
		server->newest->previous = conn;
	server->newest = conn;
	server->count++;
	if (!swa_listener_accept(server->listener, &conn->pipe) || server->count > SWA_CLIENTS_MAX) {
		swa_log(SWA_LOG_WARNING, "too_many_clients", "count=%u", server->count);
		swa_conn_close(conn);
		return;
	}
	if ((err = swa_conn_start(conn)) != SWA_OK) {
		swa_log(SWA_LOG_WARNING, "client_refused", "error=%s", swa_err_name(err));
		swa_conn_close(conn);
	}
}

swa_err
swa_server_new(uv_loop_t *loop, const char *path, int inherited, const struct swa_server_events *events,
               struct swa_server **ret_server)
{
	struct swa_server *server = calloc(1, sizeof(*server));

	if (server == NULL)
		return SWA_ERR_NOMEM;
	server->loop = loop;
	server->events = *events;
	server->conn_events =
	        (struct swa_conn_events){.frame = on_frame, .closed = on_conn_closed, .context = server};
	*ret_server = server; /* also on failure: swa_server_free() ends it */
	return swa_listener_new(loop, path, inherited, on_client, server, &server->listener);
}

struct swa_conn *
swa_server_find(struct swa_server *server, uint64_t serial)
{
	for (struct swa_conn *conn = server->newest; conn != NULL; conn = conn->next)
		if (conn->serial == serial)
			return conn->gone ? NULL : conn;
	return NULL;
}

void
swa_server_tell(struct swa_server *server, unsigned clients, struct swa_json *event)
{
	for (struct swa_conn *conn = server->newest; conn != NULL; conn = conn->next)
		if (conn->greeted && !conn->gone && !conn->closing && (conn->kind & clients) != 0)
			swa_conn_write(conn, event);
	swa_json_free(event);
}

unsigned
swa_server_count(const struct swa_server *server, enum swa_client kind)
{
	unsigned count = 0;

	for (const struct swa_conn *conn = server->newest; conn != NULL; conn = conn->next)
		if (conn->greeted && !conn->gone && conn->kind == kind)
			count++;
	return count;
}

unsigned
swa_server_clients(const struct swa_server *server)
{
	return server->count;
}

void
swa_server_focus(struct swa_server *server, struct swa_conn *conn)
{
	conn->focused = ++server->last_focus;
}

struct swa_conn *
swa_server_browser(struct swa_server *server)
{
	struct swa_conn *best = NULL;

	for (struct swa_conn *conn = server->newest; conn != NULL; conn = conn->next)
		if (conn->greeted && !conn->gone && !conn->closing && conn->kind == SWA_CLIENT_EXTENSION &&
		    (best == NULL || conn->focused > best->focused))
			best = conn;
	return best;
}

void
swa_server_retry(struct swa_server *server)
{
	for (struct swa_conn *conn = server->newest; conn != NULL; conn = conn->next)
		if (conn->waiting == SWA_NEXT_RETRY)
			swa_conn_resume(conn);
}

void
swa_server_stop(struct swa_server *server)
{
	server->stopping = true;
	swa_listener_free(server->listener);
	server->listener = NULL;
	for (struct swa_conn *conn = server->newest; conn != NULL; conn = conn->next)
		swa_conn_close(conn);
}

void
swa_server_free(struct swa_server *server)
{
	free(server);
}
