/*
 * Reading an app definition, inside the library: what its parts share.
 *
 *   appdef.c        names, the order of things, ends
 *   appdef_mode.c   signOnMode and its template: settings.app, settings.signOn
 *   appdef_agent.c  settings.agent, for which the published schema has no word
 *   appdef_reader.c texts, addresses, notes and faults
 *
 * A member that is absent, null or empty is the same thing: not there.  One of
 * a wrong kind is a fault, which names it.
 */
#ifndef SWA_SYNC_APPDEF_READER_H
#define SWA_SYNC_APPDEF_READER_H

#include "appdef.h"

/** Reading in progress: the document, what it becomes, and where a fault is. */
struct appdef_reader {
	struct swa_appdef *def;
	const struct swa_json *app;   /* settings.app */
	const struct swa_json *agent; /* settings.agent */
	struct swa_fault *fault;
};

/** Say what was read otherwise than it stands; one more than there is room for is dropped. */
void appdef_note(struct swa_appdef *def, const char *format, ...) SWA_PRINTF(2, 3);

/** How much of a text a note shows, for "%.*s": no half of a character. */
int appdef_shown(const char *text);

/** Name the member at fault.  @return ERR */
swa_err appdef_fault(const struct appdef_reader *reader, swa_err err, const char *where);

/** A reason not to launch; the first one stands. */
void appdef_refuse_launch(struct swa_appdef *def, swa_err err, const char *where);

/** @param ret_text NULL where there is none.  @return SWA_OK; SWA_ERR_APP_INVALID no text; SWA_ERR_LIMIT more
 *  bytes than MOST */
swa_err appdef_text(const struct appdef_reader *reader, const struct swa_json *object, const char *name,
                    size_t most, const char *path, const char **ret_text) SWA_MUST_CHECK;

/** Several members of settings.app, each a text. */
struct appdef_member {
	const char *name;
	const char *path;
	size_t most;
	const char **target;
};
swa_err appdef_texts(const struct appdef_reader *reader, const struct appdef_member *members,
                     size_t count) SWA_MUST_CHECK;

/** @param ret_value NULL where there is none.  @return SWA_OK, SWA_ERR_APP_INVALID another KIND */
swa_err appdef_value(const struct appdef_reader *reader, const struct swa_json *object, const char *name,
                     enum swa_json_kind kind, const char *path,
                     const struct swa_json **ret_value) SWA_MUST_CHECK;

/** Keep the address that a launch opens, and its origin. */
swa_err appdef_set_url(struct appdef_reader *reader, const char *url, const char *path) SWA_MUST_CHECK;

/** One more origin; an http: one is left out and said so. */
swa_err appdef_add_origin(const struct appdef_reader *reader, struct swa_origin_list *list, const char *url,
                          const char *path) SWA_MUST_CHECK;

/** An expression over addresses that can be used.  @return SWA_OK, SWA_ERR_PATTERN_INVALID,
 *  SWA_ERR_PATTERN_LIMIT */
swa_err appdef_check_pattern(const struct appdef_reader *reader, const char *pattern,
                             const char *path) SWA_MUST_CHECK;

/** By signOnMode and name; what has no form to fill becomes a link. */
swa_err appdef_read_mode(struct appdef_reader *reader, const struct swa_json *settings) SWA_MUST_CHECK;

/** settings.agent of an app that is no link. */
swa_err appdef_read_agent(struct appdef_reader *reader) SWA_MUST_CHECK;

#endif
