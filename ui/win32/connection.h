/*
 * The connection to the agent, without ever blocking the loop of messages.
 *
 *   new ──▶ trying ──▶ up() ──▶ answers, event() ... ──▶ down() ──┐
 *              ▲                                                   │
 *              └────────────── after a growing pause ──────────────┘
 *
 * It comes back by itself when the agent does.  Every message is checked
 * against the table of wire/proto.h before it is handed on; one that does not
 * pass ends the connection.
 */
#ifndef SWA_WIN_CONNECTION_H
#define SWA_WIN_CONNECTION_H

#include "proto.h"

struct swa_win_connection;

/* Called from the loop of messages.  None of them may free the connection. */
struct swa_win_connection_events {
	/** The agent answered hello: requests may be sent. */
	void (*up)(void *context);
	/** BODY is the whole message, borrowed. */
	void (*event)(void *context, enum swa_event_type type, const struct swa_json *body);
	/** It ended, or could not be made.  Again for each try that fails. */
	void (*down)(void *context, swa_err err);
};

/**
 * The answer to one request.
 * @param err  SWA_OK; what the agent answered; SWA_ERR_AGENT_UNREACHABLE where none came.
 * @param body the whole answer, also one that says no (its "error"); borrowed.  NULL where none came.
 */
typedef void (*swa_win_answer)(void *data, swa_err err, const struct swa_json *body);

/** Begin: try at once, starting an agent where none runs.  @param events borrowed; must outlive the
 * connection.  @return NULL: no memory */
struct swa_win_connection *swa_win_connection_new(const struct swa_win_connection_events *events,
                                                  void *context);

bool swa_win_connection_is_up(const struct swa_win_connection *connection);

/**
 * Send REQUEST, which is moved.  CALLBACK (may be NULL) is called once, never
 * from within this function, unless swa_win_connection_forget() comes first.
 */
void swa_win_connection_ask(struct swa_win_connection *connection, struct swa_json *request,
                            swa_win_answer callback, void *data);

/** Call nobody back who gave DATA: before it is freed. */
void swa_win_connection_forget(struct swa_win_connection *connection, const void *data);

/** The person wants it now: try at once, starting an agent where none runs.  Nothing while it is up. */
void swa_win_connection_retry(struct swa_win_connection *connection);

/** Close; nobody is called back.  NULL is fine. */
void swa_win_connection_free(struct swa_win_connection *connection);

#endif
