/* What the files of the model share. */
#ifndef SERVICE_MODEL_PRIVATE_H
#define SERVICE_MODEL_PRIVATE_H

#include "model.h"
#include "tokens.h"

#define KIND_APP "app"
#define KIND_ACCOUNT "account"
#define KIND_POLICY "policy"
#define KIND_PROFILE "profile"
#define KIND_KEY "key"
#define KIND_IDENTITY "identity"

swa_err run(const struct model *m, const char *sql, const struct db_value *values, size_t count,
            int64_t *ret_changed) SWA_MUST_CHECK;
/** The first column of the first row.  @return SWA_OK, MISSING where there is no row, SWA_ERR_IO */
swa_err one_number(const struct model *m, const char *sql, const struct db_value *values, size_t count,
                   swa_err missing, int64_t *ret_number) SWA_MUST_CHECK;
/** The same as text, appended. */
swa_err one_text(const struct model *m, const char *sql, const struct db_value *values, size_t count,
                 swa_err missing, struct swa_buf *ret_text) SWA_MUST_CHECK;

/** First of all in what an administrator does: see "Versions" in model.h. */
swa_err organisation_lock(const struct model *m) SWA_MUST_CHECK;
/** The person's next version; locks the person's row.  @return also SWA_ERR_RECORD_MISSING */
swa_err person_next(const struct model *m, int64_t person, int64_t *ret_version) SWA_MUST_CHECK;
/** The entry's row in the feed. */
swa_err feed_put(const struct model *m, int64_t person, const char *kind, const char *id, int64_t version,
                 bool live) SWA_MUST_CHECK;
/** Both. */
swa_err feed_touch(const struct model *m, int64_t person, const char *kind, const char *id,
                   bool live) SWA_MUST_CHECK;
/** For everybody, after organisation_lock(). */
swa_err feed_touch_all(const struct model *m, const char *kind, const char *id) SWA_MUST_CHECK;

/** A secret at rest: who, where. */
struct sealed_place {
	int64_t person; /* 0: everybody's */
	const char *app, *account, *field;
	int64_t version;
};
/** @param ret_generation of the delivery key that opens it */
swa_err sealed_put(const struct model *m, const struct sealed_place *place, const struct swa_buf *value,
                   int64_t *ret_generation, struct swa_buf *ret_sealed) SWA_MUST_CHECK;
swa_err sealed_get(const struct model *m, const struct sealed_place *place, int64_t generation,
                   const char *sealed, struct swa_buf *ret_value) SWA_MUST_CHECK;

/**
 * Write an account at VERSION, which person_next() gave; the assignment was checked.
 * @param ret_secret_version of the secret that was written, or 0
 */
swa_err account_write(const struct model *m, int64_t person, const char *id,
                      const struct model_account *account, int64_t version,
                      int64_t *ret_secret_version) SWA_MUST_CHECK;

#endif
