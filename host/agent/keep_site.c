/* The apps of a page. */
#include "keep.h"

#include "swa/site.h"
#include "tile.h"

#include <stdio.h>
#include <string.h>

swa_err
swa_keep_origin(struct swa_call *call, const char *url, struct swa_origin *ret_origin)
{
	swa_err err = swa_origin_of_page(url, ret_origin);

	return err == SWA_OK ? SWA_OK : swa_call_fault(call, err, "url");
}

bool
swa_keep_allowed(const struct swa_call *call, const struct swa_origin *origin)
{
	const struct swa_policy *policy = swa_policy_for(call->agent->policy, "");

	if (strcmp(origin->scheme, "https") == 0)
		return true;
	for (size_t i = 0; i < policy->http_host_count; i++)
		if (strcmp(policy->http_hosts[i], origin->host) == 0)
			return true;
	return false;
}

static bool
keep_app(void *context, const struct swa_app *app)
{
	struct swa_keep_site *site = context;

	(void)snprintf(site->app[site->count].id, sizeof(site->app[0].id), "%s", app->id);
	(void)snprintf(site->app[site->count].label, sizeof(site->app[0].label), "%s", app->label);
	return ++site->count < SWA_KEEP_APPS_MAX;
}

/* A definition that cannot be read (any more) signs in nowhere; where the browser is asked by HTTP Basic, no
 * page's form is the app's. */
static bool
signs_in_at(struct swa_call *call, const char *app_id, const struct swa_origin *origin)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;

	if (swa_tile_appdef(call->vault, app_id, &def, NULL) != SWA_OK)
		return false;
	swa_tile_allow_http(def, call->agent->policy);
	if (def->launch != SWA_OK || def->way == SWA_WAY_CHALLENGE)
		return false;
	for (size_t i = 0; i < def->rules.pages.count; i++)
		if (swa_origin_equal(&def->rules.pages.item[i], origin))
			return true;
	return false;
}

swa_err
swa_keep_look(struct swa_call *call, const struct swa_origin *origin, struct swa_keep_site *ret_site)
{
	struct swa_keep_site found = {.count = 0};
	swa_err err;

	ret_site->count = 0;
	if ((err = swa_site_apps(call->vault, origin, keep_app, &found)) != SWA_OK)
		return err;
	for (size_t i = 0; i < found.count; i++)
		if (signs_in_at(call, found.app[i].id, origin))
			ret_site->app[ret_site->count++] = found.app[i];
	return SWA_OK;
}

swa_err
swa_keep_look_at(struct swa_call *call, const struct swa_origin *origin, const char *app_id,
                 struct swa_keep_site *ret_site)
{
	swa_err err;

	ret_site->count = 0;
	if ((err = swa_app_get(call->vault, app_id, keep_app, ret_site)) != SWA_OK)
		return swa_call_fault(call, err, "app_id");
	return signs_in_at(call, app_id, origin) ? SWA_OK
	                                         : swa_call_fault(call, SWA_ERR_ORIGIN_REFUSED, origin->host);
}
