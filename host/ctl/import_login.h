/*
 * The logins in a file, whichever program wrote it.
 *
 *   bytes ─▶ import_text ─▶ import_csv ─▶ import_table ─┐
 *                      └──▶ import_json ────────────────┼─▶ one login after the other
 *   bytes ─▶ swa/export.h ─▶ import_sealed ─────────────┘
 *
 * import_reader.c sees by the first bytes which way it is.  Table and JSON know
 * the shapes; none of them decides what becomes of a login.
 */
#ifndef SWA_CTL_IMPORT_LOGIN_H
#define SWA_CTL_IMPORT_LOGIN_H

#include "import_csv.h"

/** Limits of the message that takes them (docs/protocol.md, login). */
#define IMPORT_NAME_MAX 512
#define IMPORT_URL_MAX 4096
#define IMPORT_PASSWORD_MAX 4096
#define IMPORT_EXTRA_MAX 1024
#define IMPORT_TOTP_MAX 1024

/** Texts are UTF-8, borrowed for the call and never NULL, but for those of our own export. */
struct import_login {
	int64_t row;      /* the line it begins in; in JSON the number of the item */
	const char *skip; /* a word: why it is no login that can be taken; NULL: it is one */
	const char *name;
	const char *url;
	const char *username;
	const char *password;
	const char *totp; /* a secret for one-time codes; "": none */

	/* Of our own export alone: NULL in other files. */
	const char *app_id;
	const struct swa_json *definition; /* the row is an app */
	const char *extra;
	const char *section;
	int64_t position;
	bool hidden;
};

typedef swa_err import_take_login(void *context, const struct import_login *login,
                                  struct swa_fault *ret_fault);

struct import_sink {
	import_take_login *take;
	void *context;
};

/* --- import_login.c: what all shapes share -------------------------------- */

/**
 * Check a login as a program wrote it, bring its address into the form that is
 * taken, and pass it on: with .skip where it cannot be taken.
 * @param urls  addresses, the first web address counts; empty ones are passed over
 */
swa_err import_login_give(const struct import_sink *sink, const struct import_login *login,
                          const char *const *urls, size_t url_count, struct swa_fault *ret_fault);
/** Words for a person: what .skip, or the agent's "why", means.  Static. */
const char *import_why(const char *word);

/* --- import_table.c ------------------------------------------------------- */

struct import_table {
	struct import_sink sink;
	const char *format; /* NULL: by the header */

	/* import_table.c's own */
	const struct import_shape *shape; /* NULL before the header */
	size_t columns[8];
	size_t width; /* of the header */
};

/** An import_take_row; the context is the struct import_table. */
swa_err import_table_take(void *context, const struct import_row *row, struct swa_fault *ret_fault);
/** The name of the format; NULL before the header. */
const char *import_table_format(const struct import_table *table);
/** The names of all formats of tables; NULL past the last. */
const char *import_table_name(size_t index);

/* --- import_json.c -------------------------------------------------------- */

#define IMPORT_BITWARDEN_JSON "bitwarden-json"

/** All items of an unencrypted export.  @return SWA_OK; SWA_ERR_FILE_FORMAT, SWA_ERR_FILE_PLACE; what
 * the sink returned */
swa_err import_json_read(const struct swa_buf *text, const struct import_sink *sink,
                         struct swa_fault *ret_fault);

/* --- import_sealed.c ------------------------------------------------------ */

#define IMPORT_SEALED "swa-agent"

struct import_sealed {
	struct import_sink sink;

	/* import_sealed.c's own */
	int64_t line;                    /* read so far */
	char label[IMPORT_NAME_MAX + 1]; /* of the last app: accounts follow theirs */
};

/** One line of our own export. */
swa_err import_sealed_line(struct import_sealed *sealed, const char *line, size_t size,
                           struct swa_fault *ret_fault);

/* --- import_reader.c ------------------------------------------------------ */

struct import_reader;

struct import_options {
	const char *format; /* NULL: as the file says */
	enum import_encoding encoding;
	struct import_sink sink;
	/** Ask for the passphrase of an encrypted export. */
	swa_err (*passphrase)(void *context, struct swa_buf *ret_passphrase);
};

bool import_is_format(const char *name);

/** @param options copied.  @return SWA_OK, SWA_ERR_NOMEM */
swa_err import_reader_new(const struct import_options *options,
                          struct import_reader **ret_reader) SWA_MUST_CHECK;
/** @return SWA_OK; SWA_ERR_FILE_FORMAT, SWA_ERR_FILE_PLACE, SWA_ERR_PASSPHRASE_WRONG,
 *          SWA_ERR_EXPORT_DAMAGED; what sink and passphrase returned */
swa_err import_reader_feed(struct import_reader *reader, const void *data, size_t size,
                           struct swa_fault *ret_fault) SWA_MUST_CHECK;
swa_err import_reader_end(struct import_reader *reader, struct swa_fault *ret_fault) SWA_MUST_CHECK;
/** What it turned out to be; "" while unknown.  Static. */
const char *import_reader_format(const struct import_reader *reader);
void import_reader_free(struct import_reader *reader);
void import_reader_freep(struct import_reader **reader);

#endif
