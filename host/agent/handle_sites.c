/* site.look, sites.list, site.never: what is known of a page, and where nothing is offered */
#include "handle.h"

#include "keep.h"
#include "offering.h"
#include "swa/site.h"
#include "tile.h"

#include <stdio.h>
#include <string.h>

/* --- a page ---------------------------------------------------------------------- */

struct shown {
	struct swa_call *call;
	struct swa_names names;
	struct swa_json *array;
};

static bool
add_tile(void *context, const struct swa_app *app)
{
	struct shown *shown = context;
	struct swa_json *tile;
	size_t cost = 0;

	tile = swa_tile_new(app, &shown->names, &cost);
	swa_json_set(tile, "access",
	             swa_tile_access(shown->call->vault, shown->call->agent->policy, app->id, &cost));
	swa_json_add(shown->array, tile);
	return true;
}

static swa_err
add_tiles(struct swa_call *call, const struct swa_keep_site *site, struct swa_json *array)
{
	struct shown shown = {.call = call, .array = array};
	swa_err err;

	if ((err = swa_names_load(&shown.names, call->vault)) != SWA_OK)
		return err;
	for (size_t i = 0; i < site->count && err == SWA_OK; i++)
		err = swa_app_get(call->vault, site->app[i].id, add_tile, &shown);
	swa_names_finish(&shown.names);
	return err;
}

/* A page at which nobody signs in, such as one without an origin, is answered with nothing. */
swa_err
swa_handle_site_look(struct swa_call *call)
{
	struct swa_json *array = swa_json_new_array();
	struct swa_keep_site site = {.count = 0};
	bool never = false, offers = false;
	struct swa_origin origin;
	swa_err err = SWA_OK;

	if (swa_origin_of_page(swa_json_get_text(call->body, "url"), &origin) == SWA_OK) {
		if ((err = swa_keep_look(call, &origin, &site)) == SWA_OK &&
		    (err = swa_site_is_never(call->vault, &origin, &never)) == SWA_OK)
			err = add_tiles(call, &site, array);
		offers = swa_offering_on(call->agent) && (site.count > 0 || swa_keep_allowed(call, &origin));
	}
	swa_json_set(call->answer, "apps", array);
	swa_json_set_bool(call->answer, "never", never);
	swa_json_set_bool(call->answer, "offers", offers);
	return err;
}

/* --- the list -------------------------------------------------------------------- */

static bool
add_site(void *context, const char *origin)
{
	swa_json_add_text(context, origin);
	return true;
}

swa_err
swa_handle_sites_list(struct swa_call *call)
{
	struct swa_json *array = swa_json_new_array();
	swa_err err = swa_site_list_never(call->vault, add_site, array);

	swa_json_set(call->answer, "never", array);
	return err;
}

swa_err
swa_handle_site_never(struct swa_call *call)
{
	struct swa_origin origin;
	swa_err err = swa_origin_of(swa_json_get_text(call->body, "url"), &origin);

	if (err == SWA_OK)
		err = swa_offering_never(call->agent, call->vault, &origin,
		                         swa_json_get_bool(call->body, "never", true));
	return err == SWA_OK ? SWA_OK : swa_call_fault(call, err, "url");
}
