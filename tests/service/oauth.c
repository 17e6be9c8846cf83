/*
 * The provider's side: discovery, device authorization (RFC 8628), tokens
 * (RFC 6749, bound by RFC 9449) and their revocation (RFC 7009).
 *
 * One public client, swa-agent.  There are no ID tokens: nobody would read them.
 */
#include "oauth.h"

#include "auth.h"
#include "tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_LIFE_S 600
#define POLL_MS 1000
#define POLL_TOLERANCE_MS 200 /* a timer that fires a little early is no hurry */
#define SLOWER_MS 5000        /* RFC 8628, section 3.5 */
#define GENERATIONS_KEPT 64   /* of refresh tokens, to tell a used one from an unknown one */

static bool
refuse(struct web_answer *answer, const char *name, const char *text)
{
	web_answer_error(answer, 400, name, text);
	return false;
}

static bool
unavailable(struct web_answer *answer)
{
	swa_buf_reset(&answer->body); /* what was decided before the database failed does not count */
	answer->header_count = 0;
	web_answer_error(answer, 503, "temporarily_unavailable", "the database did not answer");
	return false;
}

/* --- discovery --- */

static void
set_endpoint(struct swa_json *document, const struct service *service, const char *name, const char *path)
{
	char url[600];

	snprintf(url, sizeof(url), "%s%s", service->origin, path);
	swa_json_set_text(document, name, url);
}

static void
set_list(struct swa_json *document, const char *name, const char *const *texts)
{
	struct swa_json *list = swa_json_new_array();

	for (; *texts != NULL; texts++)
		swa_json_add_text(list, *texts);
	swa_json_set(document, name, list);
}
#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

void
oauth_discovery(const struct web_request *request, struct web_answer *answer)
{
	struct swa_json *document = swa_json_new_object();

	set_endpoint(document, request->service, "issuer", "");
	set_endpoint(document, request->service, "device_authorization_endpoint", "/oauth/device");
	set_endpoint(document, request->service, "token_endpoint", "/oauth/token");
	set_endpoint(document, request->service, "revocation_endpoint", "/oauth/revoke");
	set_list(document, "grant_types_supported",
	         LIST("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"));
	set_list(document, "scopes_supported", LIST("openid", "offline_access", "swa"));
	set_list(document, "token_endpoint_auth_methods_supported", LIST("none"));
	set_list(document, "revocation_endpoint_auth_methods_supported", LIST("none"));
	set_list(document, "dpop_signing_alg_values_supported", LIST("EdDSA"));
	/* What OpenID discovery asks for in any case. */
	set_endpoint(document, request->service, "authorization_endpoint", "/oauth/authorize");
	set_endpoint(document, request->service, "jwks_uri", "/oauth/keys");
	set_list(document, "response_types_supported", LIST("none"));
	set_list(document, "subject_types_supported", LIST("public"));
	set_list(document, "id_token_signing_alg_values_supported", LIST("EdDSA"));
	web_answer_json(answer, 200, document);
}

void
oauth_keys(const struct web_request *request, struct web_answer *answer)
{
	struct swa_json *set = swa_json_new_object();

	(void)request;
	swa_json_set(set, "keys", swa_json_new_array());
	web_answer_json(answer, 200, set);
}

void
oauth_authorize(const struct web_request *request, struct web_answer *answer)
{
	(void)request;
	(void)refuse(answer, "unsupported_response_type", "an enrolment begins on the device: swactl enroll");
}

/* --- device authorization --- */

static bool
check_client(const struct web_request *request, struct web_answer *answer)
{
	const char *client = web_form(request, "client_id");

	if (client != NULL && strcmp(client, OAUTH_CLIENT) == 0)
		return true;
	web_answer_error(answer, 401, "invalid_client", "this client_id is not known here");
	return false;
}

static bool
save_code(struct db *db, const char *hash, const char *user_code, const char *scope, const char *agent)
{
	return db_run(db,
	              "INSERT INTO codes (hash, user_code, scope, agent, created, expires, wait_ms, "
	              "polled_ms, state)"
	              " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'pending')",
	              DB_ARGS(DB_T(hash), DB_T(user_code), DB_T(scope), DB_T(agent), DB_N(now_s()),
	                      DB_N(now_s() + CODE_LIFE_S), DB_N(POLL_MS)),
	              NULL);
}

/* Only what is sure to be text; the page shows it. */
static void
copy_printable(const char *text, char *ret, size_t size)
{
	size_t used = 0;

	for (; text != NULL && *text != '\0' && used + 1 < size; text++)
		if (*text >= ' ' && *text <= '~')
			ret[used++] = *text;
	ret[used] = '\0';
}

