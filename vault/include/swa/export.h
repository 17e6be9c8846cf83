/*
 * The encrypted export: a stream of bytes under a passphrase.
 *
 *   header (56 bytes)   magic, Argon2id's cost and salt, secretstream's header
 *   record ... record   4-byte size, then sealed by XChaCha20-Poly1305
 *                       (libsodium's secretstream); the last one is marked
 *
 * The header is associated data of every record.  docs/export-format.md has the
 * bytes and a test vector.  What is inside is the caller's affair.  Writer and
 * reader know neither files nor vaults: swactl, which has no vault, reads with
 * the same code.
 *
 *   swa_export_writer_new(passphrase, &swa_export_cost, &out, &writer);
 *   swa_export_write(writer, text, size, &out);   as often as needed
 *   swa_export_finish(writer, &out);
 */
#ifndef SWA_EXPORT_H
#define SWA_EXPORT_H

#include "swa/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define SWA_EXPORT_HEADER_SIZE 56
#define SWA_EXPORT_RECORD_MAX 65536u /* bytes of one record's plain text */

/** What the passphrase costs whoever guesses. */
struct swa_export_cost {
	uint32_t passes;     /* 1 to 16 */
	uint32_t memory_kib; /* 8 MiB to 1 GiB */
};

/** Argon2id "moderate" of libsodium: 3 passes over 256 MiB, about half a second. */
extern const struct swa_export_cost swa_export_cost;

/** Do these bytes (8 of them are enough) begin an encrypted export? */
bool swa_export_is(const void *data, size_t size);

struct swa_export_writer;

/**
 * Derive a key and begin a stream.  Call off the event loop.
 * @param passphrase borrowed.
 * @param out        the header is appended.
 * @param ret_writer end it with swa_export_writer_free().
 * @return SWA_OK; SWA_ERR_ARGUMENT the cost is out of range, or the passphrase empty; SWA_ERR_LIMIT,
 * SWA_ERR_NOMEM
 */
swa_err swa_export_writer_new(const struct swa_buf *passphrase, const struct swa_export_cost *cost,
                              struct swa_buf *out, struct swa_export_writer **ret_writer) SWA_MUST_CHECK;
/** Records that are full are appended to OUT.  @return SWA_OK, SWA_ERR_LIMIT, SWA_ERR_NOMEM */
swa_err swa_export_write(struct swa_export_writer *writer, const void *data, size_t size,
                         struct swa_buf *out) SWA_MUST_CHECK;
/** Append the last record; nothing can be written any more. */
swa_err swa_export_finish(struct swa_export_writer *writer, struct swa_buf *out) SWA_MUST_CHECK;
/** Wipes the key.  NULL is fine. */
void swa_export_writer_free(struct swa_export_writer *writer);
void swa_export_writer_freep(struct swa_export_writer **writer);

struct swa_export_reader;

/**
 * @param header     SWA_EXPORT_HEADER_SIZE bytes; borrowed.
 * @param ret_reader end it with swa_export_reader_free().
 * @return SWA_OK; SWA_ERR_FILE_FORMAT it is no such file; SWA_ERR_EXPORT_DAMAGED the cost is out of range;
 *         SWA_ERR_NOMEM.  Whether the passphrase is right, the first record says.
 */
swa_err swa_export_reader_new(const void *header, const struct swa_buf *passphrase,
                              struct swa_export_reader **ret_reader) SWA_MUST_CHECK;
/**
 * Open the records that stand whole at the front of IN, and consume them.
 * @param in  what follows the header, piece by piece.
 * @param out the plain text is appended.
 * @return SWA_OK; SWA_ERR_PASSPHRASE_WRONG the first record does not open; SWA_ERR_EXPORT_DAMAGED a later one
 *         does not, or something follows the last; SWA_ERR_LIMIT, SWA_ERR_NOMEM
 */
swa_err swa_export_read(struct swa_export_reader *reader, struct swa_buf *in,
                        struct swa_buf *out) SWA_MUST_CHECK;
/** Was the last record read?  An export that ends before is not complete. */
bool swa_export_is_complete(const struct swa_export_reader *reader);
void swa_export_reader_free(struct swa_export_reader *reader);
void swa_export_reader_freep(struct swa_export_reader **reader);

/** A chunk of export.next back to bytes.  @return SWA_OK; SWA_ERR_ARGUMENT it is not base64url; SWA_ERR_LIMIT
 */
swa_err swa_export_chunk(const char *text, struct swa_buf *ret_bytes) SWA_MUST_CHECK;

#endif
