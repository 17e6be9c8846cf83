/* apps.list, apps.show, apps.launch */
#include "handle.h"

#include "rights.h"
#include "swa/outbox.h"
#include "tile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_LIMIT 200 /* where the request names none */
#define ACCOUNTS_MAX 64

/* A page of tiles in the making. */
struct page {
	struct {
		char id[SWA_ID_MAX + 1];
		struct swa_json *tile;
		bool link;
	} * rows;
	struct swa_names names;
	size_t count;
	size_t limit;
	size_t cost;
	bool more;
};

static bool
add_tile(void *context, const struct swa_app *app)
{
	struct page *page = context;

	if (page->count == page->limit || page->cost > SWA_LIST_BYTES) {
		page->more = true;
		return false;
	}
	(void)snprintf(page->rows[page->count].id, sizeof(page->rows[0].id), "%s", app->id);
	page->rows[page->count].tile = swa_tile_new(app, &page->names, &page->cost);
	page->rows[page->count].link = swa_appdef_is_link(app->mode);
	page->count++;
	return true;
}

swa_err
swa_handle_apps_list(struct swa_call *call)
{
	struct page page = {.limit = LIST_LIMIT};
	struct swa_json *apps;
	int64_t limit = LIST_LIMIT;
	size_t cost = 0;
	swa_err err;

	(void)swa_json_get_integer(call->body, "limit", &limit);
	page.limit = (size_t)limit;
	if ((err = swa_names_load(&page.names, call->vault)) != SWA_OK)
		return err;
	if ((page.rows = calloc(page.limit, sizeof(*page.rows))) == NULL) {
		swa_names_finish(&page.names);
		return SWA_ERR_NOMEM;
	}
	err = swa_app_list(call->vault, swa_json_get_text(call->body, "query"),
	                   swa_json_get_text(call->body, "after"), (unsigned)limit + 1, add_tile, &page);
	apps = swa_json_new_array();
	cost = page.cost;
	for (size_t i = 0; i < page.count; i++) {
		if (err == SWA_OK && cost <= SWA_LIST_BYTES) {
			swa_json_set(page.rows[i].tile, "access",
			             page.rows[i].link ? swa_json_new_array()
			                               : swa_tile_access(call->vault, call->agent->policy,
			                                                 page.rows[i].id, &cost));
			swa_json_add(apps, page.rows[i].tile);
		} else {
			page.more = true;
			swa_json_free(page.rows[i].tile);
		}
	}
	free(page.rows);
	swa_names_finish(&page.names);
	swa_json_set(call->answer, "apps", apps);
	swa_json_set_bool(call->answer, "more", page.more);
	return err == SWA_ERR_APP_UNKNOWN ? swa_call_fault(call, err, "after") : err;
}

struct shown {
	struct swa_names names;
	struct swa_json *tile;
};

static bool
keep_tile(void *context, const struct swa_app *app)
{
	struct shown *shown = context;
	size_t cost = 0;

	shown->tile = swa_tile_new(app, &shown->names, &cost);
	return true;
}

struct account_list {
	struct swa_json *array;
	size_t count;
	struct {
		char id[SWA_ID_MAX + 1];
		enum swa_outbox_state state;
	} changes[ACCOUNTS_MAX]; /* of this app's accounts */
	size_t change_count;
	const char *app_id;
};

static bool
keep_change(void *context, const struct swa_outbox_item *item)
{
	struct account_list *list = context;

	if (strcmp(item->app_id, list->app_id) != 0)
		return true;
	(void)snprintf(list->changes[list->change_count].id, sizeof(list->changes[0].id), "%s",
	               item->account_id);
	list->changes[list->change_count].state = item->state;
	return ++list->change_count < ACCOUNTS_MAX;
}

static const char *
change_of(const struct account_list *list, const char *id)
{
	for (size_t i = 0; i < list->change_count; i++)
		if (strcmp(list->changes[i].id, id) == 0)
			return swa_outbox_state_name(list->changes[i].state);
	return "";
}

