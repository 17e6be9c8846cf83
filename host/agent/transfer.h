/*
 * Imports and exports that are under way, each of one connection.
 *
 * An import's rows lie sealed in the vault (swa/staging.h) until it is
 * committed.  Both end with their connection, and when the vault is closed.
 */
#ifndef SWA_AGENT_TRANSFER_H
#define SWA_AGENT_TRANSFER_H

#include "login_index.h"
#include "swa/export.h"

struct swa_agent;
struct swa_transfers;

struct swa_import {
	struct swa_import *next;
	char id[SWA_STAGING_ID_SIZE + 1];
	uint64_t client;
	char source[64 + 1];
	struct swa_login_index *index;
	int64_t rows; /* staged so far */
	int64_t added, merged, skipped;
};

struct swa_export {
	struct swa_export *next;
	char id[SWA_STAGING_ID_SIZE + 1];
	uint64_t client;
	struct swa_export_writer *writer; /* NULL: plain */
	struct swa_buf out;               /* bytes of the file that were not fetched yet */
	char (*apps)[SWA_ID_MAX + 1];     /* ids, in their order */
	size_t count;
	size_t done;
	bool begun;    /* the first line was written */
	bool finished; /* the last record was written */
};

/** @return NULL without memory */
struct swa_transfers *swa_transfers_new(void);
/** Ends what is left; the vault is closed by then. */
void swa_transfers_free(struct swa_transfers *transfers);

/** The vault was opened: what an earlier agent left staged goes. */
void swa_transfers_opened(struct swa_agent *agent);
/** The vault is about to be closed: all end. */
void swa_transfers_close(struct swa_agent *agent);
/** A connection is gone. */
void swa_transfers_client_closed(struct swa_agent *agent, uint64_t client);

/** A new one, with an id; NULL without memory.  It takes the place of one that CLIENT had. */
struct swa_import *swa_import_begin(struct swa_agent *agent, uint64_t client);
struct swa_export *swa_export_begin(struct swa_agent *agent, uint64_t client);
/** NULL: CLIENT has no such. */
struct swa_import *swa_import_find(struct swa_agent *agent, uint64_t client, const char *id);
struct swa_export *swa_export_find(struct swa_agent *agent, uint64_t client, const char *id);
/** It is over; what is staged goes. */
void swa_import_end(struct swa_agent *agent, struct swa_import *import);
void swa_export_end(struct swa_agent *agent, struct swa_export *export);

/* --- import_row.c --------------------------------------------------------- */

struct swa_json;

/** Decide about one row and stage it; a result is added to RESULTS.
 *  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_IO, SWA_ERR_VAULT_DAMAGED: the import cannot go on */
swa_err swa_import_row(struct swa_vault *vault, struct swa_import *import, const struct swa_json *row,
                       struct swa_json *results) SWA_MUST_CHECK;

/* --- export_lines.c ------------------------------------------------------- */

/** Write what belongs to the next app, or the end, into export->out.
 *  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_IO, SWA_ERR_VAULT_DAMAGED */
swa_err swa_export_next(struct swa_vault *vault, struct swa_export *export) SWA_MUST_CHECK;

#endif
