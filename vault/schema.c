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

        /* 2: enrolments.  Secrets are kept under the account's number, so that
         * those of one page of changes lie side by side however random the ids. */
        "ALTER TABLE app ADD COLUMN held INTEGER NOT NULL DEFAULT 0;"

        "CREATE TABLE secret_by_number ("
        "  account INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,"
        "  field TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  sealed BLOB NOT NULL,"
        "  PRIMARY KEY (account, field, version)"
        ") WITHOUT ROWID;"
        "INSERT INTO secret_by_number SELECT account.number, field, secret.version, sealed"
        "  FROM secret JOIN account ON account.id = secret.account;"
        "DROP TABLE secret;"
        "ALTER TABLE secret_by_number RENAME TO secret;"

        "CREATE TABLE enrolment ("
        "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  id TEXT NOT NULL UNIQUE REFERENCES space(id) ON DELETE CASCADE,"
        "  service TEXT NOT NULL,"
        "  issuer TEXT NOT NULL,"
        "  client_id TEXT NOT NULL,"
        "  organisation TEXT NOT NULL,"
        "  name TEXT NOT NULL,"
        "  person TEXT NOT NULL,"
        "  device TEXT NOT NULL,"
        "  device_name TEXT NOT NULL,"
        "  tls_pin TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  keys BLOB NOT NULL,"
        "  state INTEGER NOT NULL,"
        "  enrolled INTEGER NOT NULL,"
        "  last_sync INTEGER NOT NULL,"
        "  cursor TEXT NOT NULL,"
        "  etag TEXT NOT NULL,"
        "  full INTEGER NOT NULL,"
        "  pass INTEGER NOT NULL,"
        "  reports INTEGER NOT NULL,"
        "  UNIQUE (service, organisation)"
        ");"

        "CREATE TABLE sealed ("
        "  enrolment INTEGER NOT NULL REFERENCES enrolment(number) ON DELETE CASCADE,"
        "  type TEXT NOT NULL,"
        "  field TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  sealed BLOB NOT NULL,"
        "  PRIMARY KEY (enrolment, type, field)"
        ") WITHOUT ROWID;"

        "CREATE TABLE entry ("
        "  enrolment INTEGER NOT NULL REFERENCES enrolment(number) ON DELETE CASCADE,"
        "  kind TEXT NOT NULL,"
        "  id TEXT NOT NULL,"
        "  version INTEGER NOT NULL,"
        "  live INTEGER NOT NULL,"
        "  pass INTEGER NOT NULL,"
        "  PRIMARY KEY (enrolment, kind, id)"
        ") WITHOUT ROWID;"

        "CREATE TABLE outbox ("
        "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  account INTEGER NOT NULL UNIQUE REFERENCES account(number) ON DELETE CASCADE,"
        "  enrolment INTEGER NOT NULL REFERENCES enrolment(number) ON DELETE CASCADE,"
        "  base INTEGER NOT NULL,"
        "  key TEXT NOT NULL,"
        "  since INTEGER NOT NULL,"
        "  state INTEGER NOT NULL,"
        "  err INTEGER NOT NULL,"
        "  theirs_version INTEGER NOT NULL,"
        "  theirs_username TEXT NOT NULL,"
        "  theirs_changed INTEGER NOT NULL,"
        "  theirs_by TEXT NOT NULL"
        ");"
        "CREATE INDEX outbox_by_enrolment ON outbox(enrolment);"

        "CREATE TABLE report ("
        "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  enrolment INTEGER NOT NULL REFERENCES enrolment(number) ON DELETE CASCADE,"
        "  id TEXT NOT NULL,"
        "  time INTEGER NOT NULL,"
        "  type TEXT NOT NULL,"
        "  app TEXT NOT NULL,"
        "  account TEXT NOT NULL,"
        "  detail TEXT NOT NULL,"
        "  listed INTEGER NOT NULL"
        ");"
        "CREATE INDEX report_by_enrolment ON report(enrolment, number);"

        "CREATE TABLE notice ("
        "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  id TEXT NOT NULL UNIQUE,"
        "  time INTEGER NOT NULL,"
        "  kind TEXT NOT NULL,"
        "  organisation TEXT NOT NULL,"
        "  subject TEXT NOT NULL,"
        "  detail TEXT NOT NULL,"
        "  UNIQUE (kind, organisation, subject)"
        ");",

        /* 3: what the person arranges and prefers.  The index of an app's
         * accounts holds what tiles tell of them, so that a list need not read
         * the accounts; the one of addresses finds the apps of a site. */
        "DROP INDEX account_by_app;"
        "CREATE INDEX account_by_app ON account(app, number, last_used);"
        "CREATE INDEX app_by_address ON app(launch_url COLLATE NOCASE, id);"

        "CREATE TABLE place ("
        "  app TEXT PRIMARY KEY REFERENCES app(id) ON DELETE CASCADE,"
        "  section TEXT NOT NULL,"
        "  position INTEGER NOT NULL,"
        "  hidden INTEGER NOT NULL"
        ") WITHOUT ROWID;"

        "CREATE TABLE app_page ("
        "  origin TEXT NOT NULL,"
        "  app TEXT NOT NULL REFERENCES app(id) ON DELETE CASCADE,"
        "  PRIMARY KEY (origin, app)"
        ") WITHOUT ROWID;"
        "CREATE INDEX app_page_by_app ON app_page(app);"

        "CREATE TABLE site_never ("
        "  origin TEXT PRIMARY KEY"
        ") WITHOUT ROWID;"

        "CREATE TABLE preference ("
        "  name TEXT PRIMARY KEY,"
        "  value INTEGER NOT NULL"
        ") WITHOUT ROWID;"

        "CREATE TABLE staged ("
        "  import TEXT NOT NULL,"
        "  row INTEGER NOT NULL,"
        "  outcome INTEGER NOT NULL,"
        "  sealed BLOB NOT NULL,"
        "  PRIMARY KEY (import, row)"
        ") WITHOUT ROWID;",
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
