/* One account as a service has it, beside what the person may have changed. */
#include "swa/delta.h"

#include "entry.h"
#include "outbox_row.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static swa_err
check_sizes(const char *enrolment, const struct swa_delta_account *account)
{
	if (!entry_belongs(enrolment, account->id) || !entry_belongs(enrolment, account->app_id))
		return SWA_ERR_ARGUMENT;
	if (strlen(account->id) > SWA_ID_MAX || strlen(account->username) > SWA_LABEL_MAX ||
	    strlen(account->by) > SWA_LABEL_MAX)
		return SWA_ERR_LIMIT;
	if (account->password != NULL &&
	    (account->password->size == 0 || account->password->size > SWA_SECRET_TEXT_MAX))
		return SWA_ERR_LIMIT;
	return SWA_OK;
}

/* Is what came what is held?  Where no password came, the one that is held counts as meant. */
static swa_err
is_same(struct swa_vault *vault, const struct credential *held, const struct swa_delta_account *account,
        bool *ret_same)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	*ret_same = false;
	if (strcmp(held->username, account->username) != 0)
		return SWA_OK;
	if (account->password == NULL || held->version == 0) {
		*ret_same = account->password == NULL;
		return SWA_OK;
	}
	if ((err = credential_open(vault, held, FIELD_PASSWORD, held->version, &password)) != SWA_OK)
		return err == SWA_ERR_RECORD_MISSING ? SWA_ERR_VAULT_DAMAGED : err;
	*ret_same = password.size == account->password->size &&
	            sodium_memcmp(password.data, account->password->data, password.size) == 0;
	return SWA_OK;
}

static swa_err
add(struct swa_vault *vault, const struct swa_delta_account *account)
{
	struct credential credential = {.number = 0};
	swa_err err;

	if ((err = credential_space(vault->store, account->app_id, credential.space)) != SWA_OK)
		return err;
	if ((err = credential_copy_id(account->id, credential.id)) != SWA_OK ||
	    (err = credential_copy_id(account->app_id, credential.app)) != SWA_OK)
		return SWA_ERR_LIMIT;
	return credential_write(vault, &credential, account->username, account->password);
}

/* The service's credential, beside mine. */
static swa_err
set_beside(struct swa_vault *vault, const struct credential *held, const struct outbox_row *row,
           const struct swa_delta_account *account)
{
	const struct outbox_theirs theirs = {
	        .version = account->version,
	        .username = account->username,
	        .changed = account->changed,
	        .by = account->by,
	};
	swa_err err;

	if ((err = credential_erase(vault->store, held, FIELD_THEIRS)) != SWA_OK)
		return err;
	if (account->password != NULL &&
	    (err = credential_seal(vault, held, FIELD_THEIRS, (uint32_t)account->version,
	                           account->password)) != SWA_OK)
		return err;
	return outbox_mark_conflict(vault->store, row, &theirs);
}

/* An unsent change is there. */
static swa_err
meet(struct swa_vault *vault, const struct credential *held, const struct outbox_row *row,
     const struct swa_delta_account *account, enum swa_delta_result *ret_result)
{
	bool same;
	swa_err err;

	/* The person knows of this version already, or has chosen against it. */
	if (row->base >= account->version) {
		*ret_result = SWA_DELTA_OWN;
		return SWA_OK;
	}
	if ((err = is_same(vault, held, account, &same)) != SWA_OK)
		return err;
	/* The service has what was to be sent: it took it, and its answer was lost. */
	if (same && account->password != NULL) {
		*ret_result = SWA_DELTA_OWN;
		return outbox_drop(vault->store, held);
	}
	*ret_result = SWA_DELTA_CONFLICT;
	return set_beside(vault, held, row, account);
}

/* Nothing waits: take what came. */
static swa_err
replace(struct swa_vault *vault, struct credential *held, const struct swa_delta_account *account)
{
	bool same;
	swa_err err;

	if (strcmp(held->app, account->app_id) != 0) {
		/* Its secrets are bound to the other app. */
		if ((err = credential_remove(vault->store, held->id)) != SWA_OK)
			return err;
		return add(vault, account);
	}
	if ((err = is_same(vault, held, account, &same)) != SWA_OK || same)
		return err;
	return credential_write(vault, held, account->username, account->password);
}

static swa_err
apply(struct swa_vault *vault, const struct swa_delta_account *account, enum swa_delta_result *ret_result)
{
	struct credential held;
	struct outbox_row row;
	swa_err err;

	*ret_result = SWA_DELTA_STORED;
	if ((err = credential_find(vault->store, account->id, &held)) == SWA_ERR_ACCOUNT_UNKNOWN)
		return add(vault, account);
	if (err != SWA_OK)
		return err;
	if ((err = outbox_find(vault->store, held.number, &row)) != SWA_OK)
		return err;
	if (row.number != 0)
		return meet(vault, &held, &row, account, ret_result);
	return replace(vault, &held, account);
}

swa_err
swa_delta_account(struct swa_vault *vault, const char *enrolment, const struct swa_delta_account *account,
                  enum swa_delta_result *ret_result)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	enum swa_delta_result result;
	swa_err err;

	if ((err = check_sizes(enrolment, account)) != SWA_OK)
		return err;
	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	if ((err = apply(vault, account, &result)) != SWA_OK)
		return err;
	if ((err = change_commit(&change)) != SWA_OK)
		return err;
	*ret_result = result;
	return SWA_OK;
}