static bool
add_account(void *context, const struct swa_account *account)
{
	struct account_list *list = context;

	swa_json_add(list->array, swa_tile_account(account, change_of(list, account->id)));
	return ++list->count < ACCOUNTS_MAX;
}

/* A definition that cannot be read (any more) gives no right. */
static struct swa_json *
rights_of(struct swa_call *call, const char *app_id)
{
	struct swa_json *object = swa_json_new_object();
	struct swa_rights rights = {.set_password = false};

	if (swa_rights_of(call->vault, call->agent->policy, app_id, &rights, NULL) != SWA_OK)
		rights = (struct swa_rights){.set_password = false};
	swa_json_set_bool(object, "username", rights.set_username);
	swa_json_set_bool(object, "password", rights.set_password);
	swa_json_set_bool(object, "reveal", rights.reveal);
	swa_json_set_bool(object, "remove", strchr(app_id, '/') == NULL);
	return object;
}

swa_err
swa_handle_apps_show(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	struct account_list accounts = {.array = NULL, .app_id = app_id};
	struct shown shown = {.tile = NULL};
	struct swa_json *document = NULL;
	struct swa_buf text;
	size_t cost = 0;
	swa_err err;

	if ((err = swa_names_load(&shown.names, call->vault)) != SWA_OK)
		return err;
	err = swa_app_get(call->vault, app_id, keep_tile, &shown);
	swa_names_finish(&shown.names);
	if (err != SWA_OK)
		return swa_call_fault(call, err, app_id);
	swa_json_set(shown.tile, "access",
	             swa_json_get_bool(shown.tile, "link", true)
	                     ? swa_json_new_array()
	                     : swa_tile_access(call->vault, call->agent->policy, app_id, &cost));
	swa_json_set(call->answer, "app", shown.tile);
	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if ((err = swa_app_definition(call->vault, app_id, &text)) == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, &document, NULL);
	swa_buf_finish(&text);
	if (err != SWA_OK)
		return err;
	swa_json_set(call->answer, "definition", document);
	if ((err = swa_outbox_list(call->vault, NULL, keep_change, &accounts)) != SWA_OK)
		return err;
	swa_json_set(call->answer, "rights", rights_of(call, app_id));
	accounts.array = swa_json_new_array();
	err = swa_account_list(call->vault, app_id, add_account, &accounts);
	swa_json_set(call->answer, "accounts", accounts.array);
	return err;
}

static bool
keep_app_id(void *context, const struct swa_account *account)
{
	(void)snprintf(context, SWA_ID_MAX + 1, "%s", account->app_id);
	return true;
}

static bool
do_nothing(void *context, const struct swa_app *app)
{
	(void)context;
	(void)app;
	return true;
}

swa_err
swa_handle_apps_launch(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	const char *account_id = swa_json_get_text(call->body, "account_id");
	struct swa_conn *browser = swa_server_browser(call->agent->server);
	char owner[SWA_ID_MAX + 1] = "";
	struct swa_json *event;
	swa_err err;

	if ((err = swa_app_get(call->vault, app_id, do_nothing, NULL)) != SWA_OK)
		return swa_call_fault(call, err, app_id);
	if (account_id != NULL) {
		err = swa_account_get(call->vault, account_id, keep_app_id, owner);
		if (err == SWA_OK && strcmp(owner, app_id) != 0)
			err = SWA_ERR_ACCOUNT_UNKNOWN;
		if (err != SWA_OK)
			return swa_call_fault(call, err, account_id);
	}
	if (browser == NULL)
		return SWA_ERR_BROWSER_MISSING;
	event = swa_event_new(SWA_EVENT_LAUNCH_REQUESTED);
	swa_json_set_text(event, "app_id", app_id);
	if (account_id != NULL)
		swa_json_set_text(event, "account_id", account_id);
	swa_conn_send(browser, event);
	swa_json_set_text(call->answer, "browser", browser->browser);
	return SWA_OK;
}
