/* Origins of web addresses; swa/url.h says what is let through. */
#include "swa/url.h"

#include <stdio.h>
#include <string.h>
#include <uriparser/Uri.h>

#define PORT_HTTPS 443
#define PORT_HTTP 80
#define LABEL_MAX 63

/* scheme "://" and a little more than the longest authority */
#define FRONT_MAX (8 + SWA_ORIGIN_MAX + 8)

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Nothing that one parser drops, folds or takes for something else. */
static bool
plain_bytes(const char *url)
{
	for (; *url != '\0'; url++) {
		if (*url <= ' ' || *url > '~' || *url == '\\')
			return false;
	}
	return true;
}

/* --- the scheme ---------------------------------------------------------- */

/* "https" or "http" before "://", folded; or why not. */
static swa_err
read_scheme(const char *url, bool may_fold, char ret_scheme[6])
{
	size_t size = strcspn(url, ":/?#");
	char scheme[6] = "";

	if (size == 0 || url[size] != ':' || !is_letter(url[0]))
		return SWA_ERR_URL_INVALID;
	for (size_t i = 0; i < size; i++) {
		if (!is_letter(url[i]) && !is_digit(url[i]) && strchr("+-.", url[i]) == NULL)
			return SWA_ERR_URL_INVALID;
	}
	if (size >= sizeof(scheme))
		return SWA_ERR_SCHEME_REFUSED;
	for (size_t i = 0; i < size; i++)
		scheme[i] = lower(url[i]);
	if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
		return SWA_ERR_SCHEME_REFUSED;
	if (!may_fold && strncmp(url, scheme, size) != 0)
		return SWA_ERR_URL_INVALID;
	if (strncmp(url + size, "://", 3) != 0)
		return SWA_ERR_URL_INVALID;
	memcpy(ret_scheme, scheme, sizeof(scheme));
	return SWA_OK;
}

/* --- the host ------------------------------------------------------------ */

/* Labels of letters, digits and inner hyphens, parted by single dots. */
static bool
host_is_name(const char *host)
{
	size_t label = 0;

	for (const char *at = host;; at++) {
		if (*at == '.' || *at == '\0') {
			if (label == 0 || label > LABEL_MAX || at[-1] == '-')
				return false;
			label = 0;
			if (*at == '\0')
				return true;
		} else if (!is_letter(*at) && !is_digit(*at) && (*at != '-' || label == 0)) {
			return false;
		} else {
			label++;
		}
	}
}

/* Browsers take a host for a number when its last label is one: digits, or 0x and hex digits. */
static bool
ends_in_number(const char *host)
{
	const char *label = strrchr(host, '.');

	label = label == NULL ? host : label + 1;
	if (label[0] == '0' && label[1] == 'x')
		return label[2 + strspn(label + 2, "0123456789abcdef")] == '\0';
	return label[0] != '\0' && label[strspn(label, "0123456789")] == '\0';
}

/* One number from 0 to MOST without leading zeros; the rest of the text, or NULL. */
static const char *
read_number(const char *text, unsigned most, unsigned *ret_number)
{
	unsigned number = 0;
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 5 || (digits > 1 && text[0] == '0'))
		return NULL;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (unsigned)(text[i] - '0');
	if (number > most)
		return NULL;
	*ret_number = number;
	return text + digits;
}

static bool
host_is_ipv4(const char *host)
{
	unsigned part;

	for (unsigned i = 0; i < 4; i++) {
		if ((host = read_number(host, 255, &part)) == NULL)
			return false;
		if (i < 3 && *host++ != '.')
			return false;
	}
	return *host == '\0';
}

/* The one way in which browsers write an IPv6 address: hex without leading
 * zeros, the first longest run of two or more zeros as "::". */
static void
write_ipv6(const unsigned char data[16], char ret_host[SWA_HOST_MAX + 1])
{
	unsigned piece[8], run = 0, run_at = 8, here = 0;
	size_t at = 0;

	for (unsigned i = 0; i < 8; i++) {
		piece[i] = (unsigned)data[(size_t)2 * i] << 8 | data[(size_t)2 * i + 1];
		here = piece[i] == 0 ? here + 1 : 0;
		if (here > 1 && here > run) {
			run = here;
			run_at = i + 1 - here;
		}
	}
	ret_host[at++] = '[';
	for (unsigned i = 0; i < 8; i++) {
		if (i == run_at) {
			at += (size_t)snprintf(ret_host + at, 3, i == 0 ? "::" : ":");
			i += run - 1;
			continue;
		}
		at += (size_t)snprintf(ret_host + at, 6, i == 7 ? "%x" : "%x:", piece[i]);
	}
	ret_host[at++] = ']';
	ret_host[at] = '\0';
}

