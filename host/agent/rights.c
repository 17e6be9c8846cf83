#include "rights.h"

#include "swa/enrolment.h"
#include "tile.h"

#include <stdio.h>

static bool
do_nothing(void *context, const struct swa_app *app)
{
	(void)context;
	(void)app;
	return true;
}

static swa_err
read_scheme(struct swa_vault *vault, const char *app_id, struct swa_rights *ret_rights,
            struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	const struct swa_json *credentials;
	enum swa_scheme scheme;
	swa_err err;

	if ((err = swa_tile_appdef(vault, app_id, &def, ret_fault)) != SWA_OK)
		return err;
	credentials = swa_json_get(def->document, "credentials");
	if (swa_scheme_from_name(swa_json_get_text(credentials, "scheme"), &scheme) != SWA_OK) {
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "credentials.scheme");
		return SWA_ERR_APP_INVALID;
	}
	*ret_rights = swa_scheme_rights(scheme, swa_json_get_bool(credentials, "revealPassword", false));
	return SWA_OK;
}

swa_err
swa_rights_of(struct swa_vault *vault, const struct swa_policy_set *policy, const char *app_id,
              struct swa_rights *ret_rights, struct swa_fault *ret_fault)
{
	struct swa_rights rights = {.set_username = true, .set_password = true, .reveal = true};
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_fault fault = {.where = ""};
	swa_err err;

	swa_id_enrolment(app_id, enrolment);
	if (enrolment[0] == '\0')
		err = swa_app_get(vault, app_id, do_nothing, NULL);
	else
		err = read_scheme(vault, app_id, &rights, &fault);
	if (err != SWA_OK) {
		if (ret_fault != NULL)
			*ret_fault = fault;
		return err;
	}
	rights.reveal = rights.reveal && swa_policy_for(policy, enrolment)->reveal;
	*ret_rights = rights;
	return SWA_OK;
}
