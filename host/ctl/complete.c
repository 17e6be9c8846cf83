/*
 * swactl complete WORD...: what the last word, which may be empty or half
 * typed, can become.  The shells' scripts call it, so that commands and options
 * are listed in one place alone.
 *
 * A line for each candidate, "word<TAB>what it is"; the line ":files" or
 * ":folders" says that the shell knows better.
 */
#include "complete.h"

#include "commands.h"

#include <stdio.h>
#include <string.h>

/* Options whose value is one of a few. */
static const struct {
	enum ctl_option_id option;
	const char *values; /* each followed by a blank */
} choices[] = {
        {CTL_OPTION_BROWSER, "chromium chrome edge brave vivaldi firefox "},
        {CTL_OPTION_KEYRING, "login file "},
        {CTL_OPTION_KEEP, "mine theirs "},
        {CTL_OPTION_ENCODING, "utf-8 utf-16le utf-16be windows-1252 iso-8859-1 "},
};

static void
offer(const char *begun, const char *word, size_t size, const char *what)
{
	const char *end = strchr(what, '.');

	if (strncmp(word, begun, strlen(begun)) == 0 && strlen(begun) <= size)
		(void)printf("%.*s\t%.*s\n", (int)size, word,
		             end == NULL ? (int)strlen(what) : (int)(end - what), what);
}

static bool
is_first_of_group(size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (ctl_command_table[i].group != NULL &&
		    strcmp(ctl_command_table[i].group, ctl_command_table[index].group) == 0)
			return false;
	}
	return true;
}

/* First words: commands, or the groups of those with two. */
static void
complete_first(const char *begun)
{
	for (size_t i = 0; i < ctl_command_count; i++) {
		const struct ctl_command *command = &ctl_command_table[i];

		if (command->group == NULL)
			offer(begun, command->name, strlen(command->name), command->summary);
		else if (is_first_of_group(i))
			offer(begun, command->group, strlen(command->group), "");
	}
	offer(begun, "--help", strlen("--help"), "show all commands");
	offer(begun, "--version", strlen("--version"), "show the version");
}

static void
complete_second(const char *group, const char *begun)
{
	for (size_t i = 0; i < ctl_command_count; i++) {
		const struct ctl_command *command = &ctl_command_table[i];

		if (command->group != NULL && strcmp(command->group, group) == 0)
			offer(begun, command->name, strlen(command->name), command->summary);
	}
}

static void
complete_options(const struct ctl_command *command, const char *begun)
{
	char word[64];

	for (size_t i = 0; i < CTL_OPTION_COUNT; i++) {
		if (((command->options | OPTION_COMMON) >> i & 1) == 0)
			continue;
		(void)snprintf(word, sizeof(word), "--%s", ctl_option_table[i].name);
		offer(begun, word, strlen(word), ctl_option_table[i].help);
	}
}

/* @return false: OPTION takes no value */
static bool
complete_value(const char *option, const char *begun)
{
	for (size_t i = 0; i < CTL_OPTION_COUNT; i++) {
		const char *value = ctl_option_table[i].value;

		if (value == NULL || strcmp(option, ctl_option_table[i].name) != 0)
			continue;
		if (strcmp(value, "FILE") == 0)
			(void)puts(":files");
		else if (strcmp(value, "DIR") == 0)
			(void)puts(":folders");
		for (size_t j = 0; j < sizeof(choices) / sizeof(choices[0]); j++) {
			const char *at = choices[j].values;

			for (size_t size; choices[j].option == i && *at != '\0'; at += size + 1) {
				size = strcspn(at, " ");
				offer(begun, at, size, "");
			}
		}
		return true;
	}
	return false;
}

/* --- apps, of an agent that runs already ------------------------------------- */

static bool
offer_app(void *context, const struct swa_json *tile)
{
	const char *id = swa_json_get_text(tile, "id");

	offer(context, id, strlen(id), swa_json_get_text(tile, "label"));
	return true;
}

static void
complete_apps(struct ctl *ctl, const char *begun)
{
	union {
		const char *text;
		void *context;
	} asked = {.text = begun};

	/* To press a key must not start the agent. */
	if (swa_link_open(SWA_CLIENT_CTL, false, &ctl->link) == SWA_OK)
		(void)ctl_each_app(ctl, NULL, offer_app, asked.context);
}

static void
complete_kind(const char *begun)
{
	static const char *const kinds[] = {"login", "file", "passphrase"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		offer(begun, kinds[i], strlen(kinds[i]), "");
}

int
ctl_complete(struct ctl *ctl, int count, char **words)
{
	const char *begun = count > 0 ? words[count - 1] : "";
	const struct ctl_command *command;
	int used = 0;

	if (count <= 1) {
		complete_first(begun);
		return CTL_OK;
	}
	if ((command = ctl_find_command(count - 1, words, &used)) == NULL) {
		if (count == 2)
			complete_second(words[0], begun);
		return CTL_OK;
	}
	if (count > used + 1 && strncmp(words[count - 2], "--", 2) == 0 &&
	    complete_value(words[count - 2] + 2, begun))
		return CTL_OK;
	if (begun[0] == '-')
		complete_options(command, begun);
	else if (strncmp(command->arguments, "FILE", 4) == 0)
		(void)puts(":files");
	else if (strcmp(command->arguments, "APP") == 0 || strcmp(command->arguments, "[APP]") == 0)
		complete_apps(ctl, begun);
	else if (strcmp(command->arguments, "KIND") == 0)
		complete_kind(begun);
	return CTL_OK;
}
