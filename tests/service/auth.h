/*
 * Who a request comes from: access tokens, DPoP proofs, sessions of the pages.
 */
#ifndef SERVICE_AUTH_H
#define SERVICE_AUTH_H

#include "web.h"

struct auth {
	int64_t person;
	unsigned char key[32]; /* of the DPoP proof */
	char device[97];       /* "" : the key is of no registered device */
	bool revoked;
};

/**
 * Check Authorization and DPoP.  False: ANSWER was filled (401 with WWW-Authenticate and, where it is about time, DPoP-Nonce;
 * 403 device_revoked).
 */
bool auth_request(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer);

/** The proof alone, for calls that take no token. */
bool auth_proof(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer);

/** Tables of tokens, codes and sessions; called by the schema. */
extern const char auth_schema[];

#endif
