/*
 * "Were you able to sign in?": questions that wait for the person.
 *
 * They live in the vault and so survive a restart of everything.  There is at
 * most one open question for each account; a later sign-in with the same
 * account renews it.
 */
#ifndef SWA_QUESTION_H
#define SWA_QUESTION_H

#include "swa/account.h"

enum swa_answer {
	SWA_ANSWER_OPEN = 0,
	SWA_ANSWER_YES = 1,
	SWA_ANSWER_NO = 2,
	SWA_ANSWER_LATER = 3, /* still open; not asked again by itself before the next sign-in */
};

struct swa_question {
	const char *id;
	const char *app_id;
	const char *app_label;
	const char *account_id;
	const char *username;
	uint32_t version;       /* the credential version that was used */
	int64_t asked;          /* seconds since 1970 */
	enum swa_answer answer; /* OPEN or LATER in lists */
};

/** Texts are borrowed for the call.  Return false to stop. */
typedef bool swa_question_visit(void *context, const struct swa_question *question);

/** Ask, or renew the open question of this account.  @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO */
swa_err swa_question_ask(struct swa_vault *vault, const char *account_id, uint32_t version, int64_t when,
                         char ret_id[SWA_ID_MAX + 1]) SWA_MUST_CHECK;

/** Questions not yet answered yes or no, oldest first. */
swa_err swa_question_list(struct swa_vault *vault, swa_question_visit *visit, void *context) SWA_MUST_CHECK;

/**
 * The first answer counts.  YES confirms the credential version it was asked
 * of, NO marks it failed; both in the same transaction.
 * @return SWA_OK
 *         SWA_ERR_QUESTION_UNKNOWN  no such open question
 *         SWA_ERR_ARGUMENT          ANSWER is OPEN
 */
swa_err swa_question_answer(struct swa_vault *vault, const char *id, enum swa_answer answer) SWA_MUST_CHECK;

/** "yes", "no", "later", "open"; static. */
const char *swa_answer_name(enum swa_answer answer);

#endif
