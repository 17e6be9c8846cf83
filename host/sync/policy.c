#include "policy.h"

#include "admin_files.h"
#include "service_address.h"
#include "swa/enrolment.h"
#include "swa/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REMEMBERED_MAX 1440 /* minutes of a passphrase */

enum setting_id {
	CONFIRMATION,
	AUTO_SUBMIT,
	MAX_OFFLINE_HOURS,
	LOCK_TIMEOUT_MINUTES,
	REAUTHENTICATION,
	PERSONAL_APPS,
	REVEAL,
	EXPORT,
	OFFERS,
	CODES,
	HTTP_HOSTS,
	SERVICE_URL,
	PROXY,
	SYNC_MIN_SECONDS,
	SYNC_MAX_SECONDS,
	SETTING_COUNT,
};

enum kind {
	KIND_CONFIRMATION,
	KIND_OFFERS,
	KIND_BOOL,
	KIND_WHOLE,
	KIND_MINUTES, /* object: app id → minutes */
	KIND_HOSTS,
	KIND_SERVICE,
	KIND_PROXY,
};

/* What a setting is about. */
enum reach {
	SINGLE_APPS, /* of the organisation that says it */
	WHOLE_AGENT, /* no one app: the strictest of all organisations */
	FILES_ALONE, /* the whole agent, and no service says it */
};

/* Default and strictest as JSON: every layer is a document of these members. */
static const struct setting {
	const char *name;
	enum kind kind;
	enum reach reach;
	const char *fallback;
	const char *strictest;
	int64_t least, most;
	const char *personal; /* the default of personal apps; NULL: as everywhere */
} settings[SETTING_COUNT] = {
        [CONFIRMATION] = {"confirmation", KIND_CONFIRMATION, SINGLE_APPS, "\"first\"", "\"always\"", 0, 0,
                          NULL},
        [AUTO_SUBMIT] = {"auto_submit", KIND_BOOL, SINGLE_APPS, "true", "false", 0, 0, NULL},
        [MAX_OFFLINE_HOURS] = {"max_offline_hours", KIND_WHOLE, SINGLE_APPS, "168", "0", 0, 8760, NULL},
        [LOCK_TIMEOUT_MINUTES] = {"lock_timeout_minutes", KIND_WHOLE, WHOLE_AGENT, "0", "1", 0, 10080, NULL},
        [REAUTHENTICATION] = {"reauthentication", KIND_MINUTES, SINGLE_APPS, "{}", "{}", 0, REMEMBERED_MAX,
                              NULL},
        [PERSONAL_APPS] = {"personal_apps", KIND_BOOL, WHOLE_AGENT, "true", "false", 0, 0, NULL},
        [REVEAL] = {"reveal", KIND_BOOL, SINGLE_APPS, "true", "false", 0, 0, NULL},
        [EXPORT] = {"export", KIND_BOOL, WHOLE_AGENT, "true", "false", 0, 0, NULL},
        [OFFERS] = {"offers", KIND_OFFERS, WHOLE_AGENT, "\"person\"", "\"off\"", 0, 0, NULL},
        [CODES] = {"codes", KIND_BOOL, SINGLE_APPS, "false", "false", 0, 0, "true"},
        [HTTP_HOSTS] = {"http_hosts", KIND_HOSTS, SINGLE_APPS, "[]", "[]", 0, 0, NULL},
        [SERVICE_URL] = {"service_url", KIND_SERVICE, FILES_ALONE, "\"\"", "\"\"", 0, 0, NULL},
        [PROXY] = {"proxy", KIND_PROXY, FILES_ALONE, "\"\"", "\"\"", 0, 0, NULL},
        [SYNC_MIN_SECONDS] = {"sync_min_seconds", KIND_WHOLE, SINGLE_APPS, "60", "60", 1, 86400, NULL},
        [SYNC_MAX_SECONDS] = {"sync_max_seconds", KIND_WHOLE, SINGLE_APPS, "900", "900", 60, 86400, NULL},
};

static const char *const confirmations[] = {
        [SWA_CONFIRM_FIRST] = "first", [SWA_CONFIRM_ALWAYS] = "always", [SWA_CONFIRM_NEVER] = "never"};

static const char *const offers[] = {
        [SWA_OFFERS_PERSON] = "person", [SWA_OFFERS_ON] = "on", [SWA_OFFERS_OFF] = "off"};

struct file {
	char name[SWA_ADMIN_NAME_MAX + 1];
	struct swa_json *document;
};

struct files {
	struct file file[SWA_ADMIN_FILES_MAX];
	size_t count;
};

