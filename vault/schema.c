#include "schema.h"

/* Step N makes version N + 1 out of version N.  A step that was ever released
 * is never changed: write the next one. */
static const char *const steps[] = {
        /* 1: the first */
        "CREATE TABLE meta ("
        "  name TEXT PRIMARY KEY,"
        "  value BLOB NOT NULL"
        ") WITHOUT ROWID;"

        "CREATE TABLE space ("
        "  id TEXT PRIMARY KEY,"
        "  wrapped_key BLOB NOT NULL"
        ") WITHOUT ROWID;"

        "CREATE TABLE app ("
        "  id TEXT PRIMARY KEY,"
        "  space TEXT NOT NULL REFERENCES space(id) ON DELETE CASCADE,"
        "  label TEXT NOT NULL,"
        "  name TEXT NOT NULL,"
        "  mode INTEGER NOT NULL,"
        "  active INTEGER NOT NULL,"
        "  launch_url TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  definition BLOB NOT NULL"
        ");"
        "CREATE INDEX app_by_label ON app(label COLLATE NOCASE, id);"
        "CREATE INDEX app_by_space ON app(space);"

        "CREATE TABLE account ("
        "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  id TEXT NOT NULL UNIQUE,"
        "  app TEXT NOT NULL REFERENCES app(id) ON DELETE CASCADE,"
        "  username TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  confirmed_version INTEGER NOT NULL,"
        "  state INTEGER NOT NULL,"
        "  last_used INTEGER NOT NULL"
        ");"
        "CREATE INDEX account_by_app ON account(app, number);"

        "CREATE TABLE secret ("
        "  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,"
        "  field TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  sealed BLOB NOT NULL,"
        "  PRIMARY KEY (account, field, version)"
        ") WITHOUT ROWID;"

        "CREATE TABLE question ("
        "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  id TEXT NOT NULL UNIQUE,"
        "  account TEXT NOT NULL UNIQUE REFERENCES account(id) ON DELETE CASCADE,"
        "  version INTEGER NOT NULL,"
        "  asked INTEGER NOT NULL,"
        "  answer INTEGER NOT NULL"
        ");"

        "CREATE TABLE audit ("
        "  number INTEGER PRIMARY KEY,"
        "  time INTEGER NOT NULL,"
        "  event TEXT NOT NULL,"
        "  app TEXT NOT NULL,"
        "  account TEXT NOT NULL,"
        "  detail TEXT NOT NULL,"
        "  digest BLOB NOT NULL"
        ");",
};

#define NEWEST ((int)(sizeof(steps) / sizeof(steps[0])))

swa_err
schema_check(struct store *store, bool *ret_current)
{
	int version;
	swa_err err;

	if ((err = store_version(store, &version)) != SWA_OK)
		return err;
	if (version > NEWEST)
		return SWA_ERR_VAULT_NEWER;
	if (version < 0)
		return SWA_ERR_VAULT_DAMAGED;
	*ret_current = version == NEWEST;
	return SWA_OK;
}

swa_err
schema_upgrade(struct store *store)
{
	int version;
	swa_err err;

	if ((err = store_version(store, &version)) != SWA_OK)
		return err;
	for (; version < NEWEST; version++) {
		if ((err = store_run(store, steps[version])) != SWA_OK)
			return err;
	}
	return store_set_version(store, NEWEST);
}
