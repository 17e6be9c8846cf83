/*
 * Applying one page of changes (docs/sync-protocol.md, sections 3 and 4).
 *
 * Every entry is verified before anything of it is used; the page, its cursor
 * and what follows from them are one transaction.  No network, no loop: a
 * vault, a page and a verdict.
 *
 * Entries of a page are applied in their order, but accounts after all others:
 * an account may stand before its app, whose definition changed later.  An
 * account that cannot be stored yet, because its app did not come or its user
 * name cannot be told, is passed over and marked so that it counts as new when
 * it comes again; when what it waits for has come, the next full
 * synchronisation is begun at the end of the feed.
 */
#ifndef SWA_SYNC_APPLY_H
#define SWA_SYNC_APPLY_H

#include "delivery.h"
#include "effects.h"
#include "json.h"
#include "swa/delta.h"

/** What accounts of an enrolment wait for; kept as a record. */
struct apply_waits {
	bool orphans;   /* accounts came whose app is not there */
	bool templated; /* accounts have a user name by template */
	bool again;     /* what was waited for came: begin a full synchronisation at the end of the feed */
};

struct apply {
	/* Set by the caller; borrowed. */
	struct swa_vault *vault;
	struct swa_policy_set *policy;
	struct swa_enrolment *enrolment; /* .identity_key moves with an identity entry */
	const struct swa_secret *delivery_key;
	struct effects *effects; /* filled; the caller tells them after SWA_OK, and drops them otherwise */
	int64_t now;

	/* What came of it, on SWA_OK. */
	bool more;      /* a further page is to be fetched at once */
	bool restarted; /* from the beginning */
	bool mismatch;  /* restarted because the snapshot did not fit */
	size_t entries;
	bool apps_moved; /* apps may have come or gone */

	/* While a page is applied. */
	struct apply_waits waits, waits_before;
	struct swa_json *profile; /* parsed; NULL: not yet, or none */
	struct swa_json
	        *notices; /* the subjects of this organisation's template notices; NULL: not yet read */
	bool policy_touched;
	bool snapshot;
	struct swa_entry snapshot_entry;
	/* the app whose template was used last */
	char template_app[SWA_ID_MAX + 1];
	char *template_text, *template_suffix;
	struct swa_fault *fault;
};

/**
 * @param page the answer's body
 * @param etag of the answer; kept where it is the last page
 * @param ret_fault the entry or member at fault
 * @return SWA_OK
 *         SWA_ERR_SIGNATURE_INVALID, SWA_ERR_ENTRY_OUTDATED an entry is refused
 *         SWA_ERR_DEVICE_REVOKED    a valid revocation stands in the page
 *         SWA_ERR_SERVICE           a member is missing or of a wrong kind
 *         SWA_ERR_IO, SWA_ERR_NOMEM, ...: nothing was changed
 */
swa_err apply_page(struct apply *apply, const struct swa_json *page, const char *etag,
                   struct swa_fault *ret_fault) SWA_MUST_CHECK;

/** Read the members of an entry; their texts lie in VALUE.  @return SWA_OK, SWA_ERR_SERVICE */
swa_err apply_read_entry(const struct swa_json *value, struct swa_entry *ret_entry) SWA_MUST_CHECK;

/* --- one kind of entry each; within the transaction ----------------------- */

/** Name the entry as the one at fault.  @return ERR */
swa_err apply_fault(struct apply *apply, swa_err err, const struct swa_entry *entry, const char *what);
/** The version rule.  @param ret_new false: it was applied before */
swa_err apply_accept(struct apply *apply, const struct swa_entry *entry, const char *kind, bool live,
                     bool *ret_new) SWA_MUST_CHECK;
/** The local id, or SWA_ERR_SERVICE. */
swa_err apply_local_id(struct apply *apply, const struct swa_entry *entry, const char *id,
                       char ret_id[SWA_ID_MAX + 1]) SWA_MUST_CHECK;
/** A notice of this organisation; effects know of it. */
swa_err apply_notice(struct apply *apply, const char *kind, const char *subject,
                     const char *detail) SWA_MUST_CHECK;

swa_err apply_app(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_app_removed(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_account(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_account_removed(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_policy(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_profile(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_key(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_identity(struct apply *apply, const struct swa_entry *entry) SWA_MUST_CHECK;
swa_err apply_snapshot(struct apply *apply) SWA_MUST_CHECK;

/** What an app, or the app of an account, is called; its id where it is not there.  Text of SIZE bytes. */
void apply_app_label(struct swa_vault *vault, const char *app_id, char *ret_label, size_t size);
void apply_account_label(struct swa_vault *vault, const char *account_id, char *ret_label, size_t size);

/* User names by template. */

/** Remember the template of an app that was just read. */
swa_err apply_template_keep(struct apply *apply, const char *app_id, const struct swa_json *definition);
void apply_template_forget(struct apply *apply);
/** Do the two definitions give user names differently? */
bool apply_template_differs(const struct swa_json *a, const struct swa_json *b);
/**
 * @param ret_username appended to
 * @return SWA_OK; SWA_ERR_TEMPLATE_INVALID, SWA_ERR_TEMPLATE_VALUE: told by a notice; SWA_ERR_APP_UNKNOWN
 */
swa_err apply_template_username(struct apply *apply, const char *app_id, struct swa_buf *ret_username);

#endif
