/*
 * App records.
 *
 * An app is what the published app-definition JSON says it is.  The vault
 * keeps that text as it came (sealed under the space key, so that a changed
 * page cannot alter where a password may go) beside the few columns that lists
 * and searches read.  Lists never open the sealed text.
 */
#ifndef SWA_APP_H
#define SWA_APP_H

#include "swa/buf.h"
#include "swa/match.h"
#include "swa/vault.h"

#include <stdbool.h>

/** How an app signs in; the design's table of signOnMode.  LINK: shown, never filled. */
enum swa_mode {
	SWA_MODE_LINK = 0,
	SWA_MODE_BROWSER_PLUGIN = 1,
	SWA_MODE_SECURE_PASSWORD_STORE = 2,
	SWA_MODE_BASIC_AUTH = 3,
	SWA_MODE_AUTO_LOGIN = 4,
};

#define SWA_ID_MAX 128           /* bytes of an app's or account's id */
#define SWA_LABEL_MAX 512        /* bytes of a label, name or user name */
#define SWA_URL_MAX 4096         /* bytes of an address */
#define SWA_DEFINITION_MAX 65536 /* bytes of a definition */

/** One app as lists show it.  All texts UTF-8 and never NULL. */
struct swa_app {
	const char *id;
	const char *label; /* what the tile says */
	const char *name;  /* "template_swa", ... */
	enum swa_mode mode;
	bool active;            /* status is ACTIVE */
	const char *launch_url; /* where a launch starts; for links the address to open; "" if none */
	unsigned account_count;
	const char *space;   /* SWA_SPACE_PERSONAL, or an enrolment's id */
	bool held;           /* fills nothing until swa_app_release(): its sign-in origins changed */
	int64_t last_used;   /* of its accounts, the newest; seconds since 1970; 0: never */
	const char *section; /* where the person put it: swa/place.h */
	int64_t position;
	bool hidden;
	/* Only stored, for swa/site.h: further origins than that of .launch_url at which it signs in; NULL:
	 * none. */
	const struct swa_origin_list *pages;
};

/** Called for each row; texts are borrowed for the call.  Return false to stop. */
typedef bool swa_app_visit(void *context, const struct swa_app *app);

/**
 * Insert, or replace the app with the same id in the personal space.  Its
 * accounts stay.  DEFINITION is the JSON text as it came.  What follows
 * .launch_url, .pages apart, is not looked at; apps of an organisation come by swa_delta_app().
 * @return SWA_OK, SWA_ERR_ARGUMENT an id with a slash: an organisation's, SWA_ERR_LIMIT, SWA_ERR_IO,
 * SWA_ERR_NOMEM
 */
swa_err swa_app_put(struct swa_vault *vault, const struct swa_app *app,
                    const char *definition) SWA_MUST_CHECK;

/** @param ret_definition an initialised buffer of at least SWA_DEFINITION_MAX; the text is appended.
 *  @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_VAULT_DAMAGED the sealed text does not open */
swa_err swa_app_definition(struct swa_vault *vault, const char *id,
                           struct swa_buf *ret_definition) SWA_MUST_CHECK;

/** Visit one app.  @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_IO */
swa_err swa_app_get(struct swa_vault *vault, const char *id, swa_app_visit *visit,
                    void *context) SWA_MUST_CHECK;

/**
 * Visit apps in the order of their labels (case folded for ASCII), then ids.
 * @param query  words to find in label or address, or NULL for all
 * @param after  id of the last app of the page before, or NULL
 * @param limit  most rows
 * @return SWA_OK; SWA_ERR_APP_UNKNOWN when AFTER is no app; SWA_ERR_IO
 */
swa_err swa_app_list(struct swa_vault *vault, const char *query, const char *after, unsigned limit,
                     swa_app_visit *visit, void *context) SWA_MUST_CHECK;

/** Remove an app with its accounts and secrets.  @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_IO */
swa_err swa_app_remove(struct swa_vault *vault, const char *id) SWA_MUST_CHECK;

/** The person has confirmed the new sign-in origins.  @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_IO */
swa_err swa_app_release(struct swa_vault *vault, const char *id) SWA_MUST_CHECK;

/** Number of apps in SPACE; NULL: in all.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_app_count_in(struct swa_vault *vault, const char *space, unsigned *ret_count) SWA_MUST_CHECK;

/** Number of apps.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_app_count(struct swa_vault *vault, unsigned *ret_count) SWA_MUST_CHECK;

/** "BROWSER_PLUGIN" ...; for SWA_MODE_LINK "LINK".  Static. */
const char *swa_mode_name(enum swa_mode mode);

/** Any text: one that is none of the five form modes is SWA_MODE_LINK. */
enum swa_mode swa_mode_from_name(const char *name);

#endif
