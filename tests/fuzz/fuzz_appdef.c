/*
 * An app definition, as a service sends it or an administrator imports it.
 *
 * What is taken fits into the messages that tell it, has a form only where a
 * browser can be let in, and can be launched only where all that a launch needs
 * is there.  What is refused names a member that can be printed.
 */
#include "fuzz.h"

#include "appdef.h"
#include "scan.h"
#include "swa/pattern.h"

#include <stdlib.h>
#include <string.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
require_list(struct swa_json *list, size_t most)
{
	require(swa_json_count(list) <= most);
	swa_json_free(list);
}

static void
check_rule(const struct swa_rule *rule)
{
	if (rule->url != NULL)
		require(swa_pattern_match(rule->url, "https://a.test/") != SWA_ERR_PATTERN_INVALID);
	require(rule->selector == NULL || strlen(rule->selector) <= SWA_SELECTOR_MAX);
}

static void
check_fields(const struct swa_appdef *def)
{
	const bool page = swa_way_has_page(def->way);

	for (size_t i = 0; i < SWA_EXTRAS_MAX; i++) {
		require(def->extra[i].value == NULL || def->extra[i].selector != NULL);
		require(i == 0 || def->extra[i].selector == NULL || def->extra[i].value != NULL);
		require(def->way != SWA_WAY_CHALLENGE || def->extra[i].selector == NULL);
	}
	require(page || def->rules.frames.count == 0);
	require(def->realm == NULL || def->way == SWA_WAY_CHALLENGE);
	require(def->way != SWA_WAY_DIRECT || def->launch != SWA_OK ||
	        (def->username_selector != NULL && def->password_selector != NULL));
}

static void
check_taken(struct swa_appdef *def)
{
	struct swa_refusal refusal;

	require(def->id[0] != '\0' && def->label[0] != '\0');
	for (size_t i = 0; i < def->note_count; i++)
		require(swa_utf8_valid(def->notes[i], strlen(def->notes[i]), NULL));
	require(!swa_appdef_is_link(def->mode) || def->launch != SWA_OK);
	check_rule(&def->success);
	check_rule(&def->failure);
	check_fields(def);
	require(def->launch != SWA_OK || swa_match_challenge(&def->rules, def->url, &refusal) == SWA_OK ||
	        refusal.err == SWA_ERR_URL_INVALID); /* as a person wrote it, not as a browser */
	for (size_t i = 0; i < def->plain.pages.count; i++)
		swa_appdef_allow_http(def, def->plain.pages.item[i].host);
	require_list(swa_appdef_access(def), 32);
	require_list(swa_appdef_actions(def), 64);
	require_list(swa_appdef_frames(def), 32);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct swa_json *document = NULL;
	struct swa_appdef *def = NULL;
	struct swa_fault fault = {.where = ""};
	swa_err err;

	if (!ready)
		swa_json_setup();
	ready = true;
	if (swa_json_parse((const char *)data, size, &document, NULL) != SWA_OK)
		return 0;
	if ((err = swa_appdef_read(document, &def, &fault)) == SWA_OK)
		check_taken(def);
	else
		require(fault.where[0] != '\0' && strlen(fault.where) < sizeof(fault.where));
	swa_appdef_free(def);
	return 0;
}
