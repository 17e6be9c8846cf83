#include "ctl.h"
#include "process.h"
#include "swa_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <getopt.h>
#include <uv.h>

/* The options, once.  A command names those it takes by their bits. */
enum {
	OPTION_JSON = 1 << 0,
	OPTION_HELP = 1 << 1,
	OPTION_YES = 1 << 2,
	OPTION_SET_ASIDE = 1 << 3,
	OPTION_SKIP_REFUSED = 1 << 4,
	OPTION_REMOVE = 1 << 5,
	OPTION_DRY_RUN = 1 << 6,
	OPTION_QUERY = 1 << 7,
	OPTION_ACCOUNT = 1 << 8,
	OPTION_USERNAME = 1 << 9,
	OPTION_KEYRING = 1 << 10,
	OPTION_DIR = 1 << 11,
	OPTION_FORMAT = 1 << 12,
	OPTION_LIMIT = 1 << 13,
	OPTION_BROWSER = 1 << 14,
	OPTION_COMMON = OPTION_JSON | OPTION_HELP,
};

struct option_row {
	int bit;
	const char *name;
	const char *value; /* NULL: takes none */
	const char *help;
};

static const struct option_row option_table[] = {
        {OPTION_JSON, "json", NULL, "print one JSON document for programs"},
        {OPTION_HELP, "help", NULL, "show this help"},
        {OPTION_YES, "yes", NULL, "do not ask"},
        {OPTION_SET_ASIDE, "set-aside", NULL,
         "rename the files of the vault that is there, then make a new one"},
        {OPTION_SKIP_REFUSED, "skip-refused", NULL, "store the rest where some definitions are refused"},
        {OPTION_REMOVE, "remove", NULL, "remove instead of write"},
        {OPTION_DRY_RUN, "dry-run", NULL, "only say what would be done"},
        {OPTION_QUERY, "query", "TEXT", "only apps with these words in label or address"},
        {OPTION_ACCOUNT, "account", "ID", "the account, where the app has several"},
        {OPTION_USERNAME, "username", "NAME", "the user name; otherwise asked for, or kept"},
        {OPTION_KEYRING, "keyring", "KIND", "where the vault's key is kept: login (default) or file"},
        {OPTION_DIR, "dir", "DIR", "write into this folder alone"},
        {OPTION_FORMAT, "format", "FORMAT", "with --dir: chromium or firefox"},
        {OPTION_LIMIT, "limit", "N", "at most this many entries, 1 to 1000"},
        {OPTION_BROWSER, "browser", "NAME",
         "chromium, chrome, edge, brave, vivaldi or firefox; may be given several times"},
};

#define OPTION_COUNT (sizeof(option_table) / sizeof(option_table[0]))

struct command {
	const char *group; /* NULL for a command of one word */
	const char *name;
	const char *arguments;
	int argument_min;
	int argument_max;
	int options;
	const char *summary;
	const char *example;
	int (*run)(struct ctl *ctl);
};

#define MANY 1000