static swa_err
read_host(const UriUriA *uri, bool may_fold, char ret_host[SWA_HOST_MAX + 1])
{
	const char *text = uri->hostText.first;
	char host[SWA_HOST_MAX + 1] = "";
	char written[SWA_HOST_MAX + 1];
	size_t size;

	if (text == NULL || uri->hostText.afterLast <= text || uri->userInfo.first != NULL ||
	    uri->hostData.ipFuture.first != NULL)
		return SWA_ERR_URL_INVALID;
	size = (size_t)(uri->hostText.afterLast - text);
	if (size > SWA_HOST_MAX - 2) /* room for brackets */
		return SWA_ERR_URL_INVALID;
	for (size_t i = 0; i < size; i++)
		host[i] = lower(text[i]);
	host[size] = '\0';
	if (!may_fold && strncmp(host, text, size) != 0)
		return SWA_ERR_URL_INVALID;
	if (uri->hostData.ip6 != NULL) {
		write_ipv6(uri->hostData.ip6->data, written);
		if (!may_fold &&
		    (strncmp(written + 1, host, size) != 0 || strcmp(written + 1 + size, "]") != 0))
			return SWA_ERR_URL_INVALID;
		memcpy(ret_host, written, sizeof(written));
		return SWA_OK;
	}
	if (!host_is_name(host) || (ends_in_number(host) && !host_is_ipv4(host)))
		return SWA_ERR_URL_INVALID;
	memcpy(ret_host, host, sizeof(host));
	return SWA_OK;
}

/* --- the port ------------------------------------------------------------ */

static swa_err
read_port(const UriUriA *uri, const char *front, bool may_fold, unsigned default_port, uint16_t *ret_port)
{
	const char *text = uri->portText.first;
	const char *rest;
	unsigned port = 0;

	if (text == NULL) {
		/* uriparser takes "host:" for no port; browsers drop the colon. */
		if (front[strlen(front) - 1] == ':')
			return SWA_ERR_URL_INVALID;
		*ret_port = (uint16_t)default_port;
		return SWA_OK;
	}
	rest = read_number(text, 65535, &port);
	if (rest == NULL || rest != uri->portText.afterLast || port == 0)
		return SWA_ERR_URL_INVALID;
	if (!may_fold && port == default_port)
		return SWA_ERR_URL_INVALID;
	*ret_port = (uint16_t)port;
	return SWA_OK;
}

/* --- the whole ----------------------------------------------------------- */

/* FRONT: scheme and authority alone. */
static swa_err
read_authority(const char *front, bool may_fold, struct swa_origin *origin)
{
	const unsigned default_port = strcmp(origin->scheme, "https") == 0 ? PORT_HTTPS : PORT_HTTP;
	const char *error_at;
	UriUriA uri;
	swa_err err;

	if (uriParseSingleUriA(&uri, front, &error_at) != URI_SUCCESS)
		return SWA_ERR_URL_INVALID;
	if ((err = read_host(&uri, may_fold, origin->host)) == SWA_OK)
		err = read_port(&uri, front, may_fold, default_port, &origin->port);
	uriFreeUriMembersA(&uri);
	return err;
}

static swa_err
read_origin(const char *url, bool may_fold, struct swa_origin *ret_origin)
{
	struct swa_origin origin;
	char front[FRONT_MAX + 1];
	size_t size;
	swa_err err;

	memset(&origin, 0, sizeof(origin));
	if (!plain_bytes(url))
		return SWA_ERR_URL_INVALID;
	if ((err = read_scheme(url, may_fold, origin.scheme)) != SWA_OK)
		return err;
	/*
	 * What follows the authority may hold characters that RFC 3986 has no
	 * place for and browsers leave alone, such as "|" or "[": no origin
	 * depends on them, so the parser sees scheme and authority alone.
	 */
	size = strlen(origin.scheme) + 3;
	size += strcspn(url + size, "/?#");
	if (size > FRONT_MAX)
		return SWA_ERR_URL_INVALID;
	memcpy(front, url, size);
	front[size] = '\0';
	if ((err = read_authority(front, may_fold, &origin)) != SWA_OK)
		return err;
	*ret_origin = origin;
	return SWA_OK;
}

swa_err
swa_origin_of(const char *url, struct swa_origin *ret_origin)
{
	return read_origin(url, true, ret_origin);
}

swa_err
swa_origin_of_page(const char *url, struct swa_origin *ret_origin)
{
	return read_origin(url, false, ret_origin);
}

bool
swa_origin_equal(const struct swa_origin *a, const struct swa_origin *b)
{
	return strcmp(a->scheme, b->scheme) == 0 && strcmp(a->host, b->host) == 0 && a->port == b->port;
}

void
swa_origin_text(const struct swa_origin *origin, char ret_text[SWA_ORIGIN_MAX + 1])
{
	const unsigned default_port = strcmp(origin->scheme, "https") == 0 ? PORT_HTTPS : PORT_HTTP;

	if (origin->port == default_port)
		(void)snprintf(ret_text, SWA_ORIGIN_MAX + 1, "%s://%s", origin->scheme, origin->host);
	else
		(void)snprintf(ret_text, SWA_ORIGIN_MAX + 1, "%s://%s:%u", origin->scheme, origin->host,
		               (unsigned)origin->port);
}
