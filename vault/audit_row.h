/* A row of the audit trail as it is read; shared by audit.c and audit_list.c. */
#ifndef SWA_VAULT_AUDIT_ROW_H
#define SWA_VAULT_AUDIT_ROW_H

#include "swa/audit.h"
#include "vault_private.h"

/* The seventh column is the digest. */
#define AUDIT_COLUMNS "SELECT number, time, event, app, account, detail, digest FROM audit "

/** The current row of a query of AUDIT_COLUMNS; texts are borrowed until its next step. */
void audit_row(struct store_query *query, struct swa_audit_entry *ret_entry);

#endif
