#include "swa/app.h"

#include "app_write.h"
#include "mode.h"
#include "space.h"
#include "swa/enrolment.h"
#include "swa/site.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

/* Columns in the order that read_app() takes them.  What is told of the accounts is in their index. */
#define COLUMNS \
	"SELECT id, label, name, mode, active, launch_url," \
	" (SELECT count(*) FROM account WHERE account.app = app.id), space, held," \
	" (SELECT max(last_used) FROM account WHERE account.app = app.id)," \
	" ifnull(section, ''), ifnull(position, 0), ifnull(hidden, 0)" \
	" FROM app LEFT JOIN place ON place.app = app.id "

static void
read_app(struct store_query *query, struct swa_app *ret_app)
{
	ret_app->id = store_text(query, 0);
	ret_app->label = store_text(query, 1);
	ret_app->name = store_text(query, 2);
	ret_app->mode = mode_from_number(store_int(query, 3));
	ret_app->active = store_int(query, 4) != 0;
	ret_app->launch_url = store_text(query, 5);
	ret_app->account_count = (unsigned)store_int(query, 6);
	ret_app->space = store_text(query, 7);
	ret_app->held = store_int(query, 8) != 0;
	ret_app->last_used = store_int(query, 9);
	ret_app->section = store_text(query, 10);
	ret_app->position = store_int(query, 11);
	ret_app->hidden = store_int(query, 12) != 0;
}

swa_err
swa_app_put(struct swa_vault *vault, const struct swa_app *app, const char *definition)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if (strchr(app->id, '/') != NULL)
		return SWA_ERR_ARGUMENT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = app_write(vault, SWA_SPACE_PERSONAL, app, definition, false)) != SWA_OK)
		return err;
	return change_commit(&change);
}

/* Row: space, id, version, definition. */
static swa_err
open_definition(struct swa_vault *vault, struct store_query *query, struct swa_buf *ret_definition)
{
	const char *space = store_text(query, 0);
	const struct swa_secret *key = space_key(vault, space);
	const struct seal_place place = app_place(space, store_text(query, 1), (uint32_t)store_int(query, 2));
	const void *sealed;
	size_t size;

	sealed = store_blob(query, 3, &size);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	return seal_open(key, &place, sealed, size, ret_definition);
}

swa_err
swa_app_definition(struct swa_vault *vault, const char *id, struct swa_buf *ret_definition)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, "SELECT space, id, version, definition FROM app WHERE id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? open_definition(vault, query, ret_definition) : SWA_ERR_APP_UNKNOWN;
}

swa_err
app_check(struct swa_vault *vault)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf definition;
	bool row;
	swa_err err;

	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	if ((err = store_query(vault->store, "SELECT space, id, version, definition FROM app", &query)) !=
	    SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if ((err = open_definition(vault, query, &definition)) != SWA_OK)
			return err;
		swa_buf_reset(&definition);
	}
	return err;
}

swa_err
swa_app_get(struct swa_vault *vault, const char *id, swa_app_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_app app;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, COLUMNS "WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_APP_UNKNOWN;
	read_app(query, &app);
	(void)visit(context, &app);
	return SWA_OK;
}

/* The label of AFTER, by which its place in the list is found. */
static swa_err
label_of(struct store *store, const char *id, struct swa_buf *ret_label)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT label FROM app WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_APP_UNKNOWN;
	return swa_buf_append_text(ret_label, store_text(query, 0));
}

static swa_err
visit_rows(struct store_query *query, const char *words, unsigned limit, swa_app_visit *visit, void *context)
{
	struct swa_app app;
	bool row;
	swa_err err = SWA_OK;

	while (limit > 0 && (err = store_step(query, &row)) == SWA_OK && row) {
		if (words != NULL && !words_found(words, store_text(query, 1), store_text(query, 5)))
			continue;
		read_app(query, &app);
		if (!visit(context, &app))
			break;
		limit--;
	}
	return err;
}

