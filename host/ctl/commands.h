/*
 * The tables of swactl: what can be typed.  Help, the manual's test and the
 * shell's completion all follow from them.
 */
#ifndef SWA_CTL_COMMANDS_H
#define SWA_CTL_COMMANDS_H

#include "ctl.h"

/* A command names the options that it takes by their bits. */
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
	OPTION_ISSUER = 1 << 15,
	OPTION_CLIENT_ID = 1 << 16,
	OPTION_DEVICE_NAME = 1 << 17,
	OPTION_CA_FILE = 1 << 18,
	OPTION_TLS_PIN = 1 << 19,
	OPTION_FINGERPRINT = 1 << 20,
	OPTION_AGAIN = 1 << 21,
	OPTION_NO_BROWSER = 1 << 22,
	OPTION_FORCE = 1 << 23,
	OPTION_KEEP = 1 << 24,
	OPTION_EXPORT = 1 << 25,
	OPTION_VERIFY = 1 << 26,
	OPTION_COMMON = OPTION_JSON | OPTION_HELP,
};

struct ctl_option {
	int bit;
	const char *name;
	const char *value; /* NULL: takes none */
	const char *help;
};

#define CTL_OPTION_COUNT 27
extern const struct ctl_option ctl_option_table[CTL_OPTION_COUNT];

struct ctl_command {
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

extern const struct ctl_command ctl_command_table[];
extern const size_t ctl_command_count;

/** Note what an option says.  @return false: given too often */
bool ctl_take_option(struct ctl_options *options, int bit, const char *value);

#endif
