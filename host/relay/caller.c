#include "caller.h"

#include "swa_config.h"

#include <stdio.h>
#include <string.h>

#define CHROMIUM_SCHEME "chrome-extension://"
#define CHROMIUM_ID_LENGTH 32

static swa_err
parse_chromium(const char *origin, struct swa_caller *ret_caller)
{
	const char *id = origin + strlen(CHROMIUM_SCHEME);

	if (strspn(id, "abcdefghijklmnop") != CHROMIUM_ID_LENGTH || strcmp(id + CHROMIUM_ID_LENGTH, "/") != 0)
		return SWA_ERR_CALLER_REFUSED;
	(void)snprintf(ret_caller->id, sizeof(ret_caller->id), "%.*s", CHROMIUM_ID_LENGTH, id);
	ret_caller->firefox = false;
	return SWA_OK;
}

static bool
is_absolute(const char *path)
{
#ifdef _WIN32
	return path[0] != '\0' && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
#else
	return path[0] == '/';
#endif
}

/* An add-on's id looks like an e-mail address or like a UUID in braces. */
static swa_err
parse_firefox(const char *manifest, const char *id, struct swa_caller *ret_caller)
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.{}_+-";
	size_t length = strlen(id);

	if (!is_absolute(manifest) || length == 0 || length >= SWA_CALLER_ID_MAX ||
	    strspn(id, known) != length)
		return SWA_ERR_CALLER_REFUSED;
	(void)snprintf(ret_caller->id, sizeof(ret_caller->id), "%s", id);
	ret_caller->firefox = true;
	return SWA_OK;
}

swa_err
swa_caller_parse(int argc, char *const argv[], struct swa_caller *ret_caller)
{
	if (argc >= 2 && strncmp(argv[1], CHROMIUM_SCHEME, strlen(CHROMIUM_SCHEME)) == 0)
		return parse_chromium(argv[1], ret_caller);
	if (argc >= 3)
		return parse_firefox(argv[1], argv[2], ret_caller);
	return SWA_ERR_CALLER_REFUSED;
}

bool
swa_caller_allowed(const struct swa_caller *caller, const char *allow_file)
{
	if (strcmp(caller->id, caller->firefox ? SWA_GECKO_ID : SWA_EXTENSION_ID) == 0)
		return true;
	return swa_allow_file_names(allow_file, caller->id);
}
