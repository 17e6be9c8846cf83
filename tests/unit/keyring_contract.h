/*
 * What every kind of keyring must do; each backend's test runs it.
 */
#ifndef KEYRING_CONTRACT_H
#define KEYRING_CONTRACT_H

#include "vault_fixture.h"

/** A key that is stored comes back, is never replaced, and is forgotten when removed; so the anchor. */
void keyring_contract(enum swa_keyring_kind kind, const char *folder);

#endif
