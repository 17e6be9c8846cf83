/*
 * Launch grants: leave to fill one app's form once.
 *
 * A grant names one app, one account, one credential version and one
 * connection.  It has a slot for each field, and each slot is handed out once,
 * in whatever step the form asks for it.  It lives two minutes, in memory only,
 * renewed once, when the first step is redeemed: what comes after the user
 * name (password, one-time code) has two minutes together, however many steps
 * it takes.  After that it hands out nothing; it is kept a while longer so that
 * what became of it can still be said and an outcome still be told.
 *
 *   mint ── visit ── redeem 1 ── [visit ── redeem 2 …] ── outcome: end
 *     │     direct:     redeem 1 ──────────────────────────── outcome: end
 *     │     challenge:  challenge ─────────────────────────── outcome: end
 *     └─ lock, change of app or account, disconnect, refusal: end
 *
 * Pure: times are passed in, in milliseconds of one steady clock.
 */
#ifndef SWA_AGENT_GRANT_H
#define SWA_AGENT_GRANT_H

#include "appdef.h"

#define SWA_GRANT_ID_SIZE 32      /* hex digits of 128 bits */
#define SWA_GRANT_LIFE_MS 120000u /* two minutes */
#define SWA_GRANT_KEPT_MS 600000u /* after the end of its life */
#define SWA_GRANTS_PER_CLIENT 32  /* one more ends the client's oldest */
#define SWA_DOCUMENTS_MAX 16      /* of one tab: its top document and its frames */
#define SWA_DOCUMENT_MAX 256

enum swa_slot {
	SWA_SLOT_USERNAME = 1,
	SWA_SLOT_PASSWORD = 2,
	SWA_SLOT_CODE = 4,
	SWA_SLOT_EXTRA = 8, /* the first of SWA_EXTRAS_MAX, one bit each */
};

/** The slot of a definition's .extra[INDEX]. */
#define SWA_SLOT_OF_EXTRA(index) ((unsigned)SWA_SLOT_EXTRA << (index))

struct swa_grant {
	char id[SWA_GRANT_ID_SIZE + 1];
	uint64_t client; /* the connection that launched */
	char app_id[SWA_ID_MAX + 1];
	char account_id[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint32_t version;
	struct swa_appdef *appdef; /* owned */

	uint64_t expires;
	bool renewed;
	int64_t step;   /* the next to be redeemed, from 1 */
	unsigned slots; /* that it has */
	unsigned spent; /* that were handed out */

	bool frame_noted; /* that a frame was refused: a page may hold very many */
	bool limit_noted; /* that a rule hit a limit */

	char documents[SWA_DOCUMENTS_MAX][SWA_DOCUMENT_MAX + 1];
	size_t document_count;

	struct swa_grant *next_in_bucket;
	struct swa_grant *older, *newer; /* by age: all live equally long */
};

struct swa_grants;

struct swa_grant_terms {
	uint64_t client;
	const char *account_id;
	const char *username;
	uint32_t version;
	bool extra;                /* the account has a value of its own for the extra field */
	bool code;                 /* the account has a secret for one-time codes, and they may be filled */
	struct swa_appdef *appdef; /* moved, whatever the result */
};

/** 32 hex digits: what nobody guesses.  @return SWA_OK; SWA_ERR_INTERNAL no random numbers */
swa_err swa_random_id(char ret_id[SWA_GRANT_ID_SIZE + 1]) SWA_MUST_CHECK;

/** @return NULL without memory */
struct swa_grants *swa_grants_new(void);
void swa_grants_free(struct swa_grants *grants);
size_t swa_grants_count(const struct swa_grants *grants);

/** @param ret_grant borrowed until it ends.  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_INTERNAL no random
 * numbers
 */
swa_err swa_grant_mint(struct swa_grants *grants, const struct swa_grant_terms *terms, uint64_t now,
                       struct swa_grant **ret_grant) SWA_MUST_CHECK;

/**
 * @return SWA_OK
 *         SWA_ERR_GRANT_UNKNOWN
 *         SWA_ERR_GRANT_FOREIGN  another connection's; nothing else is told
 *         SWA_ERR_GRANT_EXPIRED  RET_GRANT is set all the same
 */
swa_err swa_grant_find(struct swa_grants *grants, const char *id, uint64_t client, uint64_t now,
                       struct swa_grant **ret_grant) SWA_MUST_CHECK;

/** The tab shows DOCUMENT.  A new top document puts all before it out. */
void swa_grant_visit(struct swa_grant *grant, const char *document, bool top);

/** The tab's top document is one where nothing may be looked for. */
void swa_grant_leave(struct swa_grant *grant);

/**
 * May STEP hand out SLOTS to DOCUMENT?  Changes nothing.  Where the app posts
 * directly, DOCUMENT is the extension's own, which is not visited.
 * @return SWA_OK
 *         SWA_ERR_GRANT_SPENT       the step or one of the slots was redeemed before
 *         SWA_ERR_DOCUMENT_REFUSED  the document was not visited, or is gone
 *         SWA_ERR_CODE_REFUSED      a one-time code that there is none of, or that policy does not allow
 *         SWA_ERR_ARGUMENT          a step that is not the next, no slot, or one that the app has not
 */
swa_err swa_grant_check(const struct swa_grant *grant, int64_t step, unsigned slots,
                        const char *document) SWA_MUST_CHECK;

/** They were handed out. */
void swa_grant_spend(struct swa_grant *grant, unsigned slots, uint64_t now);

void swa_grant_end(struct swa_grants *grants, struct swa_grant *grant);

/* End many. */
void swa_grants_end_all(struct swa_grants *grants);
void swa_grants_end_client(struct swa_grants *grants, uint64_t client);
void swa_grants_end_app(struct swa_grants *grants, const char *app_id);
void swa_grants_end_account(struct swa_grants *grants, const char *account_id);
/** Forget what died long ago. */
void swa_grants_sweep(struct swa_grants *grants, uint64_t now);

#endif
