/*
 * Native-messaging manifests: the small files by which a browser finds swa-host.
 */
#ifndef SWA_CTL_MANIFESTS_H
#define SWA_CTL_MANIFESTS_H

#include "files.h"
#include "json.h"

/** A browser that is known here. */
struct ctl_browser {
	const char *name;
	bool firefox;       /* the form of its manifest */
	const char *config; /* its folder in the person's: exists once it has been used */
	const char *folder; /* of manifests, in CONFIG */
	const char *system; /* of manifests, for all persons */
};

extern const struct ctl_browser ctl_browser_table[];
extern const size_t ctl_browser_table_count;

/** NULL when none has this name. */
const struct ctl_browser *ctl_browser_find(const char *name);
/** Has the person used it? */
bool ctl_browser_used(const struct ctl_browser *browser);
/** Where its manifest is: the person's, or the system's. */
bool ctl_browser_manifest(const struct ctl_browser *browser, bool system, char ret_path[CTL_PATH_MAX]);

/** A manifest that names the swa-host at HOST. */
struct swa_json *ctl_manifest_new(bool firefox, const char *host);
/** The member that lists who may call, and the entry that must be in it. */
const char *ctl_manifest_list(bool firefox);
const char *ctl_manifest_caller(bool firefox);

#endif
