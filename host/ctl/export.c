/* vault export: the person's own apps and logins, into a file that only they can read. */
#include "ctl.h"

#include "export_file.h"

#include "swa/export.h"

#include <stdio.h>
#include <string.h>

#define SENTENCE "write my passwords as plain text"

/* --- what is asked before ------------------------------------------------- */

/* A secret from the terminal, or as a line of standard input. */
static swa_err
ask_secret(const char *prompt, struct swa_buf *ret_line)
{
	return ctl_on_terminal() ? ctl_prompt_secret(prompt, ret_line) : ctl_read_line(ret_line);
}

static int
ask_passphrase(struct ctl *ctl, struct swa_buf *ret_passphrase)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf again;
	swa_err err;

	swa_buf_init(&again, ret_passphrase->limit);
	if ((err = ask_secret("Passphrase for the export: ", ret_passphrase)) != SWA_OK)
		return ctl_usage(ctl, "an export needs a passphrase; nothing was written");
	if (!ctl_on_terminal())
		return CTL_OK;
	if ((err = ctl_prompt_secret("The same again: ", &again)) != SWA_OK ||
	    strcmp(swa_buf_text(&again), swa_buf_text(ret_passphrase)) != 0)
		return ctl_usage(ctl, "the two are not the same; nothing was written");
	return CTL_OK;
}

/* --yes does not do: this is the one thing that must be meant. */
static int
ask_sentence(struct ctl *ctl)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf line;
	swa_err err;

	swa_buf_init(&line, 256);
	(void)fputs("The file will hold every password as plain text: whoever gets at it, by a backup, a\n"
	            "stolen disk or another program, can read them all.\n",
	            stderr);
	if (ctl_on_terminal())
		err = ctl_prompt_line("To go on, type \"" SENTENCE "\": ", &line);
	else
		err = ctl_read_line(&line);
	if (err != SWA_OK || strcmp(swa_buf_text(&line), SENTENCE) != 0)
		return ctl_usage(ctl, "\"%s\" was not typed; nothing was written", SENTENCE);
	return CTL_OK;
}

/* --- the agent ------------------------------------------------------------ */

static int
reauthenticate(struct ctl *ctl)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_json *request;

	swa_buf_init(&passphrase, 1024);
	if (ask_secret("Passphrase of the vault: ", &passphrase) != SWA_OK)
		return ctl_usage(ctl, "the vault's passphrase is needed; nothing was written");
	request = swa_request_new(SWA_REQUEST_REAUTHENTICATE);
	swa_json_set_text(request, "passphrase", swa_buf_text(&passphrase));
	return ctl_tell(ctl, request);
}

static struct swa_json *
request_begin(const struct swa_buf *passphrase)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_EXPORT_BEGIN);

	if (passphrase->size > 0)
		swa_json_set_text(request, "passphrase", swa_buf_text(passphrase));
	return request;
}

/* Where the vault has a passphrase, the agent wants to hear it first. */
static int
begin(struct ctl *ctl, const struct swa_buf *passphrase, struct swa_incoming *ret_answer)
{
	int code = ctl_ask_quietly(ctl, request_begin(passphrase), ret_answer);

	if (code != CTL_OK)
		return code;
	if (ret_answer->err == SWA_ERR_REAUTHENTICATION_NEEDED) {
		swa_incoming_finish(ret_answer);
		if ((code = reauthenticate(ctl)) != CTL_OK)
			return code;
		return ctl_ask(ctl, request_begin(passphrase), ret_answer);
	}
	if (ret_answer->err == SWA_OK)
		return CTL_OK;
	code = ctl_fail_answer(ctl, ret_answer);
	swa_incoming_finish(ret_answer);
	return code;
}

/* One chunk into the file. */
static int
fetch(struct ctl *ctl, const char *id, struct export_file *file, int64_t all, bool *ret_last)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	struct swa_json *request = swa_request_new(SWA_REQUEST_EXPORT_NEXT);
	struct swa_incoming answer;
	swa_err err;
	int code;

	swa_buf_init(&bytes, (size_t)1024 * 1024);
	swa_json_set_text(request, "export", id);
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	*ret_last = swa_json_get_bool(answer.body, "last", false);
	if (all > 0)
		ctl_progress("Exported", (size_t)ctl_whole(answer.body, "done"), (size_t)all);
	err = swa_export_chunk(swa_json_get_text(answer.body, "chunk"), &bytes);
	swa_incoming_finish(&answer);
	if (err == SWA_OK)
		err = export_file_write(file, &bytes);
	return err == SWA_OK ? CTL_OK : ctl_fail(ctl, err, ctl->arguments[0]);
}

static int
write_file(struct ctl *ctl, const struct swa_incoming *begun, struct export_file *file)
{
	const int64_t all = ctl_whole(begun->body, "all");
	bool last = false;
	int code = CTL_OK;
	swa_err err;

	while (code == CTL_OK && !last)
		code = fetch(ctl, swa_json_get_text(begun->body, "export"), file, all, &last);
	if (code != CTL_OK)
		return code;
	err = export_file_keep(file, ctl->options.force);
	if (err == SWA_ERR_ARGUMENT)
		return ctl_usage(ctl, "%s is there already; --force replaces it", ctl->arguments[0]);
	return err == SWA_OK ? CTL_OK : ctl_fail(ctl, err, ctl->arguments[0]);
}

static int
report(struct ctl *ctl, int64_t apps)
{
	struct swa_json *document;

	ctl_say(ctl, "%lld app%s exported to %s%s.", (long long)apps, apps == 1 ? "" : "s", ctl->arguments[0],
	        ctl->options.plain ? ", as plain text" : "");
	if (ctl->options.json) {
		document = swa_json_new_object();
		swa_json_set_text(document, "file", ctl->arguments[0]);
		swa_json_set_integer(document, "apps", apps);
		swa_json_set_bool(document, "encrypted", !ctl->options.plain);
		ctl_document(ctl, document);
	}
	return CTL_OK;
}

int
ctl_vault_export(struct ctl *ctl)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_incoming begun;
	struct export_file file;
	int code;

	swa_buf_init(&passphrase, 1024);
	if (!ctl->options.force && export_file_exists(ctl->arguments[0]))
		return ctl_usage(ctl, "%s is there already; --force replaces it", ctl->arguments[0]);
	code = ctl->options.plain ? ask_sentence(ctl) : ask_passphrase(ctl, &passphrase);
	if (code != CTL_OK || (code = begin(ctl, &passphrase, &begun)) != CTL_OK)
		return code;
	if (export_file_open(&file, ctl->arguments[0]) != SWA_OK) {
		code = ctl_usage(ctl, "%s cannot be written", ctl->arguments[0]);
	} else {
		if ((code = write_file(ctl, &begun, &file)) == CTL_OK)
			code = report(ctl, ctl_whole(begun.body, "all"));
		export_file_close(&file);
	}
	swa_incoming_finish(&begun);
	return code;
}
