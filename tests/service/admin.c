/* The administrator's command line: its grammar and the short commands. */
#include "admin.h"

#include "delivery.h"
#include "encode.h"
#include "keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)512 * 1024 * 1024)

bool
admin_fail(const char *format, ...)
{
	va_list values;

	fputs("swa-service: ", stderr);
	va_start(values, format);
	vfprintf(stderr, format, values);
	va_end(values);
	fputc('\n', stderr);
	return false;
}

bool
admin_check(const struct admin *admin, swa_err err, const char *what)
{
	if (err == SWA_OK)
		return true;
	if (err == SWA_ERR_RECORD_MISSING)
		return admin_fail("%s: there is none", what);
	if (err == SWA_ERR_IO)
		return admin_fail("%s: the database said: %s", what, db_error(admin->m.db));
	return admin_fail("%s: %s", what, swa_err_text(err));
}

int64_t
admin_person(const struct admin *admin, const char *login)
{
	int64_t id = 0;
	swa_err err = model_person_find(&admin->m, login, &id);

	if (err == SWA_ERR_RECORD_MISSING)
		(void)admin_fail("no person has the login '%s'", login);
	else
		(void)admin_check(admin, err, login);
	return err == SWA_OK ? id : 0;
}

static bool
read_stream(FILE *file, struct swa_buf *out)
{
	unsigned char *room;
	size_t size;

	do {
		if ((room = swa_buf_reserve(out, 65536)) == NULL)
			return false;
		size = fread(room, 1, 65536, file);
		out->size += size;
	} while (size > 0);
	return !ferror(file) && swa_buf_append(out, "", 0) == SWA_OK;
}

bool
admin_read_password(struct swa_buf *ret)
{
	int c;
	char byte;

	while ((c = getchar()) != EOF && c != '\n') {
		byte = (char)c;
		if (swa_buf_append(ret, &byte, 1) != SWA_OK)
			return admin_fail("the password is too long");
	}
	if (ret->size > 0 && ret->data[ret->size - 1] == '\r')
		ret->data[--ret->size] = '\0';
	return ret->size > 0 || admin_fail("no password came on standard input");
}

bool
admin_read_json(const char *path, struct swa_json **ret_json, struct swa_buf *ret_text)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	struct swa_fault fault = {""};
	bool good;
	swa_err err;

	swa_buf_init(ret_text, FILE_MAX);
	if (file == NULL)
		return admin_fail("%s cannot be opened", path);
	good = read_stream(file, ret_text);
	if (file != stdin)
		(void)fclose(file);
	if (!good)
		return admin_fail("%s cannot be read", path);
	err = swa_json_parse(swa_buf_text(ret_text), ret_text->size, ret_json, &fault);
	return err == SWA_OK || admin_fail("%s: %s (%s)", path, swa_err_text(err), fault.where);
}

bool
admin_breathe(const struct admin *admin)
{
	return !db_is_postgres(admin->m.db) || (db_commit(admin->m.db) && db_begin(admin->m.db));
}

/* --- persons --- */

static bool
add_person(struct admin *admin)
{
	struct model_person person = {
	        .login = admin->words[0],
	        .email = admin->email,
	        .user_name = admin->user_name,
	        .sam_account_name = admin->sam,
	        .employee_id = admin->employee_id,
	        .active = true,
	};
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	int64_t id;

	swa_buf_init(&password, 1024);
	return admin_read_password(&password) &&
	       admin_check(admin, model_person_put(&admin->m, &person, &id), "person") &&
	       admin_check(admin, model_person_set_password(&admin->m, id, &password), "password");
}

static bool
set_active(struct admin *admin, bool active)
{
	int64_t id = admin_person(admin, admin->words[0]);

	if (id == 0)
		return false;
	/* What devices hold of the person does not change: the token endpoint and the pages ask this flag. */
	if (!db_run(admin->m.db, "UPDATE persons SET active = $1 WHERE id = $2",
	            DB_ARGS(DB_N(active ? 1 : 0), DB_N(id)), NULL))
		return admin_check(admin, SWA_ERR_IO, "person");
	return true;
}

static bool
deactivate(struct admin *admin)
{
	return set_active(admin, false);
}

static bool
activate(struct admin *admin)
{
	return set_active(admin, true);
}

static void
print_person(void *context, const struct model_person *person)
{
	(void)context;
	printf("%-24s %-32s %s\n", person->login, person->email == NULL ? "" : person->email,
	       person->active ? "active" : "deactivated");
}

