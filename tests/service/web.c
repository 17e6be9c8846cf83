/*
 * MHD's internal threads poll and handle: one connection is one thread's for
 * as long as it lives.  The database connection of a thread is opened at its
 * first request and closed when the thread ends.
 */
#include "web_private.h"

#include "oauth.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define DISCARD_MAX \
	((size_t)64 * 1024 * 1024) /* of a body that is too large: read, so that the answer arrives */
#define IDLE_S 120
#define PACK_FROM 1024

struct call {
	struct swa_buf body;
	size_t discarded;
	bool too_large;
	struct web_form_fields form;
};

static const struct service *serving;
static pthread_key_t database_key;

static void
close_database(void *db)
{
	db_close(db);
}

/* This thread's; NULL: none is to be had, see db_error(NULL). */
static struct db *
database(void)
{
	struct db *db = pthread_getspecific(database_key);

	if (db == NULL && db_open(serving->database, &db))
		pthread_setspecific(database_key, db);
	return db;
}

/* --- the request --- */

const char *
web_query(const struct web_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *
web_header(const struct web_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *
web_cookie(const struct web_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, name);
}

const char *
web_form(const struct web_request *request, const char *name)
{
	return web_form_find(request->form, name);
}

/* Does PATH fit PATTERN?  The star's part is copied to TAIL. */
static bool
matches(const char *pattern, const char *path, char tail[128])
{
	const char *star = strchr(pattern, '*');
	size_t before, part, size = strlen(path);

	tail[0] = '\0';
	if (star == NULL)
		return strcmp(pattern, path) == 0;
	before = (size_t)(star - pattern);
	if (size < before || strncmp(pattern, path, before) != 0)
		return false;
	part = strcspn(path + before, "/");
	if (part == 0 || part >= 128 || strcmp(path + before + part, star + 1) != 0)
		return false;
	memcpy(tail, path + before, part);
	tail[part] = '\0';
	return true;
}

static const struct web_route *
find_route(const char *method, const char *path, char tail[128], bool *ret_path_known)
{
	*ret_path_known = false;
	for (const struct web_route *route = web_routes; route->method != NULL; route++) {
		if (!matches(route->path, path, tail))
			continue;
		*ret_path_known = true;
		if (strcmp(route->method, method) == 0)
			return route;
	}
	return NULL;
}

/* --- the answer --- */

void
web_answer_header(struct web_answer *answer, const char *name, const char *value)
{
	if (answer->header_count == sizeof(answer->headers) / sizeof(answer->headers[0]))
		return;
	snprintf(answer->headers[answer->header_count][0], sizeof(answer->headers[0][0]), "%s", name);
	snprintf(answer->headers[answer->header_count++][1], sizeof(answer->headers[0][1]), "%s", value);
}

void
web_answer_json(struct web_answer *answer, unsigned status, struct swa_json *json)
{
	swa_buf_reset(&answer->body);
	answer->status = status;
	answer->type = "application/json";
	if (swa_json_print(json, &answer->body) != SWA_OK) {
		swa_buf_reset(&answer->body);
		answer->status = 500;
		answer->header_count = 0;
		(void)swa_buf_append_text(&answer->body, "{\"error\":\"server_error\"}");
	}
	swa_json_free(json);
}

void
web_answer_error(struct web_answer *answer, unsigned status, const char *name, const char *text)
{
	struct swa_json *json = swa_json_new_object();

	swa_json_set_text(json, "error", name);
	swa_json_set_text(json, "error_description", text);
	web_answer_json(answer, status, json);
}

void
web_answer_redirect(struct web_answer *answer, const char *where)
{
	answer->status = 303;
	web_answer_header(answer, "Location", where);
}

static enum MHD_Result
send_answer(struct MHD_Connection *connection, struct web_answer *answer)
{
	const char *accepted = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
	bool packed = answer->body.size > PACK_FROM && accepted != NULL && strstr(accepted, "gzip") != NULL &&
	              web_pack(&answer->body);
	struct MHD_Response *response = MHD_create_response_from_buffer(
	        answer->body.size, answer->body.data == NULL ? (void *)"" : answer->body.data,
	        MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (response == NULL)
		return MHD_NO;
	if (answer->type != NULL)
		(void)MHD_add_response_header(response, "Content-Type", answer->type);
	if (packed)
		(void)MHD_add_response_header(response, "Content-Encoding", "gzip");
	(void)MHD_add_response_header(response, "Cache-Control", "no-store");
	(void)MHD_add_response_header(response, "Vary", "Accept-Encoding");
	for (size_t i = 0; i < answer->header_count; i++)
		(void)MHD_add_response_header(response, answer->headers[i][0], answer->headers[i][1]);
	result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

/* --- one call --- */

static bool
is_type(struct web_request *request, const char *type)
{
	const char *given = web_header(request, "Content-Type");

	return given != NULL && strncmp(given, type, strlen(type)) == 0;
}

static void
read_body(struct web_request *request, struct call *call, struct swa_json **ret_json)
{
	request->body = &call->body;
	request->form = &call->form;
	if (is_type(request, "application/x-www-form-urlencoded"))
		web_form_parse(swa_buf_text(&call->body), &call->form);
	else if (call->body.size > 0 && is_type(request, "application/json") &&
	         swa_json_parse(swa_buf_text(&call->body), call->body.size, ret_json, NULL) == SWA_OK)
		request->json = *ret_json;
}

static void
answer_call(struct web_request *request, struct call *call, struct web_answer *answer)
{
	struct swa_json *json = NULL;
	const struct web_route *route;
	bool path_known;
	char tail[128];

	route = find_route(request->method, request->path, tail, &path_known);
	if (call->too_large) {
		web_answer_error(answer, 413, "too_large", "the request is longer than 1 MiB");
	} else if (route == NULL) {
		web_answer_error(answer, path_known ? 405 : 404, path_known ? "invalid_request" : "not_found",
		                 path_known ? "this path does not know the method" : "there is no such path");
	} else if ((request->db = database()) == NULL) {
		web_answer_error(answer, 503, "temporarily_unavailable", "the database did not answer");
	} else {
		request->tail = tail;
		read_body(request, call, &json);
		route->handler(request, answer);
	}
	swa_json_free(json);
}

static enum MHD_Result
collect(struct call *call, const char *data, size_t *size)
{
	if (!call->too_large && swa_buf_append(&call->body, data, *size) != SWA_OK) {
		call->too_large = true;
		swa_buf_finish(&call->body);
	}
	if (call->too_large && (call->discarded += *size) > DISCARD_MAX)
		return MHD_NO;
	*size = 0;
	return MHD_YES;
}

static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *data, size_t *size, void **state)
{
	struct call *call = *state;
	struct web_request request = {
	        .service = serving, .method = method, .path = url, .tail = "", .connection = connection};
	struct web_answer answer = {.status = 500};
	enum MHD_Result result;

	(void)context;
	(void)version;
	if (call == NULL) {
		if ((call = calloc(1, sizeof(*call))) == NULL)
			return MHD_NO;
		swa_buf_init(&call->body, WEB_BODY_MAX);
		*state = call;
		return MHD_YES;
	}
	if (*size > 0)
		return collect(call, data, size);
	swa_buf_init(&answer.body, WEB_ANSWER_MAX);
	answer_call(&request, call, &answer);
	result = send_answer(connection, &answer);
	swa_buf_finish(&answer.body);
	return result;
}

static void
on_completed(void *context, struct MHD_Connection *connection, void **state,
             enum MHD_RequestTerminationCode why)
{
	struct call *call = *state;

	(void)context;
	(void)connection;
	(void)why;
	if (call == NULL)
		return;
	swa_buf_finish(&call->body);
	web_form_finish(&call->form);
	free(call);
	*state = NULL;
}

/* --- the server --- */

static bool
read_file(const char *path, struct swa_buf *ret_text)
{
	char part[4096];
	FILE *file = fopen(path, "re");
	size_t size;

	if (file == NULL)
		return false;
	while ((size = fread(part, 1, sizeof(part), file)) > 0)
		(void)swa_buf_append(ret_text, part, size);
	swa_wipe(part, sizeof(part));
	size = ferror(file) != 0;
	fclose(file);
	return size == 0 && ret_text->err == SWA_OK && ret_text->size > 0;
}

static bool
parse_address(const char *listen, struct sockaddr_in *ret_address)
{
	const char *colon = strrchr(listen, ':');
	char host[64];
	int port = colon == NULL ? 0 : atoi(colon + 1);

	if (colon == NULL || colon - listen >= (long)sizeof(host) || port < 0 || port > 65535)
		return false;
	snprintf(host, sizeof(host), "%.*s", (int)(colon - listen), listen);
	*ret_address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	return inet_pton(AF_INET, host, &ret_address->sin_addr) == 1;
}

/* As many connections as the system lets us have. */
static unsigned
connection_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 900;
	limit.rlim_cur = limit.rlim_max > 65536 ? 65536 : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur < 256 ? 128 : (unsigned)limit.rlim_cur - 128;
}

static struct MHD_Daemon *
start(const struct service *service, const struct sockaddr_in *address, const char *certificate,
      const char *key)
{
	return MHD_start_daemon(
	        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TLS | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request,
	        NULL, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_THREAD_POOL_SIZE, service->threads,
	        MHD_OPTION_CONNECTION_LIMIT, connection_limit(), MHD_OPTION_CONNECTION_TIMEOUT,
	        (unsigned)IDLE_S, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_HTTPS_MEM_CERT,
	        certificate, MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_HTTPS_PRIORITIES,
	        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
	        MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u, MHD_OPTION_END);
}

/* Once an hour what is kept only for a while is forgotten. */
static void
wait_for_end(const sigset_t *signals)
{
	const struct timespec hour = {.tv_sec = 3600};

	do {
		struct db *db = database();
		if (db != NULL)
			web_tidy(serving, db);
	} while (sigtimedwait(signals, NULL, &hour) < 0 && (errno == EAGAIN || errno == EINTR));
}

static int
serve_files(const struct service *service, const struct sockaddr_in *address, struct swa_buf *certificate,
            struct swa_buf *key, const sigset_t *signals)
{
	struct MHD_Daemon *daemon;
	const union MHD_DaemonInfo *info;

	if (!read_file(service->certificate, certificate) || !read_file(service->key, key)) {
		fprintf(stderr, "swa-service: certificate or key cannot be read\n");
		return 1;
	}
	daemon = start(service, address, swa_buf_text(certificate), swa_buf_text(key));
	if (daemon == NULL) {
		fprintf(stderr, "swa-service: cannot listen on %s\n", service->listen);
		return 1;
	}
	info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
	printf("listening on %u\n", info == NULL ? 0 : info->port);
	fflush(stdout);
	wait_for_end(signals);
	MHD_stop_daemon(daemon);
	return 0;
}

int
web_serve(const struct service *service)
{
	struct sockaddr_in address;
	struct swa_buf certificate, key;
	sigset_t signals;
	int code;

	if (!parse_address(service->listen, &address)) {
		fprintf(stderr, "swa-service: '%s' is no address like 127.0.0.1:8443\n", service->listen);
		return 2;
	}
	/* Blocked before the threads are made, so that the signal is this thread's. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	serving = service;
	if (pthread_key_create(&database_key, close_database) != 0)
		return 1;
	swa_buf_init(&certificate, WEB_BODY_MAX);
	swa_buf_init(&key, WEB_BODY_MAX);
	code = serve_files(service, &address, &certificate, &key, &signals);
	swa_buf_finish(&certificate);
	swa_buf_finish(&key);
	db_close(pthread_getspecific(database_key));
	pthread_setspecific(database_key, NULL);
	return code;
}
