/* What all parts of the service know: its settings and its keys. */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "db.h"
#include "swa/secret.h"

#include <stdint.h>

struct service {
	const char *database; /* connection string */
	const char *origin;   /* "https://org.test", as devices see it: what DPoP proofs and links name */
	const char *listen;   /* "127.0.0.1:8443" */
	const char *certificate, *key; /* PEM files */
	unsigned threads;
	char organisation[97];
	char name[257];
	/* The keys that were new when the process began.  A later one comes from keys.h. */
	struct swa_secret *identity; /* Ed25519 seed that signs now */
	unsigned char identity_public[32];
	struct swa_secret
	        *delivery; /* X25519: opens what devices write back; secrets at rest are sealed to it */
	unsigned char delivery_public[32];
	struct keys *keys;            /* all of them */
	unsigned requests_per_minute; /* of one device; 0: any number */
	int64_t access_token_s;
};

#endif
