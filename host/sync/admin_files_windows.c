/*
 * What administrators say stands in the registry, where only they can write:
 *
 *   policy.d          HKLM\Software\SwaAgent\Policy      what the installer wrote
 *                     HKLM\Software\Policies\SwaAgent    group policy; read last, so it wins
 *   organisations.d   the keys below "organisations" in either, one for each organisation
 *
 * A key is a document and its values are the members: REG_DWORD for numbers and
 * booleans (0, 1), REG_SZ for texts and for objects as JSON, REG_MULTI_SZ for
 * lists of texts.  A value of another kind than the setting's is an error that
 * names key and value.
 */
#include "admin_files.h"

#include "policy.h"
#include "swa/system_windows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_NAME_MAX 128
#define VALUE_NAME_MAX 64 /* longer ones are no settings */
#define ORGANISATIONS "organisations"

static const char *const roots[] = {"Software\\SwaAgent\\Policy", "Software\\Policies\\SwaAgent"};

#define ROOT_COUNT (sizeof(roots) / sizeof(roots[0]))

/* The whole of one key, while it becomes a document. */
struct reading {
	HKEY key;
	const char *name; /* as it is shown: HKLM\… */
	bool is_policy;   /* its members have kinds of their own; an organisation's are all texts */
	struct swa_json *document;
	BYTE *data; /* room for one value */
	struct swa_fault *fault;
};

static void
key_closep(HKEY *key)
{
	if (*key != NULL)
		(void)RegCloseKey(*key);
}

static swa_err
refuse(struct swa_fault *fault, const char *key, const char *value, const char *why)
{
	if (fault != NULL)
		(void)snprintf(fault->where, sizeof(fault->where), "%.80s: %.30s%s%.40s", key, value,
		               value[0] != '\0' ? ": " : "", why);
	return SWA_ERR_POLICY_FILE;
}

/* --- one value -------------------------------------------------------------------- */

static enum swa_json_kind
kind_of(const struct reading *reading, const char *name, DWORD type)
{
	const enum swa_json_kind kind = reading->is_policy ? swa_policy_kind(name) : SWA_JSON_TEXT;

	if (kind != SWA_JSON_NULL)
		return kind;
	/* No such setting: whoever reads the document says so. */
	return type == REG_DWORD ? SWA_JSON_NUMBER : SWA_JSON_TEXT;
}

static swa_err
append_wide(const wchar_t *wide, struct swa_buf *out)
{
	const size_t size = wcslen(wide) * 3 + 1;
	unsigned char *room = swa_buf_reserve(out, size);
	swa_err err;

	if (room == NULL)
		return out->err;
	if ((err = swa_narrow(wide, (char *)room, size)) != SWA_OK)
		return err;
	out->size += strlen((const char *)room);
	return SWA_OK;
}

static swa_err
set_text(struct reading *reading, const char *name, const wchar_t *wide, bool is_json)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	struct swa_json *object = NULL;
	swa_err err;

	swa_buf_init(&text, SWA_ADMIN_FILE_MAX);
	if ((err = append_wide(wide, &text)) == SWA_ERR_NOMEM)
		return err;
	if (err != SWA_OK)
		return refuse(reading->fault, reading->name, name, "too long, or no text");
	if (!is_json) {
		swa_json_set_text(reading->document, name, swa_buf_text(&text));
		return SWA_OK;
	}
	if ((err = swa_json_parse(swa_buf_text(&text), text.size, &object, NULL)) == SWA_ERR_NOMEM)
		return err;
	if (err != SWA_OK)
		return refuse(reading->fault, reading->name, name, swa_err_name(err));
	swa_json_set(reading->document, name, object);
	return SWA_OK;
}

static swa_err
set_list(struct reading *reading, const char *name)
{
	struct swa_json *list = swa_json_new_array();
	swa_err err = SWA_OK;

	/* Texts one behind the other, the last one empty. */
	for (const wchar_t *at = (const wchar_t *)(const void *)reading->data; *at != L'\0' && err == SWA_OK;
	     at += wcslen(at) + 1) {
		SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

		swa_buf_init(&text, SWA_ADMIN_FILE_MAX);
		if ((err = append_wide(at, &text)) == SWA_OK)
			swa_json_add_text(list, swa_buf_text(&text));
	}
	swa_json_set(reading->document, name, list);
	if (err == SWA_OK || err == SWA_ERR_NOMEM)
		return err;
	return refuse(reading->fault, reading->name, name, "too long, or no text");
}

