#include "swa/question.h"

#include "vault_private.h"

#include <string.h>

struct open_question {
	char id[RANDOM_ID_SIZE];
	char account[SWA_ID_MAX + 1];
	uint32_t version;
};

static swa_err
check_version(struct store *store, const char *account_id, uint32_t version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT 1 FROM secret WHERE account = (SELECT number FROM account WHERE id = "
	                       "?1) AND field = 'password' AND version = ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, account_id);
	store_bind_int(query, 2, version);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? SWA_OK : SWA_ERR_ACCOUNT_UNKNOWN;
}

/* The open question of an account, if there is one: its id stays as long as it
 * asks of the same version, so that an answer never counts for another. */
static swa_err
choose_id(struct store *store, const char *account_id, uint32_t version, char ret_id[RANDOM_ID_SIZE])
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT id FROM question WHERE account = ?1 AND version = ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, account_id);
	store_bind_int(query, 2, version);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row) {
		random_id(ret_id);
		return SWA_OK;
	}
	if (strlen(store_text(query, 0)) != RANDOM_ID_SIZE - 1)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(ret_id, store_text(query, 0), RANDOM_ID_SIZE);
	return SWA_OK;
}

swa_err
swa_question_ask(struct swa_vault *vault, const char *account_id, uint32_t version, int64_t when,
                 char ret_id[SWA_ID_MAX + 1])
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char id[RANDOM_ID_SIZE];
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = check_version(vault->store, account_id, version)) != SWA_OK)
		return err;
	if ((err = choose_id(vault->store, account_id, version, id)) != SWA_OK)
		return err;
	/* The account has one question at most, so this takes the place of the one before. */
	if ((err = store_query(vault->store,
	                       "INSERT OR REPLACE INTO question (id, account, version, asked, answer)"
	                       " VALUES (?1, ?2, ?3, ?4, ?5)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_text(query, 2, account_id);
	store_bind_int(query, 3, version);
	store_bind_int(query, 4, when);
	store_bind_int(query, 5, SWA_ANSWER_OPEN);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if ((err = change_commit(&change)) != SWA_OK)
		return err;
	memcpy(ret_id, id, sizeof(id));
	return SWA_OK;
}

swa_err
swa_question_list(struct swa_vault *vault, swa_question_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       "SELECT question.id, app.id, app.label, account.id, account.username,"
	                       " question.version, question.asked, question.answer FROM question"
	                       " JOIN account ON account.id = question.account"
	                       " JOIN app ON app.id = account.app ORDER BY question.number",
	                       &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		const struct swa_question question = {
		        .id = store_text(query, 0),
		        .app_id = store_text(query, 1),
		        .app_label = store_text(query, 2),
		        .account_id = store_text(query, 3),
		        .username = store_text(query, 4),
		        .version = (uint32_t)store_int(query, 5),
		        .asked = store_int(query, 6),
		        .answer =
		                store_int(query, 7) == SWA_ANSWER_LATER ? SWA_ANSWER_LATER : SWA_ANSWER_OPEN,
		};

		if (!visit(context, &question))
			break;
	}
	return err;
}

static swa_err
find_question(struct store *store, const char *id, struct open_question *ret_question)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	size_t size;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT account, version FROM question WHERE id = ?1", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_QUESTION_UNKNOWN;
	if ((size = strlen(store_text(query, 0))) > SWA_ID_MAX)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(ret_question->account, store_text(query, 0), size + 1);
	ret_question->version = (uint32_t)store_int(query, 1);
	return SWA_OK;
}

/* Later keeps the question; yes and no end it. */
static swa_err
write_answer(struct store *store, const char *id, enum swa_answer answer)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (answer == SWA_ANSWER_LATER)
		err = store_query(store, "UPDATE question SET answer = 3 WHERE id = ?1", &query);
	else
		err = store_query(store, "DELETE FROM question WHERE id = ?1", &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	return store_finish(&query);
}

/* Within the caller's change. */
static swa_err
judge(struct swa_vault *vault, const struct open_question *question, enum swa_answer answer)
{
	if (answer == SWA_ANSWER_LATER)
		return SWA_OK;
	return swa_account_judge(vault, question->account, question->version,
	                         answer == SWA_ANSWER_YES ? SWA_CREDENTIAL_CONFIRMED : SWA_CREDENTIAL_FAILED);
}

swa_err
swa_question_answer(struct swa_vault *vault, const char *id, enum swa_answer answer)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct open_question question;
	swa_err err;

	if (answer != SWA_ANSWER_YES && answer != SWA_ANSWER_NO && answer != SWA_ANSWER_LATER)
		return SWA_ERR_ARGUMENT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = find_question(vault->store, id, &question)) != SWA_OK)
		return err;
	if ((err = write_answer(vault->store, id, answer)) != SWA_OK)
		return err;
	if ((err = judge(vault, &question, answer)) != SWA_OK)
		return err;
	return change_commit(&change);
}

const char *
swa_answer_name(enum swa_answer answer)
{
	switch (answer) {
	case SWA_ANSWER_OPEN: return "open";
	case SWA_ANSWER_YES: return "yes";
	case SWA_ANSWER_NO: return "no";
	case SWA_ANSWER_LATER: return "later";
	}
	return "open";
}
