/*
 * Logins of an import that is not finished.
 *
 * Each is sealed under the personal space's key as it comes, so that an import
 * needs neither much memory nor leaves anything readable behind.  Nothing of
 * it counts before swa_staging_commit(), which stores all of an import in one
 * transaction.  What another agent left behind is removed when a vault is opened.
 */
#ifndef SWA_STAGING_H
#define SWA_STAGING_H

#include "swa/account.h"
#include "swa/place.h"

#define SWA_STAGING_ID_SIZE 32 /* characters of a new id; NUL not */

/** A random id for an import. */
void swa_staging_new_id(char ret_id[SWA_STAGING_ID_SIZE + 1]);
/** An id for what ROW of an import adds, an app as well as an account.  Those of one import follow each
 * other, so that a hundred thousand of them are written side by side. */
void swa_staging_row_id(const char *import, int64_t row, char ret_id[SWA_STAGING_ID_SIZE + 1]);

/** What an import says of one login, and what is to become of it.  Texts are borrowed and never NULL. */
struct swa_staged {
	const char *app_id;
	const char *label;      /* of the app, where it is new */
	const char *name;       /* as swa_app's */
	const char *launch_url; /* as swa_app's */
	const char *definition; /* of a new app; "": the app is there, or an earlier row adds it */
	enum swa_mode mode;     /* with a definition */
	bool active;            /* with a definition */
	const char *section;    /* with a definition: swa/place.h */
	int64_t position;
	bool hidden;
	const char *account_id; /* of the account that gets a version or is added; "": the app alone */
	const char *username;
	const struct swa_buf *password; /* empty: the account is there and keeps its own */
	const char *extra;              /* swa/extra.h; "": none */
	const char *totp;               /* swa/totp.h; "": none */
};

/**
 * Keep one; ROW is the order in which they are stored, not used before in this import.
 * @param import the import's id; the caller makes it.
 * @return SWA_OK, SWA_ERR_LIMIT, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_staging_put(struct swa_vault *vault, const char *import, int64_t row,
                        const struct swa_staged *staged) SWA_MUST_CHECK;

/** The password of a row; appended.  @return SWA_OK, SWA_ERR_RECORD_MISSING, SWA_ERR_VAULT_DAMAGED */
swa_err swa_staging_password(struct swa_vault *vault, const char *import, int64_t row,
                             struct swa_buf *ret_password) SWA_MUST_CHECK;

/**
 * Store all rows of an import, in their order, and remove them: one transaction.
 * @return SWA_OK; SWA_ERR_APP_UNKNOWN, SWA_ERR_ACCOUNT_UNKNOWN what a row was to be added to is gone or
 * another's; the errors of storing.  On failure nothing was stored, and the rows are still there.
 */
swa_err swa_staging_commit(struct swa_vault *vault, const char *import) SWA_MUST_CHECK;

/** Remove the rows of an import; NULL: of all.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_staging_drop(struct swa_vault *vault, const char *import) SWA_MUST_CHECK;

/** A login of the personal space; .account_id is "" at an app that has none. */
struct swa_known_login {
	const char *app_id;
	const char *launch_url;
	const char *account_id;
	const char *username;
	uint32_t version;
	bool fills; /* the app is no link */
};

typedef bool swa_known_visit(void *context, const struct swa_known_login *login);

/** Visit every login at the personal apps, app by app, oldest account first.  @return SWA_OK,
 * SWA_ERR_IO */
swa_err swa_staging_known(struct swa_vault *vault, swa_known_visit *visit, void *context) SWA_MUST_CHECK;

#endif
