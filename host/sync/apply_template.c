/* User names that an app's userNameTemplate gives (swa/template.h). */
#include "apply.h"

#include "swa/notice.h"
#include "swa/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct swa_json *
template_of(const struct swa_json *definition)
{
	return swa_json_get(swa_json_get(definition, "credentials"), "userNameTemplate");
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
apply_template_differs(const struct swa_json *a, const struct swa_json *b)
{
	const struct swa_json *one = template_of(a), *other = template_of(b);

	return !same_text(swa_json_get_text(one, "template"), swa_json_get_text(other, "template")) ||
	       !same_text(swa_json_get_text(one, "userSuffix"), swa_json_get_text(other, "userSuffix"));
}

void
apply_template_forget(struct apply *apply)
{
	free(apply->template_text);
	free(apply->template_suffix);
	apply->template_text = apply->template_suffix = NULL;
	apply->template_app[0] = '\0';
}

static swa_err
copy(const char *text, char **ret_copy)
{
	size_t size;

	if (text == NULL)
		return SWA_OK;
	size = strlen(text) + 1;
	if ((*ret_copy = malloc(size)) == NULL)
		return SWA_ERR_NOMEM;
	memcpy(*ret_copy, text, size);
	return SWA_OK;
}

swa_err
apply_template_keep(struct apply *apply, const char *app_id, const struct swa_json *definition)
{
	const struct swa_json *template = template_of(definition);
	swa_err err;

	apply_template_forget(apply);
	(void)snprintf(apply->template_app, sizeof(apply->template_app), "%s", app_id);
	if ((err = copy(swa_json_get_text(template, "template"), &apply->template_text)) != SWA_OK)
		return err;
	return copy(swa_json_get_text(template, "userSuffix"), &apply->template_suffix);
}

static swa_err
load_template(struct apply *apply, const char *app_id)
{
	struct swa_json *definition = NULL;
	struct swa_buf text;
	swa_err err;

	if (strcmp(apply->template_app, app_id) == 0)
		return SWA_OK;
	swa_buf_init(&text, SWA_DEFINITION_MAX);
	if ((err = swa_app_definition(apply->vault, app_id, &text)) == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, &definition, NULL);
	swa_buf_finish(&text);
	if (err == SWA_OK)
		err = apply_template_keep(apply, app_id, definition);
	swa_json_free(definition);
	return err;
}

static swa_err
load_profile(struct apply *apply)
{
	struct swa_buf text;
	swa_err err;

	if (apply->profile != NULL)
		return SWA_OK;
	swa_buf_init(&text, SWA_RECORD_MAX);
	err = swa_record_get(apply->vault, apply->enrolment->id, SWA_RECORD_PROFILE, &text);
	if (err == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, &apply->profile, NULL);
	else if (err == SWA_ERR_RECORD_MISSING)
		err = (apply->profile = swa_json_new_object()) != NULL ? SWA_OK : SWA_ERR_NOMEM;
	swa_buf_finish(&text);
	return err;
}

/* --- the notice, and its end ------------------------------------------------- */

struct listing {
	struct apply *apply;
	struct swa_json *notices; /* subject → id */
};

static bool
on_notice(void *context, const struct swa_notice *notice)
{
	struct listing *listing = context;

	if (strcmp(notice->kind, "template") == 0 &&
	    strcmp(notice->organisation, listing->apply->enrolment->name) == 0)
		swa_json_set_text(listing->notices, notice->subject, notice->id);
	return true;
}

/* A template that gives a name again ends the notice that it did not.  The list is read once a page. */
static swa_err
end_notice(struct apply *apply, const char *app_id)
{
	char label[SWA_LABEL_MAX + 1];
	const char *id;
	swa_err err;

	if (apply->notices == NULL) {
		struct listing listing = {.apply = apply, .notices = swa_json_new_object()};

		apply->notices = listing.notices;
		if ((err = swa_notice_list(apply->vault, on_notice, &listing)) != SWA_OK)
			return err;
	}
	if (swa_json_count(apply->notices) == 0)
		return SWA_OK;
	apply_app_label(apply->vault, app_id, label, sizeof(label));
	if ((id = swa_json_get_text(apply->notices, label)) == NULL)
		return SWA_OK;
	err = swa_notice_dismiss(apply->vault, id);
	swa_json_free(apply->notices);
	apply->notices = NULL;
	apply->effects->notices = true;
	return err == SWA_ERR_NOTICE_UNKNOWN ? SWA_OK : err;
}

static swa_err
begin_notice(struct apply *apply, const char *app_id, const char *expression)
{
	char label[SWA_LABEL_MAX + 1];

	swa_json_free(apply->notices);
	apply->notices = NULL;
	apply_app_label(apply->vault, app_id, label, sizeof(label));
	effects_note(apply->effects, "template_failed", app_id, NULL, expression);
	return apply_notice(apply, "template", label, expression);
}

swa_err
apply_template_username(struct apply *apply, const char *app_id, struct swa_buf *ret_username)
{
	struct swa_template_values values;
	char where[160] = "userNameTemplate";
	swa_err err, told;

	if ((err = load_template(apply, app_id)) != SWA_OK || (err = load_profile(apply)) != SWA_OK)
		return err;
	values = (struct swa_template_values){
	        .login = swa_json_get_text(apply->profile, "login"),
	        .email = swa_json_get_text(apply->profile, "email"),
	        .user_name = swa_json_get_text(apply->profile, "userName"),
	        .sam_account_name = swa_json_get_text(apply->profile, "samAccountName"),
	        .employee_id = swa_json_get_text(apply->profile, "employeeID"),
	        .user_suffix = apply->template_suffix,
	};
	if (apply->template_text == NULL)
		err = SWA_ERR_TEMPLATE_VALUE;
	else
		err = swa_template_evaluate(apply->template_text, &values, ret_username, where,
		                            sizeof(where));
	if (err == SWA_OK)
		return end_notice(apply, app_id);
	if (err != SWA_ERR_TEMPLATE_INVALID && err != SWA_ERR_TEMPLATE_VALUE)
		return err;
	told = begin_notice(apply, app_id, where);
	return told == SWA_OK ? err : told;
}
