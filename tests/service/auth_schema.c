/*
 * The tables of who is let in.
 *
 * - grants: one for each enrolment, bound to a device's key.  `newest` is the highest generation of refresh
 *   tokens that was given out.
 * - refreshes: each refresh token's hash and generation, kept to detect reuse.
 * - accesses: each access token's hash.
 * - codes: device authorizations that are under way (RFC 8628).  `state` is pending, allowed, denied or
 * spent.
 * - proofs: ids of the DPoP proofs that the token endpoint has seen.
 * - sessions: of the pages.
 * - attempts: wrong passwords and codes.
 */
#include "auth.h"

const char auth_schema[] =
        "CREATE TABLE IF NOT EXISTS grants (id TEXT PRIMARY KEY, person BIGINT NOT NULL, key TEXT NOT NULL,"
        " newest BIGINT NOT NULL, created BIGINT NOT NULL, used BIGINT NOT NULL, revoked BIGINT NOT NULL "
        "DEFAULT 0);"
        "CREATE INDEX IF NOT EXISTS grants_key ON grants (key);"
        "CREATE INDEX IF NOT EXISTS grants_person ON grants (person);"
        "CREATE TABLE IF NOT EXISTS refreshes (hash TEXT PRIMARY KEY, grant_id TEXT NOT NULL,"
        " generation BIGINT NOT NULL);"
        "CREATE INDEX IF NOT EXISTS refreshes_grant ON refreshes (grant_id);"
        "CREATE TABLE IF NOT EXISTS accesses (hash TEXT PRIMARY KEY, grant_id TEXT NOT NULL,"
        " expires BIGINT NOT NULL);"
        "CREATE INDEX IF NOT EXISTS accesses_grant ON accesses (grant_id);"
        "CREATE TABLE IF NOT EXISTS codes (hash TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE,"
        " scope TEXT NOT NULL, agent TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL,"
        " wait_ms BIGINT NOT NULL, polled_ms BIGINT NOT NULL, state TEXT NOT NULL, person BIGINT,"
        " grant_id TEXT);"
        "CREATE TABLE IF NOT EXISTS proofs (hash TEXT PRIMARY KEY, seen BIGINT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS sessions (hash TEXT PRIMARY KEY, person BIGINT NOT NULL,"
        " expires BIGINT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS attempts (what TEXT PRIMARY KEY, count BIGINT NOT NULL,"
        " since BIGINT NOT NULL);";
