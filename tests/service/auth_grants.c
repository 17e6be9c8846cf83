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
#include "tokens.h"

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

bool
auth_rebind(struct db *db, const unsigned char old_key[32], const unsigned char new_key[32])
{
	char before[TOKEN_SIZE], after[TOKEN_SIZE];

	token_key_text(old_key, before);
	token_key_text(new_key, after);
	return db_run(db, "UPDATE grants SET key = $1 WHERE key = $2", DB_ARGS(DB_T(after), DB_T(before)),
	              NULL);
}

bool
auth_end(struct db *db, const unsigned char key[32])
{
	char text[TOKEN_SIZE];

	token_key_text(key, text);
	return db_run(db, "UPDATE grants SET revoked = $1 WHERE key = $2 AND revoked = 0",
	              DB_ARGS(DB_N(now_s()), DB_T(text)), NULL);
}

/* Proofs are kept longer than a nonce makes one good. */
#define PROOF_LIFE_S 600
#define CODE_KEPT_S 3600
#define GRANT_KEPT_S ((int64_t)30 * 86400)

bool
auth_tidy(struct db *db, int64_t now)
{
	return db_run(db, "DELETE FROM codes WHERE expires < $1", DB_ARGS(DB_N(now - CODE_KEPT_S)), NULL) &&
	       db_run(db, "DELETE FROM proofs WHERE seen < $1", DB_ARGS(DB_N(now - PROOF_LIFE_S)), NULL) &&
	       db_run(db, "DELETE FROM accesses WHERE expires < $1", DB_ARGS(DB_N(now)), NULL) &&
	       db_run(db, "DELETE FROM sessions WHERE expires < $1", DB_ARGS(DB_N(now)), NULL) &&
	       db_run(db, "DELETE FROM attempts WHERE since < $1", DB_ARGS(DB_N(now - CODE_KEPT_S)), NULL) &&
	       db_run(db,
	              "DELETE FROM refreshes WHERE grant_id IN"
	              " (SELECT id FROM grants WHERE revoked > 0 AND revoked < $1)",
	              DB_ARGS(DB_N(now - GRANT_KEPT_S)), NULL) &&
	       db_run(db, "DELETE FROM grants WHERE revoked > 0 AND revoked < $1",
	              DB_ARGS(DB_N(now - GRANT_KEPT_S)), NULL);
}