static bool
persons(struct admin *admin)
{
	return admin_check(admin, model_person_list(&admin->m, 0, print_person, NULL), "persons");
}

/* --- apps --- */

static bool
put_app(struct admin *admin, const struct swa_json *definition)
{
	const char *id = swa_json_get_text(definition, "id");
	char what[160];

	snprintf(what, sizeof(what), "app '%.96s'", id == NULL ? "without an id" : id);
	return admin_check(admin, model_app_put(&admin->m, definition), what);
}

static bool
import_apps(struct admin *admin)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *list = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

	if (!admin_read_json(admin->words[0], &list, &text))
		return false;
	if (swa_json_kind(list) != SWA_JSON_ARRAY)
		return admin_fail("%s holds no list of apps", admin->words[0]);
	for (const struct swa_json *app = swa_json_first(list); app != NULL; app = swa_json_next(app))
		if (!put_app(admin, app))
			return false;
	printf("%zu apps\n", swa_json_count(list));
	return true;
}

static bool
add_app(struct admin *admin)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *app = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

	return admin_read_json(admin->words[0], &app, &text) && put_app(admin, app);
}

static bool
remove_app(struct admin *admin)
{
	return admin_check(admin, model_app_remove(&admin->m, admin->words[0]), admin->words[0]);
}

static void
print_app(void *context, const struct model_app *app)
{
	(void)context;
	printf("%-24s %-32s %lld\n", app->id, app->label, (long long)app->persons);
}

static bool
apps(struct admin *admin)
{
	return admin_check(admin, model_app_list(&admin->m, 0, print_app, NULL), "apps");
}

/* --- assignments --- */

static bool
set_account(struct admin *admin, int64_t person, const struct swa_buf *password)
{
	struct model_account account = {.app = admin->words[1],
	                                .username = admin->username,
	                                .password = password,
	                                .by = MODEL_BY_ADMINISTRATOR};

	return admin_check(admin, model_account_set(&admin->m, person, admin->account, &account, NULL),
	                   admin->words[1]);
}

static bool
assign(struct admin *admin)
{
	int64_t person = admin_person(admin, admin->words[0]);
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;

	swa_buf_init(&password, 65536);
	if (person == 0 ||
	    !admin_check(admin, model_assign(&admin->m, person, admin->words[1]), admin->words[1]))
		return false;
	if (admin->password_stdin && !admin_read_password(&password))
		return false;
	if (!admin->password_stdin && admin->username == NULL)
		return true;
	return set_account(admin, person, admin->password_stdin ? &password : NULL);
}

static bool
unassign(struct admin *admin)
{
	int64_t person = admin_person(admin, admin->words[0]);

	return person != 0 &&
	       admin_check(admin, model_unassign(&admin->m, person, admin->words[1]), admin->words[1]);
}

static bool
rotate(struct admin *admin)
{
	int64_t person = admin_person(admin, admin->words[0]), accounts = 0;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;

	swa_buf_init(&password, 65536);
	if (person == 0)
		return false;
	if (!admin->random)
		return admin_read_password(&password) && set_account(admin, person, &password);
	if (!admin_check(admin, model_rotate(&admin->m, admin->words[1], person, &accounts), admin->words[1]))
		return false;
	printf("%lld accounts\n", (long long)accounts);
	return true;
}

static bool
share(struct admin *admin)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;

	swa_buf_init(&password, 65536);
	if (admin->username == NULL)
		return admin_fail("share: --username is missing");
	return admin_read_password(&password) &&
	       admin_check(admin,
	                   model_app_set_shared(&admin->m, admin->words[0], admin->username, &password),
	                   admin->words[0]);
}

/* --- what everybody shares --- */

static bool
policy(struct admin *admin)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *members = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text, compact;

	swa_buf_init(&compact, 65536);
	swa_buf_init(&text, 0);
	if (!admin_read_json(admin->words[0], &members, &text))
		return false;
	if (swa_json_kind(members) != SWA_JSON_OBJECT)
		return admin_fail("%s holds no policy: it must be an object", admin->words[0]);
	return admin_check(admin, swa_json_print(members, &compact), "policy") &&
	       admin_check(admin, model_policy_set(&admin->m, swa_buf_text(&compact)), "policy");
}

static bool
rename_device(struct admin *admin)
{
	return admin_check(admin, model_device_rename(&admin->m, 0, admin->words[0], admin->words[1]),
	                   admin->words[0]);
}

