/*
 * HTTPS by libmicrohttpd: requests, answers, and one table of routes.
 *
 * A pool of threads; each has a database connection of its own.  A handler
 * reads the request and fills the answer; it never blocks on the network.
 */
#ifndef SERVICE_WEB_H
#define SERVICE_WEB_H

#include "db.h"
#include "json.h"
#include "service.h"
#include "swa/buf.h"

#define WEB_BODY_MAX ((size_t)1024 * 1024)

struct web_request {
	const struct service *service;
	struct db *db; /* this thread's */
	const char *method;
	const char *path; /* decoded, without query */
	const char *tail; /* what a route's star stood for */
	const struct swa_buf *body;
	const struct swa_json *json; /* BODY, where it is JSON; else NULL */
	void *connection;            /* web.c's own, and so is the next */
	const struct web_form_fields *form;
};
const char *web_query(const struct web_request *request, const char *name);  /* NULL: absent */
const char *web_header(const struct web_request *request, const char *name); /* NULL: absent */
const char *web_form(const struct web_request *request, const char *name); /* of a form body; NULL: absent */
const char *web_cookie(const struct web_request *request, const char *name);

struct web_answer {
	unsigned status;
	struct swa_buf body;
	const char *type;        /* static; NULL: no body */
	char headers[8][2][600]; /* name, value */
	size_t header_count;
};
void web_answer_header(struct web_answer *answer, const char *name, const char *value);
/** Moves JSON. */
void web_answer_json(struct web_answer *answer, unsigned status, struct swa_json *json);
/** {"error":NAME,"error_description":TEXT} */
void web_answer_error(struct web_answer *answer, unsigned status, const char *name, const char *text);
void web_answer_redirect(struct web_answer *answer, const char *where);

typedef void web_handler(const struct web_request *request, struct web_answer *answer);

struct web_route {
	const char *method;
	const char *path; /* one star at most, for one segment: a device's or account's id */
	web_handler *handler;
};
/** Where all routes stand; ends with a NULL method.  In routes.c, the one list. */
extern const struct web_route web_routes[];

/** Serve until SIGTERM.  @return exit code */
int web_serve(const struct service *service);

#endif
