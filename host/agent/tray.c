#include "tray.h"

#include "desktop.h"
#include "endpoint.h"
#include "log.h"

#include <stdlib.h>

#define TRAY_NAME "swa-tray"

struct swa_tray {
	uv_loop_t *loop;
	uv_process_t *process; /* while it runs */
	bool again;            /* it was wanted once more meanwhile: the running one may be ending */
};

struct swa_tray *
swa_tray_new(uv_loop_t *loop)
{
	struct swa_tray *tray = calloc(1, sizeof(*tray));

	if (tray != NULL)
		tray->loop = loop;
	return tray;
}

static void
on_process_closed(uv_handle_t *handle)
{
	free(handle);
}

static void
on_tray_exit(uv_process_t *process, int64_t status, int signal)
{
	struct swa_tray *tray = process->data;

	swa_log(SWA_LOG_INFO, "tray_ended", "status=%lld signal=%d", (long long)status, signal);
	tray->process = NULL;
	uv_close((uv_handle_t *)process, on_process_closed);
	/* One that could not show itself would not the next time either. */
	if (tray->again && status == 0 && signal == 0)
		(void)swa_tray_start(tray);
}

bool
swa_tray_start(struct swa_tray *tray)
{
	char path[SWA_PATH_MAX];
	char *args[] = {path, NULL};
	uv_process_options_t options = {
	        .exit_cb = on_tray_exit,
	        .file = path,
	        .args = args,
	        .flags = UV_PROCESS_DETACHED,
	};
	int result;

	tray->again = tray->process != NULL;
	if (tray->again)
		return true;
	if (!swa_desktop_exists()) {
		swa_log(SWA_LOG_INFO, "tray_not_started", "reason=no display");
		return false;
	}
	if (swa_endpoint_program(TRAY_NAME, path) != SWA_OK ||
	    (tray->process = calloc(1, sizeof(*tray->process))) == NULL)
		return false;
	tray->process->data = tray;
	if ((result = uv_spawn(tray->loop, tray->process, &options)) != 0) {
		swa_log(SWA_LOG_WARNING, "tray_not_started", "reason=%s", uv_strerror(result));
		uv_close((uv_handle_t *)tray->process, on_process_closed);
		tray->process = NULL;
		return false;
	}
	uv_unref((uv_handle_t *)tray->process);
	swa_log(SWA_LOG_INFO, "tray_started", "pid=%d", uv_process_get_pid(tray->process));
	return true;
}

void
swa_tray_stop(struct swa_tray *tray)
{
	if (tray->process != NULL)
		uv_close((uv_handle_t *)tray->process, on_process_closed);
	tray->process = NULL;
}

void
swa_tray_free(struct swa_tray *tray)
{
	free(tray);
}
