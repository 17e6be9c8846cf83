/*
 * All clients: who is connected, and telling them what happened.
 */
#ifndef SWA_AGENT_SERVER_H
#define SWA_AGENT_SERVER_H

#include "conn.h"
#include "endpoint.h"

#define SWA_CLIENTS_MAX 64

struct swa_server;

struct swa_server_events {
	enum swa_next (*frame)(void *context, struct swa_conn *conn, const unsigned char *payload,
	                       size_t size);
	void (*closed)(void *context, uint64_t serial);
	void *context;
};

/**
 * Listen.
 * @param inherited a listening socket that the service manager made, or -1: PATH is made.
 * @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_server_new(uv_loop_t *loop, const char *path, int inherited,
                       const struct swa_server_events *events, struct swa_server **ret_server) SWA_MUST_CHECK;

/** The connection with this serial; NULL when it is gone. */
struct swa_conn *swa_server_find(struct swa_server *server, uint64_t serial);

/** Send a copy of EVENT to every client whose kind is among CLIENTS.  EVENT is moved. */
void swa_server_tell(struct swa_server *server, unsigned clients, struct swa_json *event);

/** How many clients of this kind are there? */
unsigned swa_server_count(const struct swa_server *server, enum swa_client kind);

/** How many are connected, greeted or not? */
unsigned swa_server_clients(const struct swa_server *server);

/** Its browser came to the front. */
void swa_server_focus(struct swa_server *server, struct swa_conn *conn);

/** The extension whose browser was in front last, else the newest; NULL where none is. */
struct swa_conn *swa_server_browser(struct swa_server *server);

/** Hand over again what could not be handled. */
void swa_server_retry(struct swa_server *server);

/** Close all; the loop runs on until that is done. */
void swa_server_stop(struct swa_server *server);
/** After the loop. */
void swa_server_free(struct swa_server *server);

#endif