struct service {
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_json *document; /* NULL: said nothing */
	struct swa_policy policy;  /* what follows from all layers */
	struct service *next;
};

struct swa_policy_set {
	char *folder;
	struct swa_json *fallback, *personal, *strictest;
	struct files *files;    /* NULL: none could ever be read, and the strictest applies */
	struct swa_fault fault; /* why, where .files is NULL */
	struct service *services;
	struct swa_policy policy; /* of personal apps and the agent as a whole */
	struct swa_policy silent; /* of an organisation whose service said nothing */
};

/* --- reading ------------------------------------------------------------- */

/* Which of the WORDS it is; -1: none. */
static int
find_word(const char *const *words, size_t count, const char *text)
{
	for (size_t i = 0; text != NULL && i < count; i++)
		if (strcmp(words[i], text) == 0)
			return (int)i;
	return -1;
}

#define FIND_WORD(words, value) find_word((words), sizeof(words) / sizeof((words)[0]), swa_json_text(value))

static bool
is_whole(const struct setting *setting, const struct swa_json *value)
{
	int64_t number;

	return swa_json_integer(value, &number) && number >= setting->least && number <= setting->most;
}

static bool
are_minutes(const struct setting *setting, const struct swa_json *value)
{
	if (swa_json_kind(value) != SWA_JSON_OBJECT || swa_json_count(value) > SWA_POLICY_APPS_MAX)
		return false;
	for (const struct swa_json *item = swa_json_first(value); item != NULL; item = swa_json_next(item))
		if (!is_whole(setting, item))
			return false;
	return true;
}

/* A host alone, in the form in which addresses are compared. */
static bool
is_host(const char *text)
{
	char url[SWA_HOST_MAX + 16];
	struct swa_origin origin;

	if (text == NULL || strlen(text) > SWA_HOST_MAX)
		return false;
	(void)snprintf(url, sizeof(url), "http://%s/", text);
	return swa_origin_of(url, &origin) == SWA_OK && strcmp(origin.host, text) == 0;
}

static bool
are_hosts(const struct swa_json *value)
{
	if (swa_json_kind(value) != SWA_JSON_ARRAY || swa_json_count(value) > SWA_POLICY_HOSTS_MAX)
		return false;
	for (const struct swa_json *item = swa_json_first(value); item != NULL; item = swa_json_next(item))
		if (!is_host(swa_json_text(item)))
			return false;
	return true;
}

/* @return "" where TEXT is no address of a service, or none is meant */
static void
copy_service(const char *text, char ret_address[SWA_POLICY_SERVICE_MAX + 1])
{
	struct swa_buf address;

	ret_address[0] = '\0';
	swa_buf_init(&address, SWA_POLICY_SERVICE_MAX);
	if (text != NULL && service_address(text, &address) == SWA_OK)
		(void)snprintf(ret_address, SWA_POLICY_SERVICE_MAX + 1, "%s", swa_buf_text(&address));
	swa_buf_finish(&address);
}

static bool
is_service(const char *text)
{
	char address[SWA_POLICY_SERVICE_MAX + 1];

	copy_service(text, address);
	return text != NULL && (text[0] == '\0' || address[0] != '\0');
}

/* Whoever may read the file would read a password in it: the person's own ticket is the way. */
static bool
is_proxy(const char *text)
{
	struct swa_origin origin;
	const char *rest;

	if (text == NULL || strlen(text) > SWA_POLICY_SERVICE_MAX)
		return false;
	if (text[0] == '\0' || strcmp(text, "direct") == 0)
		return true;
	if (swa_origin_of(text, &origin) != SWA_OK || strchr(text, '@') != NULL)
		return false;
	rest = strstr(text, "://") + 3;
	rest += strcspn(rest, "/?#");
	return strcmp(rest, "") == 0 || strcmp(rest, "/") == 0;
}

static bool
is_sound(const struct setting *setting, const struct swa_json *value)
{
	switch (setting->kind) {
	case KIND_CONFIRMATION: return FIND_WORD(confirmations, value) >= 0;
	case KIND_OFFERS: return FIND_WORD(offers, value) >= 0;
	case KIND_BOOL: return swa_json_kind(value) == SWA_JSON_BOOL;
	case KIND_WHOLE: return is_whole(setting, value);
	case KIND_MINUTES: return are_minutes(setting, value);
	case KIND_HOSTS: return are_hosts(value);
	case KIND_SERVICE: return is_service(swa_json_text(value));
	case KIND_PROXY: return is_proxy(swa_json_text(value));
	}
	return false;
}

