/*
 * What an organisation knows: persons, apps, who may use which, accounts,
 * devices, policy; and each person's feed, out of which devices synchronise.
 *
 *   struct model m = {service, db};
 *   db_begin(db);
 *   err = model_assign(&m, person, "wiki");
 *   err == SWA_OK ? db_commit(db) : db_rollback(db);
 *
 * Versions.  persons.version counts up by one with each thing that happens to a
 * person, in the transaction in which it happens: the row's lock makes the
 * transactions of one person follow each other, so that no version below one
 * that was read can come later.  feed holds one row for each entry (kind, id)
 * of a person, with the version at which it changed last and whether it lives.
 * A page of changes is: the feed above a cursor, in the order of versions.
 *
 * What all persons share (a definition, the policy, a key) moves the rows of
 * everybody whom it concerns.  Such a change locks the organisation's row
 * first, so that two of them do not wait for each other.
 *
 * Every function that changes something is called inside a transaction of the
 * caller's, and after a failure nothing is left to do but db_rollback().  Many
 * changes may share one; PostgreSQL slows down above some 500 for one person.
 *
 * Unless said otherwise @return SWA_OK; SWA_ERR_IO the database failed, see
 * db_error(); SWA_ERR_ARGUMENT a value that is not allowed; SWA_ERR_NOMEM.
 */
#ifndef SERVICE_MODEL_H
#define SERVICE_MODEL_H

#include "db.h"
#include "json.h"
#include "service.h"
#include "swa/buf.h"
#include "swa/scheme.h"

struct model {
	const struct service *service;
	struct db *db;
};

/** Tables of all parts, auth_schema[] included; does nothing where they are. */
bool schema_create(struct db *db);
/** The organisation's row, once.  @param policy JSON text */
swa_err model_organisation_create(const struct model *m, const char *id, const char *name,
                                  const char *policy) SWA_MUST_CHECK;
/** Id and name of the organisation into SERVICE.  @return also SWA_ERR_RECORD_MISSING: there is none yet */
swa_err model_organisation_load(struct service *service, struct db *db) SWA_MUST_CHECK;

/** 1 to 96 characters of A–Z a–z 0–9 . _ ~ - */
bool model_id_valid(const char *id);
/** 32 random hex digits and a NUL. */
void model_id_new(char ret_id[33]);
/** The same, of which the first twelve are the time in milliseconds: ids that are made one after the other
 * lie side by side in every index, here and on each device. */
void model_id_ordered(char ret_id[33]);

/* Persons */

struct model_person {
	int64_t id;
	const char *login; /* unique; what the person types to sign in */
	const char *email; /* the others: NULL where there is none */
	const char *user_name;
	const char *sam_account_name;
	const char *employee_id;
	bool active; /* else the token endpoint says invalid_grant */
	int64_t version;
};
typedef void model_person_visit(void *context, const struct model_person *person);

/** New, or changed where the login is there; .id and .version are not read. */
swa_err model_person_put(const struct model *m, const struct model_person *person,
                         int64_t *ret_id) SWA_MUST_CHECK;
/** @return also SWA_ERR_RECORD_MISSING */
swa_err model_person_find(const struct model *m, const char *login, int64_t *ret_id) SWA_MUST_CHECK;
/** One, or with ID 0 all, in the order of logins. */
swa_err model_person_list(const struct model *m, int64_t id, model_person_visit *visit,
                          void *context) SWA_MUST_CHECK;
/** The password of the sign-in page; stored as a hash. */
swa_err model_person_set_password(const struct model *m, int64_t person,
                                  const struct swa_buf *password) SWA_MUST_CHECK;
/** The person who may sign in with it.  @return also SWA_ERR_RECORD_MISSING: nobody, whatever the reason */
swa_err model_person_check_password(const struct model *m, const char *login, const char *password,
                                    int64_t *ret_id) SWA_MUST_CHECK;

/* Apps */

