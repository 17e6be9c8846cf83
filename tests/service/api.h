/* Handlers of docs/sync-protocol.md; see web.h. */
#ifndef SERVICE_API_H
#define SERVICE_API_H

#include "auth.h"
#include "model.h"
#include "web.h"

web_handler api_device_register, api_device_rename, api_device_remove, api_device_keys, api_device_revocation;
web_handler api_changes;
web_handler api_account_put, api_account_delete;
web_handler api_events;
web_handler api_health;

/** A failure of the database or of memory, not the client's. */
void api_failed(const struct web_request *request, struct web_answer *answer, swa_err err);
/** auth_request() of a registered device, within its rate.  False: ANSWER was filled. */
bool api_device(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer);

/** The generation of the identity key that the device names in the query as the one it has; LEAST, which it
 * is known to have, where it names none, or an older one. */
int64_t api_identity(const struct web_request *request, const struct model *m, int64_t least);

/** An entry, signed for DEVICE with the identity key GENERATION. */
swa_err api_entry(const struct model *m, const char *device, int64_t generation, const char *type,
                  const char *id, int64_t version, const char *body,
                  struct swa_json **ret_entry) SWA_MUST_CHECK;

#endif
