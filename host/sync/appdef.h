/*
 * App definitions: the published app-definition JSON, read as it stands.
 *
 * What a sign-in needs is taken out of it once; the text itself is stored as it
 * came.  Unknown members pass.  Leniency is not silent: each thing that was
 * read otherwise than it stands is a note for whoever imported it.
 *
 * A definition can be sound and yet not fit for a launch (a link, an http:
 * address): it is stored and shown, and .launch says why a click opens nothing
 * that is filled.
 */
#ifndef SWA_SYNC_APPDEF_H
#define SWA_SYNC_APPDEF_H

#include "json.h"
#include "swa/app.h"
#include "swa/match.h"

#define SWA_SELECTOR_MAX 1024
#define SWA_EXTRA_MAX 4096
#define SWA_EXTRAS_MAX 8 /* extra, extra2 ... extra8 */
#define SWA_NOTES_MAX 16
#define SWA_ACCESS_MAX 32

/** How a sign-in goes. */
enum swa_way {
	SWA_WAY_PAGE,      /* the form is filled in its page */
	SWA_WAY_OUTSIDE,   /* the form is read in its page and posted from outside of it */
	SWA_WAY_DIRECT,    /* user name and password are posted to .url; there is no page */
	SWA_WAY_CHALLENGE, /* the browser is asked by HTTP Basic */
};

/** A further field of the form.  No selector: there is none; no value: only what an account has of its own
 *  fills it, which is for the first alone. */
struct swa_extra_field {
	const char *selector;
	const char *value;
};

/** When a sign-in is known to have succeeded or failed; NULL: nothing is said about that. */
struct swa_rule {
	const char *url;      /* a pattern over the tab's address, as loginUrlRegex */
	const char *selector; /* something that is on the page */
};

struct swa_appdef {
	char id[SWA_ID_MAX + 1];
	char label[SWA_LABEL_MAX + 1];
	char name[SWA_LABEL_MAX + 1];
	char url[SWA_URL_MAX + 1]; /* where a launch starts; for links the address to open; "" if none */
	enum swa_mode mode;
	bool active;

	/* Why a launch is refused, SWA_OK if it is not; launch_where names the member or host. */
	swa_err launch;
	char launch_where[SWA_HOST_MAX + 1];

	enum swa_way way;

	/* As the definition has them: CSS or a bare identifier, for SWA_WAY_DIRECT the names of the fields;
	 * NULL where absent. */
	const char *username_selector;
	const char *password_selector;
	const char *submit_selector;
	const char *checkbox_selector;
	struct swa_extra_field extra[SWA_EXTRAS_MAX]; /* handed out as extra, extra2 ... extra8 */

	struct swa_rule success, failure;
	const char *realm; /* of SWA_WAY_CHALLENGE; NULL: any */

	struct swa_match_rules rules; /* login_url_regex lies in the document */
	/* settings.agent.allowHttp, and with it the http: origins, which are in no rule until
	 * swa_appdef_allow_http().  Without it there are none. */
	bool allow_http;
	struct swa_match_rules plain;

	char notes[SWA_NOTES_MAX][160];
	size_t note_count;

	struct swa_json *document; /* owned; the texts above lie in it */
};

/**
 * Read one definition.
 *
 * @param document   moved, whatever the result.
 * @param ret_appdef the caller owns it; end it with swa_appdef_free().
 * @param ret_fault  the member at fault, such as "settings.app.url".
 * @return SWA_OK; SWA_ERR_APP_INVALID; SWA_ERR_PATTERN_INVALID; SWA_ERR_URL_INVALID;
 *         SWA_ERR_LIMIT; SWA_ERR_NOMEM
 */
swa_err swa_appdef_read(struct swa_json *document, struct swa_appdef **ret_appdef,
                        struct swa_fault *ret_fault) SWA_MUST_CHECK;

/** Policy lets the definition's http: origins count whose host is HOST, where it has allowHttp: they become
 *  rules, and are no reason to refuse a launch any more. */
void swa_appdef_allow_http(struct swa_appdef *appdef, const char *host);

/** The host of the address that a launch opens; "" where there is none.  HOST has room for SWA_HOST_MAX + 1.
 */
void swa_appdef_host(const char *url, char host[SWA_HOST_MAX + 1]);

/** A click opens the address and fills nothing. */
bool swa_appdef_is_link(enum swa_mode mode);

/** The match patterns ("https://host/" and a star, http: where that is allowed) for which the browser must
 * let the extension in. */
struct swa_json *swa_appdef_access(const struct swa_appdef *appdef);

/** The origins that a post may go to. */
struct swa_json *swa_appdef_actions(const struct swa_appdef *appdef);

/** The origins of frames in which the form may stand, beside those of its page. */
struct swa_json *swa_appdef_frames(const struct swa_appdef *appdef);

/** "page", "outside", "direct", "challenge".  Static. */
const char *swa_way_name(enum swa_way way);

/** The form stands in a page, which is looked at first. */
bool swa_way_has_page(enum swa_way way);

void swa_appdef_free(struct swa_appdef *appdef);
void swa_appdef_freep(struct swa_appdef **appdef);

#endif
