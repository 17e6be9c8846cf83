#include "json.h"

#include "fault.h"
#include "scan.h"
#include "swa/secret.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A swa_json is a cJSON node.  What went wrong while a document was built is
 * kept in bits of the node's type that cJSON does not use and leaves alone.
 */
#define FAILED_NOMEM (1 << 16)
#define FAILED_UTF8 (1 << 17)

/*
 * cJSON prints 15 digits of a number.  A whole number that needs more is kept
 * as a raw node, which is printed as its text stands; no other raw node exists.
 */
#define EXACT_BELOW 1e15

/* Below this many members, comparing each with each is faster than sorting. */
#define FEW_MEMBERS 16

static cJSON *
node(struct swa_json *value)
{
	return (cJSON *)value;
}

static const cJSON *
const_node(const struct swa_json *value)
{
	return (const cJSON *)value;
}

static const struct swa_json *
const_value(const cJSON *item)
{
	return (const struct swa_json *)item;
}

static bool
is_number(const cJSON *item)
{
	return cJSON_IsNumber(item) || cJSON_IsRaw(item);
}

/* The size stands before each allocation, so that it can be wiped when it is freed. */

union prefix {
	size_t size;
	max_align_t align;
};

static void *
wiping_malloc(size_t size)
{
	union prefix *p;

	if (size > SIZE_MAX - sizeof(*p) || (p = malloc(sizeof(*p) + size)) == NULL)
		return NULL;
	p->size = size;
	return p + 1;
}

static void
wiping_free(void *data)
{
	union prefix *p = data;

	if (p == NULL)
		return;
	p--;
	swa_wipe(p, sizeof(*p) + p->size);
	free(p);
}

void
swa_json_setup(void)
{
	cJSON_Hooks hooks = {.malloc_fn = wiping_malloc, .free_fn = wiping_free};

	cJSON_InitHooks(&hooks);
}

/* Reading: what the grammar alone cannot tell. */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* @return SWA_OK, SWA_ERR_JSON_DUPLICATE with the name, SWA_ERR_NOMEM */
static swa_err
find_duplicate(const cJSON *object, const char **ret_name)
{
	size_t count = swa_json_count(const_value(object)), i = 0;
	const char *few[FEW_MEMBERS];
	const char **names = few;
	swa_err err = SWA_OK;
	const cJSON *child;

	if (count < 2)
		return SWA_OK;
	if (count > FEW_MEMBERS && (names = calloc(count, sizeof(*names))) == NULL)
		return SWA_ERR_NOMEM;
	cJSON_ArrayForEach(child, object) names[i++] = child->string;
	qsort(names, count, sizeof(*names), compare_names);
	for (i = 1; i < count && err == SWA_OK; i++) {
		if (strcmp(names[i - 1], names[i]) == 0) {
			*ret_name = names[i];
			err = SWA_ERR_JSON_DUPLICATE;
		}
	}
	if (names != few)
		free(names);
	return err;
}

static swa_err
keep_digits(cJSON *item)
{
	char text[32];

	double size = fabs(item->valuedouble);

	if (size < EXACT_BELOW || size > (double)SWA_JSON_WHOLE_MAX || trunc(size) != size)
		return SWA_OK;
	(void)snprintf(text, sizeof(text), "%.0f", item->valuedouble);
	if ((item->valuestring = cJSON_malloc(sizeof(text))) == NULL)
		return SWA_ERR_NOMEM;
	memcpy(item->valuestring, text, sizeof(text));
	item->type = cJSON_Raw;
	return SWA_OK;
}

/* The recursion ends at SWA_JSON_DEPTH_MAX: the scan came before. */
static swa_err
check_values(cJSON *item, const struct swa_place *up, struct swa_fault *fault)
{
	struct swa_place place = {.up = up};
	cJSON *child;
	swa_err err;

	if (cJSON_IsNumber(item) && !(fabs(item->valuedouble) <= (double)SWA_JSON_WHOLE_MAX)) {
		swa_fault_at_place(fault, up);
		return SWA_ERR_JSON_VALUE;
	}
	if (cJSON_IsNumber(item) && (err = keep_digits(item)) != SWA_OK)
		return err;
	if (cJSON_IsObject(item) && (err = find_duplicate(item, &place.name)) != SWA_OK) {
		if (err == SWA_ERR_JSON_DUPLICATE)
			swa_fault_at_place(fault, &place);
		return err;
	}
	cJSON_ArrayForEach(child, item)
	{
		place.name = child->string;
		if ((err = check_values(child, &place, fault)) != SWA_OK)
			return err;
		place.index++;
	}
	return SWA_OK;
}