void
oauth_device(const struct web_request *request, struct web_answer *answer)
{
	char device_code[TOKEN_SIZE], hash[TOKEN_SIZE], user_code[USER_CODE_SIZE], url[600], agent[101];
	struct swa_json *json;

	if (!check_client(request, answer))
		return;
	token_new(device_code);
	token_hash(device_code, hash);
	user_code_new(user_code);
	copy_printable(web_header(request, "User-Agent"), agent, sizeof(agent));
	if (!save_code(request->db, hash, user_code, OAUTH_SCOPE, agent)) {
		(void)unavailable(answer); /* a code that is taken already: as unlikely as it looks */
		return;
	}
	json = swa_json_new_object();
	swa_json_set_text(json, "device_code", device_code);
	swa_json_set_text(json, "user_code", user_code);
	set_endpoint(json, request->service, "verification_uri", "/device");
	snprintf(url, sizeof(url), "/device?user_code=%s", user_code);
	set_endpoint(json, request->service, "verification_uri_complete", url);
	swa_json_set_integer(json, "expires_in", CODE_LIFE_S);
	swa_json_set_integer(json, "interval", POLL_MS / 1000);
	web_answer_json(answer, 200, json);
	swa_wipe(device_code, sizeof(device_code));
}

/* --- tokens --- */

/* Give out tokens of GENERATION of a grant; inside the caller's transaction. */
static bool
issue(const struct web_request *request, const char *grant, int64_t generation, struct web_answer *answer)
{
	char access[TOKEN_SIZE], refresh[TOKEN_SIZE], hash[TOKEN_SIZE];
	int64_t life = request->service->access_token_s;
	struct swa_json *json;

	token_new(access);
	token_hash(access, hash);
	if (!db_run(request->db, "INSERT INTO accesses (hash, grant_id, expires) VALUES ($1, $2, $3)",
	            DB_ARGS(DB_T(hash), DB_T(grant), DB_N(now_s() + life)), NULL))
		return false;
	token_new(refresh);
	token_hash(refresh, hash);
	if (!db_run(request->db, "INSERT INTO refreshes (hash, grant_id, generation) VALUES ($1, $2, $3)",
	            DB_ARGS(DB_T(hash), DB_T(grant), DB_N(generation)), NULL))
		return false;
	json = swa_json_new_object();
	swa_json_set_text(json, "access_token", access);
	swa_json_set_text(json, "token_type", "DPoP");
	swa_json_set_integer(json, "expires_in", life);
	swa_json_set_text(json, "refresh_token", refresh);
	swa_json_set_text(json, "scope", OAUTH_SCOPE);
	web_answer_json(answer, 200, json);
	swa_wipe(access, sizeof(access));
	swa_wipe(refresh, sizeof(refresh));
	return true;
}

/* One step of a token request, inside one transaction.  What was decided is kept, refusals too: a count of
 * polls, a grant that ends. */
typedef bool step(const struct web_request *request, const char *hash, const char *key,
                  struct web_answer *answer);

struct code {
	char state[16];
	char grant[TOKEN_SIZE];
	int64_t expires, wait_ms, polled_ms, person;
	bool active;
};

static bool
read_code(struct db *db, const char *hash, struct code *ret_code, bool *ret_found)
{
	struct db_rows *rows;
	bool good;

	*ret_found = false;
	if (!db_select(db,
	               "SELECT c.state, c.grant_id, c.expires, c.wait_ms, c.polled_ms, c.person, p.active"
	               " FROM codes c LEFT JOIN persons p ON p.id = c.person WHERE c.hash = $1",
	               DB_ARGS(DB_T(hash)), &rows))
		return false;
	if (db_next(rows)) {
		snprintf(ret_code->state, sizeof(ret_code->state), "%s", db_text(rows, 0));
		snprintf(ret_code->grant, sizeof(ret_code->grant), "%s", db_text(rows, 1));
		ret_code->expires = db_number(rows, 2);
		ret_code->wait_ms = db_number(rows, 3);
		ret_code->polled_ms = db_number(rows, 4);
		ret_code->person = db_number(rows, 5);
		ret_code->active = db_number(rows, 6) != 0;
		*ret_found = true;
	}
	good = !db_failed(rows);
	db_done(rows);
	return good;
}

static bool
answer_pending(struct db *db, const char *hash, const struct code *code, struct web_answer *answer)
{
	int64_t now = now_ms(), wait = code->wait_ms;
	bool hurry = code->polled_ms != 0 && now - code->polled_ms < wait - POLL_TOLERANCE_MS;

	if (hurry)
		(void)refuse(answer, "slow_down", "asked again too soon: wait five seconds longer each time");
	else
		(void)refuse(answer, "authorization_pending", "the person has not entered the code yet");
	return db_run(db, "UPDATE codes SET polled_ms = $1, wait_ms = $2 WHERE hash = $3",
	              DB_ARGS(DB_N(now), DB_N(hurry ? wait + SLOWER_MS : wait), DB_T(hash)), NULL);
}