static const struct command commands[] = {
        {NULL, "status", "", 0, 0, 0, "Show the state of the agent and the vault.", "swactl status --json",
         ctl_status},
        {"apps", "list", "", 0, 0, OPTION_QUERY, "List the apps.", "swactl apps list --query wiki",
         ctl_apps_list},
        {"apps", "show", "APP", 1, 1, 0, "Show one app, its accounts and its definition.",
         "swactl apps show 'Team Wiki'", ctl_apps_show},
        {"apps", "import", "FILE...", 1, MANY, OPTION_SKIP_REFUSED | OPTION_DRY_RUN,
         "Import app definitions as an administrator exports them. A JSON file holds one app or a list of "
         "apps. "
         "All are checked first; where one is refused, nothing is stored.",
         "swactl apps import apps.json", ctl_apps_import},
        {"apps", "launch", "APP", 1, 1, OPTION_ACCOUNT, "Have the browser sign in to an app.",
         "swactl apps launch wiki", ctl_apps_launch},
        {"account", "set", "APP", 1, 1, OPTION_ACCOUNT | OPTION_USERNAME,
         "Store user name and password for an app. The password is asked for on a terminal; "
         "otherwise it is the first line of standard input.",
         "swactl account set wiki --username ada", ctl_account_set},
        {"account", "remove", "ID", 1, 1, OPTION_YES, "Remove an account with its passwords.",
         "swactl account remove 5f0c3a1e", ctl_account_remove},
        {"vault", "create", "", 0, 0, OPTION_KEYRING | OPTION_SET_ASIDE | OPTION_YES,
         "Make a new, empty vault.", "swactl vault create", ctl_vault_create},
        {NULL, "lock", "", 0, 0, 0, "Lock the vault: its keys leave the memory.", "swactl lock", ctl_lock},
        {NULL, "unlock", "", 0, 0, 0, "Unlock the vault with the key that the keyring holds.",
         "swactl unlock", ctl_unlock},
        {NULL, "audit", "", 0, 0, OPTION_LIMIT, "Show what was done, newest last.", "swactl audit --limit 20",
         ctl_audit},
        {NULL, "install-manifests", "", 0, 0,
         OPTION_BROWSER | OPTION_DIR | OPTION_FORMAT | OPTION_REMOVE | OPTION_DRY_RUN,
         "Tell this person's browsers where swa-host is. Without --browser: those that have been used here.",
         "swactl install-manifests --browser chromium --browser firefox", ctl_install_manifests},
        {NULL, "doctor", "", 0, 0, 0,
         "Check every link from the browser to the vault. Says for each what is wrong and how to mend it.",
         "swactl doctor", ctl_doctor},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

/* @return how many columns were printed */
static int
print_command_line(FILE *out, const struct command *command)
{
	return fprintf(out, "swactl %s%s%s%s%s", command->group == NULL ? "" : command->group,
	               command->group == NULL ? "" : " ", command->name,
	               command->arguments[0] == '\0' ? "" : " ", command->arguments);
}

#define OVERVIEW_COLUMN 28

/* The command, and the first sentence of what it does. */
static void
print_overview_line(FILE *out, const struct command *command)
{
	const char *end = strchr(command->summary, '.');
	int sentence = end == NULL ? (int)strlen(command->summary) : (int)(end - command->summary);
	int width;

	(void)fputs("  ", out);
	width = print_command_line(out, command);
	(void)fprintf(out, "%*s%.*s\n", width < OVERVIEW_COLUMN ? OVERVIEW_COLUMN - width : 2, "", sentence,
	              command->summary);
}

static void
print_overview(FILE *out)
{
	(void)fputs("swactl talks to swa-agent, which signs you in to web applications.\n\nUsage:\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		print_overview_line(out, &commands[i]);
	(void)fputs("  swactl --version\n"
	            "\n"
	            "APP is an app's id, its label, or the beginning of its label.\n"
	            "Each command takes --json and --help.\n"
	            "Exit codes: 0 done, 1 the agent said no, 2 the command line is wrong,\n"
	            "            3 no agent can be reached, 4 doctor found something.\n",
	            out);
}

static void
print_help(const struct command *command)
{
	(void)fputs("Usage: ", stdout);
	(void)print_command_line(stdout, command);
	(void)printf(" [OPTION...]\n\n%s\n\nOptions:\n", command->summary);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char shown[40];

		if (((command->options | OPTION_COMMON) & option_table[i].bit) == 0)
			continue;
		(void)snprintf(shown, sizeof(shown), "--%s%s%s", option_table[i].name,
		               option_table[i].value == NULL ? "" : " ",
		               option_table[i].value == NULL ? "" : option_table[i].value);
		(void)printf("  %-18s  %s\n", shown, option_table[i].help);
	}
	(void)printf("\nExample:\n  %s\n", command->example);
}

static bool
take_option(struct ctl_options *options, int bit, const char *value)
{
	switch (bit) {
	case OPTION_JSON: options->json = true; break;
	case OPTION_HELP: options->help = true; break;
	case OPTION_YES: options->yes = true; break;
	case OPTION_SET_ASIDE: options->set_aside = true; break;
	case OPTION_SKIP_REFUSED: options->skip_refused = true; break;
	case OPTION_REMOVE: options->remove = true; break;
	case OPTION_DRY_RUN: options->dry_run = true; break;
	case OPTION_QUERY: options->query = value; break;
	case OPTION_ACCOUNT: options->account = value; break;
	case OPTION_USERNAME: options->username = value; break;
	case OPTION_KEYRING: options->keyring = value; break;
	case OPTION_DIR: options->dir = value; break;
	case OPTION_FORMAT: options->format = value; break;
	case OPTION_LIMIT: options->limit = value; break;
	case OPTION_BROWSER:
		if (options->browser_count == CTL_BROWSERS_MAX)
			return false;
		options->browsers[options->browser_count++] = value;
		break;
	default: return false;
	}
	return true;
}

/* The words of the command are no options; getopt_long() sees what follows them. */
static bool
parse_options(struct ctl *ctl, const struct command *command, int argc, char **argv)
{
	struct option longs[OPTION_COUNT + 1] = {{NULL, 0, NULL, 0}};
	size_t count = 0;
	int index = 0;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (((command->options | OPTION_COMMON) & option_table[i].bit) == 0)
			continue;
		longs[count++] = (struct option){
		        .name = option_table[i].name,
		        .has_arg = option_table[i].value == NULL ? no_argument : required_argument,
		        .val = option_table[i].bit,
		};
	}
	for (;;) {
		int bit = getopt_long(argc, argv, "", longs, &index);

		if (bit == -1)
			break;
		if (bit == '?' || !take_option(&ctl->options, bit, optarg))
			return false;
	}
	ctl->argument_count = argc - optind;
	ctl->arguments = argv + optind;
	return true;
}

