#include "service_address.h"

#include "swa/url.h"

#include <string.h>

swa_err
service_address(const char *text, struct swa_buf *ret_address)
{
	char origin[SWA_ORIGIN_MAX + 1];
	struct swa_origin parts;
	const char *path;
	size_t size;

	if (swa_origin_of(text, &parts) != SWA_OK || strcmp(parts.scheme, "https") != 0 ||
	    strpbrk(text, "?#") != NULL || (path = strstr(text, "://")) == NULL)
		return SWA_ERR_URL_INVALID;
	swa_origin_text(&parts, origin);
	path += 3;
	path += strcspn(path, "/");
	for (size = strlen(path); size > 0 && path[size - 1] == '/';)
		size--;
	(void)swa_buf_append_text(ret_address, origin);
	return swa_buf_append(ret_address, path, size);
}
