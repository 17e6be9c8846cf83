/*
 * swactl: one table of commands, one table of options.
 *
 *   main.c      parses the command line by the tables and runs the command
 *   say.c       what goes to the person or, with --json, to a program
 *   ask.c       requests to the agent; finding an app by what a person typed
 *   apps.c import.c account.c vault.c manifests.c doctor.c   the commands
 */
#ifndef SWA_CTL_H
#define SWA_CTL_H

#include "link.h"

#include <stdbool.h>

/* Exit codes; swactl(1) documents them. */
enum {
	CTL_OK = 0,
	CTL_REFUSED = 1,     /* the agent said no */
	CTL_USAGE = 2,       /* the command line, or a file that it names, is wrong */
	CTL_UNREACHABLE = 3, /* there is no agent to talk to */
	CTL_FOUND = 4,       /* doctor found something */
};

#define CTL_BROWSERS_MAX 8

/* What the options of the command line said. */
struct ctl_options {
	bool json;
	bool help;
	bool yes;
	bool set_aside;
	bool skip_refused;
	bool remove;
	bool dry_run;
	const char *query;
	const char *account;
	const char *username;
	const char *keyring;
	const char *dir;
	const char *format;
	const char *limit;
	const char *browsers[CTL_BROWSERS_MAX];
	size_t browser_count;
};

struct ctl {
	struct ctl_options options;
	int argument_count;
	char **arguments;
	struct swa_link *link; /* NULL until the first request */
};

/* say.c: standard output holds one JSON document with --json, plain words
 * without; what went wrong goes to standard error in words. */

/** Print one line of words.  Nothing with --json. */
void ctl_say(const struct ctl *ctl, const char *format, ...) SWA_PRINTF(2, 3);
/** Print TEXT of unknown origin, without anything that a terminal would obey.  Pads to WIDTH columns. */
void ctl_print_text(FILE *out, const char *text, int width);
/** Print DOCUMENT with --json; moves it. */
void ctl_document(const struct ctl *ctl, struct swa_json *document);
/** Report an error of swactl's own; WHERE may be NULL.  @return CTL_UNREACHABLE or CTL_REFUSED */
int ctl_fail(const struct ctl *ctl, swa_err err, const char *where);
/** The same for an error that the agent answered. */
int ctl_fail_answer(const struct ctl *ctl, const struct swa_incoming *answer);
/** The command line is wrong.  @return CTL_USAGE */
int ctl_usage(const struct ctl *ctl, const char *format, ...) SWA_PRINTF(2, 3);
/** Show "done of all" on a terminal. */
void ctl_progress(const char *what, size_t done, size_t all);
/** Ask on the terminal, "no" being the default.  Without a terminal: true only with --yes. */
bool ctl_confirm(const struct ctl *ctl, const char *question);
bool ctl_on_terminal(void);

/* ask.c */

/**
 * Send REQUEST (moved), starting the agent if need be; what goes wrong is reported.
 * @param ret_answer end it with swa_incoming_finish(); only filled with CTL_OK
 */
int ctl_ask(struct ctl *ctl, struct swa_json *request, struct swa_incoming *ret_answer);
/** The same without reporting an error that the agent answered: see ret_answer->err. */
int ctl_ask_quietly(struct ctl *ctl, struct swa_json *request, struct swa_incoming *ret_answer);
/** Send REQUEST and forget the answer. */
int ctl_tell(struct ctl *ctl, struct swa_json *request);
/** The members of an answer without id and ok. */
struct swa_json *ctl_members(const struct swa_incoming *answer);
/** Visit all tiles, page by page; QUERY may be NULL.  VISIT returns false to stop. */
int ctl_each_app(struct ctl *ctl, const char *query,
                 bool (*visit)(void *context, const struct swa_json *tile), void *context);
/** The answer of apps.show for the app that NAME says: an id, a label, or the beginning of one label only. */
int ctl_find_app(struct ctl *ctl, const char *name, struct swa_incoming *ret_shown);

/* prompt_posix.c */

/**
 * Ask for a line without showing it.
 * @return SWA_OK; SWA_ERR_CANCELLED no terminal, or nothing was typed; SWA_ERR_LIMIT
 */
swa_err ctl_prompt_secret(const char *prompt, struct swa_buf *ret_line);
/** Ask for a line and show it. */
swa_err ctl_prompt_line(const char *prompt, struct swa_buf *ret_line);
/** The first line of standard input, unbuffered, so that nothing of it stays behind.  As above. */
swa_err ctl_read_line(struct swa_buf *ret_line);

/* The commands. */
int ctl_status(struct ctl *ctl);
int ctl_apps_list(struct ctl *ctl);
int ctl_apps_show(struct ctl *ctl);
int ctl_apps_import(struct ctl *ctl);
int ctl_apps_launch(struct ctl *ctl);
int ctl_account_set(struct ctl *ctl);
int ctl_account_remove(struct ctl *ctl);
int ctl_vault_create(struct ctl *ctl);
int ctl_lock(struct ctl *ctl);
int ctl_unlock(struct ctl *ctl);
int ctl_audit(struct ctl *ctl);
int ctl_install_manifests(struct ctl *ctl);
int ctl_doctor(struct ctl *ctl);

#endif
