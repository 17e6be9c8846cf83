/* Who a request comes from; the tables are in auth_schema.c. */
#include "auth.h"

#include "tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK_TOLERANCE_S 60
#define NONCE_LIFE_S 300

/* --- nonces: a time and what only the service can make of it; nothing is stored --- */

static void
nonce_at(const struct service *service, int64_t when, char ret_nonce[80])
{
	char text[24], mark[TOKEN_SIZE];

	snprintf(text, sizeof(text), "%lld", (long long)when);
	token_derive(service->identity, "swa-service nonce 1", text, mark);
	snprintf(ret_nonce, 80, "%s.%s", text, mark);
}

static bool
nonce_good(const struct service *service, const char *nonce)
{
	int64_t when = strtoll(nonce, NULL, 10), age = now_s() - when;
	char expected[80];

	nonce_at(service, when, expected);
	return token_equal(nonce, expected) && age >= -CLOCK_TOLERANCE_S && age <= NONCE_LIFE_S;
}

/* --- proofs --- */

static bool
refuse(struct web_answer *answer, unsigned status, const char *name, const char *text)
{
	char challenge[300];

	web_answer_error(answer, status, name, text);
	if (status == 401) {
		snprintf(challenge, sizeof(challenge), "DPoP algs=\"EdDSA\", error=\"%s\"", name);
		web_answer_header(answer, "WWW-Authenticate", challenge);
	}
	return false;
}

static bool
demand_nonce(const struct web_request *request, struct web_answer *answer, unsigned status)
{
	char nonce[80];

	(void)refuse(answer, status, "use_dpop_nonce", "the proof's time is off: use this nonce instead");
	nonce_at(request->service, now_s(), nonce);
	web_answer_header(answer, "DPoP-Nonce", nonce);
	return false;
}

bool
auth_check_proof(const struct web_request *request, const char *token, unsigned status,
                 struct swa_dpop_facts *ret_facts, struct web_answer *answer)
{
	const char *proof = web_header(request, "DPoP");
	struct swa_dpop_claims claims = {.method = request->method, .token = token, .now = now_s()};
	char url[2048], where[64] = "", text[160];
	struct swa_dpop_facts facts;

	if (proof == NULL)
		return refuse(answer, status, "invalid_dpop_proof", "a DPoP proof is missing");
	snprintf(url, sizeof(url), "%s%s", request->service->origin, request->path);
	claims.url = url;
	if (swa_dpop_check(proof, &claims, &facts, where, sizeof(where)) != SWA_OK) {
		snprintf(text, sizeof(text), "the DPoP proof does not hold: %s", where);
		return refuse(answer, status, "invalid_dpop_proof", text);
	}
	if (facts.nonce[0] != '\0' ? !nonce_good(request->service, facts.nonce)
	                           : llabs(claims.now - facts.issued) > CLOCK_TOLERANCE_S)
		return demand_nonce(request, answer, status);
	*ret_facts = facts;
	return true;
}

/* --- requests --- */

/* The device of the proof's key, with or without a token. */
static bool
find_device(struct db *db, struct auth *auth)
{
	struct db_rows *rows;

	if (!db_select(db, "SELECT id, person, revoked FROM devices WHERE signature_key = $1",
	               DB_ARGS(DB_B(auth->key, sizeof(auth->key))), &rows))
		return false;
	if (db_next(rows)) {
		snprintf(auth->device, sizeof(auth->device), "%s", db_text(rows, 0));
		auth->person = db_number(rows, 1);
		auth->revoked = db_number(rows, 2) != 0;
	}
	bool good = !db_failed(rows);
	db_done(rows);
	return good;
}

static bool
unavailable(struct web_answer *answer)
{
	return refuse(answer, 503, "temporarily_unavailable", "the database did not answer");
}

bool
auth_proof(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer)
{
	struct swa_dpop_facts facts;
	struct auth auth = {0};

	if (!auth_check_proof(request, NULL, 401, &facts, answer))
		return false;
	memcpy(auth.key, facts.key, sizeof(auth.key));
	if (!find_device(request->db, &auth))
		return unavailable(answer);
	*ret_auth = auth;
	return true;
}

/* The person of an access token that is bound to KEY, live, and of nobody deactivated. */
static bool
find_token(struct db *db, const char *token, const unsigned char key[32], int64_t *ret_person,
           bool *ret_failed)
{
	char hash[TOKEN_SIZE], text[TOKEN_SIZE];
	struct db_rows *rows;
	bool found = false;

	token_hash(token, hash);
	token_key_text(key, text);
	*ret_failed = true;
	if (!db_select(db,
	               "SELECT g.person, g.key FROM accesses a JOIN grants g ON g.id = a.grant_id"
	               " JOIN persons p ON p.id = g.person"
	               " WHERE a.hash = $1 AND a.expires > $2 AND g.revoked = 0 AND p.active = 1",
	               DB_ARGS(DB_T(hash), DB_N(now_s())), &rows))
		return false;
	if (db_next(rows) && token_equal(db_text(rows, 1), text)) {
		*ret_person = db_number(rows, 0);
		found = true;
	}
	*ret_failed = db_failed(rows);
	db_done(rows);
	return found;
}

bool
auth_request(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer)
{
	const char *authorization = web_header(request, "Authorization");
	struct swa_dpop_facts facts;
	struct auth auth = {0};
	int64_t person = 0;
	bool failed;

	if (authorization == NULL || strncmp(authorization, "DPoP ", 5) != 0)
		return refuse(answer, 401, "invalid_token", "an access token of the kind DPoP is missing");
	if (!auth_check_proof(request, authorization + 5, 401, &facts, answer))
		return false;
	memcpy(auth.key, facts.key, sizeof(auth.key));
	if (!find_device(request->db, &auth))
		return unavailable(answer);
	/* First: a revoked device learns that whatever became of its token. */
	if (auth.revoked)
		return refuse(answer, 403, "device_revoked", "this device was revoked");
	if (!find_token(request->db, authorization + 5, facts.key, &person, &failed))
		return failed ? unavailable(answer)
		              : refuse(answer, 401, "invalid_token",
		                       "the access token is not valid, or no longer");
	if (auth.device[0] != '\0' && auth.person != person)
		return refuse(answer, 401, "invalid_token", "this device is another person's");
	auth.person = person;
	*ret_auth = auth;
	return true;
}
