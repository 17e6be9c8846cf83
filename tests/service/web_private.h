/* Parts of web.c that stand for themselves. */
#ifndef SERVICE_WEB_PRIVATE_H
#define SERVICE_WEB_PRIVATE_H

#include "web.h"

#include <microhttpd.h>

#define WEB_ANSWER_MAX ((size_t)8 * 1024 * 1024)
#define WEB_FORM_FIELDS_MAX 32

struct web_form_fields {
	size_t count;
	char *text; /* one block that all of them lie in */
	size_t size;
	const char *names[WEB_FORM_FIELDS_MAX];
	const char *values[WEB_FORM_FIELDS_MAX];
};
void web_form_parse(const char *text, struct web_form_fields *ret_form);
const char *web_form_find(const struct web_form_fields *form, const char *name);
void web_form_finish(struct web_form_fields *form);

/** gzip in place; false: it stays as it is. */
bool web_pack(struct swa_buf *body);

void web_tidy(const struct service *service, struct db *db);

#endif
