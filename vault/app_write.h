/* Writing an app's row, of the personal space or of an organisation's. */
#ifndef SWA_VAULT_APP_WRITE_H
#define SWA_VAULT_APP_WRITE_H

#include "swa/app.h"
#include "vault_private.h"

/** Where the definition of an app is sealed. */
struct seal_place app_place(const char *space, const char *id, uint32_t version);

/**
 * Insert, or replace the app with the same id; within the caller's change.
 * An app that is held stays so: only swa_app_release() ends that.
 * @return SWA_OK, SWA_ERR_LIMIT, SWA_ERR_ENROLMENT_UNKNOWN there is no such space
 */
swa_err app_write(struct swa_vault *vault, const char *space, const struct swa_app *app,
                  const char *definition, bool held) SWA_MUST_CHECK;

#endif