static const struct setting *
find_setting(const char *name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

enum swa_json_kind
swa_policy_kind(const char *name)
{
	const struct setting *setting = find_setting(name);

	if (setting == NULL)
		return SWA_JSON_NULL;
	switch (setting->kind) {
	case KIND_BOOL: return SWA_JSON_BOOL;
	case KIND_WHOLE: return SWA_JSON_NUMBER;
	case KIND_MINUTES: return SWA_JSON_OBJECT;
	case KIND_HOSTS: return SWA_JSON_ARRAY;
	default: return SWA_JSON_TEXT;
	}
}

/* @return the name of the first member at fault; NULL: none.  In a file (STRICT) an unknown one is a fault;
 * what files alone say is unknown to a service. */
static const char *
find_fault(const struct swa_json *document, bool strict)
{
	for (const struct swa_json *member = swa_json_first(document); member != NULL;
	     member = swa_json_next(member)) {
		const struct setting *setting = find_setting(swa_json_name(member));
		bool known = setting != NULL && (strict || setting->reach != FILES_ALONE);

		if (known ? !is_sound(setting, member) : strict)
			return swa_json_name(member);
	}
	return NULL;
}

/* --- layers -------------------------------------------------------------- */

/* Is A stricter than B, of a setting of the whole agent? */
static bool
is_stricter(const struct swa_json *a, const struct swa_json *b)
{
	/* What an organisation forces on is the least strict: the other one's person may not want it. */
	static const int strictness[] = {[SWA_OFFERS_ON] = 0, [SWA_OFFERS_PERSON] = 1, [SWA_OFFERS_OFF] = 2};
	int64_t mine = 0, theirs = 0;
	const int one = FIND_WORD(offers, a), other = FIND_WORD(offers, b);

	if (one >= 0 && other >= 0)
		return strictness[one] > strictness[other];
	if (swa_json_integer(a, &mine) && swa_json_integer(b, &theirs))
		return mine != 0 && (theirs == 0 || mine < theirs); /* 0: never */
	return swa_json_kind(a) == SWA_JSON_BOOL && swa_json_kind(b) == SWA_JSON_BOOL &&
	       !swa_json_bool(a, true) && swa_json_bool(b, true);
}

struct pick {
	const struct swa_json *value;
	enum swa_policy_source source;
	const char *from;
};

static bool
pick_file(const struct swa_policy_set *set, const char *name, struct pick *ret_pick)
{
	const struct swa_json *value;

	if (set->files == NULL) {
		*ret_pick =
		        (struct pick){swa_json_get(set->strictest, name), SWA_POLICY_FILE, set->fault.where};
		return true;
	}
	for (size_t i = set->files->count; i > 0; i--) {
		if ((value = swa_json_get(set->files->file[i - 1].document, name)) == NULL)
			continue;
		*ret_pick = (struct pick){value, SWA_POLICY_FILE, set->files->file[i - 1].name};
		return true;
	}
	return false;
}

/* SERVICE: of whose apps; NULL where it said nothing, or PERSONAL ones are meant. */
static struct pick
pick(const struct swa_policy_set *set, const struct service *service, bool personal,
     const struct setting *setting)
{
	const struct swa_json *fallback = personal ? set->personal : set->fallback;
	struct pick picked = {swa_json_get(fallback, setting->name), SWA_POLICY_DEFAULT, "default"};

	if (pick_file(set, setting->name, &picked) || setting->reach == FILES_ALONE)
		return picked;
	for (const struct service *each = set->services; each != NULL; each = each->next) {
		const struct swa_json *value = swa_json_get(each->document, setting->name);

		if (value == NULL)
			continue;
		if (setting->reach == WHOLE_AGENT
		            ? picked.source == SWA_POLICY_DEFAULT || is_stricter(value, picked.value)
		            : each == service)
			picked = (struct pick){value, SWA_POLICY_SERVICE, "service"};
	}
	return picked;
}

static void
copy_hosts(const struct swa_json *value, struct swa_policy *policy)
{
	policy->http_host_count = 0;
	for (const struct swa_json *item = swa_json_first(value); item != NULL; item = swa_json_next(item))
		(void)snprintf(policy->http_hosts[policy->http_host_count++], sizeof(policy->http_hosts[0]),
		               "%s", swa_json_text(item));
}

static void
set_one(struct swa_policy *policy, enum setting_id id, const struct swa_json *value)
{
	int64_t number = 0;
	bool yes = swa_json_bool(value, false);

	(void)swa_json_integer(value, &number);
	switch (id) {
	case CONFIRMATION:
		policy->confirmation = (enum swa_confirmation)FIND_WORD(confirmations, value);
		break;
	case AUTO_SUBMIT: policy->auto_submit = yes; break;
	case MAX_OFFLINE_HOURS: policy->max_offline_hours = number; break;
	case LOCK_TIMEOUT_MINUTES: policy->lock_timeout_minutes = number; break;
	case REAUTHENTICATION: policy->reauthentication = value; break;
	case PERSONAL_APPS: policy->personal_apps = yes; break;
	case REVEAL: policy->reveal = yes; break;
	case EXPORT: policy->export_allowed = yes; break;
	case OFFERS: policy->offers = (enum swa_offers_policy)FIND_WORD(offers, value); break;
	case CODES: policy->codes = yes; break;
	case HTTP_HOSTS: copy_hosts(value, policy); break;
	case SERVICE_URL: copy_service(swa_json_text(value), policy->service_url); break;
	case PROXY: (void)snprintf(policy->proxy, sizeof(policy->proxy), "%s", swa_json_text(value)); break;
	case SYNC_MIN_SECONDS: policy->sync_min_seconds = number; break;
	case SYNC_MAX_SECONDS: policy->sync_max_seconds = number; break;
	case SETTING_COUNT: break;
	}
}

static void
settle_one(const struct swa_policy_set *set, const struct service *service, bool personal,
           struct swa_policy *policy)
{
	for (unsigned id = 0; id < SETTING_COUNT; id++)
		set_one(policy, (enum setting_id)id, pick(set, service, personal, &settings[id]).value);
	if (policy->sync_max_seconds < policy->sync_min_seconds)
		policy->sync_max_seconds =
		        policy->sync_min_seconds; /* the floor is asked for by who serves */
}

/* Something changed: what follows from it, for everyone. */
static void
settle(struct swa_policy_set *set)
{
	settle_one(set, NULL, true, &set->policy);
	settle_one(set, NULL, false, &set->silent);
	for (struct service *each = set->services; each != NULL; each = each->next)
		settle_one(set, each, false, &each->policy);
}

/* --- the set ------------------------------------------------------------- */

static void
free_files(struct files *files)
{
	for (size_t i = 0; files != NULL && i < files->count; i++)
		swa_json_free(files->file[i].document);
	free(files);
}

enum column { FALLBACK, PERSONAL, STRICTEST };

static const char *
column_text(const struct setting *setting, enum column column)
{
	if (column == STRICTEST)
		return setting->strictest;
	return column == PERSONAL && setting->personal != NULL ? setting->personal : setting->fallback;
}

/* One layer made of the table's own column. */
static swa_err
make_layer(enum column column, struct swa_json **ret_document)
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, 4096);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		(void)swa_buf_printf(&text, "%c\"%s\":%s", i == 0 ? '{' : ',', settings[i].name,
		                     column_text(&settings[i], column));
	if ((err = swa_buf_append_text(&text, "}")) == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, ret_document, NULL);
	swa_buf_finish(&text);
	return err;
}