static bool
revoke(struct admin *admin)
{
	return admin_check(admin,
	                   model_device_revoke(&admin->m, 0, admin->words[0],
	                                       admin->reason == NULL ? "" : admin->reason),
	                   admin->words[0]);
}

static bool
rotate_delivery_key(struct admin *admin)
{
	return admin_check(admin, model_delivery_rotate(&admin->m), "delivery key");
}

static bool
rotate_identity_key(struct admin *admin)
{
	return admin_check(admin, model_identity_rotate(&admin->m), "identity key");
}

/* The key itself for a file that pins it, its fingerprint for people. */
static bool
fingerprint(struct admin *admin)
{
	char text[SWA_FINGERPRINT_SIZE];
	struct swa_buf key;
	bool done;

	swa_buf_init(&key, 64);
	done = admin_check(
	        admin,
	        swa_base64_put(&key, admin->service.identity_public, sizeof(admin->service.identity_public)),
	        "identity key");
	if (done) {
		swa_fingerprint(admin->service.identity_public, text);
		printf("identity_key %s\nfingerprint  %s\n", swa_buf_text(&key), text);
	}
	swa_buf_finish(&key);
	return done;
}

static bool
restart(struct admin *admin)
{
	return admin_check(admin, model_restart(&admin->m), "restart");
}

/* --- grammar --- */

enum option {
	EMAIL = 1,
	USER_NAME = 2,
	SAM = 4,
	EMPLOYEE_ID = 8,
	USERNAME = 16,
	ACCOUNT = 32,
	REASON = 64,
	FORMAT = 128,
	PASSWORD_STDIN = 256,
	RANDOM = 512
};

static const struct command {
	const char *name;
	int words_min, words_max;
	unsigned options;
	admin_command *run;
	const char *usage, *about;
} commands[] = {
        {"add-person", 1, 1, EMAIL | USER_NAME | SAM | EMPLOYEE_ID, add_person,
         "LOGIN [--email E] [--user-name U] [--sam S] [--employee-id I]",
         "a person, or new facts of one; the password comes on standard input"},
        {"persons", 0, 0, 0, persons, "", "list them"},
        {"deactivate", 1, 1, 0, deactivate, "LOGIN", "no sign-in and no tokens from now on"},
        {"activate", 1, 1, 0, activate, "LOGIN", "undo that"},
        {"import", 1, 1, 0, import_apps, "FILE", "a list of app definitions, as an administrator exports it"},
        {"add-app", 1, 1, 0, add_app, "FILE", "one app definition, new or changed"},
        {"remove-app", 1, 1, 0, remove_app, "ID", "with all assignments and accounts"},
        {"apps", 0, 0, 0, apps, "", "list them, with the number of persons"},
        {"assign", 2, 2, USERNAME | ACCOUNT | PASSWORD_STDIN, assign,
         "LOGIN APP [--username U] [--account ID] [--password-stdin]", "the person has the app from now on"},
        {"unassign", 2, 2, 0, unassign, "LOGIN APP", "no longer, and its accounts go"},
        {"rotate", 2, 2, USERNAME | ACCOUNT | RANDOM, rotate, "LOGIN APP [--account ID] [--random]",
         "a new password, from standard input or a random one"},
        {"share", 1, 1, USERNAME, share, "APP --username U",
         "name and password that all have; the password comes on standard input"},
        {"policy", 1, 1, 0, policy, "FILE", "the organisation's policy: a JSON object"},
        {"devices", 0, 1, FORMAT, admin_devices, "[LOGIN] [--format text|json]", "list them"},
        {"rename-device", 2, 2, 0, rename_device, "DEVICE NAME", ""},
        {"revoke", 1, 1, REASON, revoke, "DEVICE [--reason TEXT]",
         "erase this organisation's data from the device"},
        {"rotate-delivery-key", 0, 0, 0, rotate_delivery_key, "", "what devices seal to"},
        {"rotate-identity-key", 0, 0, 0, rotate_identity_key, "", "what the service signs with"},
        {"fingerprint", 0, 0, 0, fingerprint, "", "of the identity key, to compare or to pin"},
        {"restart", 0, 0, 0, restart, "",
         "after a backup was restored: all devices synchronise from the start"},
        {"report", 0, 0, FORMAT, admin_report, "[--format csv|json]",
         "sign-ins, failures, unused assignments"},
        {"events", 1, 1, FORMAT, admin_events, "DEVICE [--format csv|json]", "what a device reported"},
        {"seed", 1, 1, 0, admin_seed, "FILE", "persons, apps, assignments with passwords, in one go"},
        {.name = NULL},
};

