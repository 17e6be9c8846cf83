/*
 * The commands of swactl, beside its options (options.h): what can be typed.  Help, the manual's test and the
 * shell's completion all follow from them.
 */
#ifndef SWA_CTL_COMMANDS_H
#define SWA_CTL_COMMANDS_H

#include "ctl.h"

struct ctl_option {
	const char *name;
	const char *value; /* NULL: takes none */
	const char *help;
};

/** By ctl_option_id. */
extern const struct ctl_option ctl_option_table[CTL_OPTION_COUNT];

struct ctl_command {
	const char *group; /* NULL for a command of one word */
	const char *name;
	const char *arguments;
	int argument_min;
	int argument_max;
	uint64_t options;
	const char *summary;
	const char *example;
	int (*run)(struct ctl *ctl);
};

extern const struct ctl_command ctl_command_table[];
extern const size_t ctl_command_count;

/** The command that the first of COUNT words name; NULL: none.  @param ret_words how many of them */
const struct ctl_command *ctl_find_command(int count, char **words, int *ret_words);

/** Note what an option says.  @return false: given too often */
bool ctl_take_option(struct ctl_options *options, enum ctl_option_id id, const char *value);

#endif
