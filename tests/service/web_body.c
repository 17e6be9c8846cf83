/* Bodies: forms that come, answers that go packed. */
#include "auth.h"
#include "model.h"
#include "tokens.h"
#include "web_private.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static int
hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	                              : -1;
}

/* In place.  A wrong escape stays as it stands; %00 ends the text, as any C string. */
static void
decode(char *text)
{
	char *out = text;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '+') {
			*out++ = ' ';
		} else if (*c == '%' && hex(c[1]) >= 0 && hex(c[2]) >= 0) {
			*out++ = (char)(hex(c[1]) * 16 + hex(c[2]));
			c += 2;
		} else {
			*out++ = *c;
		}
	}
	*out = '\0';
}

void
web_form_parse(const char *text, struct web_form_fields *ret_form)
{
	char *at, *end, *equals;

	if ((ret_form->text = strdup(text)) == NULL)
		return;
	ret_form->size = strlen(text);
	for (at = ret_form->text; at != NULL && ret_form->count < WEB_FORM_FIELDS_MAX; at = end) {
		if ((end = strchr(at, '&')) != NULL)
			*end++ = '\0';
		if ((equals = strchr(at, '=')) == NULL)
			continue;
		*equals = '\0';
		decode(at);
		decode(equals + 1);
		ret_form->names[ret_form->count] = at;
		ret_form->values[ret_form->count++] = equals + 1;
	}
}

const char *
web_form_find(const struct web_form_fields *form, const char *name)
{
	if (form != NULL)
		for (size_t i = 0; i < form->count; i++)
			if (strcmp(form->names[i], name) == 0)
				return form->values[i];
	return NULL;
}

void
web_form_finish(struct web_form_fields *form)
{
	if (form->text != NULL)
		swa_wipe(form->text, form->size);
	free(form->text);
	*form = (struct web_form_fields){0};
}

bool
web_pack(struct swa_buf *body)
{
	z_stream stream = {.next_in = body->data, .avail_in = (uInt)body->size};
	struct swa_buf packed;
	unsigned char *room;
	bool good = false;
	uLong bound;

	/* Level 1: much the same size, for what is mostly signatures, in a third of the time. */
	if (deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	bound = deflateBound(&stream, (uLong)body->size);
	swa_buf_init(&packed, bound);
	if ((room = swa_buf_reserve(&packed, bound)) != NULL) {
		stream.next_out = room;
		stream.avail_out = (uInt)bound;
		good = deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < body->size;
		packed.size = stream.total_out;
	}
	deflateEnd(&stream);
	if (good) {
		swa_buf_finish(body);
		*body = packed;
	} else {
		swa_buf_finish(&packed);
	}
	return good;
}

void
web_tidy(const struct service *service, struct db *db)
{
	struct model m = {service, db};

	if (!db_begin(db))
		return;
	if (model_tidy(&m, now_s()) != SWA_OK || !auth_tidy(db, now_s()) || !db_commit(db))
		db_rollback(db);
}
