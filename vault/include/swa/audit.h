/*
 * The audit trail: who, which app, when, how it ended.
 *
 * Rows are chained: each carries a BLAKE2b digest keyed with the audit key
 * over its predecessor's digest and its own members, so that a row that was
 * changed, removed or put in is found.  A row never holds a secret.
 *
 *   sealed beginning        rows                       sealed end
 *   number, digest  ◀── row ◀── row ◀── ... ◀── row ── number, digest
 *
 * Old rows are pruned; the beginning then is the last of these.
 */
#ifndef SWA_AUDIT_H
#define SWA_AUDIT_H

#include "swa/vault.h"

#include <stdbool.h>

/*
 * All events there are: name, what happened, what the detail says ("" none).
 * Nothing else can be written.  Append-only: services and scripts know the
 * names.  The table in docs/audit.md is compared with this list by tests/check.
 */
#define SWA_AUDIT_EVENTS(X) \
	X(vault_created, "A vault was made.", "") \
	X(unlock, "The vault was opened.", "") \
	X(lock, "The vault was locked.", "who or what locked it") \
	X(rolled_back, "The vault file is older than the one last used here.", "") \
	X(import, "App definitions or logins were taken from a file.", "the kind of file, and how many") \
	X(export, "The person's own apps and logins were written to a file.", "encrypted or plain") \
	X(account_set, "A user name and password were stored.", "") \
	X(account_removed, "An account was removed.", "") \
	X(launch, "A sign-in was started.", "") \
	X(redeem, "A login page, or a browser's challenge, was given what was asked for.", \
	  "the most secret of it: `password`, `code`, `user name`, `further fields`") \
	X(refused, "A sign-in was refused.", "the error's name, and what it is about") \
	X(outcome, "A sign-in ended.", "the verdict") \
	X(question, "The person said how a sign-in ended.", "the answer") \
	X(enrolled, "The person enrolled with an organisation, or signed in there again.", \
	  "the organisation") \
	X(unenrolled, "The person left an organisation; all that was its own was erased.", \
	  "the organisation") \
	X(trusted, "The person compared an organisation's code.", "the organisation") \
	X(sync, "Changes of an organisation were applied.", "the organisation, and how many") \
	X(sync_failed, "A synchronisation failed.", "the organisation, and the error's name") \
	X(sign_in_needed, "An organisation is locked until the person signs in again.", "the organisation") \
	X(offline, "An organisation's apps are not filled: its service was not reached for too long.", \
	  "the organisation") \
	X(revoked, "An organisation revoked this device.", "the organisation, and its reason") \
	X(erased, "All that was an organisation's own was erased.", \
	  "the organisation, and the unsent changes that went with it") \
	X(change_sent, "A change was sent to the service.", "") \
	X(conflict, "The service has a newer version of an account that was changed here.", \
	  "who changed it there") \
	X(conflict_resolved, "The person chose between two versions of an account.", "mine or theirs") \
	X(change_refused, "The service refused a change.", "the error's name") \
	X(origin_changed, "The addresses where an app signs in have changed; it fills nothing.", \
	  "the new hosts") \
	X(origin_confirmed, "The person confirmed an app's new addresses.", "the new hosts") \
	X(policy, "What an organisation's policy says has changed.", "the organisation") \
	X(notice, "A notice was put before the person.", "its kind") \
	X(keys_renewed, "The device's keys at an organisation were replaced.", "the organisation") \
	X(dropped, "A full queue lost entries of this trail, or reports to an organisation.", \
	  "how many, and which") \
	X(backup, "A sealed copy of the vault was made.", "") \
	X(restored, "The vault was restored from a sealed copy.", "the copy's number") \
	X(pruned, "The oldest entries were removed from the trail.", "how many") \
	X(app_removed, "An organisation took an app away.", "the app") \
	X(app_refused, "An app definition from an organisation cannot be used; it was passed over.", \
	  "the member at fault") \
	X(template_failed, "A user name could not be told; the account waits.", "the expression at fault") \
	X(policy_ignored, "A policy from an organisation cannot be read; what held before still holds.", \
	  "the member at fault") \
	X(identity_changed, \
	  "An organisation's signing key was replaced, by an entry that the old one signed.", \
	  "the organisation") \
	X(keyring_mended, "The keyring had lost the vault's key; it was stored there again.", "") \
	X(passphrase_set, "A passphrase was set, or another one.", "") \
	X(passphrase_removed, "The passphrase was removed.", "") \
	X(passphrase_refused, "A wrong passphrase or recovery code was entered.", \
	  "by which program; or how many times before the vault was opened") \
	X(keyring_set, "The vault's key was put elsewhere.", "login, file or passphrase") \
	X(recovery_made, "A recovery code was made; the one before opens nothing any more.", "") \
	X(reauthenticated, "The person entered the passphrase again.", "by which program") \
	X(revealed, "A password was shown to the person, or copied.", "by which program") \
	X(apps_arranged, "The person put tiles into another order or section, or hid them.", "how many") \
	X(app_put, "The person stored an app of their own.", "") \
	X(app_deleted, "The person removed an app of their own.", "the app") \
	X(login_saved, "The person saved a sign-in from the browser.", "added, updated or unchanged") \
	X(site_never, "The person said where nothing is to be offered, or that it may be offered again.", \
	  "never or again, and the site") \
	X(preference, "The person changed a preference.", "its name and value")

