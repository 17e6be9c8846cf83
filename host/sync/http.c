#include "http.h"

#include "http_text.h"
#include "printable.h"
#include "swa/secret.h"
#include "wiped.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_TIMEOUT_S 15L
#define TIMEOUT_S 60L
/* Slower than this for so long: the other end is gone, or plays for time. */
#define LOW_SPEED_BYTES 16L
#define LOW_SPEED_S 30L
#define CONNECTIONS_KEPT 8L
#define PROXY_MAX 2048 /* bytes of an address */

/* Connections that may be used again, with the calls on them.  swa_http_forget() starts another pool; the one
 * before ends with its last call. */
struct pool {
	struct swa_http *http;
	CURLM *multi;
	uv_timer_t timer;
	size_t calls;
	unsigned busy; /* inside of it: not the time to end it */
	bool retired;
};

struct swa_http {
	uv_loop_t *loop;
	struct pool *pool; /* NULL: stopped */
	struct swa_http_call *calls;
	char proxy[PROXY_MAX + 1];
};

struct swa_http_call {
	struct swa_http *http;
	struct pool *pool;
	struct swa_http_call *before, *after;
	CURL *easy;
	struct curl_slist *headers;
	struct swa_buf body;
	struct swa_http_answer answer;
	char error[CURL_ERROR_SIZE];
	swa_http_done *done;
	void *context;
};

/* A socket of libcurl's, watched by the loop.  Frees itself once closed. */
struct watch {
	uv_poll_t poll;
	struct pool *pool;
	curl_socket_t socket;
};

static void
pool_closed(uv_handle_t *handle)
{
	free(handle->data);
}

/* End a retired pool once nothing is under way in it. */
static void
pool_settle(struct pool *pool)
{
	if (!pool->retired || pool->calls > 0 || pool->busy > 0 || pool->multi == NULL)
		return;
	(void)curl_multi_cleanup(pool->multi); /* may call back once more, for sockets that are let go */
	pool->multi = NULL;
	uv_close((uv_handle_t *)&pool->timer, pool_closed);
}

static void
pool_retire(struct pool *pool)
{
	pool->retired = true;
	pool_settle(pool);
}

/* What went wrong, from libcurl's code. */
static swa_err
error_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK: return SWA_OK;
	case CURLE_OUT_OF_MEMORY: return SWA_ERR_NOMEM;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_SSL_INVALIDCERTSTATUS: return SWA_ERR_TLS;
	case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9: anything at all */
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_WRITE_ERROR:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM: return SWA_ERR_SERVICE;
	case CURLE_BAD_FUNCTION_ARGUMENT:
	case CURLE_UNKNOWN_OPTION:
	case CURLE_NOT_BUILT_IN:
	case CURLE_FAILED_INIT: return SWA_ERR_INTERNAL;
	default: return SWA_ERR_NETWORK;
	}
}

