/* swa-service: the reference service. */
#include "admin.h"
#include "keys.h"
#include "model.h"
#include "swa/secret.h"
#include "web.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
        "Usage: swa-service init  --database URI --keys DIR --organisation ID --name NAME [--policy JSON]\n"
        "       swa-service serve --database URI --keys DIR --certificate FILE --key FILE --origin URL\n"
        "                         [--listen ADDRESS:PORT] [--threads N] [--access-token-seconds N]\n"
        "                         [--requests-per-minute N]\n"
        "       swa-service admin … (see swa-service admin --help)\n"
        "\n"
        "The reference service of swa-agent: enrolment, synchronisation, revocation.\n"
        "\n"
        "  --database URI             sqlite:FILE or postgresql://USER@HOST/NAME\n"
        "  --keys DIR                 folder of the organisation's private keys; init makes it\n"
        "  --organisation ID          1 to 96 characters of A-Z a-z 0-9 . _ ~ -; it is part of every "
        "signature\n"
        "  --name NAME                what persons read\n"
        "  --policy JSON              the policy to begin with\n"
        "  --origin URL               the address that devices use, without a slash at its end\n"
        "  --listen ADDRESS:PORT      127.0.0.1:8443 unless given; port 0 takes a free one and says which\n"
        "  --threads N                8 unless given; each has a connection to the database\n"
        "  --access-token-seconds N   how long an access token is good, 600 unless given\n"
        "  --requests-per-minute N    of one device; unless given, any number\n";

struct options {
	const char *database, *keys, *organisation, *name, *policy;
	struct service service;
};

enum {
	O_DATABASE = 256,
	O_KEYS,
	O_ORGANISATION,
	O_NAME,
	O_POLICY,
	O_CERTIFICATE,
	O_KEY,
	O_ORIGIN,
	O_LISTEN,
	O_THREADS,
	O_ACCESS,
	O_RATE,
	O_HELP
};

static const struct option names[] = {
        {"database", required_argument, NULL, O_DATABASE},
        {"keys", required_argument, NULL, O_KEYS},
        {"organisation", required_argument, NULL, O_ORGANISATION},
        {"name", required_argument, NULL, O_NAME},
        {"policy", required_argument, NULL, O_POLICY},
        {"certificate", required_argument, NULL, O_CERTIFICATE},
        {"key", required_argument, NULL, O_KEY},
        {"origin", required_argument, NULL, O_ORIGIN},
        {"listen", required_argument, NULL, O_LISTEN},
        {"threads", required_argument, NULL, O_THREADS},
        {"access-token-seconds", required_argument, NULL, O_ACCESS},
        {"requests-per-minute", required_argument, NULL, O_RATE},
        {"help", no_argument, NULL, O_HELP},
        {NULL, 0, NULL, 0},
};

static int
wrong(const char *text)
{
	fprintf(stderr, "swa-service: %s\n%s", text, usage);
	return 2;
}

static bool
number(const char *text, long least, long most, long *ret_number)
{
	char *end;

	*ret_number = strtol(text, &end, 10);
	return *text != '\0' && *end == '\0' && *ret_number >= least && *ret_number <= most;
}

/* @return -1: go on; else the exit code */
static int
read_option(struct options *o, int option, const char *value)
{
	long n;

	switch (option) {
	case O_DATABASE: o->database = o->service.database = value; break;
	case O_KEYS: o->keys = value; break;
	case O_ORGANISATION: o->organisation = value; break;
	case O_NAME: o->name = value; break;
	case O_POLICY: o->policy = value; break;
	case O_CERTIFICATE: o->service.certificate = value; break;
	case O_KEY: o->service.key = value; break;
	case O_ORIGIN: o->service.origin = value; break;
	case O_LISTEN: o->service.listen = value; break;
	case O_THREADS:
		if (!number(value, 1, 256, &n))
			return wrong("--threads is a number from 1 to 256");
		o->service.threads = (unsigned)n;
		break;
	case O_ACCESS:
		if (!number(value, 1, 86400, &n))
			return wrong("--access-token-seconds is a number from 1 to 86400");
		o->service.access_token_s = n;
		break;
	case O_RATE:
		if (!number(value, 0, 1000000, &n))
			return wrong("--requests-per-minute is a number");
		o->service.requests_per_minute = (unsigned)n;
		break;
	case O_HELP: fputs(usage, stdout); return 0;
	default: fputs(usage, stderr); return 2;
	}
	return -1;
}

static int
read_options(int argc, char **argv, struct options *o)
{
	int option, code = -1;

	while (code < 0 && (option = getopt_long(argc, argv, "", names, NULL)) != -1)
		code = read_option(o, option, optarg);
	if (code < 0 && optind != argc)
		return wrong("there is a word too many");
	if (code < 0 && (o->database == NULL || o->keys == NULL))
		return wrong("--database and --keys are needed");
	return code;
}

static int
failed(const char *what, const char *why)
{
	fprintf(stderr, "swa-service: %s: %s\n", what, why);
	return 1;
}

static swa_err
create(const struct options *o, struct db *db)
{
	struct model m = {&o->service, db};
	swa_err err;

	if (!schema_create(db) || !db_begin(db))
		return SWA_ERR_IO;
	err = model_organisation_create(&m, o->organisation, o->name, o->policy == NULL ? "{}" : o->policy);
	if (err == SWA_OK && db_commit(db))
		return SWA_OK;
	db_rollback(db);
	return err == SWA_OK ? SWA_ERR_IO : err;
}

static int
init(struct options *o)
{
	struct db *db = NULL;
	swa_err err;
	int code = 0;

	if (o->organisation == NULL || o->name == NULL)
		return wrong("--organisation and --name are needed");
	(void)mkdir(o->keys, 0700);
	if (keys_open(o->keys, &o->service.keys) != SWA_OK)
		return failed("the folder of the keys cannot be used", o->keys);
	if (!db_open(o->database, &db))
		code = failed("the database cannot be opened", db_error(NULL));
	else if ((err = create(o, db)) != SWA_OK)
		code = failed("nothing was made", err == SWA_ERR_IO ? db_error(db)
		                                  : err == SWA_ERR_CONFLICT
		                                          ? "keys or an organisation are there"
		                                          : swa_err_name(err));
	db_close(db);
	keys_close(o->service.keys);
	return code;
}

static int
serve(struct options *o)
{
	struct db *db = NULL;
	int code;

	if (o->service.certificate == NULL || o->service.key == NULL || o->service.origin == NULL)
		return wrong("--certificate, --key and --origin are needed");
	if (!service_open(&o->service, o->keys, &db))
		return 1;
	db_close(db); /* each thread has its own */
	code = web_serve(&o->service);
	service_close(&o->service);
	return code;
}

int
main(int argc, char **argv)
{
	struct options o = {.service = {.listen = "127.0.0.1:8443", .threads = 8, .access_token_s = 600}};
	int code;

	umask(077);
	if (swa_secret_setup() != SWA_OK)
		return failed("start", "no randomness");
	swa_json_setup();
	if (argc < 2)
		return wrong("a command is needed");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (strcmp(argv[1], "admin") == 0)
		return admin_main(argc - 2, argv + 2);
	if ((code = read_options(argc - 1, argv + 1, &o)) >= 0)
		return code;
	if (strcmp(argv[1], "init") == 0)
		return init(&o);
	if (strcmp(argv[1], "serve") == 0)
		return serve(&o);
	return wrong("there is no such command");
}
