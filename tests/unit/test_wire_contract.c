/*
 * The golden frames of tests/contract, as C reads them.  The same files are run
 * by Node against the extension's copy of the table: contract.test.mjs.
 */
#include "frame.h"
#include "proto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FILE_MAX (8u << 20)

static struct swa_json *
read_cases(const char *name)
{
	static const char *const folder = SWA_CONTRACT_FOLDER;
	struct swa_json *cases = NULL;
	struct swa_fault fault;
	struct swa_buf text;
	char path[1024];
	size_t got;
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_non_null(file = fopen(path, "rb"));
	swa_buf_init(&text, FILE_MAX);
	do {
		unsigned char *place = swa_buf_reserve(&text, 65536);

		assert_non_null(place);
		got = fread(place, 1, 65536, file);
		text.size += got;
	} while (got > 0);
	(void)fclose(file);
	if (swa_json_parse((const char *)text.data, text.size, &cases, &fault) != SWA_OK)
		fail_msg("%s: %s", path, fault.where);
	swa_buf_finish(&text);
	return cases;
}

/* "long": a member of so many bytes; "many": a member of so many elements. */
static void
stretch(struct swa_json *payload, const struct swa_json *test)
{
	const struct swa_json *how = swa_json_get(test, "long");
	int64_t count = 0;

	if (swa_json_get_integer(how, "bytes", &count)) {
		char *text = calloc(1, (size_t)count + 1);

		assert_non_null(text);
		memset(text, 'x', (size_t)count);
		swa_json_set_text(payload, swa_json_get_text(how, "member"), text);
		free(text);
	}
	how = swa_json_get(test, "many");
	if (swa_json_get_integer(how, "count", &count)) {
		struct swa_json *list = swa_json_new_array();

		for (int64_t i = 0; i < count; i++)
			swa_json_add_copy(list, swa_json_get(how, "element"));
		swa_json_set(payload, swa_json_get_text(how, "member"), list);
	}
}

static void
write_payload(const struct swa_json *test, struct swa_buf *out)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *holder = swa_json_new_object();
	struct swa_json *payload;

	if (swa_json_get_text(test, "raw") != NULL) {
		assert_int_equal(swa_buf_append_text(out, swa_json_get_text(test, "raw")), SWA_OK);
	} else if (swa_json_get_text(test, "hex") != NULL) {
		for (const char *hex = swa_json_get_text(test, "hex"); *hex != '\0'; hex += 2) {
			unsigned byte;
			unsigned char narrow;

			assert_int_equal(sscanf(hex, "%2x", &byte), 1);
			narrow = (unsigned char)byte;
			assert_int_equal(swa_buf_append(out, &narrow, 1), SWA_OK);
		}
	} else {
		struct swa_buf text;

		/* A copy that can be changed, by way of its text. */
		swa_buf_init(&text, FILE_MAX);
		assert_int_equal(swa_json_print(swa_json_get(test, "payload"), &text), SWA_OK);
		assert_int_equal(swa_json_parse(swa_buf_text(&text), text.size, &payload, NULL), SWA_OK);
		swa_buf_finish(&text);
		stretch(payload, test);
		swa_json_set(holder, "payload", payload);
		assert_int_equal(swa_json_print(swa_json_get(holder, "payload"), out), SWA_OK);
	}
}

static enum swa_client
client_named(const char *name)
{
	static const enum swa_client all[] = {SWA_CLIENT_EXTENSION, SWA_CLIENT_TRAY, SWA_CLIENT_CTL,
	                                      SWA_CLIENT_RELAY};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (strcmp(swa_client_name(all[i]), name) == 0)
			return all[i];
	}
	return SWA_CLIENT_NONE;
}

static swa_err
run_request(const struct swa_json *test, const struct swa_buf *text, struct swa_fault *fault)
{
	const char *sender = swa_json_get_text(test, "sender");
	struct swa_request request;
	int64_t id;
	swa_err err = swa_request_parse((const char *)text->data, text->size, &request, &id, fault);

	if (err != SWA_OK)
		return err;
	if (sender != NULL && !swa_request_allowed(request.type, client_named(sender)))
		err = SWA_ERR_SENDER_REFUSED;
	swa_request_finish(&request);
	return err;
}

static enum swa_request_type
asked(void *context, int64_t id)
{
	const char *name = context;
	size_t type = 0;

	(void)id;
	while (type < SWA_REQUEST_COUNT && name != NULL &&
	       strcmp(swa_request_name((enum swa_request_type)type), name) != 0)
		type++;
	return name == NULL ? SWA_REQUEST_COUNT : (enum swa_request_type)type;
}

static swa_err
run_incoming(const struct swa_json *test, const struct swa_buf *text, struct swa_fault *fault)
{
	struct swa_incoming incoming;
	swa_err err =
	        swa_incoming_parse((const char *)text->data, text->size, asked,
	                           (void *)(uintptr_t)swa_json_get_text(test, "request"), &incoming, fault);

	if (err == SWA_OK)
		swa_incoming_finish(&incoming);
	return err;
}

static swa_err
run_frame(const struct swa_json *test)
{
	const unsigned char *payload;
	struct swa_buf in;
	uint32_t length;
	int64_t announced = 0;
	size_t size;
	swa_err err;

	assert_true(swa_json_get_integer(test, "length", &announced));
	length = (uint32_t)announced;
	swa_frame_buf_init(&in);
	assert_int_equal(swa_buf_append(&in, &length, sizeof(length)), SWA_OK);
	err = swa_frame_next(&in, &payload, &size);
	assert_null(payload);
	swa_buf_finish(&in);
	return err;
}

static bool
run_case(const struct swa_json *test)
{
	const char *direction = swa_json_get_text(test, "direction");
	const char *expected = swa_json_get_text(test, "expected"), *where = swa_json_get_text(test, "where");
	struct swa_fault fault = {.where = ""};
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, FILE_MAX);
	if (strcmp(direction, "frame") == 0) {
		err = run_frame(test);
	} else {
		write_payload(test, &text);
		err = strcmp(direction, "request") == 0 ? run_request(test, &text, &fault)
		                                        : run_incoming(test, &text, &fault);
	}
	swa_buf_finish(&text);
	if (strcmp(swa_err_name(err), expected) == 0 && (where == NULL || strcmp(fault.where, where) == 0))
		return true;
	print_error("%s: %s at '%s', not %s at '%s'\n", swa_json_get_text(test, "about"), swa_err_name(err),
	            fault.where, expected, where == NULL ? "" : where);
	return false;
}

static void
run_file(const char *name)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *cases = read_cases(name);
	size_t failed = 0, count = 0;

	for (const struct swa_json *test = swa_json_first(cases); test != NULL; test = swa_json_next(test)) {
		failed += run_case(test) ? 0 : 1;
		count++;
	}
	print_message("%s: %zu cases\n", name, count);
	assert_true(count > 0);
	assert_int_equal(failed, 0);
}

static void
golden_requests(void **state)
{
	(void)state;
	run_file("requests.json");
}

static void
golden_answers(void **state)
{
	(void)state;
	run_file("answers.json");
}

static void
golden_events(void **state)
{
	(void)state;
	run_file("events.json");
}

static void
damaged_messages(void **state)
{
	(void)state;
	run_file("damaged.json");
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
	        cmocka_unit_test(golden_requests),
	        cmocka_unit_test(golden_answers),
	        cmocka_unit_test(golden_events),
	        cmocka_unit_test(damaged_messages),
	};

	return cmocka_run_group_tests_name("wire: golden frames", tests, setup, NULL);
}
