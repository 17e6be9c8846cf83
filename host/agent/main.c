/*
 * swa-agent: keeps the vault and decides who gets what of it.
 */
#include "agent.h"
#include "daemon.h"
#include "harden.h"
#include "swa_config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "Usage: swa-agent [--daemon | --foreground]\n"
                            "\n"
                            "Keeps the encrypted vault of passwords and serves the browser extension,\n"
                            "swactl and swa-tray of the person who runs it.  It is started when needed.\n"
                            "\n"
                            "  --daemon      go into the background; return when it can be reached\n"
                            "  --foreground  stay, and log to stderr (the default)\n"
                            "  --help        show this and exit\n"
                            "  --version     show the version and exit\n";

enum mode {
	MODE_FOREGROUND,
	MODE_DAEMON,
	MODE_HELP,
	MODE_VERSION,
	MODE_WRONG,
};

static enum mode
read_arguments(int count, char **arguments)
{
	if (count == 1)
		return MODE_FOREGROUND;
	if (count == 2 && strcmp(arguments[1], "--foreground") == 0)
		return MODE_FOREGROUND;
	if (count == 2 && strcmp(arguments[1], "--daemon") == 0)
		return MODE_DAEMON;
	if (count == 2 && strcmp(arguments[1], "--help") == 0)
		return MODE_HELP;
	if (count == 2 && strcmp(arguments[1], "--version") == 0)
		return MODE_VERSION;
	return MODE_WRONG;
}

static void
on_listening(void *context, swa_err err)
{
	const struct swa_agent_options *options = context;

	if (err == SWA_OK && options->inherited < 0)
		swa_daemon_close_socket_to_others(&options->endpoint);
	swa_daemon_tell(err);
}

static int
run(void)
{
	struct swa_agent_options options = {.listening = on_listening, .context = &options};
	swa_err err;

	options.inherited = swa_daemon_inherited_socket();
	swa_harden();
	swa_json_setup();
	if ((err = swa_secret_setup()) == SWA_OK &&
	    (err = swa_endpoint_find(true, &options.endpoint)) == SWA_OK)
		err = swa_daemon_take_lock(&options.endpoint, options.inherited >= 0);
	if (err != SWA_OK) {
		swa_daemon_tell(err);
		return err == SWA_ERR_AGENT_RUNNING ? 0 : 1;
	}
	if (options.inherited < 0)
		swa_daemon_clear_socket(&options.endpoint);
	return swa_agent_run(&options) == SWA_OK ? 0 : 1;
}

int
main(int argc, char **argv)
{
	swa_err err;

	switch (read_arguments(argc, argv)) {
	case MODE_HELP: (void)fputs(usage, stdout); return 0;
	case MODE_VERSION: (void)puts("swa-agent " SWA_VERSION); return 0;
	case MODE_WRONG: (void)fputs(usage, stderr); return 2;
	case MODE_DAEMON:
		if ((err = swa_daemon_detach()) != SWA_OK) {
			swa_daemon_tell(err);
			return 1;
		}
		break;
	case MODE_FOREGROUND: break;
	}
	return run();
}
