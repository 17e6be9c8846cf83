/*
 * Accounts: a user name at an app, with its sealed secrets.
 *
 * Each change of the password makes a new version.  The version that the
 * person last confirmed is kept beside the newest until the newest is
 * confirmed; all others are erased.  Every secret is sealed with (space,
 * record type, app, account, field, version) as associated data, so that a
 * row copied over another row does not open.
 */
#ifndef SWA_ACCOUNT_H
#define SWA_ACCOUNT_H

#include "swa/app.h"

#define SWA_SECRET_TEXT_MAX 4096 /* bytes of a password */

/** In place of an account's id: one more account of the app. */
#define SWA_ACCOUNT_ANOTHER ""

/** What is known of the newest version. */
enum swa_credential_state {
	SWA_CREDENTIAL_NEW = 0,       /* never used, or nobody has said */
	SWA_CREDENTIAL_CONFIRMED = 1, /* the person was signed in with it */
	SWA_CREDENTIAL_FAILED = 2,    /* judged failed: not sent again unasked */
};

struct swa_account {
	const char *id;
	const char *app_id;
	const char *username;
	uint32_t version; /* newest; 1 for the first; 0: an organisation's that has no password yet */
	uint32_t confirmed_version; /* 0: none yet */
	enum swa_credential_state state;
	int64_t last_used; /* seconds since 1970; 0: never */
	bool extra;        /* has a value of its own for the app's extra field: swa/extra.h */
	bool totp;         /* has a secret for one-time codes: swa/totp.h */
};

/** Texts are borrowed for the call.  Return false to stop. */
typedef bool swa_account_visit(void *context, const struct swa_account *account);

/**
 * Store user name and password; a new account or a new version.  At an app of
 * an organisation the change waits in the outbox (swa/outbox.h) from the same
 * transaction on; whether the app's scheme allows it is for the caller to ask.
 *
 * @param account_id  which account of the app; NULL: the app's only account, or a new one where it has none;
 *                    SWA_ACCOUNT_ANOTHER: a new one in any case.
 * @param username    UTF-8, at most SWA_LABEL_MAX bytes.
 * @param password    the bytes of the UTF-8 text, without a NUL; borrowed.  NULL: the one that is
 *                    stored stays; where the user name is the stored one too, nothing is written.
 * @param ret_id      gets the account's id, NUL-terminated.
 * @return SWA_OK
 *         SWA_ERR_APP_UNKNOWN
 *         SWA_ERR_ACCOUNT_UNKNOWN  no such account of this app, or NULL and the app has several
 *         SWA_ERR_ACCOUNT_MISSING  PASSWORD is NULL, and none is stored
 *         SWA_ERR_LIMIT            user name or password too long, or empty
 *         SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_account_set(struct swa_vault *vault, const char *app_id, const char *account_id,
                        const char *username, const struct swa_buf *password,
                        char ret_id[SWA_ID_MAX + 1]) SWA_MUST_CHECK;

/** @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO */
swa_err swa_account_get(struct swa_vault *vault, const char *id, swa_account_visit *visit,
                        void *context) SWA_MUST_CHECK;

/** Accounts of one app, oldest first.  @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_IO */
swa_err swa_account_list(struct swa_vault *vault, const char *app_id, swa_account_visit *visit,
                         void *context) SWA_MUST_CHECK;

/** Remove with all versions.  @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO */
swa_err swa_account_remove(struct swa_vault *vault, const char *id) SWA_MUST_CHECK;

/**
 * Open one sealed password.  The only call that does.
 *
 * @param version      the version that a grant names.
 * @param ret_password an initialised buffer with room for SWA_SECRET_TEXT_MAX bytes; appended to.
 * @return SWA_OK
 *         SWA_ERR_ACCOUNT_UNKNOWN  no such account or version
 *         SWA_ERR_VAULT_DAMAGED    the sealed text does not open: changed, or from another row
 */
swa_err swa_account_password(struct swa_vault *vault, const char *id, uint32_t version,
                             struct swa_buf *ret_password) SWA_MUST_CHECK;

/**
 * Say what became of VERSION; a version that is no longer the newest is left alone.
 * CONFIRMED erases the versions before it.
 * @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO
 */
swa_err swa_account_judge(struct swa_vault *vault, const char *id, uint32_t version,
                          enum swa_credential_state state) SWA_MUST_CHECK;

/** Remember the time of use.  @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO */
swa_err swa_account_used(struct swa_vault *vault, const char *id, int64_t when) SWA_MUST_CHECK;

/** "new", "confirmed", "failed"; static. */
const char *swa_credential_state_name(enum swa_credential_state state);

#endif
