/* What services and providers answer with: JSON, or an error of a known form. */
#ifndef SWA_SYNC_ANSWER_H
#define SWA_SYNC_ANSWER_H

#include "http.h"
#include "json.h"

/**
 * The body as one JSON object.
 * @param ret_json NULL for an empty body; the caller's
 * @return SWA_OK; SWA_ERR_SERVICE another media type or no JSON object, which WHY (of SIZE bytes) says;
 *         SWA_ERR_NOMEM
 */
swa_err swa_answer_json(const struct swa_http_answer *answer, struct swa_json **ret_json, char *why,
                        size_t size) SWA_MUST_CHECK;

/** Does the answer ask for the request once more, with the nonce that came along?  JSON may be NULL. */
bool swa_answer_wants_nonce(const struct swa_http_answer *answer, const struct swa_json *json);

/** "HOST: " of an address, then the error's own words, or its status.  Printable, cut.  JSON may be NULL. */
void swa_answer_why(const char *url, const struct swa_http_answer *answer, const struct swa_json *json,
                    char *why, size_t size);

#endif