struct model_app {
	const char *id;
	const char *label;
	const char *definition; /* JSON text as it was given */
	enum swa_scheme scheme;
	int64_t persons; /* who are assigned */
};
typedef void model_app_visit(void *context, const struct model_app *app);

/**
 * A new or changed app definition as an administrator exports it.  Its "id" names it.
 * @return also SWA_ERR_APP_INVALID: no id, no label, an unknown scheme, or too long
 */
swa_err model_app_put(const struct model *m, const struct swa_json *definition) SWA_MUST_CHECK;
/** With all assignments and accounts.  @return also SWA_ERR_APP_UNKNOWN */
swa_err model_app_remove(const struct model *m, const char *id) SWA_MUST_CHECK;
/** All, or those that PERSON (not 0) is assigned; in the order of labels. */
swa_err model_app_list(const struct model *m, int64_t person, model_app_visit *visit,
                       void *context) SWA_MUST_CHECK;
/** Of SHARED_USERNAME_AND_PASSWORD: name and password that everybody has, now and when assigned later.
 * @return also SWA_ERR_APP_UNKNOWN */
swa_err model_app_set_shared(const struct model *m, const char *id, const char *username,
                             const struct swa_buf *password) SWA_MUST_CHECK;

/* Assignments */

/**
 * From now on PERSON has the app.  Again is nothing new.  Where the person is to enter the password under a
 * given name an account without a secret comes with it; where everybody shares one, that account.
 * @return also SWA_ERR_APP_UNKNOWN
 */
swa_err model_assign(const struct model *m, int64_t person, const char *app) SWA_MUST_CHECK;
/** With its accounts.  @return also SWA_ERR_APP_UNASSIGNED */
swa_err model_unassign(const struct model *m, int64_t person, const char *app) SWA_MUST_CHECK;
/** @return also SWA_ERR_APP_UNASSIGNED, and then RET_SCHEME is untouched; may be NULL */
swa_err model_assigned(const struct model *m, int64_t person, const char *app,
                       enum swa_scheme *ret_scheme) SWA_MUST_CHECK;

/* Accounts */

#define MODEL_BY_ADMINISTRATOR "administrator"
#define MODEL_BY_PERSON "person"

/** What is to be stored; borrowed. */
struct model_account {
	const char *app;
	const char *username;           /* NULL: as the app's userNameTemplate says, or as before */
	const struct swa_buf *password; /* NULL: as before, or none yet */
	const char *field;              /* NULL: "password" */
	const char *by;                 /* one of the two above */
};

/**
 * Set an account as the administrator does: any scheme.
 * @param id      the account; NULL: the app's first account of this person, made where there is none
 * @param ret_id  33 bytes at least, 97 for ids that were given; may be NULL
 * @return also SWA_ERR_APP_UNASSIGNED
 */
swa_err model_account_set(const struct model *m, int64_t person, const char *id,
                          const struct model_account *account, char *ret_id) SWA_MUST_CHECK;
/** A fresh password of 24 characters for each account of PERSON (0: of everybody) in APP, as a rotation at
 * the application would bring; one for all where
 * it is shared.  @return also SWA_ERR_APP_UNKNOWN */
swa_err model_rotate(const struct model *m, const char *app, int64_t person,
                     int64_t *ret_accounts) SWA_MUST_CHECK;

/** What is known of an account, without its secret. */
struct model_account_facts {
	char app[97];
	char username[513]; /* "": the template says it */
	bool has_username;
	int64_t version;     /* the entry's */
	int64_t own_version; /* at which the account itself changed: a new definition moves the entry too */
	int64_t changed;
	char by[16];
	char made_by[16];
	bool live; /* false: it was removed; only .version is right */
};
/** @return also SWA_ERR_ACCOUNT_UNKNOWN: never was */
swa_err model_account_facts(const struct model *m, int64_t person, const char *id,
                            struct model_account_facts *ret_facts) SWA_MUST_CHECK;
