/*
 * Sign in at a provider, then refresh and revoke: swa-oidc ISSUER CA-FILE.
 * Prints each step as a JSON object a line.  Tokens are printed: those of a test.
 */
#include "delivery.h"
#include "json.h"
#include "oidc.h"

#include <stdio.h>
#include <string.h>

static struct swa_http *http;
static uv_loop_t loop;
static struct swa_oidc_client client = {.client_id = "swa-agent", .tls_pin = ""};
static struct swa_buf ca, scope, refresh;
static struct swa_json *document;
static struct swa_oidc_metadata metadata;
static struct swa_secret *seed;

static void
say(const char *step, const struct swa_oidc_result *result)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *line = swa_json_new_object();
	SWA_CLEANUP(swa_buf_finish) struct swa_buf out;

	swa_buf_init(&out, 1u << 16);
	swa_json_set_text(line, "step", step);
	swa_json_set_text(line, "err", swa_err_name(result->err));
	swa_json_set_text(line, "why", result->why);
	swa_json_set_text(line, "user_code", result->user_code);
	swa_json_set_text(line, "verification_uri_complete", result->verification_uri_complete);
	swa_json_set_integer(line, "expires_in", result->expires_in);
	swa_json_set_text(line, "access",
	                  result->access_token == NULL ? NULL : swa_buf_text(result->access_token));
	swa_json_set_text(line, "refresh",
	                  result->refresh_token == NULL ? NULL : swa_buf_text(result->refresh_token));
	swa_json_set_bool(line, "dpop", result->dpop_bound);
	swa_json_set_integer(line, "access_expires_in", result->access_expires_in);
	if (swa_json_print(line, &out) == SWA_OK)
		(void)puts(swa_buf_text(&out));
	(void)fflush(stdout);
}

/* A step that could not begin, or the last: nothing more. */
static void
end(const char *step, swa_err err)
{
	const struct swa_oidc_result result = {.err = err};

	say(step, &result);
	swa_http_stop(http);
}

static void
on_revoked(void *context, struct swa_oidc_result *result)
{
	(void)context;
	say("revoke", result);
	end("end", SWA_OK);
}

static void
on_refreshed(void *context, struct swa_oidc_result *result)
{
	swa_err err;

	(void)context;
	say("refresh", result);
	err = swa_oidc_revoke(http, &client, &metadata, seed, &refresh, on_revoked, NULL, NULL);
	if (err != SWA_OK)
		end("revoke", err);
}

static void
on_codes(void *context, struct swa_oidc_result *result)
{
	(void)context;
	say("code", result);
}

static void
on_tokens(void *context, struct swa_oidc_result *result)
{
	swa_err err;

	(void)context;
	say("tokens", result);
	if (result->err != SWA_OK || result->refresh_token == NULL) {
		end("end", SWA_OK);
		return;
	}
	(void)swa_buf_append_text(&refresh, swa_buf_text(result->refresh_token));
	err = swa_oidc_refresh(http, &client, &metadata, seed, &refresh, on_refreshed, NULL, NULL);
	if (err != SWA_OK)
		end("refresh", err);
}

static void
on_document(void *context, struct swa_oidc_result *result)
{
	swa_err err;

	(void)context;
	say("discover", result);
	document = result->document;
	result->document = NULL;
	if (result->err != SWA_OK) {
		end("end", SWA_OK);
		return;
	}
	err = swa_oidc_read_metadata(document, client.issuer, &scope, &metadata, NULL);
	if (err == SWA_OK)
		err = swa_oidc_authorize(http, &loop, &client, &metadata, seed, on_codes, on_tokens, NULL,
		                         NULL);
	if (err != SWA_OK)
		end("authorize", err);
}

static void
read_file(const char *path, struct swa_buf *out)
{
	FILE *file = fopen(path, "rb");
	char part[4096];
	size_t got;

	if (file == NULL)
		return;
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		(void)swa_buf_append(out, part, got);
	(void)fclose(file);
}

int
main(int argc, char **argv)
{
	unsigned char key[SWA_PUBLIC_KEY_SIZE];
	swa_err err;

	swa_json_setup();
	swa_buf_init(&ca, 1u << 20);
	swa_buf_init(&scope, 4096);
	swa_buf_init(&refresh, 8192);
	if (argc != 3 || swa_secret_setup() != SWA_OK || swa_signature_pair(&seed, key) != SWA_OK ||
	    uv_loop_init(&loop) != 0 || swa_http_new(&loop, &http) != SWA_OK)
		return 1;
	read_file(argv[2], &ca);
	client.issuer = argv[1];
	client.ca = swa_buf_text(&ca);
	if ((err = swa_oidc_discover(http, &client, on_document, NULL, NULL)) != SWA_OK)
		end("discover", err);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	swa_http_free(http);
	swa_json_free(document);
	swa_secret_free(seed);
	swa_buf_finish(&ca);
	swa_buf_finish(&scope);
	swa_buf_finish(&refresh);
	return uv_loop_close(&loop) == 0 ? 0 : 2; /* 2: a handle was left open */
}
