/*
 * User name templates: the provider's documented built-in expressions.
 *
 *   ${source.login} ${source.email} ${source.userName} ${source.samAccountName} ${source.employeeID}
 *   ${fn:substringBefore(x, "@")}   ${fn:toLowerCase(x)}   x: one of the above without ${}, or another such
 *                                                          call
 *   ${instance.userSuffix}
 *
 * and text between them.  Nothing stands before what is not in the value: then the person has no such value.
 * Anything else is an error that names the expression: an account with a silently empty user name would sign
 * in to nothing, or as somebody else.
 */
#ifndef SWA_TEMPLATE_H
#define SWA_TEMPLATE_H

#include "swa/buf.h"

#include <stddef.h>

/** A value that templates read; NULL where the person has none. */
struct swa_template_values {
	const char *login;
	const char *email;
	const char *user_name;
	const char *sam_account_name;
	const char *employee_id;
	const char *user_suffix; /* of the app: NULL reads as "" */
};

/**
 * @param ret_username appended to; unchanged on failure
 * @param where        of SIZE bytes: gets the expression at fault, printable, cut
 * @return SWA_OK
 *         SWA_ERR_TEMPLATE_INVALID an expression that is not in the list, or not closed
 *         SWA_ERR_TEMPLATE_VALUE   it is in the list, and the person has no such value; or the whole
 *                                  name would be empty
 *         SWA_ERR_LIMIT, SWA_ERR_NOMEM
 */
swa_err swa_template_evaluate(const char *pattern, const struct swa_template_values *values,
                              struct swa_buf *ret_username, char *where, size_t size) SWA_MUST_CHECK;

#endif
