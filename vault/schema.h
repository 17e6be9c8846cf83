/*
 * The tables, by version.  docs/vault-format.md says what each column holds.
 *
 * A schema only moves forward: each step of schema_upgrade() brings the
 * database from one version to the next.  The caller puts a transaction round
 * it, so that a cut-off upgrade leaves the version before.
 */
#ifndef SWA_VAULT_SCHEMA_H
#define SWA_VAULT_SCHEMA_H

#include "store.h"

/** @return SWA_OK; SWA_ERR_VAULT_NEWER the database has a version this program does not know */
swa_err schema_check(struct store *store, bool *ret_current) SWA_MUST_CHECK;

/** Bring the database to the newest version.  @return SWA_OK, or as store.h says */
swa_err schema_upgrade(struct store *store) SWA_MUST_CHECK;

#endif