static bool
make_grant(struct db *db, const char *hash, const struct code *code, const char *key, char ret_id[TOKEN_SIZE])
{
	token_new(ret_id);
	return db_run(db,
	              "INSERT INTO grants (id, person, key, newest, created, used) VALUES ($1, $2, $3, 0, "
	              "$4, $4)",
	              DB_ARGS(DB_T(ret_id), DB_N(code->person), DB_T(key), DB_N(now_s())), NULL) &&
	       db_run(db, "UPDATE codes SET state = 'spent', grant_id = $1 WHERE hash = $2",
	              DB_ARGS(DB_T(ret_id), DB_T(hash)), NULL);
}

struct grant {
	char id[TOKEN_SIZE];
	char key[TOKEN_SIZE];
	int64_t newest;
	bool live; /* not revoked, and the person is active */
};

static bool
read_grant(struct db *db, const char *id, struct grant *ret_grant)
{
	struct db_rows *rows;
	bool good;

	memset(ret_grant, 0, sizeof(*ret_grant));
	if (!db_select(db,
	               "SELECT g.id, g.key, g.newest, g.revoked, p.active FROM grants g"
	               " JOIN persons p ON p.id = g.person WHERE g.id = $1",
	               DB_ARGS(DB_T(id)), &rows))
		return false;
	if (db_next(rows)) {
		snprintf(ret_grant->id, sizeof(ret_grant->id), "%s", db_text(rows, 0));
		snprintf(ret_grant->key, sizeof(ret_grant->key), "%s", db_text(rows, 1));
		ret_grant->newest = db_number(rows, 2);
		ret_grant->live = db_number(rows, 3) == 0 && db_number(rows, 4) != 0;
	}
	good = !db_failed(rows);
	db_done(rows);
	return good;
}

/* A code that was spent may be redeemed again by the same key while nothing came of the first answer: it may
 * have been lost. */
static bool
redeem_again(const struct web_request *request, const struct code *code, const char *key,
             struct web_answer *answer)
{
	struct grant grant;

	if (!read_grant(request->db, code->grant, &grant))
		return false;
	if (grant.live && grant.newest == 0 && token_equal(grant.key, key))
		return issue(request, grant.id, 0, answer);
	(void)refuse(answer, "invalid_grant", "this code was used already");
	return true;
}

static bool
redeem_code(const struct web_request *request, const char *hash, const char *key, struct web_answer *answer)
{
	struct code code = {0};
	char grant[TOKEN_SIZE];
	bool found;

	/* The write comes first: it holds the row, so that two polls of one code go one after the other. */
	if (!db_run(request->db, "UPDATE codes SET state = state WHERE hash = $1", DB_ARGS(DB_T(hash)),
	            NULL) ||
	    !read_code(request->db, hash, &code, &found))
		return false;
	if (!found)
		(void)refuse(answer, "invalid_grant", "this device code is not known");
	else if (code.expires < now_s())
		(void)refuse(answer, "expired_token", "the code was not entered in time");
	else if (strcmp(code.state, "denied") == 0)
		(void)refuse(answer, "access_denied", "the person said no");
	else if (strcmp(code.state, "pending") == 0)
		return answer_pending(request->db, hash, &code, answer);
	else if (!code.active)
		(void)refuse(answer, "invalid_grant", "this person is deactivated");
	else if (strcmp(code.state, "spent") == 0)
		return redeem_again(request, &code, key, answer);
	else
		return make_grant(request->db, hash, &code, key, grant) && issue(request, grant, 0, answer);
	return true;
}

/* --- refresh --- */

static bool
read_refresh(struct db *db, const char *hash, char ret_grant[TOKEN_SIZE], int64_t *ret_generation)
{
	struct db_rows *rows;
	bool good;

	ret_grant[0] = '\0';
	if (!db_select(db, "SELECT grant_id, generation FROM refreshes WHERE hash = $1", DB_ARGS(DB_T(hash)),
	               &rows))
		return false;
	if (db_next(rows)) {
		snprintf(ret_grant, TOKEN_SIZE, "%s", db_text(rows, 0));
		*ret_generation = db_number(rows, 1);
	}
	good = !db_failed(rows);
	db_done(rows);
	return good;
}

static bool
end_grant(struct db *db, const char *id)
{
	return db_run(db, "UPDATE grants SET revoked = $1 WHERE id = $2 AND revoked = 0",
	              DB_ARGS(DB_N(now_s()), DB_T(id)), NULL);
}

