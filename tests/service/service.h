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
	int64_t identity_generation, delivery_generation;
	struct keys *keys;            /* all of them */
	unsigned requests_per_minute; /* of one device; 0: any number */
	int64_t access_token_s;
};

/** With .database set: open it, and load the organisation and its keys out of FOLDER.  False: said why on
 * standard error. */
bool service_open(struct service *service, const char *folder, struct db **ret_db);
/** What service_open() loaded.  The database is the caller's. */
void service_close(struct service *service);

#endif