/* Header NAME of the answer proper, the INDEX-th; NULL: none. */
static const char *
header(CURL *easy, const char *name, size_t index)
{
	struct curl_header *found = NULL;

	return curl_easy_header(easy, name, index, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
	                                                                                  : NULL;
}

/* Copied if it fits, else "". */
static void
keep(char *out, size_t size, const char *value)
{
	(void)snprintf(out, size, "%s", value == NULL || strlen(value) >= size ? "" : value);
}

/* Seconds or a date; a date counts from the answer's own, so that a wrong clock here does no harm. */
static int64_t
retry_after(const char *value, int64_t date)
{
	int64_t seconds = 0, then;

	if (value == NULL)
		return -1;
	if (*value >= '0' && *value <= '9') {
		for (; *value >= '0' && *value <= '9' && seconds < INT32_MAX; value++)
			seconds = seconds * 10 + (*value - '0');
		return *value == '\0' ? seconds : -1;
	}
	if ((then = (int64_t)curl_getdate(value, NULL)) < 0)
		return -1;
	seconds = then - (date != 0 ? date : (int64_t)time(NULL));
	return seconds > 0 ? seconds : 0;
}

static void
take_headers(struct swa_http_call *call)
{
	struct swa_http_answer *answer = &call->answer;
	const char *value;

	swa_http_media_type(header(call->easy, "Content-Type", 0), answer->type, sizeof(answer->type));
	keep(answer->etag, sizeof(answer->etag), header(call->easy, "ETag", 0));
	keep(answer->nonce, sizeof(answer->nonce), header(call->easy, "DPoP-Nonce", 0));
	for (size_t i = 0; (value = header(call->easy, "WWW-Authenticate", i)) != NULL; i++)
		swa_http_auth_error(value, answer->auth_error, sizeof(answer->auth_error));
	if ((value = header(call->easy, "Date", 0)) != NULL)
		answer->date = (int64_t)curl_getdate(value, NULL);
	if (answer->date < 0)
		answer->date = 0;
	answer->retry_after_s = retry_after(header(call->easy, "Retry-After", 0), answer->date);
}

static void
take_answer(struct swa_http_call *call, CURLcode code)
{
	struct swa_http_answer *answer = &call->answer;
	curl_off_t bytes = 0;
	long version = 0, head = 0;

	/* A full buffer is what ended the transfer, not libcurl's "write error". */
	answer->err = answer->body.err != SWA_OK ? answer->body.err : error_of(code);
	if (code != CURLE_OK)
		swa_printable_add(answer->why, sizeof(answer->why),
		                  call->error[0] != '\0' ? call->error : curl_easy_strerror(code));
	(void)curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_getinfo(call->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	(void)curl_easy_getinfo(call->easy, CURLINFO_HEADER_SIZE, &head);
	(void)curl_easy_getinfo(call->easy, CURLINFO_HTTP_VERSION, &version);
	answer->wire_bytes = (uint64_t)(bytes > 0 ? bytes : 0) + (uint64_t)(head > 0 ? head : 0);
	switch (version) {
	case CURL_HTTP_VERSION_1_0: answer->http_version = 10; break;
	case CURL_HTTP_VERSION_1_1: answer->http_version = 11; break;
	case CURL_HTTP_VERSION_2_0: answer->http_version = 20; break;
	default: answer->http_version = 0; break;
	}
	take_headers(call);
}

static void
call_free(struct swa_http_call *call)
{
	if (call->easy != NULL)
		curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->headers); /* libcurl's memory: wiped */
	swa_buf_finish(&call->body);
	swa_buf_finish(&call->answer.body);
	swa_wipe(call, sizeof(*call));
	free(call);
}

static void
call_link(struct swa_http_call *call, struct pool *pool)
{
	struct swa_http *http = pool->http;

	call->http = http;
	call->pool = pool;
	call->after = http->calls;
	if (http->calls != NULL)
		http->calls->before = call;
	http->calls = call;
	pool->calls++;
}

/* From then on nobody finds it any more, and libcurl does not call back for it. */
static void
call_unlink(struct swa_http_call *call)
{
	(void)curl_multi_remove_handle(call->pool->multi, call->easy);
	if (call->before != NULL)
		call->before->after = call->after;
	else
		call->http->calls = call->after;
	if (call->after != NULL)
		call->after->before = call->before;
	call->pool->calls--;
}

/* Tell of the calls that are over.  Their callbacks may send, cancel, forget and stop. */
static void
pool_reap(struct pool *pool)
{
	struct swa_http_call *call;
	CURLMsg *message;
	CURLcode code;
	int rest;

	while ((message = curl_multi_info_read(pool->multi, &rest)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		code = message->data.result;
		call = NULL;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&call);
		take_answer(call, code);
		call_unlink(call); /* MESSAGE is gone now */
		call->done(call->context, &call->answer);
		call_free(call);
	}
}

static void
pool_act(struct pool *pool, curl_socket_t socket, int events)
{
	int running;

	pool->busy++;
	(void)curl_multi_socket_action(pool->multi, socket, events, &running);
	pool_reap(pool);
	pool->busy--;
	pool_settle(pool);
}

static void
on_timer(uv_timer_t *timer)
{
	pool_act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	const struct watch *watch = poll->data;
	int mask = status < 0 ? CURL_CSELECT_ERR : 0;

	mask |= (events & UV_READABLE) != 0 ? CURL_CSELECT_IN : 0;
	mask |= (events & UV_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0;
	pool_act(watch->pool, watch->socket, mask);
}

static int
timer_wanted(CURLM *multi, long timeout_ms, void *context)
{
	struct pool *pool = context;

	(void)multi;
	if (timeout_ms < 0) {
		(void)uv_timer_stop(&pool->timer);
		return 0;
	}
	/* Never early, else libcurl finds nothing to do and does not ask again: the loop's time may be old
	 * and is cut to whole milliseconds. */
	uv_update_time(pool->http->loop);
	return uv_timer_start(&pool->timer, on_timer, (uint64_t)timeout_ms + (timeout_ms > 0), 0) == 0 ? 0
	                                                                                               : -1;
}

static void
watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *
watch_new(struct pool *pool, curl_socket_t socket)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->pool = pool;
	watch->socket = socket;
	watch->poll.data = watch;
	if (uv_poll_init_socket(pool->http->loop, &watch->poll, socket) != 0) {
		free(watch);
		return NULL;
	}
	(void)curl_multi_assign(pool->multi, socket, watch);
	return watch;
}

static int
socket_wanted(CURL *easy, curl_socket_t socket, int what, void *context, void *assigned)
{
	struct watch *watch = assigned;
	struct pool *pool = context;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watch != NULL) {
			(void)curl_multi_assign(pool->multi, socket, NULL);
			uv_close((uv_handle_t *)&watch->poll, watch_closed);
		}
		return 0;
	}
	if (watch == NULL && (watch = watch_new(pool, socket)) == NULL)
		return -1;
	events |= what != CURL_POLL_OUT ? UV_READABLE : 0;
	events |= what != CURL_POLL_IN ? UV_WRITABLE : 0;
	return uv_poll_start(&watch->poll, events, on_poll) == 0 ? 0 : -1;
}

