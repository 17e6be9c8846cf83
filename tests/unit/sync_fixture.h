/* What the tests of host/sync share. */
#ifndef SYNC_FIXTURE_H
#define SYNC_FIXTURE_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "encode.h"
#include "swa/secret.h"

#include <string.h>

#define assert_ok(expression) assert_int_equal(expression, SWA_OK)

/* RFC 8037, appendix A.1. */
#define RFC8037_SEED "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
#define RFC8037_KEY "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

static inline struct swa_secret *
secret_of(const char *text)
{
	unsigned char bytes[32];
	struct swa_secret *secret = NULL;

	assert_ok(swa_base64_exact(text, bytes, sizeof(bytes)));
	assert_ok(swa_secret_take(bytes, sizeof(bytes), &secret));
	return secret;
}

#endif
