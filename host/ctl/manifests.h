/*
 * Native-messaging manifests: the small files by which a browser finds swa-host.
 */
#ifndef SWA_CTL_MANIFESTS_H
#define SWA_CTL_MANIFESTS_H

#include "files.h"
#include "json.h"
#include "swa_config.h"

#define CTL_MANIFEST_FILE SWA_HOST_NAME ".json"
#define CTL_BROWSER_PLACES 3

/** A browser that is known here, and where it keeps and looks for what. */
struct ctl_browser {
	const char *name;
	bool firefox; /* the form of its manifest */

	/* where there are folders */
	const char *config;                     /* its own in the person's: exists once it has been used */
	const char *system[CTL_BROWSER_PLACES]; /* of manifests, for all persons */
	const char *policies;                   /* of an administrator's policies */

	/* where there is a registry */
	const char *data; /* its folder in the person's data: exists once it has been used */
	const char *keys[CTL_BROWSER_PLACES]; /* below Software, in the order in which it looks */
	size_t written;                       /* so many of them are written for it */
	const char *policy_key;               /* below Software\\Policies */
};

extern const struct ctl_browser ctl_browser_table[];
extern const size_t ctl_browser_table_count;

/** NULL when none has this name. */
const struct ctl_browser *ctl_browser_find(const char *name);

/* manifests_posix.c, manifests_windows.c */

/** Has the person used it? */
bool ctl_browser_used(const struct ctl_browser *browser);
/** Where the person's own manifest for it is written. */
bool ctl_browser_own_manifest(const struct ctl_browser *browser, char ret_path[CTL_PATH_MAX]);
/** The manifest that it is led to: the person's before the system's; with SYSTEM the latter alone.  It need
 *  not exist.  @return false where it is led to none */
bool ctl_browser_manifest(const struct ctl_browser *browser, bool system, char ret_path[CTL_PATH_MAX]);
/** Lead it to the manifest at PATH, where its place alone does not: by the registry. */
swa_err ctl_browser_lead(const struct ctl_browser *browser, const char *path) SWA_MUST_CHECK;
/** Undo it. */
swa_err ctl_browser_unlead(const struct ctl_browser *browser, const char *path) SWA_MUST_CHECK;
/** The program that the manifest at PATH means by HOST.  @return false: a browser takes no such path */
bool ctl_manifest_program(const char *path, const char *host, char ret_program[CTL_PATH_MAX]);

/** A manifest that names the swa-host at HOST. */
struct swa_json *ctl_manifest_new(bool firefox, const char *host);
/** The member that lists who may call, and the entry that must be in it. */
const char *ctl_manifest_list(bool firefox);
const char *ctl_manifest_caller(bool firefox);

#endif
