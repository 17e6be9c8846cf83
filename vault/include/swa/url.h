/*
 * Web addresses and origins, compared exactly.
 *
 * Parsed by uriparser (RFC 3986), then held to the form in which browsers
 * write addresses (https://url.spec.whatwg.org): scheme and host in lower
 * case, no user information, host a name of letters, digits, hyphens and dots
 * (IDN in its punycode form), a dotted IPv4 or a bracketed IPv6 address, port
 * absent or 1 to 65535.  What different parsers might read differently
 * (backslashes, percent signs in the host, control characters, spaces,
 * non-ASCII, numeric hosts that are not four decimal parts) is refused.
 */
#ifndef SWA_URL_H
#define SWA_URL_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWA_HOST_MAX 253
#define SWA_ORIGIN_MAX (SWA_HOST_MAX + 16)

/** scheme, host and port; the port is always filled in (443, 80). */
struct swa_origin {
	char scheme[6]; /* "https" or "http" */
	char host[SWA_HOST_MAX + 1];
	uint16_t port;
};

/**
 * The origin of an address that an administrator wrote: upper case in scheme
 * and host is folded, an explicit default port is taken for what it is.
 * @return SWA_OK
 *         SWA_ERR_SCHEME_REFUSED  neither https: nor http:
 *         SWA_ERR_URL_INVALID     anything else that is not plainly one address
 */
swa_err swa_origin_of(const char *url, struct swa_origin *ret_origin) SWA_MUST_CHECK;

/** The origin of an address that a browser reports: nothing is folded; what a
 *  browser would have written differently is SWA_ERR_URL_INVALID. */
swa_err swa_origin_of_page(const char *url, struct swa_origin *ret_origin) SWA_MUST_CHECK;

bool swa_origin_equal(const struct swa_origin *a, const struct swa_origin *b);

/** "https://wiki.example" or "https://wiki.example:8443", NUL-terminated. */
void swa_origin_text(const struct swa_origin *origin, char ret_text[SWA_ORIGIN_MAX + 1]);

#endif