swa_err
swa_policy_new(const char *folder, struct swa_policy_set **ret_set)
{
	struct swa_policy_set *set = calloc(1, sizeof(*set));
	size_t size = strlen(folder) + 1;
	struct swa_fault fault;
	swa_err err;

	if (set == NULL)
		return SWA_ERR_NOMEM;
	if ((set->folder = malloc(size)) == NULL)
		err = SWA_ERR_NOMEM;
	else if ((err = make_layer(FALLBACK, &set->fallback)) == SWA_OK &&
	         (err = make_layer(PERSONAL, &set->personal)) == SWA_OK)
		err = make_layer(STRICTEST, &set->strictest);
	if (err == SWA_OK) {
		memcpy(set->folder, folder, size);
		err = swa_policy_reload(set, &fault);
		settle(set);
	}
	if (err != SWA_OK && err != SWA_ERR_POLICY_FILE) {
		swa_policy_free(set);
		return err;
	}
	*ret_set = set;
	return SWA_OK;
}

void
swa_policy_free(struct swa_policy_set *set)
{
	if (set == NULL)
		return;
	while (set->services != NULL)
		swa_policy_forget(set, set->services->enrolment);
	free_files(set->files);
	swa_json_free(set->fallback);
	swa_json_free(set->personal);
	swa_json_free(set->strictest);
	free(set->folder);
	free(set);
}

struct reading {
	struct files *files;
	struct swa_fault *fault;
};

