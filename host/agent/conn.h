/*
 * One client's connection: frames in, frames out.
 *
 * Frames are handed to the server's handler one at a time, in order.  While
 * one is waited for, those behind it stay in the input buffer.  What is to be
 * sent is queued up to a limit: a client that does not read is disconnected.
 * Both buffers may hold secrets and are wiped.
 */
#ifndef SWA_AGENT_CONN_H
#define SWA_AGENT_CONN_H

#include "proto.h"
#include "swa/app.h"

#include <uv.h>

/* Bytes that may wait for a client that reads slowly: a few of the longest answers. */
#define SWA_CONN_QUEUE_MAX ((size_t)8 * 1024 * 1024)

struct swa_conn;

/** What becomes of a frame. */
enum swa_next {
	SWA_NEXT_FRAME, /* it is done with */
	SWA_NEXT_RETRY, /* not now: it is handed over again after swa_conn_resume() */
	SWA_NEXT_LATER, /* it is done with; the next waits for swa_conn_resume() */
	SWA_NEXT_CLOSE, /* it was answered; the connection ends when that was sent */
};

struct swa_conn_events {
	enum swa_next (*frame)(void *context, struct swa_conn *conn, const unsigned char *payload,
	                       size_t size);
	void (*closed)(void *context, struct swa_conn *conn); /* its memory goes when this returns */
	void *context;
};

struct swa_conn {
	uint64_t serial; /* never used twice */
	enum swa_client kind;
	bool attached; /* swa-host vouched for the extension */
	bool greeted;  /* hello was said */
	char extension[SWA_ID_MAX + 1];
	char browser[64 + 1];
	uint64_t focused; /* order of the last focus; 0 never */

	/* conn.c's own */
	uv_pipe_t pipe;
	const struct swa_conn_events *events;
	struct swa_buf in;
	size_t queued;
	enum swa_next waiting; /* FRAME: nothing is waited for */
	bool reading;
	bool ended;   /* the client sends no more */
	bool closing; /* after what is queued */
	bool gone;

	/* server.c's own */
	struct swa_conn *next, *previous;
};

/** @return NULL without memory.  The pipe is ready to be accepted into. */
struct swa_conn *swa_conn_new(uv_loop_t *loop, uint64_t serial, const struct swa_conn_events *events);

/** @return SWA_OK; SWA_ERR_PEER_REFUSED the process at the other end is another user's */
swa_err swa_conn_start(struct swa_conn *conn) SWA_MUST_CHECK;

/** Queue a message; NULL, for which there was no memory, ends the connection. */
void swa_conn_write(struct swa_conn *conn, const struct swa_json *message);

/** The same; MESSAGE is moved. */
void swa_conn_send(struct swa_conn *conn, struct swa_json *message);

/** Go on with the frames after RETRY or LATER. */
void swa_conn_resume(struct swa_conn *conn);

/** End it now; .closed follows from the loop. */
void swa_conn_close(struct swa_conn *conn);

#endif