static swa_err
set_number(struct reading *reading, const char *name, bool is_bool)
{
	DWORD number;

	memcpy(&number, reading->data, sizeof(number));
	if (!is_bool)
		swa_json_set_integer(reading->document, name, number);
	else if (number > 1)
		return refuse(reading->fault, reading->name, name, "must be 0 or 1");
	else
		swa_json_set_bool(reading->document, name, number == 1);
	return SWA_OK;
}

static swa_err
set_value(struct reading *reading, const char *name, DWORD type)
{
	const wchar_t *wide = (const wchar_t *)(const void *)reading->data;

	switch (kind_of(reading, name, type)) {
	case SWA_JSON_BOOL:
	case SWA_JSON_NUMBER:
		if (type != REG_DWORD)
			return refuse(reading->fault, reading->name, name, "must be a REG_DWORD");
		return set_number(reading, name, swa_policy_kind(name) == SWA_JSON_BOOL);
	case SWA_JSON_ARRAY:
		if (type != REG_MULTI_SZ)
			return refuse(reading->fault, reading->name, name, "must be a REG_MULTI_SZ");
		return set_list(reading, name);
	case SWA_JSON_OBJECT:
		if (type != REG_SZ)
			return refuse(reading->fault, reading->name, name, "must be a REG_SZ of JSON");
		return set_text(reading, name, wide, true);
	case SWA_JSON_TEXT:
	case SWA_JSON_NULL: break;
	}
	if (type != REG_SZ)
		return refuse(reading->fault, reading->name, name, "must be a REG_SZ");
	return set_text(reading, name, wide, false);
}

static swa_err
read_value(struct reading *reading, const wchar_t *wide)
{
	char name[3 * VALUE_NAME_MAX + 1];
	DWORD type, size = SWA_ADMIN_FILE_MAX;
	LSTATUS status;

	if (swa_narrow(wide, name, sizeof(name)) != SWA_OK)
		return refuse(reading->fault, reading->name, "", "a name is no text");
	/* Whatever was written, texts end with a NUL here. */
	status =
	        RegGetValueW(reading->key, NULL, wide, RRF_RT_REG_SZ | RRF_RT_REG_MULTI_SZ | RRF_RT_REG_DWORD,
	                     &type, reading->data, &size);
	if (status == ERROR_MORE_DATA)
		return refuse(reading->fault, reading->name, name, "too long");
	if (status == ERROR_UNSUPPORTED_TYPE)
		return refuse(reading->fault, reading->name, name, "is of a kind that no setting has");
	if (status != ERROR_SUCCESS)
		return refuse(reading->fault, reading->name, name, "cannot be read");
	return set_value(reading, name, type);
}

/* --- one key ---------------------------------------------------------------------- */

static swa_err
read_values(struct reading *reading)
{
	for (DWORD index = 0;; index++) {
		wchar_t name[VALUE_NAME_MAX + 1];
		DWORD size = VALUE_NAME_MAX + 1;
		LSTATUS status = RegEnumValueW(reading->key, index, name, &size, NULL, NULL, NULL, NULL);
		swa_err err;

		if (status == ERROR_NO_MORE_ITEMS)
			return SWA_OK;
		if (status != ERROR_SUCCESS)
			return refuse(reading->fault, reading->name, "",
			              "a name is too long, or cannot be read");
		if (name[0] == L'\0')
			continue; /* what a key itself may say is no setting */
		if ((err = read_value(reading, name)) != SWA_OK)
			return err;
	}
}

/* The document as whoever reads it from a file would get it: no longer, and as strictly checked. */
static swa_err
settle(struct reading *reading)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	struct swa_fault fault = {.where = ""};
	struct swa_json *document = NULL;
	swa_err err;

	swa_buf_init(&text, SWA_ADMIN_FILE_MAX);
	if ((err = swa_json_print(reading->document, &text)) == SWA_OK)
		err = swa_json_parse(swa_buf_text(&text), text.size, &document, &fault);
	if (err == SWA_ERR_NOMEM)
		return err;
	if (err != SWA_OK)
		return refuse(reading->fault, reading->name, fault.where, swa_err_name(err));
	swa_json_free(reading->document);
	reading->document = document;
	return SWA_OK;
}

