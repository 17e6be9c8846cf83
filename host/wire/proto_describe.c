#include "proto_table.h"

static struct swa_json *
describe_clients(unsigned clients)
{
	static const enum swa_client all[] = {SWA_CLIENT_RELAY, SWA_CLIENT_EXTENSION, SWA_CLIENT_TRAY,
	                                      SWA_CLIENT_CTL};
	struct swa_json *names = swa_json_new_array();

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if ((clients & (unsigned)all[i]) != 0)
			swa_json_add_text(names, swa_client_name(all[i]));
	}
	return names;
}

static struct swa_json *
describe_fields(const struct field *fields)
{
	struct swa_json *list = swa_json_new_array();

	for (const struct field *field = fields; field->name != NULL; field++) {
		struct swa_json *row = swa_json_new_object();

		swa_json_set_text(row, "name", field->name);
		swa_json_set_text(row, "kind", field->word);
		swa_json_set_bool(row, "optional", field->optional);
		if (field->kind == FIELD_TEXT || field->kind == FIELD_WHOLE) {
			swa_json_set_integer(row, "least", field->least);
			swa_json_set_integer(row, "most", field->most);
		}
		if (field->list)
			swa_json_set_integer(row, "list", (int64_t)field->list_most);
		if (field->shape != NULL) {
			swa_json_set_text(row, "shape", field->shape->name);
			swa_json_set(row, "members", describe_fields(field->shape->fields));
		}
		swa_json_add(list, row);
	}
	return list;
}

swa_err
swa_proto_describe(struct swa_buf *out)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *description = swa_json_new_object();
	struct swa_json *requests = swa_json_new_array(), *events = swa_json_new_array();

	for (size_t i = 0; i < SWA_REQUEST_COUNT; i++) {
		const struct request_row *row = &swa_request_table[i];
		struct swa_json *request = swa_json_new_object();

		swa_json_set_text(request, "type", row->name);
		swa_json_set(request, "from", describe_clients(row->senders));
		swa_json_set(request, "members", describe_fields(row->members));
		if (row->answer != NULL)
			swa_json_set(request, "answer", describe_fields(row->answer));
		else
			swa_json_set_null(request, "answer");
		swa_json_add(requests, request);
	}
	for (size_t i = 0; i < SWA_EVENT_COUNT; i++) {
		const struct event_row *row = &swa_event_table[i];
		struct swa_json *event = swa_json_new_object();

		swa_json_set_text(event, "event", row->name);
		swa_json_set(event, "to", describe_clients(row->receivers));
		swa_json_set(event, "members", describe_fields(row->members));
		swa_json_add(events, event);
	}
	swa_json_set_integer(description, "version", SWA_PROTOCOL_VERSION);
	swa_json_set(description, "error", describe_fields(swa_shape_error.fields));
	swa_json_set(description, "requests", requests);
	swa_json_set(description, "events", events);
	return swa_json_print_pretty(description, out);
}
