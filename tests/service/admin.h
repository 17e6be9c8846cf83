/*
 * The administrator's command line: swa-service admin … COMMAND …
 *
 * A command runs in one transaction: it is done whole, or nothing of it.
 */
#ifndef SERVICE_ADMIN_H
#define SERVICE_ADMIN_H

#include "json.h"
#include "model.h"

#include <stdbool.h>

/** @param argv what follows "admin".  @return exit code: 0 done, 1 refused or failed, 2 wrong usage */
int admin_main(int argc, char **argv);

/* For the commands. */

struct admin {
	struct service service;
	struct model m;
	const char *words[4]; /* what stands without a name before it */
	/* options; NULL where not given */
	const char *database, *keys;
	const char *email, *user_name, *sam, *employee_id;
	const char *username, *account, *reason, *format;
	bool password_stdin, random;
};
typedef bool admin_command(struct admin *admin);

/** Say on standard error what went wrong.  Always false. */
bool admin_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** The same for a model's result; true where it is SWA_OK. */
bool admin_check(const struct admin *admin, swa_err err, const char *what);
/** @return id; 0: said so */
int64_t admin_person(const struct admin *admin, const char *login);
/** The first line of standard input.  @param ret initialised */
bool admin_read_password(struct swa_buf *ret);
/** A JSON file, or standard input for "-". */
bool admin_read_json(const char *path, struct swa_json **ret_json, struct swa_buf *ret_text);
/** With PostgreSQL a long transaction of one person's changes becomes slow: one ends here, another begins. */
bool admin_breathe(const struct admin *admin);

admin_command admin_seed;   /* admin_seed.c */
admin_command admin_report; /* admin_report.c */
admin_command admin_devices;
admin_command admin_events;

#endif
