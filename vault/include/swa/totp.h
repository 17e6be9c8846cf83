/*
 * One-time codes by the clock (TOTP, RFC 6238) from a secret that an account has.
 *
 * The secret comes as the otpauth: address of a site's QR code or as the bare
 * letters and digits (Base32) beside it.  What is sealed, like the password, is
 * an address of our own making with what counts alone:
 *
 *   otpauth://totp/?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30
 *
 * It stays on this device: services have no word for it.
 */
#ifndef SWA_TOTP_H
#define SWA_TOTP_H

#include "swa/account.h"

#define SWA_TOTP_TEXT_MAX 1024 /* bytes */
#define SWA_TOTP_CODE_MAX 8    /* digits */
#define SWA_TOTP_SHORT_MS 2000 /* what is left of a code that may be over before it arrives */

/**
 * @param text      UTF-8; borrowed.  An address, or Base32 in either case with or without spaces, hyphens and
 *                  padding.  Empty: the account has no secret any more.
 * @param ret_fault where the text is none: what about it, static and without anything of the text.
 * @return SWA_OK, SWA_ERR_TOTP_INVALID, SWA_ERR_ACCOUNT_UNKNOWN, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_totp_set(struct swa_vault *vault, const char *account_id, const struct swa_buf *text,
                     const char **ret_fault) SWA_MUST_CHECK;

/** Would swa_totp_set() take it?  @return SWA_OK, SWA_ERR_TOTP_INVALID, SWA_ERR_NOMEM */
swa_err swa_totp_check(const struct swa_buf *text, const char **ret_fault) SWA_MUST_CHECK;

/**
 * The secret as an address, for an export.
 * @param ret_text an initialised buffer with room for SWA_TOTP_TEXT_MAX bytes; appended to.
 * @return SWA_OK; SWA_ERR_ACCOUNT_UNKNOWN; SWA_ERR_RECORD_MISSING it has none; SWA_ERR_VAULT_DAMAGED
 */
swa_err swa_totp_get(struct swa_vault *vault, const char *account_id,
                     struct swa_buf *ret_text) SWA_MUST_CHECK;

/**
 * The code that holds at WHEN; never the next one, which a service refuses before its time.
 *
 * A code may be used to the end: for what a request takes on its way, services go on taking the code of
 * the step before (RFC 6238, 5.2).  Who can wait, and is told less than SWA_TOTP_SHORT_MS, asks again after
 * so long.
 *
 * @param when         seconds since 1970.
 * @param ret_code     an initialised buffer with room for SWA_TOTP_CODE_MAX bytes; appended to.
 * @param ret_valid_ms until the next code holds, counted from the beginning of the second WHEN.
 * @return as swa_totp_get(); SWA_ERR_ARGUMENT WHEN is before 1970
 */
swa_err swa_totp_code(struct swa_vault *vault, const char *account_id, int64_t when, struct swa_buf *ret_code,
                      unsigned *ret_valid_ms) SWA_MUST_CHECK;

#endif
