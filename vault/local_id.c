/* Ids as a service gives them, and as the vault keeps them: "ENROLMENT/ID". */
#include "swa/app.h"
#include "swa/enrolment.h"

#include <stdio.h>
#include <string.h>

_Static_assert(SWA_ENROLMENT_ID_SIZE + 1 + SWA_REMOTE_ID_MAX <= SWA_ID_MAX, "a local id is an id");

#define REMOTE_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-"

swa_err
swa_local_id(const char *enrolment, const char *remote_id, char *ret_id, size_t size)
{
	const size_t length = strlen(remote_id);
	int written;

	if (length == 0 || length > SWA_REMOTE_ID_MAX || strspn(remote_id, REMOTE_CHARACTERS) != length)
		return SWA_ERR_LIMIT;
	if (strlen(enrolment) + 1 + length >= size)
		return SWA_ERR_LIMIT;
	written = snprintf(ret_id, size, "%s/%s", enrolment, remote_id);
	return written > 0 && (size_t)written < size ? SWA_OK : SWA_ERR_LIMIT;
}

const char *
swa_remote_id(const char *id)
{
	const char *slash = strchr(id, '/');

	return slash == NULL ? id : slash + 1;
}

void
swa_id_enrolment(const char *id, char ret_enrolment[SWA_ENROLMENT_ID_SIZE + 1])
{
	const char *slash = strchr(id, '/');
	size_t size = 0;

	if (slash != NULL && slash - id == SWA_ENROLMENT_ID_SIZE)
		size = SWA_ENROLMENT_ID_SIZE;
	memcpy(ret_enrolment, id, size);
	ret_enrolment[size] = '\0';
}
