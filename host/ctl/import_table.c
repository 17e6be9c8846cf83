/* The tables of other programs: which columns make which. */
#include "import_login.h"

#include <stdio.h>
#include <string.h>

enum column {
	NAME,
	URL,
	USERNAME,
	PASSWORD,
	KIND,  /* what the row is, where it may be something else than a login */
	TOTP,  /* a secret for one-time codes */
	EMAIL, /* in the place of a user name that is empty */
	COLUMN_COUNT,
};

#define NONE SIZE_MAX

_Static_assert(COLUMN_COUNT <= sizeof(((struct import_table *)NULL)->columns) / sizeof(size_t),
               "room for all");

/*
 * A header is of the first shape that has one of its MARKS; then every named
 * column of address, user name and password must be there.  Where a program has changed a
 * column's name, both stand here.
 */
struct import_shape {
	const char *format;
	const char *marks[3];
	const char *columns[COLUMN_COUNT][2];
	const char *login_kind; /* rows of another kind are no logins */
};

static const struct import_shape shapes[] = {
        {"bitwarden",
         {"login_uri", "login_username", "login_password"},
         {{"name"}, {"login_uri"}, {"login_username"}, {"login_password"}, {"type"}, {"login_totp"}, {NULL}},
         "login"},
        {"lastpass",
         {"grouping"},
         {{"name"}, {"url"}, {"username"}, {"password"}, {NULL}, {"totp"}, {NULL}},
         NULL},
        {"firefox",
         {"httpRealm", "formActionOrigin", "timePasswordChanged"},
         {{NULL}, {"url"}, {"username"}, {"password"}, {NULL}, {NULL}, {NULL}},
         NULL},
        {"keepassxc",
         {"Group"},
         {{"Title"}, {"URL"}, {"Username"}, {"Password"}, {NULL}, {"TOTP"}, {NULL}},
         NULL},
        {"keepass",
         {"Login Name", "Web Site"},
         {{"Account"}, {"Web Site"}, {"Login Name"}, {"Password"}, {NULL}, {NULL}, {NULL}},
         NULL},
        {"1password",
         {"Title"},
         {{"Title"}, {"Url", "Website"}, {"Username"}, {"Password"}, {"Type"}, {"OTPAuth"}, {NULL}},
         "Login"},
        {"protonpass",
         {"createTime", "modifyTime"},
         {{"name"}, {"url"}, {"username"}, {"password"}, {"type"}, {"totp"}, {"email"}},
         "login"},
        {"chromium",
         {"url", "username", "password"},
         {{"name"}, {"url"}, {"username"}, {"password"}, {NULL}, {NULL}, {NULL}},
         NULL},
};

#define SHAPE_COUNT (sizeof(shapes) / sizeof(shapes[0]))

const char *
import_table_name(size_t index)
{
	return index < SHAPE_COUNT ? shapes[index].format : NULL;
}

const char *
import_table_format(const struct import_table *table)
{
	return table->shape == NULL ? NULL : table->shape->format;
}

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool
same(const char *a, const char *b)
{
	for (; lower(*a) == lower(*b); a++, b++)
		if (*a == '\0')
			return true;
	return false;
}

static size_t
find(const struct import_row *header, const char *name)
{
	for (size_t i = 0; name != NULL && i < header->count; i++)
		if (same(header->fields[i], name))
			return i;
	return NONE;
}

static const struct import_shape *
choose(const struct import_table *table, const struct import_row *header)
{
	for (size_t i = 0; i < SHAPE_COUNT; i++) {
		if (table->format != NULL && strcmp(table->format, shapes[i].format) == 0)
			return &shapes[i];
		for (size_t j = 0; table->format == NULL && j < 3; j++)
			if (find(header, shapes[i].marks[j]) != NONE)
				return &shapes[i];
	}
	return NULL;
}

static swa_err
read_header(struct import_table *table, const struct import_row *header, struct swa_fault *ret_fault)
{
	const struct import_shape *shape = choose(table, header);
	char what[80];

	if (shape == NULL)
		return import_fault(SWA_ERR_FILE_FORMAT, &header->places[0], "no header that is known",
		                    ret_fault);
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		table->columns[i] = find(header, shape->columns[i][0]);
		if (table->columns[i] == NONE)
			table->columns[i] = find(header, shape->columns[i][1]);
		if (table->columns[i] != NONE || (i != URL && i != USERNAME && i != PASSWORD))
			continue;
		(void)snprintf(what, sizeof(what), "no column \"%s\" (%s)", shape->columns[i][0],
		               shape->format);
		return import_fault(SWA_ERR_FILE_PLACE, &header->end, what, ret_fault);
	}
	table->shape = shape;
	table->width = header->count;
	return SWA_OK;
}

static const char *
field(const struct import_table *table, const struct import_row *row, enum column column)
{
	return table->columns[column] == NONE ? "" : row->fields[table->columns[column]];
}

static bool
is_login(const struct import_table *table, const struct import_row *row)
{
	const char *kind = field(table, row, KIND);

	if (table->shape->login_kind != NULL && kind[0] != '\0' && !same(kind, table->shape->login_kind))
		return false;
	return strcmp(field(table, row, URL), "http://sn") != 0; /* as LastPass marks a secure note */
}

/* All addresses of an item stand in one field. */
static bool
has_several_urls(const struct import_shape *shape)
{
	return strcmp(shape->format, "bitwarden") == 0 || strcmp(shape->format, "protonpass") == 0;
}

swa_err
import_table_take(void *context, const struct import_row *row, struct swa_fault *ret_fault)
{
	struct import_table *table = context;
	struct import_login login = {.row = (int64_t)row->places[0].line};
	char *comma;
	char url[IMPORT_URL_MAX + 1];
	const char *urls[2] = {url, ""};
	size_t url_count = 1;

	if (table->shape == NULL)
		return read_header(table, row, ret_fault);
	if (row->count > table->width)
		return import_fault(SWA_ERR_FILE_PLACE, &row->places[table->width],
		                    "more fields than the header has; a comma without quotes?", ret_fault);
	if (row->count < table->width)
		return import_fault(SWA_ERR_FILE_PLACE, &row->end, "fewer fields than the header has",
		                    ret_fault);
	login.name = field(table, row, NAME);
	login.username = field(table, row, USERNAME);
	if (login.username[0] == '\0')
		login.username = field(table, row, EMAIL);
	login.password = field(table, row, PASSWORD);
	login.totp = field(table, row, TOTP);
	if (!is_login(table, row))
		login.skip = "not_login";
	urls[0] = field(table, row, URL);
	if (has_several_urls(table->shape) && strlen(urls[0]) <= IMPORT_URL_MAX) {
		(void)snprintf(url, sizeof(url), "%s", urls[0]);
		urls[0] = url;
		if ((comma = strchr(url, ',')) != NULL) {
			*comma = '\0';
			urls[url_count++] = comma + 1;
			if ((comma = strchr(comma + 1, ',')) != NULL)
				*comma = '\0';
		}
	}
	return import_login_give(&table->sink, &login, urls, url_count, ret_fault);
}
