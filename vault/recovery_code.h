/*
 * A recovery code as text, and the key that it stands for.
 *
 *   7KQ2-M4XA-90ZT-CW3H-PB6E-RY8D-1V
 *
 * 26 random digits to the base of 32 (130 bits), with hyphens for the eye.
 * The digits are 0-9 and the letters without I, L, O and U, so that none is
 * taken for another one.
 */
#ifndef SWA_VAULT_RECOVERY_CODE_H
#define SWA_VAULT_RECOVERY_CODE_H

#include "swa/keys.h"

/** A new one.  @param ret_code NUL-terminated; wipe it. */
void recovery_code_make(char ret_code[SWA_RECOVERY_CODE_SIZE + 1]);

/**
 * Its key: BLAKE2b-256 of "swa-agent recovery code 1", keyed with the 26 digits.  Nothing is stretched, since
 * the code is random.  Case, spaces and hyphens do not matter; O is 0, I and L are 1.
 * @return SWA_OK, SWA_ERR_PASSPHRASE_WRONG it is no such code, SWA_ERR_NOMEM
 */
swa_err recovery_code_key(const char *code, struct swa_secret **ret_key) SWA_MUST_CHECK;

#endif