/** Is this the name of an event? */
bool swa_audit_is_event(const char *name);

struct swa_audit_entry {
	uint64_t number;        /* from 1, without gaps */
	int64_t when;           /* seconds since 1970 */
	const char *event;      /* of the list */
	const char *app_id;     /* "" where none */
	const char *account_id; /* "" where none */
	const char *detail;     /* verdict, error name, host; "" where none */
};

typedef bool swa_audit_visit(void *context, const struct swa_audit_entry *entry);

/** Append; .number is given by the vault.  Texts are cut at 512 bytes.
 *  @return SWA_OK; SWA_ERR_ARGUMENT no event of the list; SWA_ERR_IO; SWA_ERR_NOMEM */
swa_err swa_audit_append(struct swa_vault *vault, const struct swa_audit_entry *entry) SWA_MUST_CHECK;

/** Kept at most, for at most; what is older goes at the next swa_audit_prune(). */
#define SWA_AUDIT_KEPT 100000
#define SWA_AUDIT_DAYS 400

/**
 * Remove the oldest entries past COUNT, and those before BEFORE.  The chain
 * then begins with what is kept: where it begins is sealed like its end, so
 * that entries cut off by another hand are still missed.  What is removed is
 * verified first, so that no trace of a change goes unseen.
 * @param ret_removed how many went
 * @return SWA_OK; SWA_ERR_VAULT_DAMAGED the chain does not hold: nothing was removed; SWA_ERR_IO
 */
swa_err swa_audit_prune(struct swa_vault *vault, uint64_t count, int64_t before,
                        uint64_t *ret_removed) SWA_MUST_CHECK;

/** Entries from AFTER (not included) on, oldest first, LIMIT at most. */
swa_err swa_audit_page(struct swa_vault *vault, uint64_t after, unsigned limit, swa_audit_visit *visit,
                       void *context) SWA_MUST_CHECK;

/** Number of the first entry that is kept, less one: how many were pruned; and of the last.
 *  @return SWA_OK; SWA_ERR_VAULT_DAMAGED beginning or end do not open; SWA_ERR_IO */
swa_err swa_audit_range(struct swa_vault *vault, uint64_t *ret_pruned, uint64_t *ret_last) SWA_MUST_CHECK;

/** The newest LIMIT entries, oldest first. */
swa_err swa_audit_list(struct swa_vault *vault, unsigned limit, swa_audit_visit *visit,
                       void *context) SWA_MUST_CHECK;

/** Check the chain.  @return SWA_OK; SWA_ERR_VAULT_DAMAGED with the first bad number */
swa_err swa_audit_verify(struct swa_vault *vault, uint64_t *ret_bad) SWA_MUST_CHECK;

#endif
