#include "proto.h"

#include "fault.h"
#include "proto_table.h"
#include "scan.h"

#include <string.h>

/* Checking against the table. */

static swa_err check_members(const struct swa_json *object, const struct field *const lists[],
                             const struct swa_place *up, struct swa_fault *fault);

static swa_err
check_one(const struct swa_json *value, const struct field *field, const struct swa_place *place,
          struct swa_fault *fault)
{
	const struct field *const lists[] = {field->shape == NULL ? NULL : field->shape->fields, NULL};
	swa_err err = SWA_ERR_MEMBER_WRONG;
	int64_t number;
	size_t length;

	switch (field->kind) {
	case FIELD_TEXT:
		if (swa_json_text(value) == NULL)
			break;
		length = strlen(swa_json_text(value));
		if (length > (size_t)field->most)
			err = SWA_ERR_LIMIT;
		else if (length >= (size_t)field->least)
			return SWA_OK;
		break;
	case FIELD_WHOLE:
		if (!swa_json_integer(value, &number))
			break;
		if (number >= field->least && number <= field->most)
			return SWA_OK;
		err = SWA_ERR_LIMIT;
		break;
	case FIELD_BOOL:
		if (swa_json_kind(value) == SWA_JSON_BOOL)
			return SWA_OK;
		break;
	case FIELD_JSON: return SWA_OK;
	case FIELD_OBJECT:
		if (swa_json_kind(value) == SWA_JSON_OBJECT)
			return check_members(value, lists, place, fault);
		break;
	}
	swa_fault_at_place(fault, place);
	return err;
}

static swa_err
check_field(const struct swa_json *value, const struct field *field, const struct swa_place *place,
            struct swa_fault *fault)
{
	struct swa_place element = {.up = place};
	const struct swa_json *child;
	swa_err err;

	if (!field->list)
		return check_one(value, field, place, fault);
	if (swa_json_kind(value) != SWA_JSON_ARRAY) {
		swa_fault_at_place(fault, place);
		return SWA_ERR_MEMBER_WRONG;
	}
	for (child = swa_json_first(value); child != NULL; child = swa_json_next(child)) {
		if (element.index == field->list_most) {
			swa_fault_at_place(fault, place);
			return SWA_ERR_LIMIT;
		}
		if ((err = check_one(child, field, &element, fault)) != SWA_OK)
			return err;
		element.index++;
	}
	return SWA_OK;
}

static const struct field *
find_field(const struct field *const lists[], const char *name)
{
	for (size_t i = 0; lists[i] != NULL; i++) {
		for (const struct field *field = lists[i]; field->name != NULL; field++) {
			if (strcmp(field->name, name) == 0)
				return field;
		}
	}
	return NULL;
}

/* LISTS: lists of fields, NULL behind the last; OBJECT may have what any of them names. */
static swa_err
check_members(const struct swa_json *object, const struct field *const lists[], const struct swa_place *up,
              struct swa_fault *fault)
{
	struct swa_place place = {.up = up};
	const struct swa_json *child;
	const struct field *field;
	swa_err err;

	for (child = swa_json_first(object); child != NULL; child = swa_json_next(child)) {
		place.name = swa_json_name(child);
		if ((field = find_field(lists, place.name)) == NULL) {
			swa_fault_at_place(fault, &place);
			return SWA_ERR_MEMBER_UNKNOWN;
		}
		if ((err = check_field(child, field, &place, fault)) != SWA_OK)
			return err;
	}
	for (size_t i = 0; lists[i] != NULL; i++) {
		for (field = lists[i]; field->name != NULL; field++) {
			if (field->optional || swa_json_get(object, field->name) != NULL)
				continue;
			place.name = field->name;
			swa_fault_at_place(fault, &place);
			return SWA_ERR_MEMBER_MISSING;
		}
	}
	return SWA_OK;
}

static swa_err
wrong(struct swa_fault *fault, swa_err err, const char *member)
{
	struct swa_place place = {.name = member};

	swa_fault_at_place(fault, member == NULL ? NULL : &place);
	return err;
}

/* Requests. */

static const struct field type_field[] = {
        {.name = "type", .kind = FIELD_TEXT, .most = 64},
        {.name = NULL},
};
static const struct field id_field[] = {
        {.name = "id", .kind = FIELD_WHOLE, .least = 1, .most = SWA_JSON_WHOLE_MAX},
        {.name = NULL},
};