static swa_err
pool_new(struct swa_http *http, struct pool **ret_pool)
{
	struct pool *pool = calloc(1, sizeof(*pool));
	bool failed = false;

	if (pool == NULL)
		return SWA_ERR_NOMEM;
	if ((pool->multi = curl_multi_init()) == NULL) {
		free(pool);
		return SWA_ERR_NOMEM;
	}
	pool->http = http;
	pool->timer.data = pool;
	(void)uv_timer_init(http->loop, &pool->timer); /* it cannot fail */
	failed |= curl_multi_setopt(pool->multi, CURLMOPT_SOCKETFUNCTION, socket_wanted) != CURLM_OK;
	failed |= curl_multi_setopt(pool->multi, CURLMOPT_SOCKETDATA, pool) != CURLM_OK;
	failed |= curl_multi_setopt(pool->multi, CURLMOPT_TIMERFUNCTION, timer_wanted) != CURLM_OK;
	failed |= curl_multi_setopt(pool->multi, CURLMOPT_TIMERDATA, pool) != CURLM_OK;
	failed |= curl_multi_setopt(pool->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT) != CURLM_OK;
	if (failed) {
		pool_retire(pool);
		return SWA_ERR_INTERNAL;
	}
	*ret_pool = pool;
	return SWA_OK;
}

swa_err
swa_http_new(uv_loop_t *loop, struct swa_http **ret_http)
{
	struct swa_http *http;
	swa_err err;

	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, swa_wiped_alloc, swa_wiped_free, swa_wiped_realloc,
	                         swa_wiped_strdup, swa_wiped_calloc) != CURLE_OK)
		return SWA_ERR_INTERNAL;
	if ((http = calloc(1, sizeof(*http))) == NULL) {
		curl_global_cleanup();
		return SWA_ERR_NOMEM;
	}
	http->loop = loop;
	if ((err = pool_new(http, &http->pool)) != SWA_OK) {
		swa_http_free(http);
		return err;
	}
	*ret_http = http;
	return SWA_OK;
}

void
swa_http_stop(struct swa_http *http)
{
	struct pool *pool = http->pool;

	http->pool = NULL;
	while (http->calls != NULL)
		swa_http_cancel(http->calls);
	if (pool != NULL)
		pool_retire(pool);
}

