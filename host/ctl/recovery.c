/* recovery make */
#include "ctl.h"

int
ctl_recovery_make(struct ctl *ctl)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_RECOVERY_MAKE);
	struct swa_incoming answer;
	int code;

	if ((code = ctl_add_current(ctl, request)) != CTL_OK) {
		swa_json_free(request);
		return code;
	}
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	ctl_say(ctl, "%s", swa_json_get_text(answer.body, "code"));
	if (!ctl->options.json)
		(void)fputs("Write it down, or print it, and keep it where the computer is not. It opens the "
		            "vault\n"
		            "when the keyring was lost, and is not shown again. One made before opens "
		            "nothing now.\n",
		            stderr);
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}
