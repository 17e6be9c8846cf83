/* The lines of our own encrypted export, once they are opened: docs/export-format.md. */
#include "import_login.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static swa_err
bad_line(int64_t number, const char *what, struct swa_fault *fault)
{
	(void)snprintf(fault->where, sizeof(fault->where), "line %" PRId64 ": %s", number, what);
	return SWA_ERR_FILE_PLACE;
}

static const char *
text_of(const struct swa_json *object, const char *name)
{
	const char *text = swa_json_get_text(object, name);

	return text == NULL ? "" : text;
}

static swa_err
give_app(struct import_sealed *sealed, const struct swa_json *line, struct swa_fault *fault)
{
	struct import_login login = {
	        .row = sealed->line,
	        .name = text_of(swa_json_get(line, "definition"), "label"),
	        .url = "",
	        .username = "",
	        .password = "",
	        .totp = "",
	        .definition = swa_json_get(line, "definition"),
	        .extra = "",
	        .section = text_of(line, "section"),
	        .hidden = swa_json_get_bool(line, "hidden", false),
	};

	login.app_id = swa_json_get_text(login.definition, "id");
	(void)swa_json_get_integer(line, "position", &login.position);
	(void)snprintf(sealed->label, sizeof(sealed->label), "%s", login.name);
	if (login.app_id == NULL)
		return bad_line(sealed->line, "a definition without an id", fault);
	return sealed->sink.take(sealed->sink.context, &login, fault);
}

static swa_err
give_account(const struct import_sealed *sealed, const struct swa_json *line, struct swa_fault *fault)
{
	const struct import_login login = {
	        .row = sealed->line,
	        .name = sealed->label,
	        .url = "",
	        .username = text_of(line, "username"),
	        .password = text_of(line, "password"),
	        .totp = text_of(line, "totp"),
	        .app_id = swa_json_get_text(line, "app_id"),
	        .extra = text_of(line, "extra"),
	        .section = "",
	};

	if (login.app_id == NULL || login.username[0] == '\0' || login.password[0] == '\0')
		return bad_line(sealed->line, "an account that is not whole", fault);
	if (strlen(login.username) > IMPORT_NAME_MAX || strlen(login.password) > IMPORT_PASSWORD_MAX ||
	    strlen(login.extra) > IMPORT_EXTRA_MAX || strlen(login.totp) > IMPORT_TOTP_MAX)
		return bad_line(sealed->line, "a text that is too long", fault);
	return sealed->sink.take(sealed->sink.context, &login, fault);
}

swa_err
import_sealed_line(struct import_sealed *sealed, const char *text, size_t size, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *line = NULL;
	struct swa_fault fault = {.where = ""};
	int64_t version = 0;
	const char *kind;
	swa_err err;

	sealed->line++;
	if ((err = swa_json_parse(text, size, &line, &fault)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : bad_line(sealed->line, fault.where, ret_fault);
	kind = text_of(line, "type");
	if (sealed->line == 1) {
		(void)swa_json_get_integer(line, "version", &version);
		if (strcmp(kind, "swa-agent export") == 0 && version == 1)
			return SWA_OK;
		(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "written by a newer version");
		return SWA_ERR_FILE_FORMAT;
	}
	if (strcmp(kind, "app") == 0)
		return give_app(sealed, line, ret_fault);
	if (strcmp(kind, "account") == 0)
		return give_account(sealed, line, ret_fault);
	return bad_line(sealed->line, "neither an app nor an account", ret_fault);
}
