#include "own_app.h"

#include "swa/enrolment.h"

#include <stdio.h>
#include <string.h>

#define COPIES_MAX 100 /* apps whose definitions ask for the same id */

/* A copy, as its printed text reads: what is too long to be stored is refused here. */
static struct swa_json *
copy_of(const struct swa_json *value)
{
	struct swa_json *copy = NULL;
	struct swa_buf text;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if (swa_json_print(value, &text) == SWA_OK &&
	    swa_json_parse(swa_buf_text(&text), text.size, &copy, NULL) != SWA_OK)
		copy = NULL;
	swa_buf_finish(&text);
	return copy;
}

static swa_err
fault(struct swa_fault *ret_fault, swa_err err, const char *where)
{
	(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "%s", where);
	return err;
}

swa_err
swa_own_read(const struct swa_json *definition, struct swa_appdef **ret_appdef, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	struct swa_json *document = copy_of(definition);
	swa_err err;

	if (document == NULL)
		return fault(ret_fault, SWA_ERR_LIMIT, "definition");
	if ((err = swa_appdef_read(document, &def, ret_fault)) != SWA_OK)
		return err;
	if (strchr(def->id, '/') != NULL) /* as those of an organisation */
		return fault(ret_fault, SWA_ERR_APP_INVALID, "id (a slash)");
	*ret_appdef = def;
	def = NULL; /* the caller owns it now */
	return SWA_OK;
}

swa_err
swa_own_store(struct swa_vault *vault, const struct swa_appdef *def)
{
	const struct swa_app app = {
	        .id = def->id,
	        .label = def->label,
	        .name = def->name,
	        .mode = def->mode,
	        .active = def->active,
	        .launch_url = def->url,
	        .pages = &def->rules.pages,
	};
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if ((err = swa_json_print(def->document, &text)) == SWA_OK)
		err = swa_app_put(vault, &app, swa_buf_text(&text));
	swa_buf_finish(&text);
	return err;
}

static bool
do_nothing(void *context, const struct swa_app *app)
{
	(void)context;
	(void)app;
	return true;
}

/* WISH, or WISH with the first number behind it that makes it no other app's. */
static swa_err
find_free_id(struct swa_vault *vault, const char *wish, char ret_id[SWA_ID_MAX + 1])
{
	swa_err err;

	(void)snprintf(ret_id, SWA_ID_MAX + 1, "%s", wish);
	for (unsigned i = 2; i <= COPIES_MAX; i++) {
		if ((err = swa_app_get(vault, ret_id, do_nothing, NULL)) != SWA_OK)
			return err == SWA_ERR_APP_UNKNOWN ? SWA_OK : err;
		(void)snprintf(ret_id, SWA_ID_MAX + 1, "%.*s-%u", SWA_ID_MAX - 4, wish, i);
	}
	return SWA_ERR_LIMIT;
}

/* The definition with this id, and all else as it is. */
static struct swa_json *
with_id(const struct swa_json *definition, const char *id)
{
	struct swa_json *copy = swa_json_new_object();

	swa_json_set_text(copy, "id", id);
	for (const struct swa_json *member = swa_json_first(definition); member != NULL;
	     member = swa_json_next(member))
		if (strcmp(swa_json_name(member), "id") != 0)
			swa_json_set_copy(copy, swa_json_name(member), member);
	return copy;
}

/* Which id it gets.  A label without a letter that an id can have makes none by itself. */
static swa_err
choose_id(struct swa_vault *vault, const struct swa_json *definition, char ret_id[SWA_ID_MAX + 1],
          struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	swa_err err = swa_own_read(definition, &def, ret_fault);

	if (err == SWA_ERR_APP_INVALID && strcmp(ret_fault->where, "id") == 0 &&
	    swa_json_get(definition, "id") == NULL)
		return find_free_id(vault, "app", ret_id);
	return err == SWA_OK ? find_free_id(vault, def->id, ret_id) : err;
}

static swa_err
check_own(struct swa_vault *vault, const char *app_id, char ret_id[SWA_ID_MAX + 1])
{
	swa_err err = swa_app_get(vault, app_id, do_nothing, NULL);

	if (err != SWA_OK)
		return err;
	(void)snprintf(ret_id, SWA_ID_MAX + 1, "%s", app_id);
	return strchr(app_id, '/') == NULL ? SWA_OK : SWA_ERR_SCHEME_REFUSED_CHANGE;
}

swa_err
swa_own_put(struct swa_vault *vault, const struct swa_json *definition, const char *app_id,
            char ret_id[SWA_ID_MAX + 1], struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *named = NULL;
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	swa_err err;

	if (swa_json_kind(definition) != SWA_JSON_OBJECT)
		return fault(ret_fault, SWA_ERR_APP_INVALID, "definition");
	if (app_id != NULL)
		err = check_own(vault, app_id, ret_id);
	else
		err = choose_id(vault, definition, ret_id, ret_fault);
	if (err != SWA_OK)
		return err;
	named = with_id(definition, ret_id);
	if ((err = swa_own_read(named, &def, ret_fault)) != SWA_OK)
		return err;
	return swa_own_store(vault, def);
}
