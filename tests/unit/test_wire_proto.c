#include "proto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* tests/contract/ has the frames; here is what frames do not show. */

static void
a_request_yields_its_id_type_and_members(void **state)
{
	static const char text[] = "{\"id\":7,\"type\":\"launch\",\"app_id\":\"a1\",\"retry\":true}";
	struct swa_request request;
	struct swa_fault fault;
	int64_t id;

	(void)state;
	assert_int_equal(swa_request_parse(text, strlen(text), &request, &id, &fault), SWA_OK);
	assert_int_equal(id, 7);
	assert_int_equal(request.id, 7);
	assert_int_equal(request.type, SWA_REQUEST_LAUNCH);
	assert_string_equal(swa_json_get_text(request.body, "app_id"), "a1");
	swa_request_finish(&request);
	swa_request_finish(&request); /* twice does no harm */
}

static void
a_refused_request_still_yields_its_id(void **state)
{
	static const char text[] = "{\"id\":9,\"type\":\"launch\"}";
	struct swa_request request = {.id = 1234};
	struct swa_fault fault;
	int64_t id = -1;

	(void)state;
	assert_int_equal(swa_request_parse(text, strlen(text), &request, &id, &fault),
	                 SWA_ERR_MEMBER_MISSING);
	assert_int_equal(id, 9);
	assert_string_equal(fault.where, "app_id");
	assert_int_equal(request.id, 1234);
	assert_int_equal(swa_request_parse("{", 1, &request, &id, NULL), SWA_ERR_JSON_INVALID);
	assert_int_equal(id, 0);
}

static void
each_type_names_who_may_send_it(void **state)
{
	(void)state;
	for (int type = 0; type < SWA_REQUEST_COUNT; type++) {
		bool first = type == SWA_REQUEST_ATTACH || type == SWA_REQUEST_HELLO;

		assert_int_equal(swa_request_allowed((enum swa_request_type)type, SWA_CLIENT_NONE), first);
		assert_int_equal(swa_request_allowed((enum swa_request_type)type, SWA_CLIENT_RELAY),
		                 type == SWA_REQUEST_ATTACH);
	}
	assert_true(swa_request_allowed(SWA_REQUEST_REDEEM, SWA_CLIENT_EXTENSION));
	assert_false(swa_request_allowed(SWA_REQUEST_REDEEM, SWA_CLIENT_CTL));
	assert_false(swa_request_allowed(SWA_REQUEST_REDEEM, SWA_CLIENT_TRAY));
	assert_false(swa_request_allowed(SWA_REQUEST_UNLOCK, SWA_CLIENT_EXTENSION));
	assert_true(swa_request_allowed(SWA_REQUEST_UNLOCK, SWA_CLIENT_TRAY));
	assert_false(swa_request_allowed(SWA_REQUEST_ACCOUNT_REVEAL, SWA_CLIENT_EXTENSION));
	assert_false(swa_request_allowed(SWA_REQUEST_COUNT, SWA_CLIENT_CTL));
}

static void
every_type_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < SWA_REQUEST_COUNT; a++) {
		assert_non_null(swa_request_name((enum swa_request_type)a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(swa_request_name((enum swa_request_type)a),
			                        swa_request_name((enum swa_request_type)b));
	}
	for (int a = 0; a < SWA_EVENT_COUNT; a++)
		assert_non_null(swa_event_name((enum swa_event_type)a));
	assert_string_equal(swa_request_name(SWA_REQUEST_APPS_LIST), "apps.list");
	assert_string_equal(swa_event_name(SWA_EVENT_RELAY_FAILED), "relay.failed");
}

static enum swa_request_type
asked_lock_as_5(void *context, int64_t id)
{
	(void)context;
	return id == 5 ? SWA_REQUEST_LOCK : SWA_REQUEST_COUNT;
}

static swa_err
incoming(struct swa_json *message, struct swa_incoming *ret)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = message;
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, 65536);
	assert_int_equal(swa_json_print(owned, &text), SWA_OK);
	err = swa_incoming_parse(swa_buf_text(&text), text.size, asked_lock_as_5, NULL, ret, NULL);
	swa_buf_finish(&text);
	return err;
}

