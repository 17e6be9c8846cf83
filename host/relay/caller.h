/*
 * Which extension started the relay, and may it?
 *
 * The browser says it on the command line:
 *
 *   Chromium family   swa-host chrome-extension://ID/ [--parent-window=N]
 *   Firefox           swa-host /path/of/the/manifest.json ID
 */
#ifndef SWA_RELAY_CALLER_H
#define SWA_RELAY_CALLER_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>

#define SWA_CALLER_ID_MAX 129

struct swa_caller {
	char id[SWA_CALLER_ID_MAX]; /* printable ASCII without quotes and backslashes */
	bool firefox;
};

/**
 * @return SWA_OK; SWA_ERR_CALLER_REFUSED the arguments are not a browser's, or
 *         the id is not one of an extension
 */
swa_err swa_caller_parse(int argc, char *const argv[], struct swa_caller *ret_caller) SWA_MUST_CHECK;

/**
 * Is it the extension that this program was built for, or one that the
 * administrator allows in ALLOW_FILE (one id a line, "#" begins a comment)?
 *
 * The file counts only when it is a regular file of root's that nobody else can
 * write; otherwise one line on standard error says that it is ignored.
 */
bool swa_caller_allowed(const struct swa_caller *caller, const char *allow_file);

/** The part of swa_caller_allowed() that reads the file.  A file that is missing allows nobody. */
bool swa_allow_file_names(const char *path, const char *id);

#endif