/* GENERATION is the newest or the one before it: the newest was never used, or `newest` would be higher. */
static bool
renew(const struct web_request *request, const struct grant *grant, int64_t generation,
      struct web_answer *answer)
{
	return db_run(request->db, "UPDATE grants SET newest = $1, used = $2 WHERE id = $3",
	              DB_ARGS(DB_N(generation + 1), DB_N(now_s()), DB_T(grant->id)), NULL) &&
	       db_run(request->db, "DELETE FROM refreshes WHERE grant_id = $1 AND generation < $2",
	              DB_ARGS(DB_T(grant->id), DB_N(generation - GENERATIONS_KEPT)), NULL) &&
	       db_run(request->db, "DELETE FROM accesses WHERE grant_id = $1 AND expires < $2",
	              DB_ARGS(DB_T(grant->id), DB_N(now_s())), NULL) &&
	       issue(request, grant->id, generation + 1, answer);
}

static bool
refresh(const struct web_request *request, const char *hash, const char *key, struct web_answer *answer)
{
	char id[TOKEN_SIZE];
	struct grant grant;
	int64_t generation = 0;

	if (!read_refresh(request->db, hash, id, &generation))
		return false;
	/* The write comes first: two that renew one grant go one after the other. */
	if (!db_run(request->db, "UPDATE grants SET used = used WHERE id = $1", DB_ARGS(DB_T(id)), NULL) ||
	    !read_grant(request->db, id, &grant))
		return false;
	if (!grant.live || !token_equal(grant.key, key))
		return (void)refuse(answer, "invalid_grant", "sign in again"), true;
	if (generation < grant.newest - 1) {
		(void)refuse(answer, "invalid_grant",
		             "this token was used before: all of its kin are revoked");
		return end_grant(request->db, id);
	}
	return renew(request, &grant, generation, answer);
}

/* --- the token endpoint --- */

/* Each proof is good once here. */
static bool
proof_is_new(struct db *db, const struct swa_dpop_facts *facts, bool *ret_new)
{
	char hash[TOKEN_SIZE], text[300];
	int64_t changed = 0;

	snprintf(text, sizeof(text), "%s.%s", facts->thumbprint, facts->id);
	token_hash(text, hash);
	if (!db_run(db, "INSERT INTO proofs (hash, seen) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
	            DB_ARGS(DB_T(hash), DB_N(now_s())), &changed))
		return false;
	*ret_new = changed != 0;
	return true;
}

static bool
run_step(const struct web_request *request, step *handler, const char *secret,
         const struct swa_dpop_facts *facts, struct web_answer *answer)
{
	char hash[TOKEN_SIZE], key[TOKEN_SIZE];
	bool is_new;

	if (!proof_is_new(request->db, facts, &is_new))
		return false;
	if (!is_new) {
		(void)refuse(answer, "invalid_dpop_proof", "this proof was used before");
		return true;
	}
	token_hash(secret, hash);
	token_key_text(facts->key, key);
	return handler(request, hash, key, answer);
}

void
oauth_token(const struct web_request *request, struct web_answer *answer)
{
	const char *type = web_form(request, "grant_type"), *secret = NULL;
	struct swa_dpop_facts facts;
	step *handler = NULL;

	if (!check_client(request, answer))
		return;
	if (type != NULL && strcmp(type, "urn:ietf:params:oauth:grant-type:device_code") == 0) {
		handler = redeem_code;
		secret = web_form(request, "device_code");
	} else if (type != NULL && strcmp(type, "refresh_token") == 0) {
		handler = refresh;
		secret = web_form(request, "refresh_token");
	}
	if (handler == NULL)
		(void)refuse(answer, "unsupported_grant_type",
		             "device_code and refresh_token are what there is");
	else if (secret == NULL)
		(void)refuse(answer, "invalid_request", "the code or token is missing");
	else if (!auth_check_proof(request, NULL, 400, &facts, answer))
		return;
	else if (!db_begin(request->db))
		(void)unavailable(answer);
	else if (!run_step(request, handler, secret, &facts, answer) || !db_commit(request->db)) {
		db_rollback(request->db);
		(void)unavailable(answer);
	}
}

/* --- revocation --- */

void
oauth_revoke(const struct web_request *request, struct web_answer *answer)
{
	const char *token = web_form(request, "token");
	char hash[TOKEN_SIZE];

	if (!check_client(request, answer))
		return;
	if (token == NULL) {
		(void)refuse(answer, "invalid_request", "the token is missing");
		return;
	}
	token_hash(token, hash);
	if (!db_run(request->db,
	            "UPDATE grants SET revoked = $1 WHERE revoked = 0 AND"
	            " (id IN (SELECT grant_id FROM refreshes WHERE hash = $2)"
	            " OR id IN (SELECT grant_id FROM accesses WHERE hash = $2))",
	            DB_ARGS(DB_N(now_s()), DB_T(hash)), NULL)) {
		(void)unavailable(answer);
		return;
	}
	answer->status = 200; /* also for one that was never known (RFC 7009, section 2.2) */
}
