/*
 * swactl: one table of commands, one table of options.
 *
 *   commands.c  the tables
 *   main.c      parses the command line by the tables and runs the command
 *   say.c       what goes to the person or, with --json, to a program
 *   ask.c       requests to the agent; finding an app by what a person typed
 *   follow.c    work of the agent's that takes a while, and how far it is
 *   words.c     what states, trust and notices are called
 *   the rest    the commands
 */
#ifndef SWA_CTL_H
#define SWA_CTL_H

#include "link.h"
#include "options.h"

#include <stdbool.h>

/* Exit codes; swactl(1) documents them. */
enum {
	CTL_OK = 0,
	CTL_REFUSED = 1,     /* the agent said no */
	CTL_USAGE = 2,       /* the command line, or a file that it names, is wrong */
	CTL_UNREACHABLE = 3, /* there is no agent to talk to */
	CTL_FOUND = 4,       /* doctor found something */
};

/* What the options of the command line said. */
struct ctl {
	struct ctl_options options;
	bool lines; /* with --json: one document a line, several of them */
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
/** Print DOCUMENT with --json; moves it.  On one line where ctl->lines says so. */
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
/** Does standard output go to one? */
bool ctl_prints_on_terminal(void);
/** May a line on standard error be written over? */
bool ctl_draws(void);
/** NAME, padded, and VALUE on a line of its own. */
void ctl_row(const char *name, const char *value);
/** "2026-11-21 05:12:58", local time; "never" for 0. */
#define CTL_WHEN_SIZE 32
const char *ctl_when(int64_t seconds, char text[CTL_WHEN_SIZE]);
/** A whole number; 0 where there is none. */
int64_t ctl_whole(const struct swa_json *object, const char *name);

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

/* organisations.c */

/** The enrolment that NAME says (an id, a name, the beginning of either): its row, to be freed. */
int ctl_find_organisation(struct ctl *ctl, const char *name, struct swa_json **ret_enrolment);
/** The rows of enrolments.list, to be freed. */
int ctl_enrolments(struct ctl *ctl, struct swa_json **ret_enrolments);
/** The same where it is only told on the side: NULL where it cannot be had, and nothing is reported. */
struct swa_json *ctl_enrolments_quietly(struct ctl *ctl);

/* follow.c */

/**
 * Show how far the work that REQUEST (moved; its answer holds a job) starts is,
 * until it ends: a line that moves on a terminal, lines elsewhere, with --json a
 * document a line (sets ctl->lines).  An error that ended it is reported.
 * @param code  called once, when the person is to enter a code; NULL: none is expected
 * @param ret_last the last answer, with CTL_OK; end it with swa_incoming_finish()
 */
typedef void ctl_code(struct ctl *ctl, const struct swa_json *progress);
int ctl_follow(struct ctl *ctl, struct swa_json *request, ctl_code *code, struct swa_incoming *ret_last);

/* words.c: what the short words of the protocol mean.  Static texts. */
const char *ctl_words_state(const struct swa_json *enrolment);
const char *ctl_words_trust(const struct swa_json *enrolment);
const char *ctl_words_phase(const char *phase);
/** One sentence about a notice, printed. */
void ctl_print_notice(const struct swa_json *notice);

/* browser.c */

/** Have the desktop open an https address.  @return false: there is no desktop, or nothing that opens it */
bool ctl_open_link(const char *url);

/* browser_posix.c, browser_windows.c */

/** The same with any address, which is the desktop's to understand. */
bool ctl_start_browser(const char *address);

/* prompt_posix.c, prompt_windows.c */

/** From now on Ctrl-C prints WORDS (static) and ends the program with 130; NULL: as it was. */
void ctl_on_interrupt(const char *words);

/**
 * Ask for a line without showing it.
 * @return SWA_OK; SWA_ERR_CANCELLED no terminal, or nothing was typed; SWA_ERR_LIMIT
 */
swa_err ctl_prompt_secret(const char *prompt, struct swa_buf *ret_line);
/** Ask for a line and show it. */
swa_err ctl_prompt_line(const char *prompt, struct swa_buf *ret_line);
/** The first line of standard input, unbuffered, so that nothing of it stays behind.  As above. */
swa_err ctl_read_line(struct swa_buf *ret_line);

/* passphrase.c */

#define CTL_PASSPHRASE_MAX 1024 /* bytes */

/** A secret from the terminal, unseen; elsewhere the next line of standard input.  As ctl_prompt_secret(). */
swa_err ctl_ask_secret(const char *prompt, struct swa_buf *ret_line);
/** The vault's passphrase; that it is missing is reported. */
int ctl_ask_passphrase(const struct ctl *ctl, struct swa_buf *ret_passphrase);
/** Ask for it and unlock with it; that this fails with EXPECTED is well. */
int ctl_enter_passphrase(struct ctl *ctl, swa_err expected);
/** Ask for the passphrase where the vault has one; it becomes `current` of the request. */
int ctl_add_current(struct ctl *ctl, struct swa_json *request);

/* account.c */

#define CTL_PASSWORD_MAX 4096u /* bytes */
#define CTL_NAME_MAX 512u
#define CTL_TOTP_MAX 1024u

/** By --username, else typed, else as the account (may be NULL) has it. */
int ctl_ask_username(const struct ctl *ctl, const struct swa_json *account, struct swa_buf *ret_name);
/** Typed twice; without a terminal the first line of standard input. */
int ctl_ask_password(const struct ctl *ctl, struct swa_buf *ret_password);
/** Store for the app of this tile, and say so.  ANOTHER: one more account. */
int ctl_store_account(struct ctl *ctl, const struct swa_json *app, const struct swa_buf *name,
                      const struct swa_buf *password, bool another);

/* keyring.c */

/** Say what a key file means, and ask. */
bool ctl_accepts_key_file(const struct ctl *ctl);

/* The commands. */
int ctl_status(struct ctl *ctl);
int ctl_apps_list(struct ctl *ctl);
int ctl_apps_show(struct ctl *ctl);
int ctl_apps_import(struct ctl *ctl);
int ctl_apps_launch(struct ctl *ctl);
int ctl_apps_confirm(struct ctl *ctl);
int ctl_apps_add(struct ctl *ctl);
int ctl_apps_edit(struct ctl *ctl);
int ctl_apps_remove(struct ctl *ctl);
int ctl_account_add(struct ctl *ctl);
int ctl_account_set(struct ctl *ctl);
int ctl_account_remove(struct ctl *ctl);
int ctl_account_reveal(struct ctl *ctl);
int ctl_passphrase_set(struct ctl *ctl);
int ctl_passphrase_remove(struct ctl *ctl);
int ctl_recovery_make(struct ctl *ctl);
int ctl_keyring_set(struct ctl *ctl);
int ctl_vault_create(struct ctl *ctl);
int ctl_vault_backups(struct ctl *ctl);
int ctl_vault_restore(struct ctl *ctl);
int ctl_vault_import(struct ctl *ctl);
int ctl_vault_export(struct ctl *ctl);
int ctl_enroll(struct ctl *ctl);
int ctl_unenroll(struct ctl *ctl);
int ctl_organisations_list(struct ctl *ctl);
int ctl_organisations_trust(struct ctl *ctl);
int ctl_organisations_renew_keys(struct ctl *ctl);
int ctl_sync(struct ctl *ctl);
int ctl_policy(struct ctl *ctl);
int ctl_changes_list(struct ctl *ctl);
int ctl_changes_resolve(struct ctl *ctl);
int ctl_notices_list(struct ctl *ctl);
int ctl_notices_dismiss(struct ctl *ctl);
int ctl_password_generate(struct ctl *ctl);
int ctl_sites_list(struct ctl *ctl);
int ctl_sites_never(struct ctl *ctl);
int ctl_sites_forget(struct ctl *ctl);
int ctl_preferences_show(struct ctl *ctl);
int ctl_preferences_set(struct ctl *ctl);
int ctl_lock(struct ctl *ctl);
int ctl_unlock(struct ctl *ctl);
int ctl_audit(struct ctl *ctl);
int ctl_explain(struct ctl *ctl);
int ctl_install_manifests(struct ctl *ctl);
int ctl_doctor(struct ctl *ctl);

#endif
