/*
 * Enrolments: the organisations whose apps this vault holds.
 *
 * Each enrolment has a space of its own, with its own key; the enrolment's id
 * is the space's.  Erasing it (swa_enrolment_erase()) shreds that key and takes
 * every app, account, unsent change and event of it along, in one transaction;
 * the personal space and other enrolments are not touched.
 *
 * Ids: two organisations may use the same id for different apps, and none may
 * name a personal one.  So what comes from a service is kept under its local
 * id, "ENROLMENT/ID"; swa_local_id() and swa_remote_id() go between the two.
 *
 * Tokens and private keys are sealed like passwords and are opened one at a
 * time, by name.
 */
#ifndef SWA_ENROLMENT_H
#define SWA_ENROLMENT_H

#include "swa/buf.h"
#include "swa/vault.h"

#include <stdbool.h>

#define SWA_SPACE_PERSONAL "personal"

#define SWA_ENROLMENT_ID_SIZE 8 /* hex digits */
#define SWA_REMOTE_ID_MAX 96    /* bytes of an id that a service gives */
#define SWA_CURSOR_MAX 512      /* bytes of a cursor or an ETag */
#define SWA_KEY_SIZE 32         /* bytes of a public key */
#define SWA_TOKEN_MAX 8192      /* bytes of a token */
#define SWA_RECORD_MAX 262144   /* bytes of a record: the CA bundle is the largest */

enum swa_enrolment_state {
	SWA_ENROLMENT_ACTIVE = 0,
	SWA_ENROLMENT_SIGN_IN =
	        1, /* the provider said invalid_grant: locked until the person signs in again */
	SWA_ENROLMENT_SUSPENDED =
	        2, /* the service refuses this device, without a signed revocation: sync rests */
};

/** Who vouches for the identity key. */
enum swa_trust {
	SWA_TRUST_TLS = 0,           /* nobody: whoever the certificate let answer */
	SWA_TRUST_PERSON = 1,        /* compared by the person */
	SWA_TRUST_ADMINISTRATOR = 2, /* an administrator's file, or the fingerprint of an invitation */
};

/** All texts UTF-8 and never NULL.  Borrowed for the visit. */
struct swa_enrolment {
	const char *id;
	const char *service; /* as the person gave it, without a slash at its end */
	const char *issuer;
	const char *client_id;
	const char *organisation; /* the id that signatures name */
	const char *name;         /* the organisation's, for people */
	const char *person;       /* as the service calls them; "" unknown */
	const char *device;       /* the id that the service gave */
	const char *device_name;
	const char *tls_pin; /* "sha256//…", or "" */
	unsigned char identity_key[SWA_KEY_SIZE];
	unsigned char signature_key[SWA_KEY_SIZE]; /* the device's public keys */
	unsigned char delivery_key[SWA_KEY_SIZE];
	enum swa_enrolment_state state;
	enum swa_trust trust;
	int64_t enrolled;  /* seconds since 1970 */
	int64_t last_sync; /* last success; 0 never */
	const char *cursor;
	const char *etag;
	bool full; /* a full synchronisation is under way */
};

typedef bool swa_enrolment_visit(void *context, const struct swa_enrolment *enrolment);

/** A new id for an enrolment that is to be added. */
void swa_enrolment_new_id(char ret_id[SWA_ENROLMENT_ID_SIZE + 1]);

/**
 * Add, with a space and a key of its own.  cursor, etag and full are not
 * looked at: a new enrolment starts with a full synchronisation.
 * @return SWA_OK; SWA_ERR_ENROLMENT_EXISTS the same organisation at the same service; SWA_ERR_LIMIT;
 * SWA_ERR_IO
 */
swa_err swa_enrolment_add(struct swa_vault *vault, const struct swa_enrolment *enrolment) SWA_MUST_CHECK;

/** @return SWA_OK, SWA_ERR_ENROLMENT_UNKNOWN, SWA_ERR_IO */
swa_err swa_enrolment_get(struct swa_vault *vault, const char *id, swa_enrolment_visit *visit,
                          void *context) SWA_MUST_CHECK;

/** All, oldest first. */
swa_err swa_enrolment_list(struct swa_vault *vault, swa_enrolment_visit *visit, void *context) SWA_MUST_CHECK;