static swa_err
take_file(void *context, const char *name, struct swa_json **document)
{
	struct reading *reading = context;
	const char *member = find_fault(*document, true);
	struct file *file;

	if (member != NULL) {
		(void)snprintf(reading->fault->where, sizeof(reading->fault->where), "%s: %.60s", name,
		               member);
		return SWA_ERR_POLICY_FILE;
	}
	file = &reading->files->file[reading->files->count++];
	(void)snprintf(file->name, sizeof(file->name), "%s", name);
	file->document = *document;
	*document = NULL; /* the set owns it now */
	return SWA_OK;
}

swa_err
swa_policy_reload(struct swa_policy_set *set, struct swa_fault *ret_fault)
{
	struct swa_fault fault = {.where = ""};
	struct reading reading = {.fault = &fault};
	swa_err err;

	if ((reading.files = calloc(1, sizeof(*reading.files))) == NULL)
		return SWA_ERR_NOMEM;
	if ((err = swa_admin_files_read(set->folder, take_file, &reading, &fault)) != SWA_OK) {
		free_files(reading.files);
		if (err != SWA_ERR_POLICY_FILE)
			return err;
		for (size_t i = 0; fault.where[i] != '\0'; i++)
			if (fault.where[i] < ' ' || fault.where[i] > '~')
				fault.where[i] = '?';
		set->fault = *ret_fault = fault;
		return err;
	}
	free_files(set->files);
	set->files = reading.files;
	settle(set);
	return SWA_OK;
}

static struct service *
find_service(const struct swa_policy_set *set, const char *enrolment)
{
	for (struct service *each = set->services; each != NULL; each = each->next)
		if (strcmp(each->enrolment, enrolment) == 0)
			return each;
	return NULL;
}

static swa_err
read_body(const char *body, struct swa_json **ret_document, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *document = NULL;
	const char *member;
	swa_err err;

	if ((err = swa_json_parse(body, strlen(body), &document, ret_fault)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : SWA_ERR_SERVICE;
	if (swa_json_kind(document) != SWA_JSON_OBJECT) {
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "policy");
		return SWA_ERR_SERVICE;
	}
	if ((member = find_fault(document, false)) != NULL) {
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "policy.%.60s", member);
		return SWA_ERR_SERVICE;
	}
	*ret_document = document;
	document = NULL; /* the caller owns it now */
	return SWA_OK;
}

swa_err
swa_policy_service(struct swa_policy_set *set, const char *enrolment, const char *body,
                   struct swa_fault *ret_fault)
{
	struct service *service = find_service(set, enrolment);
	struct swa_json *document = NULL;
	swa_err err;

	if (body[0] == '\0') {
		swa_policy_forget(set, enrolment);
		return SWA_OK;
	}
	if ((err = read_body(body, &document, ret_fault)) != SWA_OK)
		return err;
	if (service == NULL) {
		if ((service = calloc(1, sizeof(*service))) == NULL) {
			swa_json_free(document);
			return SWA_ERR_NOMEM;
		}
		(void)snprintf(service->enrolment, sizeof(service->enrolment), "%s", enrolment);
		service->next = set->services;
		set->services = service;
	}
	swa_json_free(service->document);
	service->document = document;
	settle(set);
	return SWA_OK;
}

void
swa_policy_forget(struct swa_policy_set *set, const char *enrolment)
{
	struct service **at = &set->services, *gone;

	while (*at != NULL && strcmp((*at)->enrolment, enrolment) != 0)
		at = &(*at)->next;
	if ((gone = *at) == NULL)
		return;
	*at = gone->next;
	swa_json_free(gone->document);
	free(gone);
	settle(set);
}

/* --- what holds ---------------------------------------------------------- */

static bool
is_personal(const char *enrolment)
{
	return enrolment[0] == '\0' || strcmp(enrolment, SWA_SPACE_PERSONAL) == 0;
}

const struct swa_policy *
swa_policy_for(const struct swa_policy_set *set, const char *enrolment)
{
	const struct service *service = find_service(set, enrolment);

	if (service != NULL)
		return &service->policy;
	return is_personal(enrolment) ? &set->policy : &set->silent;
}

int64_t
swa_policy_reauthentication(const struct swa_policy_set *set, const char *enrolment, const char *app_id)
{
	int64_t minutes = -1;

	if (set->files == NULL)
		return 0; /* the strictest: each time */
	(void)swa_json_get_integer(swa_policy_for(set, enrolment)->reauthentication, app_id, &minutes);
	return minutes;
}

void
swa_policy_show(const struct swa_policy_set *set, const char *enrolment, swa_policy_visit *visit,
                void *context)
{
	const struct service *service = find_service(set, enrolment);

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		struct pick picked = pick(set, service, is_personal(enrolment), &settings[i]);

		visit(context, settings[i].name, picked.value, picked.source, picked.from);
	}
}
