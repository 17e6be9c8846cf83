/*
 * seed FILE: an organisation in one go, for the demo and the tests.
 *
 *   {"persons": [{"login":"ada","password":"…","email":"…","user_name":"…","sam_account_name":"…",
 *                 "employee_id":"…"}],
 *    "apps": […definitions…],
 *    "shared": [{"app":"…","username":"…","password":"…"}],
 *    "assignments": [{"login":"ada","app":"wiki","account":"…","username":"…","password":"…"}],
 *    "policy": {…}}
 *
 * All members may be absent.  The same person and app again in "assignments",
 * with an "account" of its own, is another account.
 */
#include "admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BREATH 400 /* changes between two commits, see admin_breathe() */

/* Assignments come in the order of persons as a rule. */
struct last {
	char login[257];
	int64_t id;
};

static bool
put_text(struct swa_buf *buf, const char *text)
{
	swa_buf_reset(buf);
	return swa_buf_append_text(buf, text) == SWA_OK || admin_fail("a password is too long");
}

static bool
seed_person(const struct admin *admin, const struct swa_json *from)
{
	const char *password = swa_json_get_text(from, "password");
	struct model_person person = {
	        .login = swa_json_get_text(from, "login"),
	        .email = swa_json_get_text(from, "email"),
	        .user_name = swa_json_get_text(from, "user_name"),
	        .sam_account_name = swa_json_get_text(from, "sam_account_name"),
	        .employee_id = swa_json_get_text(from, "employee_id"),
	        .active = true,
	};
	SWA_CLEANUP(swa_buf_finish) struct swa_buf secret;
	int64_t id;

	swa_buf_init(&secret, 1024);
	if (person.login == NULL)
		return admin_fail("a person without a login");
	if (!admin_check(admin, model_person_put(&admin->m, &person, &id), person.login))
		return false;
	return password == NULL ||
	       (put_text(&secret, password) &&
	        admin_check(admin, model_person_set_password(&admin->m, id, &secret), person.login));
}

static bool
seed_app(const struct admin *admin, const struct swa_json *from)
{
	const char *id = swa_json_get_text(from, "id");

	return admin_check(admin, model_app_put(&admin->m, from), id == NULL ? "an app without an id" : id);
}

static bool
seed_shared(const struct admin *admin, const struct swa_json *from)
{
	const char *app = swa_json_get_text(from, "app"), *username = swa_json_get_text(from, "username");
	const char *password = swa_json_get_text(from, "password");
	SWA_CLEANUP(swa_buf_finish) struct swa_buf secret;

	swa_buf_init(&secret, 65536);
	if (app == NULL || username == NULL || password == NULL)
		return admin_fail("shared: app, username or password is missing");
	return put_text(&secret, password) &&
	       admin_check(admin, model_app_set_shared(&admin->m, app, username, &secret), app);
}

static bool
find_person(const struct admin *admin, const char *login, struct last *last)
{
	if (last->id != 0 && strcmp(last->login, login) == 0)
		return true;
	last->id = admin_person(admin, login);
	snprintf(last->login, sizeof(last->login), "%s", login);
	return last->id != 0;
}

static bool
seed_assignment(const struct admin *admin, const struct swa_json *from, struct last *last)
{
	const char *login = swa_json_get_text(from, "login"), *password = swa_json_get_text(from, "password");
	struct model_account account = {.app = swa_json_get_text(from, "app"),
	                                .username = swa_json_get_text(from, "username"),
	                                .by = MODEL_BY_ADMINISTRATOR};
	SWA_CLEANUP(swa_buf_finish) struct swa_buf secret;

	swa_buf_init(&secret, 65536);
	if (login == NULL || account.app == NULL)
		return admin_fail("assignments: login or app is missing");
	if (!find_person(admin, login, last) ||
	    !admin_check(admin, model_assign(&admin->m, last->id, account.app), account.app))
		return false;
	if (password == NULL && account.username == NULL)
		return true;
	if (password != NULL && !put_text(&secret, password))
		return false;
	account.password = password == NULL ? NULL : &secret;
	return admin_check(
	        admin,
	        model_account_set(&admin->m, last->id, swa_json_get_text(from, "account"), &account, NULL),
	        account.app);
}

typedef bool seed_one(const struct admin *admin, const struct swa_json *from);

static bool
seed_all(const struct admin *admin, const struct swa_json *list, seed_one *one)
{
	for (const struct swa_json *from = swa_json_first(list); from != NULL; from = swa_json_next(from))
		if (!one(admin, from))
			return false;
	return true;
}

static bool
seed_assignments(const struct admin *admin, const struct swa_json *list)
{
	struct last last = {.id = 0};
	size_t done = 0;

	for (const struct swa_json *from = swa_json_first(list); from != NULL; from = swa_json_next(from)) {
		if (!seed_assignment(admin, from, &last))
			return false;
		if (++done % BREATH == 0 && !admin_breathe(admin))
			return admin_check(admin, SWA_ERR_IO, "assignments");
	}
	return true;
}

static bool
seed_policy(const struct admin *admin, const struct swa_json *policy)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

	swa_buf_init(&text, 65536);
	return policy == NULL ||
	       (admin_check(admin, swa_json_print(policy, &text), "policy") &&
	        admin_check(admin, model_policy_set(&admin->m, swa_buf_text(&text)), "policy"));
}

bool
admin_seed(struct admin *admin)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *seed = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	const struct swa_json *persons, *apps, *assignments;

	if (!admin_read_json(admin->words[0], &seed, &text))
		return false;
	swa_buf_finish(&text);
	persons = swa_json_get(seed, "persons");
	apps = swa_json_get(seed, "apps");
	assignments = swa_json_get(seed, "assignments");
	if (!seed_policy(admin, swa_json_get(seed, "policy")) || !seed_all(admin, persons, seed_person) ||
	    !seed_all(admin, apps, seed_app) || !seed_all(admin, swa_json_get(seed, "shared"), seed_shared) ||
	    !seed_assignments(admin, assignments))
		return false;
	printf("%zu persons, %zu apps, %zu assignments\n", swa_json_count(persons), swa_json_count(apps),
	       swa_json_count(assignments));
	return true;
}