void
swa_http_free(struct swa_http *http)
{
	if (http == NULL)
		return;
	free(http);
	curl_global_cleanup();
}

void
swa_http_forget(struct swa_http *http)
{
	struct pool *before = http->pool;

	if (before == NULL || pool_new(http, &http->pool) != SWA_OK)
		return;
	pool_retire(before);
}

void
swa_http_cancel(struct swa_http_call *call)
{
	struct pool *pool = call->pool;

	call_unlink(call);
	call_free(call);
	pool_settle(pool);
}

static size_t
on_body(char *data, size_t size, size_t count, void *context)
{
	struct swa_http_call *call = context;

	return swa_buf_append(&call->answer.body, data, size * count) == SWA_OK ? size * count : 0;
}

/* One line more; a line break in it would begin another. */
static swa_err
add_header(struct swa_http_call *call, const char *line)
{
	struct curl_slist *longer;

	if (strpbrk(line, "\r\n") != NULL)
		return SWA_ERR_ARGUMENT;
	if ((longer = curl_slist_append(call->headers, line)) == NULL)
		return SWA_ERR_NOMEM;
	call->headers = longer;
	return SWA_OK;
}

static swa_err
take_request_headers(struct swa_http_call *call, const struct swa_http_request *request)
{
	char type[160];
	swa_err err;

	for (size_t i = 0; i < SWA_HTTP_HEADERS_MAX && request->headers[i] != NULL; i++) {
		if ((err = add_header(call, request->headers[i])) != SWA_OK)
			return err;
	}
	if (request->body != NULL && request->body_type != NULL) {
		(void)snprintf(type, sizeof(type), "Content-Type: %s", request->body_type);
		if ((err = add_header(call, type)) != SWA_OK)
			return err;
	}
	return add_header(call, "Expect:"); /* no waiting for 100 Continue */
}

/* An https address with a host and without user or password? */
static bool
url_is_usable(const char *url)
{
	CURLU *parts = curl_url();
	char *scheme = NULL;
	bool usable;

	usable = parts != NULL && curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK &&
	         curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	         strcmp(scheme, "https") == 0;
	curl_free(scheme);
	curl_url_cleanup(parts);
	return usable;
}

void
swa_http_use_proxy(struct swa_http *http, const char *proxy)
{
	if (strcmp(http->proxy, proxy) == 0)
		return;
	(void)snprintf(http->proxy, sizeof(http->proxy), "%s", proxy);
	swa_http_forget(http);
}

#define SET(option, value) failed |= curl_easy_setopt(easy, option, value) != CURLE_OK

/* The way.  Without a word about it libcurl reads the environment. */
static bool
set_proxy(CURL *easy, const char *proxy)
{
	bool failed = false;

	if (proxy[0] == '\0')
		return true;
	SET(CURLOPT_NOPROXY, "");
	if (strcmp(proxy, "direct") == 0) {
		SET(CURLOPT_PROXY, "");
		return !failed;
	}
	SET(CURLOPT_PROXY, proxy);
	SET(CURLOPT_PROXYAUTH, (long)(CURLAUTH_NEGOTIATE | CURLAUTH_NTLM));
	SET(CURLOPT_PROXYUSERPWD, ":"); /* whoever is signed in */
	return !failed;
}

/* Whom to trust.  A bundle of the organisation's stands in place of the system's, which the path would add
 * where the TLS library has one.
 *
 * Windows also asks whether a certificate was taken back, and refuses one where nobody answers: offline, or
 * behind a proxy.  So that a refusal is an answer, it is asked for what can be had; of an organisation's own
 * authority nothing, as it mostly names no place to ask.  Elsewhere this is without effect. */
