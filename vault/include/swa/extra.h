/*
 * An account's own value for its app's extra field (customer, organisation),
 * in the place of the one that the app's definition has for everybody.
 *
 * Sealed like the password, and kept on this device alone: services have no
 * word for it.
 */
#ifndef SWA_EXTRA_H
#define SWA_EXTRA_H

#include "swa/account.h"

#define SWA_EXTRA_TEXT_MAX 1024 /* bytes */

/** @param extra UTF-8 without a NUL; borrowed.  Empty: the account has none of its own any more.
 *  @return SWA_OK, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_LIMIT, SWA_ERR_IO */
swa_err swa_extra_set(struct swa_vault *vault, const char *account_id,
                      const struct swa_buf *extra) SWA_MUST_CHECK;

/**
 * @param ret_extra an initialised buffer with room for SWA_EXTRA_TEXT_MAX bytes; appended to.
 * @return SWA_OK; SWA_ERR_ACCOUNT_UNKNOWN; SWA_ERR_RECORD_MISSING it has none of its own;
 *         SWA_ERR_VAULT_DAMAGED the sealed text does not open
 */
swa_err swa_extra_get(struct swa_vault *vault, const char *account_id,
                      struct swa_buf *ret_extra) SWA_MUST_CHECK;

#endif
