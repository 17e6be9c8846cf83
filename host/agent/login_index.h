/*
 * Which logins there are: those of the personal apps, and what an import adds
 * to them, found by site and user name or by app and user name.  No secrets.
 */
#ifndef SWA_AGENT_LOGIN_INDEX_H
#define SWA_AGENT_LOGIN_INDEX_H

#include "swa/staging.h"

struct swa_login_index;

/** An app, or an account of one. */
struct swa_login_entry {
	const char *app_id;
	const char *account_id; /* "" for an app */
	uint32_t version;       /* of the stored account */
	int64_t row;            /* of the import that names its newest password; -1: the stored one */
	bool fresh;             /* the app comes with this import */
};

/** Read what the personal space holds.  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_IO */
swa_err swa_login_index_new(struct swa_vault *vault, struct swa_login_index **ret_index) SWA_MUST_CHECK;
void swa_login_index_free(struct swa_login_index *index);

/* Texts of an entry are borrowed; NULL where there is none.  The first that came counts. */
struct swa_login_entry *swa_login_at_site(struct swa_login_index *index, const char *origin,
                                          const char *username);
struct swa_login_entry *swa_login_at_app(struct swa_login_index *index, const char *app_id,
                                         const char *username);
struct swa_login_entry *swa_app_at_site(struct swa_login_index *index, const char *origin);
struct swa_login_entry *swa_app_by_id(struct swa_login_index *index, const char *app_id);

/** Add an app; ORIGIN "" where it has none.  @return SWA_OK, SWA_ERR_NOMEM */
swa_err swa_login_index_app(struct swa_login_index *index, const char *app_id, const char *origin,
                            bool fresh) SWA_MUST_CHECK;
/** Add an account of an app that is there.  @return SWA_OK, SWA_ERR_NOMEM */
swa_err swa_login_index_account(struct swa_login_index *index, const char *origin, const char *username,
                                const struct swa_login_entry *entry) SWA_MUST_CHECK;

#endif