static bool
set_trust(CURL *easy, const struct swa_http_request *request)
{
	struct curl_blob bundle = {.flags = CURL_BLOB_COPY};
	bool failed = false, own = request->ca != NULL && request->ca[0] != '\0';
	CURLcode code;

	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSL_OPTIONS, (long)(own ? CURLSSLOPT_NO_REVOKE : CURLSSLOPT_REVOKE_BEST_EFFORT));
	SET(CURLOPT_PROXY_SSL_OPTIONS, (long)CURLSSLOPT_REVOKE_BEST_EFFORT);
	if (own) {
		memcpy(&bundle.data, &request->ca,
		       sizeof(bundle.data)); /* libcurl copies what it takes for changeable */
		bundle.len = strlen(request->ca);
		SET(CURLOPT_CAINFO_BLOB, &bundle);
		code = curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
		failed |= code != CURLE_OK && code != CURLE_NOT_BUILT_IN;
	}
	if (request->tls_pin != NULL && request->tls_pin[0] != '\0')
		SET(CURLOPT_PINNEDPUBLICKEY, request->tls_pin);
	return !failed;
}

static bool
set_limits(CURL *easy, const struct swa_http_request *request)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
	bool failed = false;

	SET(CURLOPT_PROTOCOLS_STR, "https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L); /* giving up does not wait for a name server */
	SET(CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S);
	SET(CURLOPT_TIMEOUT, request->timeout_s > 0 ? request->timeout_s : TIMEOUT_S);
	SET(CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, LOW_SPEED_S);
	SET(CURLOPT_USERAGENT, "swa-agent");
	/* A libcurl without one refuses to be asked for it. */
	if ((version->features & CURL_VERSION_HTTP2) != 0)
		SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	if ((version->features & CURL_VERSION_LIBZ) != 0)
		SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	return !failed;
}

static bool
set_request(CURL *easy, struct swa_http_call *call, const struct swa_http_request *request)
{
	bool failed = false, get = strcmp(request->method, "GET") == 0;

	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_HTTPHEADER, call->headers);
	if (request->body != NULL || strcmp(request->method, "POST") == 0) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.size);
		SET(CURLOPT_POSTFIELDS, swa_buf_text(&call->body));
	}
	if (!get)
		SET(CURLOPT_CUSTOMREQUEST, request->method);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, call);
	SET(CURLOPT_ERRORBUFFER, call->error);
	SET(CURLOPT_PRIVATE, call);
	return !failed;
}

static swa_err
prepare(struct swa_http_call *call, const struct swa_http_request *request, const char *proxy)
{
	swa_err err;

	if (request->body != NULL &&
	    (err = swa_buf_append(&call->body, swa_buf_text(request->body), request->body->size)) != SWA_OK)
		return err;
	if ((err = take_request_headers(call, request)) != SWA_OK)
		return err;
	if ((call->easy = curl_easy_init()) == NULL)
		return SWA_ERR_NOMEM;
	if (!set_limits(call->easy, request) || !set_proxy(call->easy, proxy) ||
	    !set_trust(call->easy, request) || !set_request(call->easy, call, request))
		return SWA_ERR_NOMEM;
	return SWA_OK;
}

swa_err
swa_http_send(struct swa_http *http, const struct swa_http_request *request, swa_http_done *done,
              void *context, struct swa_http_call **ret_call)
{
	struct swa_http_call *call;
	swa_err err;

	if (http->pool == NULL)
		return SWA_ERR_CANCELLED;
	if (!url_is_usable(request->url))
		return SWA_ERR_URL_INVALID;
	if ((call = calloc(1, sizeof(*call))) == NULL)
		return SWA_ERR_NOMEM;
	swa_buf_init(&call->body, SWA_HTTP_ANSWER_MAX);
	swa_buf_init(&call->answer.body, SWA_HTTP_ANSWER_MAX);
	call->answer.retry_after_s = -1;
	call->done = done;
	call->context = context;
	if ((err = prepare(call, request, http->proxy)) != SWA_OK) {
		call_free(call);
		return err;
	}
	/* Only arms the timer; the transfer begins in the loop. */
	if (curl_multi_add_handle(http->pool->multi, call->easy) != CURLM_OK) {
		call_free(call);
		return SWA_ERR_NOMEM;
	}
	call_link(call, http->pool);
	if (ret_call != NULL)
		*ret_call = call;
	return SWA_OK;
}
