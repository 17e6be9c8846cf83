/*
 * A secret for one-time codes, as a person, a QR code or another program has it.
 *
 * What is taken has a key, and what is printed of it reads back as the same; what
 * is refused says about which part it is.
 */
#include "fuzz.h"

#include "totp_text.h"

#include <stdlib.h>
#include <string.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_taken(const struct totp *totp)
{
	struct totp again;
	struct swa_buf printed, reprinted;
	struct swa_secret *key = NULL;
	const char *fault;
	size_t size = 0;

	swa_buf_init(&printed, 1024);
	swa_buf_init(&reprinted, 1024);
	require(totp->digits >= 6 && totp->digits <= 8 && totp->period > 0);
	require(totp_key(totp, &key, &size) == SWA_OK && size == totp->letters.size * 5 / 8);
	require(totp_print(totp, &printed) == SWA_OK);
	require(totp_read(swa_buf_text(&printed), &again, &fault) == SWA_OK);
	require(totp_print(&again, &reprinted) == SWA_OK);
	require(strcmp(swa_buf_text(&printed), swa_buf_text(&reprinted)) == 0);
	swa_secret_free(key);
	totp_finish(&again);
	swa_buf_finish(&printed);
	swa_buf_finish(&reprinted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	char text[1025];
	struct totp totp;
	const char *fault = NULL;
	swa_err err;

	if (!ready)
		require(swa_secret_setup() == SWA_OK);
	ready = true;
	if (size >= sizeof(text))
		return 0; /* longer than the message that carries it */
	memcpy(text, data, size);
	text[size] = '\0';
	if ((err = totp_read(text, &totp, &fault)) == SWA_OK)
		check_taken(&totp);
	else
		require(err == SWA_ERR_TOTP_INVALID && fault != NULL);
	totp_finish(&totp);
	return 0;
}