swa_err
swa_json_parse(const char *text, size_t size, struct swa_json **ret_json, struct swa_fault *ret_fault)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *json = NULL;
	size_t byte = 0;
	swa_err err;

	swa_fault_clear(ret_fault);
	if ((err = swa_json_scan(text, size, &byte)) != SWA_OK) {
		swa_fault_at_byte(ret_fault, byte);
		return err;
	}
	/* The scan found nothing to complain of, so only memory can be short now. */
	if ((json = (struct swa_json *)cJSON_ParseWithLength(text, size)) == NULL)
		return SWA_ERR_NOMEM;
	if ((err = check_values(node(json), NULL, ret_fault)) != SWA_OK)
		return err;
	*ret_json = json;
	json = NULL; /* the caller owns it now */
	return SWA_OK;
}

enum swa_json_kind
swa_json_kind(const struct swa_json *value)
{
	const cJSON *item = const_node(value);

	if (cJSON_IsBool(item))
		return SWA_JSON_BOOL;
	if (is_number(item))
		return SWA_JSON_NUMBER;
	if (cJSON_IsString(item))
		return SWA_JSON_TEXT;
	if (cJSON_IsArray(item))
		return SWA_JSON_ARRAY;
	if (cJSON_IsObject(item))
		return SWA_JSON_OBJECT;
	return SWA_JSON_NULL;
}

const struct swa_json *
swa_json_get(const struct swa_json *value, const char *name)
{
	if (!cJSON_IsObject(const_node(value)))
		return NULL;
	return const_value(cJSON_GetObjectItemCaseSensitive(const_node(value), name));
}

const char *
swa_json_text(const struct swa_json *value)
{
	return cJSON_IsString(const_node(value)) ? const_node(value)->valuestring : NULL;
}

const char *
swa_json_get_text(const struct swa_json *value, const char *name)
{
	return swa_json_text(swa_json_get(value, name));
}

bool
swa_json_integer(const struct swa_json *value, int64_t *ret)
{
	double number;

	if (!is_number(const_node(value)))
		return false;
	number = const_node(value)->valuedouble;
	if (!(fabs(number) <= (double)SWA_JSON_WHOLE_MAX) || trunc(number) != number)
		return false;
	*ret = (int64_t)number;
	return true;
}

bool
swa_json_get_integer(const struct swa_json *value, const char *name, int64_t *ret)
{
	return swa_json_integer(swa_json_get(value, name), ret);
}

bool
swa_json_bool(const struct swa_json *value, bool fallback)
{
	const cJSON *item = const_node(value);

	return cJSON_IsBool(item) ? (bool)cJSON_IsTrue(item) : fallback;
}

bool
swa_json_get_bool(const struct swa_json *value, const char *name, bool fallback)
{
	return swa_json_bool(swa_json_get(value, name), fallback);
}

size_t
swa_json_count(const struct swa_json *value)
{
	size_t count = 0;

	for (const struct swa_json *child = swa_json_first(value); child != NULL;
	     child = swa_json_next(child))
		count++;
	return count;
}

const struct swa_json *
swa_json_first(const struct swa_json *value)
{
	const cJSON *item = const_node(value);

	return cJSON_IsArray(item) || cJSON_IsObject(item) ? const_value(item->child) : NULL;
}

const struct swa_json *
swa_json_next(const struct swa_json *child)
{
	return child == NULL ? NULL : const_value(const_node(child)->next);
}

const char *
swa_json_name(const struct swa_json *child)
{
	return child == NULL ? NULL : const_node(child)->string;
}

/* Building. */

struct swa_json *
swa_json_new_object(void)
{
	return (struct swa_json *)cJSON_CreateObject();
}