static void
what_is_built_passes_its_own_check(void **state)
{
	struct swa_incoming in;
	struct swa_json *event;

	(void)state;
	assert_int_equal(incoming(swa_answer_new(5), &in), SWA_OK);
	assert_false(in.is_event);
	assert_int_equal(in.id, 5);
	assert_int_equal(in.err, SWA_OK);
	swa_incoming_finish(&in);
	event = swa_event_new(SWA_EVENT_VAULT_CHANGED);
	swa_json_set_text(event, "vault", "locked");
	assert_int_equal(incoming(event, &in), SWA_OK);
	assert_true(in.is_event);
	assert_int_equal(in.event, SWA_EVENT_VAULT_CHANGED);
	swa_incoming_finish(&in);
	assert_int_equal(incoming(swa_answer_error(0, SWA_ERR_FRAME_TOO_LONG, NULL), &in), SWA_OK);
	assert_int_equal(in.id, 0);
	assert_int_equal(in.err, SWA_ERR_FRAME_TOO_LONG);
	swa_incoming_finish(&in);
	assert_int_equal(incoming(swa_answer_new(6), &in), SWA_ERR_MESSAGE_SHAPE);
}

static void
every_error_travels_with_code_name_message_and_hint(void **state)
{
	static const swa_err all[] = {
#define NUMBER(id, number, name, text, hint) SWA_ERR_##id,
	        SWA_ERR_LIST(NUMBER)
#undef NUMBER
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct swa_incoming in;
		const struct swa_json *error;
		int64_t code = -1;

		if (all[i] == SWA_OK)
			continue;
		assert_int_equal(incoming(swa_answer_error(5, all[i], "a.b"), &in), SWA_OK);
		assert_int_equal(in.err, all[i]);
		error = swa_json_get(in.body, "error");
		assert_true(swa_json_get_integer(error, "code", &code));
		assert_int_equal(code, all[i]);
		assert_string_equal(swa_json_get_text(error, "name"), swa_err_name(all[i]));
		assert_string_equal(swa_json_get_text(error, "message"), swa_err_text(all[i]));
		assert_string_equal(swa_json_get_text(error, "hint"), swa_err_hint(all[i]));
		assert_string_equal(swa_json_get_text(error, "where"), "a.b");
		swa_incoming_finish(&in);
	}
}

static void
an_error_from_a_newer_agent_is_still_an_error(void **state)
{
	static const char text[] =
	        "{\"id\":5,\"ok\":false,\"error\":{\"code\":4242,\"name\":\"something_new\","
	        "\"message\":\"New.\",\"hint\":\"\"}}";
	struct swa_incoming in;

	(void)state;
	assert_int_equal(swa_incoming_parse(text, strlen(text), asked_lock_as_5, NULL, &in, NULL), SWA_OK);
	assert_int_equal(in.err, SWA_ERR_INTERNAL);
	swa_incoming_finish(&in);
}

static void
the_description_holds_every_row(void **state)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = NULL;
	struct swa_buf out;

	(void)state;
	swa_buf_init(&out, 1u << 20);
	assert_int_equal(swa_proto_describe(&out), SWA_OK);
	assert_int_equal(swa_json_parse(swa_buf_text(&out), out.size, &json, NULL), SWA_OK);
	assert_int_equal(swa_json_count(swa_json_get(json, "requests")), SWA_REQUEST_COUNT);
	assert_int_equal(swa_json_count(swa_json_get(json, "events")), SWA_EVENT_COUNT);
	swa_buf_finish(&out);
}

static int
setup(void **state)
{
	(void)state;
	swa_json_setup();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_request_yields_its_id_type_and_members),
	        cmocka_unit_test(a_refused_request_still_yields_its_id),
	        cmocka_unit_test(each_type_names_who_may_send_it),
	        cmocka_unit_test(every_type_has_a_name_of_its_own),
	        cmocka_unit_test(what_is_built_passes_its_own_check),
	        cmocka_unit_test(every_error_travels_with_code_name_message_and_hint),
	        cmocka_unit_test(an_error_from_a_newer_agent_is_still_an_error),
	        cmocka_unit_test(the_description_holds_every_row),
	};

	return cmocka_run_group_tests_name("wire: messages", tests, setup, NULL);
}