static enum swa_request_type
find_request(const char *name)
{
	size_t type = 0;

	while (type < SWA_REQUEST_COUNT && strcmp(swa_request_table[type].name, name) != 0)
		type++;
	return (enum swa_request_type)type;
}

swa_err
swa_request_parse(const char *text, size_t size, struct swa_request *ret_request, int64_t *ret_id,
                  struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *body = NULL;
	const struct field *lists[] = {type_field, NULL, NULL, NULL};
	enum swa_request_type type;
	int64_t id = 0;
	swa_err err;

	*ret_id = 0;
	if ((err = swa_json_parse(text, size, &body, ret_fault)) != SWA_OK)
		return err;
	if (swa_json_kind(body) != SWA_JSON_OBJECT)
		return wrong(ret_fault, SWA_ERR_MESSAGE_SHAPE, NULL);
	if (swa_json_get_integer(body, "id", &id) && id >= 1)
		*ret_id = id;
	if (swa_json_get_text(body, "type") == NULL)
		return wrong(ret_fault, SWA_ERR_MESSAGE_SHAPE, "type");
	if ((type = find_request(swa_json_get_text(body, "type"))) == SWA_REQUEST_COUNT)
		return wrong(ret_fault, SWA_ERR_TYPE_UNKNOWN, "type");
	lists[1] = swa_request_table[type].members;
	if (swa_request_table[type].answer != NULL) { /* what is answered has an id */
		if (*ret_id == 0)
			return wrong(ret_fault, SWA_ERR_MESSAGE_SHAPE, "id");
		lists[2] = id_field;
	}
	if ((err = check_members(body, lists, NULL, ret_fault)) != SWA_OK)
		return err;
	*ret_request = (struct swa_request){.id = *ret_id, .type = type, .body = body};
	body = NULL; /* the request owns it now */
	return SWA_OK;
}

void
swa_request_finish(struct swa_request *request)
{
	swa_json_free(request->body);
	request->body = NULL;
}

bool
swa_request_allowed(enum swa_request_type type, enum swa_client client)
{
	if (type >= SWA_REQUEST_COUNT)
		return false;
	if (client == SWA_CLIENT_NONE)
		return type == SWA_REQUEST_ATTACH || type == SWA_REQUEST_HELLO;
	return (swa_request_table[type].senders & (unsigned)client) != 0;
}

const char *
swa_request_name(enum swa_request_type type)
{
	return type < SWA_REQUEST_COUNT ? swa_request_table[type].name : "unknown";
}

const char *
swa_event_name(enum swa_event_type type)
{
	return type < SWA_EVENT_COUNT ? swa_event_table[type].name : "unknown";
}

/* Building. */

struct swa_json *
swa_request_new(enum swa_request_type type)
{
	struct swa_json *message = swa_json_new_object();

	swa_json_set_text(message, "type", swa_request_name(type));
	return message;
}

struct swa_json *
swa_answer_new(int64_t id)
{
	struct swa_json *message = swa_json_new_object();

	swa_json_set_integer(message, "id", id);
	swa_json_set_bool(message, "ok", true);
	return message;
}

struct swa_json *
swa_error_new(swa_err err, const char *where)
{
	struct swa_json *error = swa_json_new_object();

	swa_json_set_integer(error, "code", (int64_t)err);
	swa_json_set_text(error, "name", swa_err_name(err));
	swa_json_set_text(error, "message", swa_err_text(err));
	swa_json_set_text(error, "hint", swa_err_hint(err));
	if (where != NULL && *where != '\0')
		swa_json_set_text(error, "where", where);
	return error;
}

struct swa_json *
swa_answer_error(int64_t id, swa_err err, const char *where)
{
	struct swa_json *message = swa_json_new_object();

	swa_json_set_integer(message, "id", id);
	swa_json_set_bool(message, "ok", false);
	swa_json_set(message, "error", swa_error_new(err, where));
	return message;
}

struct swa_json *
swa_event_new(enum swa_event_type type)
{
	struct swa_json *message = swa_json_new_object();

	swa_json_set_text(message, "event", swa_event_name(type));
	return message;
}

/* What a client receives. */

