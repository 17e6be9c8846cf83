/* import.begin, import.rows, import.commit, export.begin, export.next */
#include "handle.h"

swa_err
swa_handle_import_begin(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_import_rows(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_import_commit(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_export_begin(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}

swa_err
swa_handle_export_next(struct swa_call *call)
{
	(void)call;
	return SWA_ERR_INTERNAL;
}
