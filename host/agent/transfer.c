#include "transfer.h"

#include "agent.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

struct swa_transfers {
	struct swa_import *imports;
	struct swa_export *exports;
};

struct swa_transfers *
swa_transfers_new(void)
{
	return calloc(1, sizeof(struct swa_transfers));
}

static void
free_import(struct swa_import *import)
{
	swa_login_index_free(import->index);
	free(import);
}

static void
free_export(struct swa_export *export)
{
	swa_export_writer_free(export->writer);
	swa_buf_finish(&export->out);
	free(export->apps);
	free(export);
}

void
swa_transfers_free(struct swa_transfers *transfers)
{
	if (transfers == NULL)
		return;
	for (struct swa_import *import = transfers->imports, *next; import != NULL; import = next) {
		next = import->next;
		free_import(import);
	}
	for (struct swa_export *export = transfers->exports, *next; export != NULL; export = next) {
		next = export->next;
		free_export(export);
	}
	free(transfers);
}

/* What is staged goes: of one import, or NULL of all. */
static void
drop(struct swa_agent *agent, const char *import)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);
	swa_err err;

	if (vault == NULL)
		return; /* it goes when the vault is next opened */
	if ((err = swa_staging_drop(vault, import)) != SWA_OK)
		swa_log(SWA_LOG_WARNING, "staged_rows_left", "error=%s", swa_err_name(err));
	swa_agent_touched(agent);
}

void
swa_transfers_opened(struct swa_agent *agent)
{
	drop(agent, NULL);
}

void
swa_transfers_close(struct swa_agent *agent)
{
	struct swa_transfers *transfers = agent->transfers;

	while (transfers->imports != NULL)
		swa_import_end(agent, transfers->imports);
	while (transfers->exports != NULL)
		swa_export_end(agent, transfers->exports);
}

void
swa_transfers_client_closed(struct swa_agent *agent, uint64_t client)
{
	struct swa_import *next_import;
	struct swa_export *next_export;

	for (struct swa_import *import = agent->transfers->imports; import != NULL; import = next_import) {
		next_import = import->next;
		if (import->client == client)
			swa_import_end(agent, import);
	}
	for (struct swa_export *export = agent->transfers->exports; export != NULL; export = next_export) {
		next_export = export->next;
		if (export->client == client)
			swa_export_end(agent, export);
	}
}

struct swa_import *
swa_import_begin(struct swa_agent *agent, uint64_t client)
{
	struct swa_import *import = calloc(1, sizeof(*import));

	if (import == NULL)
		return NULL;
	swa_transfers_client_closed(agent, client); /* one at a time */
	swa_staging_new_id(import->id);
	import->client = client;
	import->next = agent->transfers->imports;
	agent->transfers->imports = import;
	return import;
}

struct swa_export *
swa_export_begin(struct swa_agent *agent, uint64_t client)
{
	struct swa_export *export = calloc(1, sizeof(*export));

	if (export == NULL)
		return NULL;
	swa_transfers_client_closed(agent, client);
	swa_staging_new_id(export->id);
	export->client = client;
	export->next = agent->transfers->exports;
	agent->transfers->exports = export;
	return export;
}

struct swa_import *
swa_import_find(struct swa_agent *agent, uint64_t client, const char *id)
{
	struct swa_import *import = agent->transfers->imports;

	while (import != NULL && (import->client != client || strcmp(import->id, id) != 0))
		import = import->next;
	return import;
}

struct swa_export *
swa_export_find(struct swa_agent *agent, uint64_t client, const char *id)
{
	struct swa_export *export = agent->transfers->exports;

	while (export != NULL && (export->client != client || strcmp(export->id, id) != 0))
		export = export->next;
	return export;
}

void
swa_import_end(struct swa_agent *agent, struct swa_import *import)
{
	struct swa_import **at = &agent->transfers->imports;

	while (*at != import)
		at = &(*at)->next;
	*at = import->next;
	drop(agent, import->id);
	free_import(import);
}

void
swa_export_end(struct swa_agent *agent, struct swa_export *export)
{
	struct swa_export **at = &agent->transfers->exports;

	while (*at != export)
		at = &(*at)->next;
	*at = export->next;
	free_export(export);
}