struct swa_json *
swa_json_new_array(void)
{
	return (struct swa_json *)cJSON_CreateArray();
}

static void
fail(struct swa_json *json, int how)
{
	if (json != NULL)
		node(json)->type |= how;
}

void
swa_json_set(struct swa_json *object, const char *name, struct swa_json *child)
{
	if (object == NULL || child == NULL) {
		fail(object, FAILED_NOMEM);
		swa_json_free(child);
		return;
	}
	cJSON_DeleteItemFromObjectCaseSensitive(node(object), name);
	if (!cJSON_AddItemToObject(node(object), name, node(child))) {
		fail(object, FAILED_NOMEM);
		swa_json_free(child);
	}
}

void
swa_json_add(struct swa_json *array, struct swa_json *child)
{
	if (array == NULL || child == NULL || !cJSON_AddItemToArray(node(array), node(child))) {
		fail(array, FAILED_NOMEM);
		swa_json_free(child);
	}
}

static struct swa_json *
new_text(const char *text)
{
	if (text == NULL)
		return (struct swa_json *)cJSON_CreateNull();
	return (struct swa_json *)cJSON_CreateString(text);
}

void
swa_json_set_text(struct swa_json *object, const char *name, const char *text)
{
	if (text != NULL && !swa_utf8_valid(text, strlen(text), NULL))
		fail(object, FAILED_UTF8);
	else
		swa_json_set(object, name, new_text(text));
}

void
swa_json_add_text(struct swa_json *array, const char *text)
{
	if (text != NULL && !swa_utf8_valid(text, strlen(text), NULL))
		fail(array, FAILED_UTF8);
	else
		swa_json_add(array, new_text(text));
}

void
swa_json_set_integer(struct swa_json *object, const char *name, int64_t number)
{
	cJSON *item = cJSON_CreateNumber((double)number);

	if (item != NULL && keep_digits(item) != SWA_OK) {
		cJSON_Delete(item);
		item = NULL;
	}
	swa_json_set(object, name, (struct swa_json *)item);
}

void
swa_json_set_bool(struct swa_json *object, const char *name, bool value)
{
	swa_json_set(object, name, (struct swa_json *)cJSON_CreateBool(value));
}

void
swa_json_set_null(struct swa_json *object, const char *name)
{
	swa_json_set(object, name, new_text(NULL));
}

void
swa_json_set_copy(struct swa_json *object, const char *name, const struct swa_json *value)
{
	swa_json_set(object, name, (struct swa_json *)cJSON_Duplicate(const_node(value), true));
}

void
swa_json_add_copy(struct swa_json *array, const struct swa_json *value)
{
	swa_json_add(array, (struct swa_json *)cJSON_Duplicate(const_node(value), true));
}

static swa_err
built_whole(const cJSON *item)
{
	const cJSON *child;
	swa_err err;

	if (item == NULL || (item->type & FAILED_NOMEM) != 0)
		return SWA_ERR_NOMEM;
	if ((item->type & FAILED_UTF8) != 0)
		return SWA_ERR_JSON_UTF8;
	cJSON_ArrayForEach(child, item)
	{
		if ((err = built_whole(child)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}

static swa_err
print(const struct swa_json *value, bool pretty, struct swa_buf *out)
{
	char *text;
	swa_err err;

	if ((err = built_whole(const_node(value))) != SWA_OK)
		return err;
	text = pretty ? cJSON_Print(const_node(value)) : cJSON_PrintUnformatted(const_node(value));
	if (text == NULL)
		return SWA_ERR_NOMEM;
	err = swa_buf_append_text(out, text);
	cJSON_free(text); /* wiped by the hook */
	return err;
}

swa_err
swa_json_print(const struct swa_json *value, struct swa_buf *out)
{
	return print(value, false, out);
}

swa_err
swa_json_print_pretty(const struct swa_json *value, struct swa_buf *out)
{
	return print(value, true, out);
}

void
swa_json_free(struct swa_json *json)
{
	cJSON_Delete(node(json));
}

void
swa_json_freep(struct swa_json **json)
{
	swa_json_free(*json);
}
