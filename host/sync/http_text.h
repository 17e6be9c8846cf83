/* Texts of HTTP: what headers say.  Pure. */
#ifndef SWA_SYNC_HTTP_TEXT_H
#define SWA_SYNC_HTTP_TEXT_H

#include <stddef.h>

/** The media type in lower case without parameters; "" where VALUE is NULL or it does not fit. */
void swa_http_media_type(const char *value, char *ret_type, size_t size);

/** The parameter error of WWW-Authenticate.  Untouched where there is none, or it does not fit. */
void swa_http_auth_error(const char *value, char *ret_error, size_t size);

#endif
