#include "ctl.h"

#include <string.h>

#include <uv.h>

static bool
has_desktop(void)
{
	char value[2];
	size_t size = sizeof(value);

	/* UV_ENOBUFS: it is set, and longer. */
	if (uv_os_getenv("WAYLAND_DISPLAY", value, &size) != UV_ENOENT)
		return true;
	size = sizeof(value);
	return uv_os_getenv("DISPLAY", value, &size) != UV_ENOENT;
}

static void
on_closed(uv_handle_t *handle)
{
	(void)handle;
}

bool
ctl_start_browser(const char *address)
{
	char *arguments[] = {(char[]){"xdg-open"}, NULL, NULL};
	char copy[4097];
	uv_stdio_container_t none[3] = {
	        {.flags = UV_IGNORE},
	        {.flags = UV_IGNORE},
	        {.flags = UV_IGNORE},
	};
	uv_process_options_t options = {.file = arguments[0], .args = arguments};
	uv_process_t process;
	uv_loop_t loop;
	bool opened;

	if (!has_desktop() || strlen(address) >= sizeof(copy) || uv_loop_init(&loop) != 0)
		return false;
	memcpy(copy, address, strlen(address) + 1);
	arguments[1] = copy;
	options.flags = UV_PROCESS_DETACHED; /* Ctrl-C here is not meant for the browser */
	options.stdio = none;
	options.stdio_count = 3;
	opened = uv_spawn(&loop, &process, &options) == 0;
	uv_close((uv_handle_t *)&process, on_closed);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
	return opened;
}
