#include "organisation_file.h"

#include "admin_files.h"
#include "encode.h"
#include "service_address.h"
#include "swa/open.h"
#include "swa/url.h"

#include <stdio.h>
#include <string.h>

static const char *const members[] = {"service", "issuer", "client_id", "identity_key", "ca_file", "tls_pin"};

struct reading {
	const char *service;
	struct organisation_file *file;
	struct swa_fault *fault;
};

static swa_err
fault(const struct reading *reading, const char *name, const char *member)
{
	if (reading->fault != NULL)
		(void)snprintf(reading->fault->where, sizeof(reading->fault->where), "%.90s: %.60s", name,
		               member);
	return SWA_ERR_POLICY_FILE;
}

static bool
is_member(const char *name)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i], name) == 0)
			return true;
	return false;
}

static swa_err
read_ca(const char *path, struct swa_buf *ret_ca)
{
	FILE *stream = swa_open_to_read(path);
	unsigned char block[4096];
	swa_err err = SWA_OK;
	size_t size;

	if (stream == NULL)
		return SWA_ERR_IO;
	while (err == SWA_OK && (size = fread(block, 1, sizeof(block), stream)) > 0)
		err = swa_buf_append(ret_ca, block, size);
	if (err == SWA_OK && (ferror(stream) != 0 || ret_ca->size == 0))
		err = SWA_ERR_IO;
	(void)fclose(stream);
	return err;
}

/* The file is about the service that is asked for. */
static swa_err
take(const struct reading *reading, const char *name, struct swa_json **document)
{
	struct organisation_file *file = reading->file;
	const char *key = swa_json_get_text(*document, "identity_key");
	const char *ca = swa_json_get_text(*document, "ca_file");

	if (key != NULL && swa_base64_exact(key, file->identity_key, sizeof(file->identity_key)) != SWA_OK)
		return fault(reading, name, "identity_key");
	file->pinned = key != NULL;
	swa_buf_reset(&file->ca);
	if (ca != NULL && read_ca(ca, &file->ca) != SWA_OK)
		return fault(reading, name, "ca_file");
	swa_json_free(file->document);
	file->document = *document;
	*document = NULL;
	file->issuer = swa_json_get_text(file->document, "issuer");
	file->client_id = swa_json_get_text(file->document, "client_id");
	file->tls_pin = swa_json_get_text(file->document, "tls_pin");
	return SWA_OK;
}

static swa_err
on_file(void *context, const char *name, struct swa_json **document)
{
	const struct reading *reading = context;
	const char *service = swa_json_get_text(*document, "service");
	struct swa_buf address;
	bool same;

	for (const struct swa_json *at = swa_json_first(*document); at != NULL; at = swa_json_next(at))
		if (!is_member(swa_json_name(at)) || swa_json_text(at) == NULL)
			return fault(reading, name, swa_json_name(at));
	swa_buf_init(&address, SWA_ORIGIN_MAX + 4096);
	if (service == NULL || service_address(service, &address) != SWA_OK) {
		swa_buf_finish(&address);
		return fault(reading, name, "service");
	}
	same = strcmp(swa_buf_text(&address), reading->service) == 0;
	swa_buf_finish(&address);
	return same ? take(reading, name, document) : SWA_OK;
}

swa_err
organisation_file_read(const char *folder, const char *service, struct organisation_file *ret_file,
                       struct swa_fault *ret_fault)
{
	struct organisation_file file = {.document = NULL};
	struct reading reading = {.service = service, .file = &file, .fault = ret_fault};
	swa_err err;

	swa_buf_init(&file.ca, SWA_RECORD_MAX);
	if ((err = swa_admin_files_read(folder, on_file, &reading, ret_fault)) != SWA_OK)
		organisation_file_finish(&file);
	else
		*ret_file = file;
	return err;
}

void
organisation_file_finish(struct organisation_file *file)
{
	swa_json_free(file->document);
	file->document = NULL;
	swa_buf_finish(&file->ca);
}
