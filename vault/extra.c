#include "swa/extra.h"

#include "credential.h"

swa_err
swa_extra_set(struct swa_vault *vault, const char *account_id, const struct swa_buf *extra)
{
	if (extra->size > SWA_EXTRA_TEXT_MAX)
		return SWA_ERR_LIMIT;
	return credential_set_text(vault, account_id, FIELD_EXTRA, extra);
}

swa_err
swa_extra_get(struct swa_vault *vault, const char *account_id, struct swa_buf *ret_extra)
{
	return credential_get_text(vault, account_id, FIELD_EXTRA, ret_extra);
}
