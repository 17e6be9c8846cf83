/*
 * What comes over a pipe or a socket: frames, JSON, messages.
 *
 * The first byte says what the rest is: bytes of a connection, a request, or an
 * answer to one of the requests.  A text that is taken must print and read back
 * as the same text.
 */
#include "fuzz.h"

#include "frame.h"
#include "proto.h"

#include <stdlib.h>
#include <string.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
try_json(const char *text, size_t size)
{
	struct swa_json *first = NULL, *second = NULL;
	struct swa_buf once, twice;
	struct swa_fault fault;

	if (swa_json_parse(text, size, &first, &fault) != SWA_OK) {
		require(strlen(fault.where) < sizeof(fault.where));
		return;
	}
	swa_buf_init(&once, 16u << 20);
	swa_buf_init(&twice, 16u << 20);
	require(swa_json_print(first, &once) == SWA_OK);
	require(swa_json_parse(swa_buf_text(&once), once.size, &second, NULL) == SWA_OK);
	require(swa_json_print(second, &twice) == SWA_OK);
	require(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
	swa_buf_finish(&once);
	swa_buf_finish(&twice);
	swa_json_free(first);
	swa_json_free(second);
}

static void
try_request(const char *text, size_t size)
{
	struct swa_request request;
	struct swa_fault fault;
	int64_t id = -1;

	if (swa_request_parse(text, size, &request, &id, &fault) == SWA_OK) {
		require(request.type < SWA_REQUEST_COUNT && request.id == id);
		swa_request_finish(&request);
	}
	require(id >= 0);
}

static enum swa_request_type
asked(void *context, int64_t id)
{
	(void)id;
	return *(const enum swa_request_type *)context;
}

static void
try_incoming(const char *text, size_t size, unsigned which)
{
	enum swa_request_type type = (enum swa_request_type)(which % (SWA_REQUEST_COUNT + 1));
	struct swa_incoming incoming;
	struct swa_fault fault;

	if (swa_incoming_parse(text, size, asked, &type, &incoming, &fault) == SWA_OK)
		swa_incoming_finish(&incoming);
}

/* As a connection does it: what is whole is taken from the front until nothing is. */
static void
try_frames(const unsigned char *data, size_t size)
{
	const unsigned char *payload;
	struct swa_buf in;
	size_t length;

	swa_frame_buf_init(&in);
	if (swa_buf_append(&in, data, size) == SWA_OK) {
		while (swa_frame_next(&in, &payload, &length) == SWA_OK && payload != NULL) {
			require(length > 0 && length <= SWA_FRAME_MAX &&
			        SWA_FRAME_HEADER + length <= in.size);
			try_request((const char *)payload, length);
			swa_buf_consume(&in, SWA_FRAME_HEADER + length);
		}
	}
	swa_buf_finish(&in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	const char *text = (const char *)data + 1;

	if (!ready)
		swa_json_setup();
	ready = true;
	if (size == 0)
		return 0;
	size--;
	switch (data[0] % 4) {
	case 0: try_json(text, size); break;
	case 1: try_request(text, size); break;
	case 2: try_incoming(text, size, data[0] / 4u); break;
	default: try_frames(data + 1, size); break;
	}
	return 0;
}
