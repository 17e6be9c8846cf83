/* Bitwarden's unencrypted JSON. */
#include "import_login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URLS_MAX 16
#define TYPE_LOGIN 1

/* "byte N", as the reader of JSON says it, in lines and columns. */
static void
say_place(const struct swa_buf *text, struct swa_fault *fault)
{
	struct import_place place = {.line = 1, .column = 1};
	size_t byte;

	if (strncmp(fault->where, "byte ", strlen("byte ")) != 0)
		return;
	byte = strtoul(fault->where + strlen("byte "), NULL, 10);
	for (size_t i = 0; i < byte && i < text->size; i++) {
		if (text->data[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if ((text->data[i] & 0xc0) != 0x80) {
			place.column++;
		}
	}
	(void)import_fault(SWA_OK, &place, "not JSON", fault);
}

static const char *
text_of(const struct swa_json *object, const char *name)
{
	const char *text = swa_json_get_text(object, name);

	return text == NULL ? "" : text;
}

static swa_err
give_item(const struct swa_json *item, int64_t number, const struct import_sink *sink,
          struct swa_fault *fault)
{
	const struct swa_json *fields = swa_json_get(item, "login"), *uri;
	const struct import_login login = {
	        .row = number,
	        .name = text_of(item, "name"),
	        .username = text_of(fields, "username"),
	        .password = text_of(fields, "password"),
	        .totp = text_of(fields, "totp"),
	        .skip = swa_json_get_text(item, "deletedDate") != NULL ? "deleted" : NULL,
	};
	struct import_login other = login;
	const char *urls[URLS_MAX];
	size_t count = 0;
	int64_t type = 0;

	(void)swa_json_get_integer(item, "type", &type);
	if (type != TYPE_LOGIN)
		other.skip = "not_login";
	uri = swa_json_first(swa_json_get(fields, "uris"));
	for (; uri != NULL && count < URLS_MAX; uri = swa_json_next(uri))
		urls[count++] = text_of(uri, "uri");
	return import_login_give(sink, &other, urls, count, fault);
}

swa_err
import_json_read(const struct swa_buf *text, const struct import_sink *sink, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *document = NULL;
	const struct swa_json *item;
	int64_t number = 1;
	swa_err err;

	if ((err = swa_json_parse(swa_buf_text(text), text->size, &document, ret_fault)) != SWA_OK) {
		if (err == SWA_ERR_NOMEM)
			return err;
		say_place(text, ret_fault);
		return SWA_ERR_FILE_PLACE;
	}
	if (swa_json_get_bool(document, "encrypted", false)) {
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where),
		               "encrypted by Bitwarden: choose \".json\" or \".csv\" when exporting");
		return SWA_ERR_FILE_FORMAT;
	}
	if (swa_json_kind(swa_json_get(document, "items")) != SWA_JSON_ARRAY) {
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "no list \"items\"");
		return SWA_ERR_FILE_FORMAT;
	}
	for (item = swa_json_first(swa_json_get(document, "items")); item != NULL;
	     item = swa_json_next(item)) {
		if (swa_json_kind(item) != SWA_JSON_OBJECT) {
			(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "items[%lld]",
			               (long long)number - 1);
			return SWA_ERR_FILE_PLACE;
		}
		if ((err = give_item(item, number++, sink, ret_fault)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}
