#include "tile.h"

#include "swa/enrolment.h"

#include <stdio.h>
#include <string.h>

#define TILE_BYTES 256u /* names of members, numbers, marks */

size_t
swa_tile_text_cost(const char *text)
{
	size_t cost = 2;

	for (; *text != '\0'; text++)
		cost += *text == '"' || *text == '\\' ? 2 : (unsigned char)*text < ' ' ? 6 : 1;
	return cost;
}

struct swa_json *
swa_tile_new(const struct swa_app *app, const struct swa_names *names, size_t *ret_cost)
{
	const char *organisation = swa_names_find(names, app->space);
	struct swa_json *tile = swa_json_new_object();
	char host[SWA_HOST_MAX + 1];

	swa_appdef_host(app->launch_url, host);
	swa_json_set_text(tile, "id", app->id);
	swa_json_set_text(tile, "label", app->label);
	swa_json_set_text(tile, "name", app->name);
	swa_json_set_text(tile, "mode", swa_mode_name(app->mode));
	swa_json_set_text(tile, "host", host);
	swa_json_set_text(tile, "url", app->launch_url);
	swa_json_set_bool(tile, "link", swa_appdef_is_link(app->mode));
	swa_json_set_bool(tile, "active", app->active);
	swa_json_set_integer(tile, "accounts", app->account_count);
	swa_json_set_text(tile, "organisation", organisation);
	swa_json_set_bool(tile, "held", app->held);
	swa_json_set_text(tile, "section", app->section);
	swa_json_set_integer(tile, "position", app->position);
	swa_json_set_bool(tile, "hidden", app->hidden);
	swa_json_set_integer(tile, "last_used", app->last_used);
	*ret_cost += TILE_BYTES + swa_tile_text_cost(app->id) + swa_tile_text_cost(app->label) +
	             swa_tile_text_cost(app->name) + swa_tile_text_cost(host) +
	             swa_tile_text_cost(app->launch_url) + swa_tile_text_cost(organisation) +
	             swa_tile_text_cost(app->section);
	return tile;
}

struct swa_json *
swa_tile_account(const struct swa_account *account, const char *change)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_text(object, "id", account->id);
	swa_json_set_text(object, "username", account->username);
	swa_json_set_text(object, "state", swa_credential_state_name(account->state));
	swa_json_set_integer(object, "version", account->version);
	swa_json_set_integer(object, "last_used", account->last_used);
	swa_json_set_text(object, "change", change);
	swa_json_set_bool(object, "extra", account->extra);
	swa_json_set_bool(object, "totp", account->totp);
	return object;
}

swa_err
swa_tile_appdef(struct swa_vault *vault, const char *app_id, struct swa_appdef **ret_appdef,
                struct swa_fault *ret_fault)
{
	struct swa_json *document = NULL;
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if ((err = swa_app_definition(vault, app_id, &text)) == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, &document, ret_fault);
	swa_buf_finish(&text);
	if (err != SWA_OK || (err = swa_appdef_read(document, ret_appdef, ret_fault)) != SWA_OK)
		return err;
	/* An organisation's definition names the app as its service does. */
	(void)snprintf((*ret_appdef)->id, sizeof((*ret_appdef)->id), "%s", app_id);
	return SWA_OK;
}

void
swa_tile_allow_http(struct swa_appdef *appdef, const struct swa_policy_set *set)
{
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	const struct swa_policy *policy;

	swa_id_enrolment(appdef->id, enrolment);
	policy = swa_policy_for(set, enrolment);
	for (size_t i = 0; i < policy->http_host_count; i++)
		swa_appdef_allow_http(appdef, policy->http_hosts[i]);
}

struct swa_json *
swa_tile_access(struct swa_vault *vault, const struct swa_policy_set *policy, const char *app_id,
                size_t *ret_cost)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	struct swa_json *access;

	if (swa_tile_appdef(vault, app_id, &def, NULL) != SWA_OK)
		return swa_json_new_array();
	swa_tile_allow_http(def, policy);
	access = swa_appdef_access(def);
	for (const struct swa_json *item = swa_json_first(access); item != NULL; item = swa_json_next(item))
		*ret_cost += swa_tile_text_cost(swa_json_text(item)) + 1;
	return access;
}
