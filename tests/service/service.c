#include "service.h"

#include "keys.h"
#include "model.h"

#include <stdio.h>

static bool
say(const char *what, const char *why)
{
	fprintf(stderr, "swa-service: %s: %s\n", what, why);
	return false;
}

static bool
load(struct service *service, struct db *db)
{
	swa_err err = schema_create(db) ? model_organisation_load(service, db) : SWA_ERR_IO;

	return err == SWA_OK ||
	       say("the organisation cannot be read, has it been made with 'swa-service init'?",
	           err == SWA_ERR_IO ? db_error(db) : swa_err_name(err));
}

bool
service_open(struct service *service, const char *folder, struct db **ret_db)
{
	struct db *db = NULL;

	if (keys_open(folder, &service->keys) != SWA_OK)
		return say("the folder of the keys cannot be used", folder);
	if (!db_open(service->database, &db)) {
		service_close(service);
		return say("the database cannot be opened", db_error(NULL));
	}
	if (!load(service, db)) {
		db_close(db);
		service_close(service);
		return false;
	}
	*ret_db = db;
	return true;
}

void
service_close(struct service *service)
{
	swa_secret_freep(&service->identity);
	swa_secret_freep(&service->delivery);
	keys_close(service->keys);
	service->keys = NULL;
}