static swa_err
check_event(const struct swa_json *body, struct swa_incoming *incoming, struct swa_fault *fault)
{
	static const struct field event_field[] = {
	        {.name = "event", .kind = FIELD_TEXT, .most = 64},
	        {.name = NULL},
	};
	const struct field *lists[] = {event_field, NULL, NULL};
	const char *name = swa_json_get_text(body, "event");
	size_t type = 0;

	if (name == NULL)
		return wrong(fault, SWA_ERR_MESSAGE_SHAPE, "event");
	while (type < SWA_EVENT_COUNT && strcmp(swa_event_table[type].name, name) != 0)
		type++;
	if (type == SWA_EVENT_COUNT)
		return wrong(fault, SWA_ERR_TYPE_UNKNOWN, "event");
	incoming->is_event = true;
	incoming->event = (enum swa_event_type)type;
	lists[1] = swa_event_table[type].members;
	return check_members(body, lists, NULL, fault);
}

static swa_err
check_answer(const struct swa_json *body, enum swa_request_type (*asked)(void *, int64_t), void *context,
             struct swa_incoming *incoming, struct swa_fault *fault)
{
	static const struct field answer_fields[] = {
	        {.name = "id", .kind = FIELD_WHOLE, .least = 0, .most = SWA_JSON_WHOLE_MAX},
	        {.name = "ok", .kind = FIELD_BOOL},
	        {.name = NULL},
	};
	static const struct field error_field[] = {
	        {.name = "error", .kind = FIELD_OBJECT, .shape = &swa_shape_error},
	        {.name = NULL},
	};
	const struct field *lists[] = {answer_fields, error_field, NULL};
	enum swa_request_type type;
	swa_err err;

	if (!swa_json_get_integer(body, "id", &incoming->id))
		return wrong(fault, SWA_ERR_MESSAGE_SHAPE, "id");
	if (swa_json_kind(swa_json_get(body, "ok")) != SWA_JSON_BOOL)
		return wrong(fault, SWA_ERR_MESSAGE_SHAPE, "ok");
	if (swa_json_get_bool(body, "ok", false)) {
		type = asked(context, incoming->id);
		if (type >= SWA_REQUEST_COUNT || swa_request_table[type].answer == NULL)
			return wrong(fault, SWA_ERR_MESSAGE_SHAPE, "id");
		lists[1] = swa_request_table[type].answer;
		incoming->err = SWA_OK;
		return check_members(body, lists, NULL, fault);
	}
	if ((err = check_members(body, lists, NULL, fault)) != SWA_OK)
		return err;
	incoming->err = swa_err_from_name(swa_json_get_text(swa_json_get(body, "error"), "name"));
	if (incoming->err == SWA_OK)
		return wrong(fault, SWA_ERR_MEMBER_WRONG, "error");
	return SWA_OK;
}

swa_err
swa_incoming_parse(const char *text, size_t size, enum swa_request_type (*asked)(void *context, int64_t id),
                   void *context, struct swa_incoming *ret_incoming, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *body = NULL;
	struct swa_incoming incoming = {.is_event = false};
	swa_err err;

	if ((err = swa_json_parse(text, size, &body, ret_fault)) != SWA_OK)
		return err;
	if (swa_json_kind(body) != SWA_JSON_OBJECT)
		return wrong(ret_fault, SWA_ERR_MESSAGE_SHAPE, NULL);
	if (swa_json_get(body, "event") != NULL)
		err = check_event(body, &incoming, ret_fault);
	else
		err = check_answer(body, asked, context, &incoming, ret_fault);
	if (err != SWA_OK)
		return err;
	incoming.body = body;
	body = NULL; /* the caller owns it now */
	*ret_incoming = incoming;
	return SWA_OK;
}

void
swa_incoming_finish(struct swa_incoming *incoming)
{
	swa_json_free(incoming->body);
	incoming->body = NULL;
}

const char *
swa_client_name(enum swa_client client)
{
	switch (client) {
	case SWA_CLIENT_EXTENSION: return "extension";
	case SWA_CLIENT_TRAY: return "tray";
	case SWA_CLIENT_CTL: return "ctl";
	case SWA_CLIENT_RELAY: return "relay";
	case SWA_CLIENT_NONE: break;
	}
	return "none";
}
