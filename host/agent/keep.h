/*
 * Keeping a login that the person made or filled in by hand: which app and
 * account of the site it belongs to, and storing it there.
 *
 *   an account with this user name          its password, where scheme and policy let the person change it
 *   none, and the site has a personal app   one more account of it
 *   none, and an organisation's app has
 *     no account and wants the person's     its first account
 *   none of these                           a new personal app
 *
 * An organisation is not sent a second login that the person has at a site:
 * that becomes a personal app, unless the app is named.
 */
#ifndef SWA_AGENT_KEEP_H
#define SWA_AGENT_KEEP_H

#include "handle.h"
#include "swa/url.h"

/** Apps of one site that are looked at. */
#define SWA_KEEP_APPS_MAX 16

/** The apps that sign in at a page. */
struct swa_keep_site {
	struct {
		char id[SWA_ID_MAX + 1];
		char label[SWA_LABEL_MAX + 1];
	} app[SWA_KEEP_APPS_MAX];
	size_t count;
};

/**
 * The origin of a page, as the browser reports it.
 * @return SWA_OK; SWA_ERR_URL_INVALID; SWA_ERR_SCHEME_REFUSED neither https: nor http:
 */
swa_err swa_keep_origin(struct swa_call *call, const char *url, struct swa_origin *ret_origin) SWA_MUST_CHECK;

/** May a login of this page become a personal app?  https:, or http: at a host that policy lists. */
bool swa_keep_allowed(const struct swa_call *call, const struct swa_origin *origin);

/** Those that could be launched, and list the page's origin.  @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM */
swa_err swa_keep_look(struct swa_call *call, const struct swa_origin *origin,
                      struct swa_keep_site *ret_site) SWA_MUST_CHECK;

/** The app that was named alone.  @return SWA_OK; SWA_ERR_APP_UNKNOWN; SWA_ERR_ORIGIN_REFUSED it does not
 * list the page's origin */
swa_err swa_keep_look_at(struct swa_call *call, const struct swa_origin *origin, const char *app_id,
                         struct swa_keep_site *ret_site) SWA_MUST_CHECK;

/** A login that is to be kept; all borrowed. */
struct swa_keep {
	struct swa_origin origin;
	const char *url;
	const char *app_id;   /* NULL: whichever fits */
	const char *label;    /* of a new app; NULL: the host */
	const char *username; /* "" only of a changed password: the site's only account is meant */
	const struct swa_secret *password;
	const char *extra;                /* NULL: nothing is said of it */
	const struct swa_json *selectors; /* of a new app; NULL: its form is looked for */
};

enum swa_keep_kind {
	SWA_KEEP_NEW_APP,
	SWA_KEEP_NEW_ACCOUNT,
	SWA_KEEP_UPDATE,
	SWA_KEEP_SAME, /* it is stored already */
};

/** Where it belongs. */
struct swa_keep_fit {
	enum swa_keep_kind kind;
	char app_id[SWA_ID_MAX + 1];     /* "" : a new one */
	char account_id[SWA_ID_MAX + 1]; /* "" : a new one */
	char label[SWA_LABEL_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
};

/**
 * @return SWA_OK
 *         SWA_ERR_POLICY_REFUSED         only a personal app fits, and policy has none
 *         SWA_ERR_SCHEME_REFUSED         the same, and the page is http:
 *         SWA_ERR_SCHEME_REFUSED_CHANGE  the account is managed by an organisation
 *         SWA_ERR_APP_UNKNOWN, SWA_ERR_ORIGIN_REFUSED  of the app that was named
 *         SWA_ERR_IO, SWA_ERR_NOMEM, SWA_ERR_VAULT_DAMAGED
 */
swa_err swa_keep_find(struct swa_call *call, const struct swa_keep *keep,
                      struct swa_keep_fit *ret_fit) SWA_MUST_CHECK;

/**
 * Store it where FIT says, in one transaction; everyone is told, and the trail.
 * @param fit         app_id and account_id are filled in
 * @param ret_outcome "added", "updated" or "unchanged"; static
 */
swa_err swa_keep_store(struct swa_call *call, const struct swa_keep *keep, struct swa_keep_fit *fit,
                       const char **ret_outcome) SWA_MUST_CHECK;

#endif