swa_err
swa_app_list(struct swa_vault *vault, const char *query, const char *after, unsigned limit,
             swa_app_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *rows = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf label;
	swa_err err;

	swa_buf_init(&label, SWA_LABEL_MAX);
	if (after == NULL) {
		err = store_query(vault->store, COLUMNS "ORDER BY label COLLATE NOCASE, id", &rows);
	} else {
		if ((err = label_of(vault->store, after, &label)) != SWA_OK)
			return err;
		err = store_query(vault->store,
		                  COLUMNS "WHERE label COLLATE NOCASE >= ?1"
		                          " AND (label COLLATE NOCASE > ?1 OR id > ?2)"
		                          " ORDER BY label COLLATE NOCASE, id",
		                  &rows);
	}
	if (err != SWA_OK)
		return err;
	if (after != NULL) {
		store_bind_text(rows, 1, swa_buf_text(&label));
		store_bind_text(rows, 2, after);
	}
	return visit_rows(rows, query, limit, visit, context);
}

/* An address as an administrator wrote it; one that cannot be read is at no origin. */
static bool
is_at(const struct swa_origin *origin, const char *url)
{
	struct swa_origin its;

	return swa_origin_of(url, &its) == SWA_OK && swa_origin_equal(&its, origin);
}

/* Rows of QUERY whose address is, or is not, at ORIGIN.  @param ret_more false: VISIT wants no more */
static swa_err
visit_site(struct store_query *query, const struct swa_origin *origin, bool at, swa_app_visit *visit,
           void *context, bool *ret_more)
{
	struct swa_app app;
	bool row;
	swa_err err;

	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if (is_at(origin, store_text(query, 5)) != at)
			continue;
		read_app(query, &app);
		if (!(*ret_more = visit(context, &app)))
			break;
	}
	return err;
}

swa_err
swa_site_apps(struct swa_vault *vault, const struct swa_origin *origin, swa_app_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *addresses = NULL;
	SWA_CLEANUP(store_donep) struct store_query *pages = NULL;
	char text[SWA_ORIGIN_MAX + 1];
	bool more = true;
	swa_err err;

	/* Addresses that begin with scheme and host; "~" comes after all that can follow.  More hosts than
	 * this one do, and a default port may be written out: each row is looked at. */
	(void)snprintf(text, sizeof(text), "%s://%s", origin->scheme, origin->host);
	if ((err = store_query(vault->store,
	                       COLUMNS "WHERE launch_url COLLATE NOCASE >= ?1"
	                               " AND launch_url COLLATE NOCASE < ?1 || '~'"
	                               " ORDER BY launch_url COLLATE NOCASE, id",
	                       &addresses)) != SWA_OK)
		return err;
	store_bind_text(addresses, 1, text);
	if ((err = visit_site(addresses, origin, true, visit, context, &more)) != SWA_OK || !more)
		return err;
	if ((err = store_query(vault->store,
	                       COLUMNS "WHERE id IN (SELECT app_page.app FROM app_page WHERE origin = ?1)"
	                               " ORDER BY launch_url COLLATE NOCASE, id",
	                       &pages)) != SWA_OK)
		return err;
	swa_origin_text(origin, text);
	store_bind_text(pages, 1, text);
	return visit_site(pages, origin, false, visit, context, &more);
}

swa_err
swa_app_remove(struct swa_vault *vault, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	/* Accounts, secrets and questions go with it: ON DELETE CASCADE. */
	if ((err = store_query(vault->store, "DELETE FROM app WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_APP_UNKNOWN;
	return change_commit(&change);
}

swa_err
swa_app_release(struct swa_vault *vault, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "UPDATE app SET held = 0 WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_APP_UNKNOWN;
	return change_commit(&change);
}

swa_err
swa_app_count_in(struct swa_vault *vault, const char *space, unsigned *ret_count)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if (space == NULL)
		err = store_query(vault->store, "SELECT count(*) FROM app", &query);
	else
		err = store_query(vault->store, "SELECT count(*) FROM app WHERE space = ?1", &query);
	if (err != SWA_OK)
		return err;
	if (space != NULL)
		store_bind_text(query, 1, space);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	*ret_count = (unsigned)store_int(query, 0);
	return SWA_OK;
}

swa_err
swa_app_count(struct swa_vault *vault, unsigned *ret_count)
{
	return swa_app_count_in(vault, NULL, ret_count);
}
