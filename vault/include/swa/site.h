/*
 * Sites: which apps start at an origin, and where nothing is offered to be
 * saved.
 *
 * A site is one origin, compared exactly (swa/url.h): another scheme, port or
 * part of a host's name is another site.
 */
#ifndef SWA_SITE_H
#define SWA_SITE_H

#include "swa/app.h"
#include "swa/url.h"

#define SWA_SITES_MAX 500 /* on the list of those where nothing is offered */

/** Visit the apps, of the person and of organisations, whose launch address is at ORIGIN, in the order of
 *  their addresses; then those that sign in there all the same (swa_app.pages).  An app that was stored by a
 *  version that knew no pages has none until it is stored anew.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_site_apps(struct swa_vault *vault, const struct swa_origin *origin, swa_app_visit *visit,
                      void *context) SWA_MUST_CHECK;

/** Offer nothing at ORIGIN from now on, or offer again.  What is so already stays so.
 *  @return SWA_OK, SWA_ERR_LIMIT the list is full, SWA_ERR_IO */
swa_err swa_site_set_never(struct swa_vault *vault, const struct swa_origin *origin,
                           bool never) SWA_MUST_CHECK;

swa_err swa_site_is_never(struct swa_vault *vault, const struct swa_origin *origin,
                          bool *ret_never) SWA_MUST_CHECK;

/** ORIGIN as swa_origin_text() has it; borrowed for the call.  Return false to stop. */
typedef bool swa_site_visit(void *context, const char *origin);

/** All where nothing is offered, in the order of their texts. */
swa_err swa_site_list_never(struct swa_vault *vault, swa_site_visit *visit, void *context) SWA_MUST_CHECK;

#endif
