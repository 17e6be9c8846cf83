/* password.generate */
#include "handle.h"

#include "swa/generate.h"

/* A whole number that the message table has put bounds to; 0 where it is left out. */
static unsigned
wish_for(const struct swa_call *call, const char *name)
{
	int64_t number = 0;

	(void)swa_json_get_integer(call->body, name, &number);
	return (unsigned)number;
}

swa_err
swa_handle_password_generate(struct swa_call *call)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	const struct swa_password_wish wish = {
	        .length = wish_for(call, "length"),
	        .rules = swa_json_get_text(call->body, "rules"),
	        .least = wish_for(call, "least"),
	        .most = wish_for(call, "most"),
	};
	const unsigned words = wish_for(call, "words");
	struct swa_rule_fault fault;
	unsigned bits = 0;
	swa_err err;

	swa_buf_init(&password, SWA_GENERATE_SIZE_MAX);
	if (words != 0)
		err = swa_generate_words(words, &wish, &password, &bits, &fault);
	else
		err = swa_generate_password(&wish, &password, &bits, &fault);
	if (err == SWA_ERR_RULES_INVALID)
		return swa_call_fault(call, err, fault.name);
	if (err != SWA_OK)
		return err;
	swa_json_set_text(call->answer, "password", swa_buf_text(&password));
	swa_json_set_integer(call->answer, "bits", (int64_t)bits);
	return SWA_OK;
}
