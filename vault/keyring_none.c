/*
 * Nothing holds the root key: a passphrase opens the vault (swa/keys.h).
 *
 * The anchor lies beside the vault, in a file of its own name, so that
 * changing over from a key file and removing that one's leaves it alone.
 */
#include "keyring_backend.h"

#define ITEM "seen"

static swa_err
store(const char *folder, const char *id, const struct swa_secret *root)
{
	(void)folder;
	(void)id;
	(void)root;
	return SWA_ERR_ARGUMENT;
}

static swa_err
load(const char *folder, const char *id, bool may_prompt, struct swa_secret **ret_root)
{
	(void)folder;
	(void)id;
	(void)may_prompt;
	(void)ret_root;
	return SWA_ERR_PASSPHRASE_NEEDED;
}

static swa_err
set_anchor(const char *folder, const char *id, uint64_t generation)
{
	return keyring_file_set_anchor(folder, ITEM, id, generation);
}

static swa_err
anchor(const char *folder, const char *id, uint64_t *ret_generation)
{
	return keyring_file_anchor(folder, ITEM, id, ret_generation);
}

static swa_err
forget(const char *folder, const char *id)
{
	return keyring_file_forget(folder, ITEM, id);
}

const struct keyring_backend keyring_none = {
        .store = store,
        .load = load,
        .set_anchor = set_anchor,
        .anchor = anchor,
        .remove = forget,
};