static void
print_help(FILE *out)
{
	fputs("Usage: swa-service admin --database URI --keys DIR COMMAND …\n\n"
	      "FILE may be - for standard input.  Exit codes: 0 done, 1 refused or failed, 2 wrong "
	      "usage.\n\n",
	      out);
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(out, "  %s %s\n%s%s%s", c->name, c->usage, c->about[0] == '\0' ? "" : "      ",
		        c->about, c->about[0] == '\0' ? "" : "\n");
}

static bool
take_flag(struct admin *admin, const char *name, unsigned *used)
{
	if (strcmp(name, "--password-stdin") == 0) {
		admin->password_stdin = true;
		*used |= PASSWORD_STDIN;
	} else if (strcmp(name, "--random") == 0) {
		admin->random = true;
		*used |= RANDOM;
	} else {
		return false;
	}
	return true;
}

static bool
take_option(struct admin *admin, const char *name, const char *value, unsigned *used)
{
	const struct {
		const char *name;
		const char **where;
		unsigned bit;
	} options[] = {{"--database", &admin->database, 0},
	               {"--keys", &admin->keys, 0},
	               {"--email", &admin->email, EMAIL},
	               {"--user-name", &admin->user_name, USER_NAME},
	               {"--sam", &admin->sam, SAM},
	               {"--employee-id", &admin->employee_id, EMPLOYEE_ID},
	               {"--username", &admin->username, USERNAME},
	               {"--account", &admin->account, ACCOUNT},
	               {"--reason", &admin->reason, REASON},
	               {"--format", &admin->format, FORMAT}};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strcmp(name, options[i].name) != 0)
			continue;
		if (value == NULL)
			return admin_fail("%s needs a value", name);
		*options[i].where = value;
		*used |= options[i].bit;
		return true;
	}
	return admin_fail("there is no option %s; see swa-service admin --help", name);
}

static const struct command *
read_arguments(struct admin *admin, int argc, char **argv)
{
	const struct command *command = NULL;
	unsigned used = 0;
	int words = 0;

	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) == 0) {
			if (!take_flag(admin, argv[i], &used) &&
			    !take_option(admin, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used))
				return NULL;
			i += strcmp(argv[i], "--password-stdin") != 0 && strcmp(argv[i], "--random") != 0;
		} else if (command == NULL) {
			for (command = commands;
			     command->name != NULL && strcmp(command->name, argv[i]) != 0;)
				command++;
			if (command->name == NULL)
				return (void)admin_fail(
				               "there is no command '%s'; see swa-service admin --help",
				               argv[i]),
				       NULL;
		} else if (words < command->words_max) {
			admin->words[words++] = argv[i];
		} else {
			return (void)admin_fail("%s: '%s' is one word too many", command->name, argv[i]),
			       NULL;
		}
	}
	if (command == NULL)
		return (void)admin_fail("a command is missing; see swa-service admin --help"), NULL;
	if (words < command->words_min || (used & ~command->options) != 0)
		return (void)admin_fail("usage: swa-service admin … %s %s", command->name, command->usage),
		       NULL;
	return command;
}

static int
run(struct admin *admin, const struct command *command)
{
	if (!db_begin(admin->m.db)) {
		(void)admin_fail("the database said: %s", db_error(admin->m.db));
		return 1;
	}
	if (!command->run(admin)) {
		db_rollback(admin->m.db);
		return 1;
	}
	if (!db_commit(admin->m.db)) {
		(void)admin_fail("nothing was stored; the database said: %s", db_error(admin->m.db));
		return 1;
	}
	return 0;
}

int
admin_main(int argc, char **argv)
{
	struct admin admin = {0};
	const struct command *command;
	struct db *db;
	int code = 1;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_help(stdout);
			return 0;
		}
	}
	if ((command = read_arguments(&admin, argc, argv)) == NULL)
		return 2;
	if (admin.database == NULL || admin.keys == NULL) {
		(void)admin_fail("--database and --keys are missing");
		return 2;
	}
	admin.service.database = admin.database;
	if (!service_open(&admin.service, admin.keys, &db))
		return 1;
	admin.m = (struct model){&admin.service, db};
	code = run(&admin, command);
	db_close(db);
	service_close(&admin.service);
	return code;
}