/** @param ret_version of the removal; may be NULL.  @return also SWA_ERR_ACCOUNT_UNKNOWN */
swa_err model_account_remove(const struct model *m, int64_t person, const char *id,
                             int64_t *ret_version) SWA_MUST_CHECK;
/** The secret, opened.  For tests and exports of an administrator's own; no call of the protocol leads here.
 * @return also SWA_ERR_ACCOUNT_UNKNOWN */
swa_err model_account_secret(const struct model *m, int64_t person, const char *id, const char *field,
                             struct swa_buf *ret_value) SWA_MUST_CHECK;

/* Devices */

struct model_device {
	const char *id;
	int64_t person;
	const char *login;
	const char *name;
	const char *platform;
	const char *signature_key; /* base64url */
	const char *delivery_key;
	int64_t identity; /* the generation of the identity key that it trusts */
	int64_t created;
	int64_t seen; /* last, give or take an hour */
	bool revoked;
	const char *reason;
};
typedef void model_device_visit(void *context, const struct model_device *device);

/**
 * Register.  .id, .login, .identity, .created, .seen are not read.
 * @param ret_id   97 bytes
 * @param ret_new  false: the same signature key of the same person again
 * @return also SWA_ERR_CONFLICT: the key is another person's; SWA_ERR_DEVICE_REVOKED
 */
swa_err model_device_register(const struct model *m, const struct model_device *device, char *ret_id,
                              bool *ret_new) SWA_MUST_CHECK;
/** One (ID), or all of PERSON, or with NULL and 0 all; the newest first. */
swa_err model_device_list(const struct model *m, int64_t person, const char *id, model_device_visit *visit,
                          void *context) SWA_MUST_CHECK;
/** PERSON 0: the administrator, of anybody's.  So in the next two.  @return also SWA_ERR_RECORD_MISSING */
swa_err model_device_rename(const struct model *m, int64_t person, const char *id,
                            const char *name) SWA_MUST_CHECK;
/** From now on it is refused, and wiped when it asks for the reason.  @return also SWA_ERR_RECORD_MISSING */
swa_err model_device_revoke(const struct model *m, int64_t person, const char *id,
                            const char *reason) SWA_MUST_CHECK;
/** Its enrolment ended on its own side.  @return also SWA_ERR_RECORD_MISSING */
swa_err model_device_remove(const struct model *m, int64_t person, const char *id) SWA_MUST_CHECK;
/** "A1B2-…" as the device shows it, for a person to compare.  @param ret_text SWA_FINGERPRINT_SIZE bytes */
swa_err model_device_comparison(const struct model *m, const struct model_device *device,
                                char *ret_text) SWA_MUST_CHECK;

/* What everybody shares */

/** The policy's members as JSON text. */
swa_err model_policy_set(const struct model *m, const char *policy) SWA_MUST_CHECK;
swa_err model_policy_get(const struct model *m, struct swa_buf *ret_policy) SWA_MUST_CHECK;
/** A new key, written to the keys' folder and announced to every device.  The older ones are kept: devices
 * that were away still follow. */
swa_err model_identity_rotate(const struct model *m) SWA_MUST_CHECK;
swa_err model_delivery_rotate(const struct model *m) SWA_MUST_CHECK;
/** The public half of one generation.  @return also SWA_ERR_RECORD_MISSING */
swa_err model_identity_public(const struct model *m, int64_t generation,
                              unsigned char ret_public[32]) SWA_MUST_CHECK;
swa_err model_delivery_public(const struct model *m, int64_t generation,
                              unsigned char ret_public[32]) SWA_MUST_CHECK;
/** After a backup of the database was restored: every cursor is lost, and every version higher than any that
 * was given out since. */
swa_err model_restart(const struct model *m) SWA_MUST_CHECK;
/** Forget what is kept only for a while (answers to repeated requests).  Called every hour. */
swa_err model_tidy(const struct model *m, int64_t now) SWA_MUST_CHECK;

#endif
