#include "enrolment_fixture.h"

#include <stdio.h>
#include <string.h>

struct swa_enrolment
enrolment_of(const char *id, const char *organisation)
{
	struct swa_enrolment e = {
	        .id = id,
	        .service = "https://apps.example",
	        .issuer = "https://login.example",
	        .client_id = "swa-agent",
	        .organisation = organisation,
	        .name = "Example Ltd",
	        .person = "ada@example.org",
	        .device = "d-7f3a",
	        .device_name = "ada-laptop",
	        .tls_pin = "",
	        .state = SWA_ENROLMENT_ACTIVE,
	        .trust = SWA_TRUST_PERSON,
	        .enrolled = 1700000000,
	};

	memset(e.identity_key, 1, sizeof(e.identity_key));
	memset(e.signature_key, 2, sizeof(e.signature_key));
	memset(e.delivery_key, 3, sizeof(e.delivery_key));
	return e;
}

void
enrol(struct fixture *f, const char *id, const char *organisation)
{
	const struct swa_enrolment e = enrolment_of(id, organisation);

	assert_ok(swa_enrolment_add(f->vault, &e));
}

static void
must_be_new(struct fixture *f, const char *enrolment, const char *kind, const char *id, uint64_t version)
{
	enum swa_delta_verdict verdict;

	assert_ok(swa_delta_accept(f->vault, enrolment, kind, id, version, true, &verdict));
	assert_int_equal(verdict, SWA_DELTA_NEW);
}

void
give_app(struct fixture *f, const char *enrolment, const char *id, uint64_t version)
{
	char local[SWA_ID_MAX + 1];
	const struct swa_app app = {
	        .id = local,
	        .label = id,
	        .name = "template_swa",
	        .mode = SWA_MODE_BROWSER_PLUGIN,
	        .active = true,
	        .launch_url = "https://wiki.example/login",
	};

	assert_ok(swa_local_id(enrolment, id, local, sizeof(local)));
	must_be_new(f, enrolment, "app", id, version);
	assert_ok(swa_delta_app(f->vault, enrolment, &app, "{\"label\":\"as it came\"}", false));
}

enum swa_delta_result
give_account(struct fixture *f, const char *enrolment, const char *app, const char *id, uint64_t version,
             const char *username, const char *password)
{
	char local[SWA_ID_MAX + 1], local_app[SWA_ID_MAX + 1];
	struct swa_buf text;
	struct swa_delta_account account = {
	        .id = local,
	        .app_id = local_app,
	        .username = username,
	        .version = version,
	        .secret_version = version,
	        .changed = 1700000000,
	        .by = "administrator",
	        .password = password == NULL ? NULL : &text,
	};
	enum swa_delta_result result;

	swa_buf_init(&text, SWA_SECRET_TEXT_MAX);
	if (password != NULL)
		assert_ok(swa_buf_append_text(&text, password));
	assert_ok(swa_local_id(enrolment, id, local, sizeof(local)));
	assert_ok(swa_local_id(enrolment, app, local_app, sizeof(local_app)));
	must_be_new(f, enrolment, "account", id, version);
	assert_ok(swa_delta_account(f->vault, enrolment, &account, &result));
	swa_buf_finish(&text);
	return result;
}

swa_err
accept_entry(struct fixture *f, const char *kind, const char *id, uint64_t version, bool live,
             enum swa_delta_verdict *ret_verdict)
{
	return swa_delta_accept(f->vault, ORG, kind, id, version, live, ret_verdict);
}

static bool
copy_account(void *context, const struct swa_account *account)
{
	struct held *held = context;

	(void)snprintf(held->username, sizeof(held->username), "%s", account->username);
	held->version = account->version;
	held->confirmed_version = account->confirmed_version;
	held->state = account->state;
	held->extra = account->extra;
	held->totp = account->totp;
	held->there = true;
	return true;
}

struct held
account_of(struct fixture *f, const char *id)
{
	struct held held = {.there = false};
	swa_err err = swa_account_get(f->vault, id, copy_account, &held);

	if (err != SWA_ERR_ACCOUNT_UNKNOWN)
		assert_ok(err);
	return held;
}

static bool
copy_item(void *context, const struct swa_outbox_item *item)
{
	struct waiting *w = context;

	(void)snprintf(w->enrolment, sizeof(w->enrolment), "%s", item->enrolment);
	(void)snprintf(w->account, sizeof(w->account), "%s", item->account_id);
	(void)snprintf(w->app, sizeof(w->app), "%s", item->app_id);
	(void)snprintf(w->username, sizeof(w->username), "%s", item->username);
	(void)snprintf(w->key, sizeof(w->key), "%s", item->key);
	(void)snprintf(w->theirs_username, sizeof(w->theirs_username), "%s", item->theirs_username);
	(void)snprintf(w->theirs_by, sizeof(w->theirs_by), "%s", item->theirs_by);
	w->credential = item->credential;
	w->base = item->base;
	w->theirs_version = item->theirs_version;
	w->since = item->since;
	w->theirs_changed = item->theirs_changed;
	w->state = item->state;
	w->err = item->err;
	w->count++;
	return true;
}

struct waiting
outbox_of(struct fixture *f, const char *enrolment)
{
	struct waiting w = {.count = 0};

	assert_ok(swa_outbox_list(f->vault, enrolment, copy_item, &w));
	return w;
}

unsigned
count_apps(struct fixture *f, const char *space)
{
	unsigned count = 0;

	assert_ok(swa_app_count_in(f->vault, space, &count));
	return count;
}
