/*
 * The connection to the agent, without ever blocking the main loop.
 *
 *   open ──▶ hello ──▶ ready() ──▶ answer(), event() ... ──▶ ended()
 *
 * Every message is checked against the table of wire/proto.h before it is
 * handed on; one that does not pass ends the connection.
 */
#ifndef SWA_UI_CONNECTION_H
#define SWA_UI_CONNECTION_H

#include "proto.h"

struct swa_ui_connection;

/* Called from the main loop.  None of them may free the connection. */
struct swa_ui_connection_events {
	/** The agent answered hello: requests may be sent. */
	void (*ready)(void *context);
	/** The answer to a request of TYPE, in the order of the requests; INCOMING is borrowed. */
	void (*answer)(void *context, enum swa_request_type type, const struct swa_incoming *incoming);
	void (*event)(void *context, enum swa_event_type type);
	/** Once, and last: SWA_ERR_AGENT_UNREACHABLE when the agent closed, else what was wrong. */
	void (*ended)(void *context, swa_err err);
};

/**
 * Connect to the agent of this user, check that it is this user's, and begin
 * with hello.
 *
 * @param events         borrowed; must outlive the connection.
 * @param ret_connection end it with swa_ui_connection_free().
 * @return SWA_OK
 *         SWA_ERR_AGENT_UNREACHABLE  no agent listens
 *         SWA_ERR_PEER_REFUSED       the folder or the agent is not this user's
 *         and those of swa_endpoint_find()
 */
swa_err swa_ui_connection_open(const struct swa_ui_connection_events *events, void *context,
                               struct swa_ui_connection **ret_connection) SWA_MUST_CHECK;

/** Queue REQUEST, which is moved.  Failure surfaces in ended(); after the end it is dropped. */
void swa_ui_connection_send(struct swa_ui_connection *connection, struct swa_json *request);

/** Close; ended() is not called.  NULL is fine. */
void swa_ui_connection_free(struct swa_ui_connection *connection);
void swa_ui_connection_freep(struct swa_ui_connection **connection);

#endif
