/*
 * What a person gives as the export of another program: tables in any
 * encoding, JSON, an encrypted export.
 *
 * The first byte says which encoding and format are named, if any.  Whatever is in the
 * file, each login that comes out of it fits into the message that takes it, and
 * what is refused has a place that can be printed.
 */
#include "fuzz.h"

#include "import_login.h"
#include "scan.h"

#include <stdlib.h>
#include <string.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
fits(const char *text, size_t most)
{
	return strlen(text) <= most && swa_utf8_valid(text, strlen(text), NULL);
}

static swa_err
take(void *context, const struct import_login *login, struct swa_fault *ret_fault)
{
	(void)context;
	(void)ret_fault;
	require(login->row >= 1 && fits(login->name, IMPORT_NAME_MAX));
	if (login->skip != NULL || login->app_id != NULL)
		return SWA_OK;
	require(fits(login->url, IMPORT_URL_MAX) && login->url[0] != '\0');
	require(fits(login->username, IMPORT_NAME_MAX) && login->username[0] != '\0');
	require(fits(login->password, IMPORT_PASSWORD_MAX) && login->password[0] != '\0');
	for (const char *at = login->url; *at != '\0'; at++)
		require(*at != '\n' && *at != '\r');
	return SWA_OK;
}

static swa_err
passphrase(void *context, struct swa_buf *ret_passphrase)
{
	(void)context;
	(void)ret_passphrase;
	return SWA_ERR_CANCELLED; /* what a key opens is tried by test_export */
}

/* In pieces of STEP bytes: how it is cut may not matter. */
static swa_err
read_all(const uint8_t *data, size_t size, size_t step, const struct import_options *options)
{
	struct import_reader *reader = NULL;
	struct swa_fault fault = {.where = ""};
	swa_err err = import_reader_new(options, &reader);

	for (size_t at = 0; at < size && err == SWA_OK; at += step)
		err = import_reader_feed(reader, data + at, size - at < step ? size - at : step, &fault);
	if (err == SWA_OK)
		err = import_reader_end(reader, &fault);
	require(strlen(fault.where) < sizeof(fault.where));
	import_reader_free(reader);
	return err;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct import_options options = {.sink = {take, NULL}, .passphrase = passphrase};
	swa_err whole;

	if (!ready)
		swa_json_setup();
	ready = true;
	if (size == 0)
		return 0;
	options.encoding = (enum import_encoding)(data[0] % 6);
	if (data[0] / 6 % 10 > 0)
		options.format = import_table_name(data[0] / 6u % 10 - 1);
	whole = read_all(data + 1, size - 1, size, &options);
	require(read_all(data + 1, size - 1, 3, &options) == whole);
	return 0;
}