static swa_err
read_key(HKEY key, const char *name, bool is_policy, swa_admin_file_visit *visit, void *context,
         struct swa_fault *ret_fault)
{
	struct reading reading = {
	        .key = key,
	        .name = name,
	        .is_policy = is_policy,
	        .document = swa_json_new_object(),
	        .data = malloc(SWA_ADMIN_FILE_MAX),
	        .fault = ret_fault,
	};
	swa_err err = reading.data != NULL ? read_values(&reading) : SWA_ERR_NOMEM;

	if (err == SWA_OK && (err = settle(&reading)) == SWA_OK)
		err = visit(context, name, &reading.document);
	swa_json_free(reading.document);
	free(reading.data);
	return err;
}

/* @return SWA_OK with NULL where there is no such key */
static swa_err
open_key(HKEY parent, const char *path, const char *name, HKEY *ret_key, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	LSTATUS status;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	status = RegOpenKeyExW(parent, wide, 0, KEY_READ | KEY_WOW64_64KEY, ret_key);
	if (status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND)
		return SWA_OK;
	return refuse(ret_fault, name, "", "cannot be read");
}

/* --- the keys below "organisations" -------------------------------------------------- */

static swa_err
read_organisation(HKEY parent, const char *parent_name, const wchar_t *wide, swa_admin_file_visit *visit,
                  void *context, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(key_closep) HKEY key = NULL;
	char path[SWA_ADMIN_NAME_MAX + 1], name[KEY_NAME_MAX];
	swa_err err;

	if (swa_narrow(wide, path, sizeof(path)) != SWA_OK ||
	    strlen(parent_name) + 1 + strlen(path) > SWA_ADMIN_NAME_MAX)
		return refuse(ret_fault, parent_name, "", "the name of a key is too long");
	(void)snprintf(name, sizeof(name), "%s\\%s", parent_name, path);
	if ((err = open_key(parent, path, name, &key, ret_fault)) != SWA_OK || key == NULL)
		return err;
	return read_key(key, name, false, visit, context, ret_fault);
}

static swa_err
read_organisations(HKEY root, const char *root_name, swa_admin_file_visit *visit, void *context,
                   struct swa_fault *ret_fault)
{
	SWA_CLEANUP(key_closep) HKEY key = NULL;
	char name[KEY_NAME_MAX];
	swa_err err;

	(void)snprintf(name, sizeof(name), "%s\\%s", root_name, ORGANISATIONS);
	if ((err = open_key(root, ORGANISATIONS, name, &key, ret_fault)) != SWA_OK || key == NULL)
		return err;
	for (DWORD index = 0; err == SWA_OK; index++) {
		wchar_t wide[SWA_ADMIN_NAME_MAX + 1];
		DWORD size = SWA_ADMIN_NAME_MAX + 1;
		LSTATUS status = RegEnumKeyExW(key, index, wide, &size, NULL, NULL, NULL, NULL);

		if (status == ERROR_NO_MORE_ITEMS)
			return SWA_OK;
		/* A key that is left out in silence would be a rule that does not hold. */
		if (status != ERROR_SUCCESS || index == SWA_ADMIN_FILES_MAX)
			return refuse(ret_fault, name, "", "a name is too long, or there are too many keys");
		err = read_organisation(key, name, wide, visit, context, ret_fault);
	}
	return err;
}

swa_err
swa_admin_files_read(const char *folder, swa_admin_file_visit *visit, void *context,
                     struct swa_fault *ret_fault)
{
	const bool is_policy = strstr(folder, ORGANISATIONS) == NULL;
	swa_err err = SWA_OK;

	for (size_t i = 0; i < ROOT_COUNT && err == SWA_OK; i++) {
		SWA_CLEANUP(key_closep) HKEY root = NULL;
		char name[KEY_NAME_MAX];

		(void)snprintf(name, sizeof(name), "HKLM\\%s", roots[i]);
		if ((err = open_key(HKEY_LOCAL_MACHINE, roots[i], name, &root, ret_fault)) != SWA_OK ||
		    root == NULL)
			continue;
		if (is_policy)
			err = read_key(root, name, true, visit, context, ret_fault);
		else
			err = read_organisations(root, name, visit, context, ret_fault);
	}
	return err;
}
