#include "answer.h"

#include "printable.h"

#include <stdio.h>
#include <string.h>

swa_err
swa_answer_json(const struct swa_http_answer *answer, struct swa_json **ret_json, char *why, size_t size)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = NULL;
	struct swa_fault fault = {0};
	swa_err err;

	why[0] = '\0';
	if (answer->body.size == 0) {
		*ret_json = NULL;
		return SWA_OK;
	}
	if (strcmp(answer->type, "application/json") != 0) {
		swa_printable_add(why, size, "the answer is not JSON but ");
		swa_printable_add(why, size, answer->type[0] == '\0' ? "of no type" : answer->type);
		return SWA_ERR_SERVICE;
	}
	err = swa_json_parse(swa_buf_text(&answer->body), answer->body.size, &json, &fault);
	if (err == SWA_ERR_NOMEM)
		return err;
	if (err != SWA_OK || swa_json_kind(json) != SWA_JSON_OBJECT) {
		(void)snprintf(why, size, "the answer is not a JSON object (%s)", fault.where);
		return SWA_ERR_SERVICE;
	}
	*ret_json = json;
	json = NULL;
	return SWA_OK;
}

bool
swa_answer_wants_nonce(const struct swa_http_answer *answer, const struct swa_json *json)
{
	const char *name = swa_json_get_text(json, "error");

	if ((answer->status != 400 && answer->status != 401) || answer->nonce[0] == '\0')
		return false;
	return strcmp(answer->auth_error, "use_dpop_nonce") == 0 ||
	       (name != NULL && strcmp(name, "use_dpop_nonce") == 0);
}

void
swa_answer_why(const char *url, const struct swa_http_answer *answer, const struct swa_json *json, char *why,
               size_t size)
{
	const char *host = strstr(url, "://"), *words = swa_json_get_text(json, "error_description");
	char part[128];

	host = host == NULL ? url : host + 3;
	(void)snprintf(part, sizeof(part), "%.*s", (int)strcspn(host, "/?#"), host);
	why[0] = '\0';
	swa_printable_add(why, size, part);
	swa_printable_add(why, size, ": ");
	if (answer->err != SWA_OK) {
		swa_printable_add(why, size, answer->why);
		return;
	}
	words = words != NULL ? words : swa_json_get_text(json, "error");
	if (words != NULL) {
		swa_printable_add(why, size, words);
		return;
	}
	(void)snprintf(part, sizeof(part), "status %ld", answer->status);
	swa_printable_add(why, size, part);
}