/** Write the members that can change: everything but id, cursor, etag, full, last_sync and enrolled. */
swa_err swa_enrolment_update(struct swa_vault *vault, const struct swa_enrolment *enrolment) SWA_MUST_CHECK;
swa_err swa_enrolment_set_state(struct swa_vault *vault, const char *id,
                                enum swa_enrolment_state state) SWA_MUST_CHECK;
/** A synchronisation ended well at WHEN. */
swa_err swa_enrolment_synced(struct swa_vault *vault, const char *id, const char *etag,
                             int64_t when) SWA_MUST_CHECK;

/**
 * Erase the enrolment: its space's key first, then every row of the space.
 * What is overwritten is gone from the file and its log when this returns.
 * Not between swa_vault_begin() and commit, where it could be undone (SWA_ERR_ARGUMENT), and not in a visit.
 * @return SWA_OK, SWA_ERR_ENROLMENT_UNKNOWN, SWA_ERR_IO
 */
swa_err swa_enrolment_erase(struct swa_vault *vault, const char *id) SWA_MUST_CHECK;

/* --- what is sealed for an enrolment ------------------------------------- */

#define SWA_SECRET_REFRESH_TOKEN "refresh_token"
#define SWA_SECRET_ACCESS_TOKEN "access_token"
#define SWA_SECRET_SIGNATURE_KEY "signature_key" /* Ed25519 seed, 32 bytes */
#define SWA_SECRET_DELIVERY_KEY "delivery_key"   /* X25519 private key, 32 bytes */

/** Seal VALUE under FIELD, in place of the one before; NULL removes.  @return SWA_OK,
 * SWA_ERR_ENROLMENT_UNKNOWN, SWA_ERR_LIMIT, SWA_ERR_IO */
swa_err swa_enrolment_set_secret(struct swa_vault *vault, const char *id, const char *field,
                                 const struct swa_buf *value) SWA_MUST_CHECK;
/** @param ret_value appended to.  @return SWA_OK; SWA_ERR_RECORD_MISSING none is kept; SWA_ERR_VAULT_DAMAGED
 */
swa_err swa_enrolment_secret(struct swa_vault *vault, const char *id, const char *field,
                             struct swa_buf *ret_value) SWA_MUST_CHECK;

/* Records: small texts of an enrolment that are no secret but must not be
 * changed by anyone else, so they are sealed as well. */
#define SWA_RECORD_POLICY "policy"           /* body of the policy entry */
#define SWA_RECORD_PROFILE "profile"         /* body of the profile entry */
#define SWA_RECORD_SERVICE_KEY "service key" /* the service's delivery key, 32 bytes */
#define SWA_RECORD_CA "ca"                   /* PEM bundle */
#define SWA_RECORD_METADATA "metadata"       /* the issuer's discovery document */
/* and the remote id of a held app: its origins before the change, one a line */
#define SWA_RECORD_ORIGINS_BEFORE "origins before "

swa_err swa_record_set(struct swa_vault *vault, const char *id, const char *name,
                       const struct swa_buf *value) SWA_MUST_CHECK;
/** @return SWA_OK; SWA_ERR_RECORD_MISSING; SWA_ERR_VAULT_DAMAGED */
swa_err swa_record_get(struct swa_vault *vault, const char *id, const char *name,
                       struct swa_buf *ret_value) SWA_MUST_CHECK;

/* --- local and remote ids ------------------------------------------------ */

/** "ENROLMENT/ID".  @return SWA_OK; SWA_ERR_LIMIT an id that is empty, too long or holds other characters
 * than a service may use */
swa_err swa_local_id(const char *enrolment, const char *remote_id, char *ret_id, size_t size) SWA_MUST_CHECK;
/** The part behind the slash; ID itself where there is none.  Borrowed. */
const char *swa_remote_id(const char *id);
/** The enrolment that an app's or account's id belongs to; "" for a personal one. */
void swa_id_enrolment(const char *id, char ret_enrolment[SWA_ENROLMENT_ID_SIZE + 1]);

/** "active", "sign_in", "suspended"; "tls", "person", "administrator"; static. */
const char *swa_enrolment_state_name(enum swa_enrolment_state state);
const char *swa_trust_name(enum swa_trust trust);

#endif
