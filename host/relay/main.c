/*
 * swa-host: what a browser starts to talk to swa-agent.
 */
#include "carry.h"
#include "process.h"
#include "swa_config.h"

#include <stdio.h>
#include <string.h>

#include <uv.h>

enum {
	EXIT_USAGE = 2,
};

static void
print_usage(FILE *out)
{
	(void)fputs("swa-host connects the swa-agent extension of a browser with the agent.\n"
	            "The browser starts it; there is nothing to do with it by hand.\n"
	            "\n"
	            "Usage: swa-host chrome-extension://ID/     as Chromium and its relatives call it\n"
	            "       swa-host MANIFEST ID                as Firefox calls it\n"
	            "       swa-host --help | --version\n"
	            "\n"
	            "Messages are framed JSON on standard input and output: see swa-host(1).\n"
	            "Whether everything is in place: swactl doctor\n"
	            "Further extensions that may call, one id a line: " SWA_ALLOW_FILE "\n",
	            out);
}

int
main(int argc, char *argv[])
{
	struct swa_caller caller = {.id = ""};
	char browser[SWA_PROCESS_NAME_MAX];
	uv_handle_type input = uv_guess_handle(0);
	swa_err err;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		print_usage(stdout);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		(void)puts("swa-host " SWA_VERSION);
		return 0;
	}
	if (input != UV_NAMED_PIPE) { /* a terminal, a file: no browser */
		print_usage(stderr);
		return EXIT_USAGE;
	}
#ifdef SIGPIPE
	(void)signal(SIGPIPE, SIG_IGN);
#endif
	swa_process_harden();
	err = swa_caller_parse(argc, argv, &caller);
	if (err == SWA_OK && !swa_caller_allowed(&caller, SWA_ALLOW_FILE))
		err = SWA_ERR_CALLER_REFUSED;
	swa_process_parent_name(browser);
	if (browser[0] == '\0')
		(void)snprintf(browser, sizeof(browser), "%s", caller.firefox ? "firefox" : "chromium");
	return swa_carry(err, &caller, browser);
}
