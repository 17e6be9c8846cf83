/* The person's own apps: definitions checked as those of an administrator, and stored in the personal space.
 */
#ifndef SWA_AGENT_OWN_APP_H
#define SWA_AGENT_OWN_APP_H

#include "appdef.h"

/**
 * Read a definition for the personal space.
 * @param definition borrowed; a copy is read.
 * @return what swa_appdef_read() returns; SWA_ERR_APP_INVALID an id as those of an organisation
 */
swa_err swa_own_read(const struct swa_json *definition, struct swa_appdef **ret_appdef,
                     struct swa_fault *ret_fault) SWA_MUST_CHECK;

/** Store what was read, under its id; the accounts of an app that is there stay. */
swa_err swa_own_store(struct swa_vault *vault, const struct swa_appdef *def) SWA_MUST_CHECK;

/**
 * Read a definition and store it.
 * @param app_id a personal app to replace; NULL: a new one, whose id follows from the definition's and is no
 *               other's.  The stored definition names it.
 * @param ret_id gets the id
 * @return SWA_OK; SWA_ERR_APP_UNKNOWN; SWA_ERR_SCHEME_REFUSED_CHANGE the app is an organisation's; what
 *         swa_own_read() returns; SWA_ERR_IO
 */
swa_err swa_own_put(struct swa_vault *vault, const struct swa_json *definition, const char *app_id,
                    char ret_id[SWA_ID_MAX + 1], struct swa_fault *ret_fault) SWA_MUST_CHECK;

#endif
