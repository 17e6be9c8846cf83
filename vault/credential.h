/*
 * Writing accounts and their sealed secrets, of the personal space or of an
 * organisation's.  Everything here is within the caller's change.
 */
#ifndef SWA_VAULT_CREDENTIAL_H
#define SWA_VAULT_CREDENTIAL_H

#include "swa/account.h"
#include "vault_private.h"

#define FIELD_PASSWORD "password"
#define FIELD_EXTRA "extra"   /* for the app's extra field; one at most (swa/extra.h) */
#define FIELD_TOTP "totp"     /* for one-time codes; one at most (swa/totp.h) */
#define FIELD_THEIRS "theirs" /* the service's, beside an unsent change; one at most */

/** An account as it is, or number 0 of one that is to be added. */
struct credential {
	int64_t number;
	char id[SWA_ID_MAX + 1];
	char app[SWA_ID_MAX + 1];
	char space[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint32_t version; /* 0: no password yet */
	uint32_t confirmed_version;
};

/** Where a secret of an account is sealed. */
struct seal_place credential_place(const char *space, const char *app, const char *account, const char *field,
                                   uint32_t version);

/** Copy, with a cap.  @return SWA_OK, SWA_ERR_VAULT_DAMAGED too long */
swa_err credential_copy_id(const char *id, char ret_id[SWA_ID_MAX + 1]) SWA_MUST_CHECK;

/** The space of an app.  @return SWA_OK, SWA_ERR_APP_UNKNOWN */
swa_err credential_space(struct store *store, const char *app_id,
                         char ret_space[SWA_ID_MAX + 1]) SWA_MUST_CHECK;

/** @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN */
swa_err credential_find(struct store *store, const char *id,
                        struct credential *ret_credential) SWA_MUST_CHECK;

/**
 * Write user name and password, as a new version; add the account where it is
 * new.  All versions but this and the confirmed one are erased.
 * @param credential number, version and user name are brought up to date
 * @param password   NULL for a new account: it has none yet.  For one that has a password, the newest one
 *                   again
 */
swa_err credential_write(struct swa_vault *vault, struct credential *credential, const char *username,
                         const struct swa_buf *password) SWA_MUST_CHECK;

/** Open a secret.  @return SWA_OK; SWA_ERR_RECORD_MISSING; SWA_ERR_VAULT_DAMAGED */
swa_err credential_open(struct swa_vault *vault, const struct credential *credential, const char *field,
                        uint32_t version, struct swa_buf *ret_value) SWA_MUST_CHECK;

/** Seal a secret beside the others; erase those of a field. */
swa_err credential_seal(struct swa_vault *vault, const struct credential *credential, const char *field,
                        uint32_t version, const struct swa_buf *value) SWA_MUST_CHECK;
swa_err credential_erase(struct store *store, const struct credential *credential,
                         const char *field) SWA_MUST_CHECK;

/** The one sealed text of a field beside the password; empty removes it.  @return SWA_OK,
 *  SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO */
swa_err credential_set_text(struct swa_vault *vault, const char *account_id, const char *field,
                            const struct swa_buf *text) SWA_MUST_CHECK;
/** Appends it.  @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_RECORD_MISSING, SWA_ERR_VAULT_DAMAGED */
swa_err credential_get_text(struct swa_vault *vault, const char *account_id, const char *field,
                            struct swa_buf *ret_text) SWA_MUST_CHECK;

/** Remove the account.  @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN */
swa_err credential_remove(struct store *store, const char *id) SWA_MUST_CHECK;

#endif
