/* What the short words of the protocol mean to a person. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

struct word {
	const char *name;
	const char *means;
};

static const char *
look_up(const struct word *words, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (name != NULL && strcmp(words[i].name, name) == 0)
			return words[i].means;
	}
	return name == NULL ? "" : name; /* a newer agent's word is better than none */
}

#define LOOK_UP(table, name) look_up((table), sizeof(table) / sizeof((table)[0]), (name))

const char *
ctl_words_state(const struct swa_json *enrolment)
{
	static const struct word words[] = {
	        {"active", "active"},
	        {"sign_in", "locked until you sign in again with 'swactl enroll --again'"},
	        {"suspended", "the service refuses this device; what is stored is kept"},
	};

	return LOOK_UP(words, swa_json_get_text(enrolment, "state"));
}

const char *
ctl_words_trust(const struct swa_json *enrolment)
{
	static const struct word words[] = {
	        {"tls", "trusts TLS: nobody has compared the fingerprint"},
	        {"person", "you compared the code"},
	        {"administrator", "the administrator named the organisation's key"},
	};

	return LOOK_UP(words, swa_json_get_text(enrolment, "trust"));
}

const char *
ctl_words_phase(const char *phase)
{
	static const struct word words[] = {
	        {"connecting", "Looking for the service"},
	        {"code", "Waiting for the sign-in"},
	        {"registering", "Registering this device"},
	        {"sending", "Sending changes"},
	        {"fetching", "Fetching"},
	        {"applying", "Storing"},
	        {"reporting", "Sending reports"},
	        {"done", "Done"},
	        {"failed", "Not done"},
	};

	return LOOK_UP(words, phase);
}

/* The sentence about a notice; "%" stands for its subject, or for the organisation where it has none. */
static const char *
notice_sentence(const struct swa_json *notice)
{
	static const struct word words[] = {
	        {"revoked", "% revoked this device. Its apps and passwords were erased."},
	        {"sign_in", "% wants you to sign in again: swactl enroll --again"},
	        {"erased",
	         "% was not reached for longer than it allows. Its apps and passwords were erased."},
	        {"origin_changed", "The addresses where % signs in have changed. If the new ones are right: "
	                           "swactl apps confirm"},
	        {"conflict",
	         "%: you and the organisation both changed the account. Choose: swactl changes list"},
	        {"refused", "%: the organisation does not take your change. See: swactl changes list"},
	        {"app_invalid", "%: what the organisation sent of this app cannot be used. Tell the "
	                        "administrator."},
	        {"template",
	         "%: the organisation's rule gives no user name for you. Tell the administrator."},
	        {"rolled_back",
	         "The vault is older than the one that % last heard of. Check what is stored."},
	        {"dropped", "Some reports to % were dropped: too many waited."},
	};

	return LOOK_UP(words, swa_json_get_text(notice, "kind"));
}

void
ctl_print_notice(const struct swa_json *notice)
{
	const char *subject = swa_json_get_text(notice, "subject");
	const char *organisation = swa_json_get_text(notice, "organisation");
	const char *detail = swa_json_get_text(notice, "detail");
	const char *sentence = notice_sentence(notice);
	char when[CTL_WHEN_SIZE];

	(void)printf("%s  ", ctl_when(ctl_whole(notice, "when"), when));
	for (; *sentence != '\0'; sentence++) {
		if (*sentence == '%')
			ctl_print_text(stdout, *subject == '\0' ? organisation : subject, 0);
		else
			(void)fputc(*sentence, stdout);
	}
	(void)fputs("  (", stdout);
	ctl_print_text(stdout, swa_json_get_text(notice, "id"), 0);
	(void)fputs(")\n", stdout);
	while (detail != NULL && *detail != '\0') {
		size_t length = strcspn(detail, "\n");
		char line[512];

		(void)snprintf(line, sizeof(line), "%.*s", (int)(length < 511 ? length : 511), detail);
		(void)fputs("    ", stdout);
		ctl_print_text(stdout, line, 0);
		(void)fputc('\n', stdout);
		detail += length + (detail[length] == '\n' ? 1 : 0);
	}
}
