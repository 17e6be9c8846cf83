/*
 * Who a request comes from: access tokens, DPoP proofs, sessions of the pages.
 */
#ifndef SERVICE_AUTH_H
#define SERVICE_AUTH_H

#include "dpop.h"
#include "web.h"

struct auth {
	int64_t person;
	unsigned char key[32]; /* of the DPoP proof */
	char device[97];       /* "" : the key is of no registered device */
	bool revoked;
};

/**
 * Check Authorization and DPoP.  False: ANSWER was filled (401 with WWW-Authenticate and, where it is about
 * time, DPoP-Nonce; 403 device_revoked).
 */
bool auth_request(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer);

/** The proof alone, for calls that take no token.  .person is 0 where the key is of no device; a revoked
 * device is no error: .revoked says so. */
bool auth_proof(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer);

/**
 * A proof for this request, and for TOKEN unless NULL.  Its time counts unless it holds a nonce of ours.
 * @param status of a refusal: 401 at a resource, 400 at the token endpoint (RFC 9449)
 * False: ANSWER was filled.
 */
bool auth_check_proof(const struct web_request *request, const char *token, unsigned status,
                      struct swa_dpop_facts *ret_facts, struct web_answer *answer);

/* For a caller's transaction: what is bound to a device's key follows it to a new one, or ends with it. */
bool auth_rebind(struct db *db, const unsigned char old_key[32], const unsigned char new_key[32]);
bool auth_end(struct db *db, const unsigned char key[32]);
/** Forget what is past its time.  Called every hour. */
bool auth_tidy(struct db *db, int64_t now);

/** Tables of tokens, codes and sessions; called by the schema. */
extern const char auth_schema[];

#endif
