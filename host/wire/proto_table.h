/*
 * The table of messages, inside the wire library.  docs/protocol.md says the
 * same in words; swa_proto_describe() prints it.
 */
#ifndef SWA_WIRE_PROTO_TABLE_H
#define SWA_WIRE_PROTO_TABLE_H

#include "proto.h"

#include <stddef.h>

enum field_kind {
	FIELD_TEXT,  /* at most .most bytes; .least 1: not empty */
	FIELD_WHOLE, /* .least to .most */
	FIELD_BOOL,
	FIELD_JSON,   /* any value; the receiver checks it */
	FIELD_OBJECT, /* .shape */
};

struct field {
	const char *name; /* NULL ends a list of fields */
	enum field_kind kind;
	bool optional;
	bool list;        /* an array of such values, at most .list_most */
	size_t list_most; /* where .list */
	int64_t least;
	int64_t most;
	const struct shape *shape;
	const char *word; /* "text", "id", "url" ...: how the documentation calls the kind */
};

/** An object inside a message; also the members of a whole message. */
struct shape {
	const char *name; /* "tile" */
	const struct field *fields;
};

struct request_row {
	const char *name;
	unsigned senders; /* bits of enum swa_client */
	const struct field *members;
	const struct field *answer; /* NULL: none comes */
};

struct event_row {
	const char *name;
	unsigned receivers;
	const struct field *members;
};

extern const struct request_row swa_request_table[SWA_REQUEST_COUNT];
extern const struct event_row swa_event_table[SWA_EVENT_COUNT];
extern const struct shape swa_shape_error;

#endif
