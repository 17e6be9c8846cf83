/*
 * The tables.  Keys are blobs of 32 bytes, times seconds since 1970, flags 0 or 1.
 *
 * organisation  one row.  `epoch` is part of every cursor; `identity` and `delivery` are the generations of
 * the keys that are new now keys          public halves of all generations; the private ones are files
 * (keys.h) secrets       `sealed` opens with generation `generation` of the service's delivery key, and in
 * its own place alone (secret.c) feed          see model.h.  Kinds: app, account, policy, profile, key,
 * identity (id: the generation) answers       what write-backs were answered, for who asks twice
 */
#include "auth.h"
#include "model.h"

static const char tables[] =
        "CREATE TABLE IF NOT EXISTS organisation (id TEXT PRIMARY KEY, name TEXT NOT NULL, epoch TEXT NOT "
        "NULL,"
        " policy TEXT NOT NULL, identity BIGINT NOT NULL, delivery BIGINT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS keys (kind TEXT NOT NULL, generation BIGINT NOT NULL, public %BLOB% NOT "
        "NULL,"
        " PRIMARY KEY (kind, generation));"
        "CREATE TABLE IF NOT EXISTS persons (id %SERIAL%, login TEXT NOT NULL UNIQUE, email TEXT, user_name "
        "TEXT,"
        " sam_account_name TEXT, employee_id TEXT, password TEXT, active BIGINT NOT NULL DEFAULT 1,"
        " version BIGINT NOT NULL DEFAULT 0, created BIGINT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS apps (id TEXT PRIMARY KEY, label TEXT NOT NULL, scheme BIGINT NOT NULL,"
        " definition TEXT NOT NULL, changed BIGINT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS shared (app TEXT PRIMARY KEY REFERENCES apps (id) ON DELETE CASCADE,"
        " username TEXT NOT NULL, generation BIGINT NOT NULL, sealed TEXT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS assignments (person BIGINT NOT NULL REFERENCES persons (id) ON DELETE "
        "CASCADE,"
        " app TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE, created BIGINT NOT NULL,"
        " PRIMARY KEY (person, app));"
        "CREATE INDEX IF NOT EXISTS assignments_app ON assignments (app, person);"
        "CREATE TABLE IF NOT EXISTS accounts (person BIGINT NOT NULL, id TEXT NOT NULL, app TEXT NOT NULL,"
        " username TEXT, version BIGINT NOT NULL, changed BIGINT NOT NULL, changed_by TEXT NOT NULL,"
        " made_by TEXT NOT NULL, PRIMARY KEY (person, id),"
        " FOREIGN KEY (person, app) REFERENCES assignments (person, app) ON DELETE CASCADE);"
        "CREATE INDEX IF NOT EXISTS accounts_app ON accounts (person, app);"
        "CREATE TABLE IF NOT EXISTS secrets (person BIGINT NOT NULL, account TEXT NOT NULL, field TEXT NOT "
        "NULL,"
        " version BIGINT NOT NULL, generation BIGINT NOT NULL, sealed TEXT NOT NULL,"
        " PRIMARY KEY (person, account, field),"
        " FOREIGN KEY (person, account) REFERENCES accounts (person, id) ON DELETE CASCADE);"
        "CREATE TABLE IF NOT EXISTS feed (person BIGINT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,"
        " kind TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, live BIGINT NOT NULL,"
        " PRIMARY KEY (person, kind, id));"
        "CREATE INDEX IF NOT EXISTS feed_version ON feed (person, version);"
        "CREATE TABLE IF NOT EXISTS devices (id TEXT PRIMARY KEY,"
        " person BIGINT NOT NULL REFERENCES persons (id) ON DELETE CASCADE, name TEXT NOT NULL,"
        " platform TEXT NOT NULL, signature_key %BLOB% NOT NULL UNIQUE, delivery_key %BLOB% NOT NULL,"
        " identity BIGINT NOT NULL, generation BIGINT NOT NULL DEFAULT 0, created BIGINT NOT NULL,"
        " seen BIGINT NOT NULL, revoked BIGINT NOT NULL DEFAULT 0, reason TEXT,"
        " revoked_version BIGINT NOT NULL DEFAULT 0);"
        "CREATE INDEX IF NOT EXISTS devices_person ON devices (person);"
        "CREATE TABLE IF NOT EXISTS events (device TEXT NOT NULL, id TEXT NOT NULL, person BIGINT NOT NULL,"
        " time BIGINT NOT NULL, received BIGINT NOT NULL, type TEXT NOT NULL, app TEXT, account TEXT,"
        " detail TEXT, PRIMARY KEY (device, id));"
        "CREATE INDEX IF NOT EXISTS events_time ON events (time);"
        "CREATE TABLE IF NOT EXISTS answers (device TEXT NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL,"
        " status BIGINT NOT NULL, version BIGINT NOT NULL, secret_version BIGINT NOT NULL,"
        " created BIGINT NOT NULL, PRIMARY KEY (device, account, key));"
        "CREATE INDEX IF NOT EXISTS answers_created ON answers (created);"
        "CREATE TABLE IF NOT EXISTS rates (device TEXT PRIMARY KEY, minute BIGINT NOT NULL, count BIGINT NOT "
        "NULL);";

bool
schema_create(struct db *db)
{
	return db_script(db, tables) && db_script(db, auth_schema);
}
