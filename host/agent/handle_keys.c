/* vault.keys, passphrase.set, passphrase.remove, keyring.set, recovery.make, reauthenticate */
#include "handle.h"

swa_err
swa_handle_vault_keys(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_passphrase_set(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_passphrase_remove(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_keyring_set(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_recovery_make(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_reauthenticate(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
