#include "arguments.h"
#include "commands.h"
#include "complete.h"
#include "process.h"
#include "swa_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <getopt.h>
#include <uv.h>

/* @return how many columns were printed */
static int
print_command_line(FILE *out, const struct ctl_command *command)
{
	return fprintf(out, "swactl %s%s%s%s%s", command->group == NULL ? "" : command->group,
	               command->group == NULL ? "" : " ", command->name,
	               command->arguments[0] == '\0' ? "" : " ", command->arguments);
}

#define OVERVIEW_COLUMN 38

/* The command, and the first sentence of what it does. */
static void
print_overview_line(FILE *out, const struct ctl_command *command)
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
	for (size_t i = 0; i < ctl_command_count; i++)
		print_overview_line(out, &ctl_command_table[i]);
	(void)fputs("  swactl --version\n"
	            "\n"
	            "APP is an app's id, its label, or the beginning of its label; ORG an organisation's\n"
	            "id, name, or the beginning of either.\n"
	            "Each command takes --json and --help.\n"
	            "Exit codes: 0 done, 1 the agent said no, 2 the command line is wrong,\n"
	            "            3 no agent can be reached, 4 doctor found something.\n",
	            out);
}

static void
print_help(const struct ctl_command *command)
{
	(void)fputs("Usage: ", stdout);
	(void)print_command_line(stdout, command);
	(void)printf(" [OPTION...]\n\n%s\n\nOptions:\n", command->summary);
	for (size_t i = 0; i < CTL_OPTION_COUNT; i++) {
		char shown[40];

		if (((command->options | OPTION_COMMON) >> i & 1) == 0)
			continue;
		(void)snprintf(shown, sizeof(shown), "--%s%s%s", ctl_option_table[i].name,
		               ctl_option_table[i].value == NULL ? "" : " ",
		               ctl_option_table[i].value == NULL ? "" : ctl_option_table[i].value);
		(void)printf("  %-18s  %s\n", shown, ctl_option_table[i].help);
	}
	(void)printf("\nExample:\n  %s\n", command->example);
}

#define FIRST_OPTION 256 /* above every character, '?' among them */

/* The words of the command are no options; getopt_long() sees what follows them. */
static bool
parse_options(struct ctl *ctl, const struct ctl_command *command, int argc, char **argv)
{
	struct option longs[CTL_OPTION_COUNT + 1] = {{NULL, 0, NULL, 0}};
	size_t count = 0;
	int index = 0;

	for (size_t i = 0; i < CTL_OPTION_COUNT; i++) {
		if (((command->options | OPTION_COMMON) >> i & 1) == 0)
			continue;
		longs[count++] = (struct option){
		        .name = ctl_option_table[i].name,
		        .has_arg = ctl_option_table[i].value == NULL ? no_argument : required_argument,
		        .val = FIRST_OPTION + (int)i,
		};
	}
	for (;;) {
		int found = getopt_long(argc, argv, "", longs, &index);

		if (found == -1)
			break;
		if (found == '?' ||
		    !ctl_take_option(&ctl->options, (enum ctl_option_id)(found - FIRST_OPTION), optarg))
			return false;
	}
	ctl->argument_count = argc - optind;
	ctl->arguments = argv + optind;
	return true;
}

static int
run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_command *command;
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
	if (strcmp(argv[1], "complete") == 0)
		return ctl_complete(ctl, argc - 2, argv + 2);
	if ((command = ctl_find_command(argc - 1, argv + 1, &words)) == NULL)
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
	ctl_arguments(&argc, &argv);
	swa_process_harden();
	swa_json_setup();
	exit_code = run(&ctl, argc, argv);
	swa_link_close(ctl.link);
	if (fflush(stdout) != 0 && exit_code == CTL_OK)
		exit_code = ctl_fail(&ctl, SWA_ERR_IO, "standard output");
	return exit_code;
}