static const struct command *
find_command(int argc, char **argv, int *ret_words)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		int words = commands[i].group == NULL ? 1 : 2;

		if (argc <= words || strcmp(argv[words], commands[i].name) != 0)
			continue;
		if (commands[i].group != NULL && strcmp(argv[1], commands[i].group) != 0)
			continue;
		*ret_words = words;
		return &commands[i];
	}
	return NULL;
}

static int
run(struct ctl *ctl, int argc, char **argv)
{
	const struct command *command;
	int words = 0;

	if (argc < 2) {
		print_overview(stderr);
		return CTL_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_overview(stdout);
		return CTL_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)puts("swactl " SWA_VERSION);
		return CTL_OK;
	}
	if ((command = find_command(argc, argv, &words)) == NULL)
		return ctl_usage(ctl, "'%s%s%s' is not a command; see swactl --help", argv[1],
		                 argc > 2 && argv[2][0] != '-' ? " " : "",
		                 argc > 2 && argv[2][0] != '-' ? argv[2] : "");
	argv[words] = argv[0]; /* getopt_long() names it in its messages */
	if (!parse_options(ctl, command, argc - words, argv + words))
		return CTL_USAGE;
	if (ctl->options.help) {
		print_help(command);
		return CTL_OK;
	}
	if (ctl->argument_count < command->argument_min)
		return ctl_usage(ctl, "%s is missing; see swactl %s%s%s --help", command->arguments,
		                 command->group == NULL ? "" : command->group,
		                 command->group == NULL ? "" : " ", command->name);
	if (ctl->argument_count > command->argument_max)
		return ctl_usage(ctl, "'%s' is one argument too many", ctl->arguments[command->argument_max]);
	return command->run(ctl);
}

int
main(int argc, char **argv)
{
	struct ctl ctl = {.link = NULL};
	int exit_code;

#ifdef SIGPIPE
	(void)signal(SIGPIPE, SIG_IGN);
#endif
	swa_process_harden();
	swa_json_setup();
	exit_code = run(&ctl, argc, argv);
	swa_link_close(ctl.link);
	if (fflush(stdout) != 0 && exit_code == CTL_OK)
		exit_code = ctl_fail(&ctl, SWA_ERR_IO, "standard output");
	return exit_code;
}
