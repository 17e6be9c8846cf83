/* apps.import */
#include "handle.h"

#include "own_app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTES_BYTES ((size_t)256 * 1024) /* of one answer */

/* A list of definitions, all read before any is stored. */
struct import {
	struct read_one {
		struct swa_appdef *def; /* NULL where refused */
	} * read;
	size_t count;
	struct swa_json *taken;
	struct swa_json *refused;
	size_t note_bytes;
};

static void
refuse(struct import *import, size_t index, swa_err err, const char *where)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_integer(object, "index", (int64_t)index);
	swa_json_set(object, "error", swa_error_new(err, where[0] != '\0' ? where : NULL));
	swa_json_add(import->refused, object);
}

static void
take(struct import *import, size_t index, const struct swa_appdef *def)
{
	struct swa_json *object = swa_json_new_object(), *notes = swa_json_new_array();

	swa_json_set_integer(object, "index", (int64_t)index);
	swa_json_set_text(object, "id", def->id);
	swa_json_set_text(object, "label", def->label);
	swa_json_set_bool(object, "link", swa_appdef_is_link(def->mode));
	for (size_t i = 0; i < def->note_count && import->note_bytes < NOTES_BYTES; i++) {
		swa_json_add_text(notes, def->notes[i]);
		import->note_bytes += strlen(def->notes[i]);
	}
	swa_json_set(object, "notes", notes);
	swa_json_add(import->taken, object);
}

static bool
is_double(const struct import *import, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (import->read[i].def != NULL &&
		    strcmp(import->read[i].def->id, import->read[index].def->id) == 0)
			return true;
	return false;
}

static void
read_one(struct import *import, size_t index, const struct swa_json *definition)
{
	struct swa_fault fault = {.where = ""};
	swa_err err;

	if ((err = swa_own_read(definition, &import->read[index].def, &fault)) != SWA_OK) {
		refuse(import, index, err, fault.where);
	} else if (is_double(import, index)) {
		refuse(import, index, SWA_ERR_APP_INVALID, "id (twice in the list)");
		swa_appdef_free(import->read[index].def);
		import->read[index].def = NULL;
	} else {
		take(import, index, import->read[index].def);
	}
}

static swa_err
store_all(struct swa_call *call, const struct import *import)
{
	swa_err err;

	if ((err = swa_vault_begin(call->vault)) != SWA_OK)
		return err;
	for (size_t i = 0; i < import->count && err == SWA_OK; i++)
		if (import->read[i].def != NULL)
			err = swa_own_store(call->vault, import->read[i].def);
	if (err == SWA_OK)
		return swa_vault_commit(call->vault);
	swa_vault_rollback(call->vault);
	return err;
}

static void
tell(struct swa_call *call, const struct import *import)
{
	size_t stored = swa_json_count(import->taken);
	struct swa_trail_note note = {.event = "import"};
	char detail[64];

	if (stored == 0)
		return;
	for (size_t i = 0; i < import->count; i++)
		if (import->read[i].def != NULL)
			swa_grants_end_app(call->agent->grants, import->read[i].def->id);
	(void)snprintf(detail, sizeof(detail), "%zu apps", stored);
	note.detail = detail;
	if (stored == 1)
		note.app_id = swa_json_get_text(swa_json_first(import->taken), "id");
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
}

swa_err
swa_handle_apps_import(struct swa_call *call)
{
	const struct swa_json *definitions = swa_json_get(call->body, "definitions");
	bool dry_run = swa_json_get_bool(call->body, "dry_run", false);
	struct import import = {.count = swa_json_count(definitions)};
	size_t index = 0;
	swa_err err = SWA_OK;

	if (!swa_policy_for(call->agent->policy, "")->personal_apps)
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
	if ((import.read = calloc(import.count + 1, sizeof(*import.read))) == NULL)
		return SWA_ERR_NOMEM;
	import.taken = swa_json_new_array();
	import.refused = swa_json_new_array();
	for (const struct swa_json *item = swa_json_first(definitions); item != NULL;
	     item = swa_json_next(item))
		read_one(&import, index++, item);
	if (!dry_run && swa_json_count(import.taken) > 0 && (err = store_all(call, &import)) == SWA_OK)
		tell(call, &import);
	swa_json_set(call->answer, "taken", import.taken);
	swa_json_set(call->answer, "refused", import.refused);
	for (size_t i = 0; i < import.count; i++)
		swa_appdef_free(import.read[i].def);
	free(import.read);
	return err;
}
