/*
 * The connection to the agent, without ever blocking the main loop.
 *
 *   new ──▶ trying ──▶ up() ──▶ answers, event() ... ──▶ down() ──┐
 *              ▲                                                   │
 *              └────────────── after a growing pause ──────────────┘
 *
 * It comes back by itself when the agent does.  Every message is checked
 * against the table of wire/proto.h before it is handed on; one that does not
 * pass ends the connection.
 */
#ifndef SWA_UI_CONNECTION_H
#define SWA_UI_CONNECTION_H

#include "proto.h"

struct swa_ui_connection;

/* Called from the main loop.  None of them may free the connection. */
struct swa_ui_connection_events {
	/** The agent answered hello: requests may be sent. */
	void (*up)(void *context);
	/** BODY is the whole message, borrowed. */
	void (*event)(void *context, enum swa_event_type type, const struct swa_json *body);
	/** It ended, or could not be made: SWA_ERR_AGENT_UNREACHABLE where no agent listens, else what was
	 * wrong.  Again for each try that fails. */
	void (*down)(void *context, swa_err err);
};

/**
 * The answer to one request.
 * @param err  SWA_OK; what the agent answered; SWA_ERR_AGENT_UNREACHABLE and
 *             the like where the connection ended before an answer came.
 * @param body the whole answer, also one that says no (its "error"); borrowed.  NULL where none came.
 */
typedef void (*swa_ui_answer)(void *data, swa_err err, const struct swa_json *body);

/**
 * Begin: connect to the agent of this user, which is started where none runs,
 * check that it is this user's, and say hello.  Nothing is called back before
 * the main loop runs.
 *
 * @param events borrowed; must outlive the connection.
 */
struct swa_ui_connection *swa_ui_connection_new(const struct swa_ui_connection_events *events, void *context);

/** Has the agent answered hello? */
bool swa_ui_connection_is_up(const struct swa_ui_connection *connection);

/**
 * Send REQUEST, which is moved.  CALLBACK (may be NULL) is called once, never
 * from within this function, unless swa_ui_connection_forget() comes first.
 * Answers come in the order of the requests.
 */
void swa_ui_connection_ask(struct swa_ui_connection *connection, struct swa_json *request,
                           swa_ui_answer callback, void *data);

/** Call nobody back who gave DATA: before it is freed. */
void swa_ui_connection_forget(struct swa_ui_connection *connection, const void *data);

/** The person wants it now: try at once, starting an agent where none runs.  Nothing while it is up. */
void swa_ui_connection_retry(struct swa_ui_connection *connection);

/** Close; nobody is called back.  NULL is fine. */
void swa_ui_connection_free(struct swa_ui_connection *connection);

#endif
