/*
 * HTTPS requests on the event loop; the only module that names libcurl.
 *
 * One pool for the agent: connections are kept, HTTP/2 is used where offered,
 * answers are unpacked.  TLS 1.2 or later, always checked; redirects are not
 * followed; no cookies, no .netrc, no credentials in a URL; proxies as
 * swa_http_use_proxy() or the environment says.  Bodies may hold secrets and are wiped.
 */
#ifndef SWA_SYNC_HTTP_H
#define SWA_SYNC_HTTP_H

#include "swa/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#define SWA_HTTP_ANSWER_MAX ((size_t)8 * 1024 * 1024)
#define SWA_HTTP_HEADERS_MAX 8

struct swa_http;
struct swa_http_call;

/** Borrowed until swa_http_send() returns. */
struct swa_http_request {
	const char *method;                        /* "GET", "POST", "PUT", "PATCH", "DELETE" */
	const char *url;                           /* https only */
	const char *headers[SWA_HTTP_HEADERS_MAX]; /* "Name: value"; NULL ends them */
	const struct swa_buf *body;                /* NULL: none */
	const char *body_type;                     /* of BODY */
	const char *ca;      /* PEM bundle in place of the system's; NULL or "": the system's */
	const char *tls_pin; /* "sha256//…" that the server's key must have; NULL or "": none */
	long timeout_s;      /* 0: 60; connecting has 15 of its own */
};

struct swa_http_answer {
	swa_err err; /* SWA_OK an answer came, whatever its status; NETWORK; TLS the certificate or the pinned
	                key is not the right one (a handshake that breaks off is NETWORK); SERVICE (not HTTP,
	                cut off); LIMIT; NOMEM; INTERNAL */
	char why[256]; /* what libcurl says of it; printable */
	long status;   /* 0 where none came */
	struct swa_buf body;
	char type[128];        /* media type, lower case, without parameters */
	char etag[516];        /* as it came; "" none, or too long */
	char nonce[257];       /* DPoP-Nonce */
	char auth_error[64];   /* error="…" of WWW-Authenticate */
	int64_t retry_after_s; /* -1 none; dates are turned into seconds from now */
	int64_t date;          /* of the Date header, seconds since 1970; 0 none */
	uint64_t wire_bytes;   /* as they came, before unpacking */
	int http_version;      /* 11, 20 */
};

/** Called once, from the loop.  ANSWER is borrowed for the call. */
typedef void swa_http_done(void *context, const struct swa_http_answer *answer);

/** @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_INTERNAL libcurl cannot be set up */
swa_err swa_http_new(uv_loop_t *loop, struct swa_http **ret_http) SWA_MUST_CHECK;
/** Cancels what is under way; the loop must run until handles are closed.  After the loop: swa_http_free().
 */
void swa_http_stop(struct swa_http *http);
void swa_http_free(struct swa_http *http);

/** @param ret_call to cancel it by; valid until DONE is called; may be NULL.
 *  @return SWA_OK; SWA_ERR_URL_INVALID not https, or with a user; SWA_ERR_ARGUMENT a line break in a header;
 *  SWA_ERR_CANCELLED stopped; SWA_ERR_NOMEM.  DONE is not called then */
swa_err swa_http_send(struct swa_http *http, const struct swa_http_request *request, swa_http_done *done,
                      void *context, struct swa_http_call **ret_call) SWA_MUST_CHECK;
/** Give it up: DONE is not called any more. */
void swa_http_cancel(struct swa_http_call *call);

/** Drop kept connections: after the network or the trust has changed. */
void swa_http_forget(struct swa_http *http);

/**
 * Go through this proxy from now on; kept connections are dropped where that is another way.
 *
 * @param proxy "" as the environment says; "direct" none; else its address, http: or https:.  One that wants
 * to know who is there is answered with the desktop's own ticket (Kerberos or, on Windows, the signed-in
 * person), and with nothing else
 */
void swa_http_use_proxy(struct swa_http *http, const char *proxy);

/** Append TEXT percent-encoded for a query or a form. */
void swa_http_escape(struct swa_buf *out, const char *text);

#endif
