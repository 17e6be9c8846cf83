/*
 * Two ways to write the address of one service are one address.
 */
#ifndef SWA_SYNC_SERVICE_ADDRESS_H
#define SWA_SYNC_SERVICE_ADDRESS_H

#include "swa/buf.h"

/**
 * A service's address in one form: https, the host in lower case, no port that goes without saying, no slash
 * at its end, no query.  @return SWA_OK, SWA_ERR_URL_INVALID, SWA_ERR_NOMEM
 */
swa_err service_address(const char *text, struct swa_buf *ret_address) SWA_MUST_CHECK;

#endif
