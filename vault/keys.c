/* The root key under a passphrase and under a recovery code. */
#include "swa/keys.h"

#include "file.h"
#include "header.h"
#include "recovery_code.h"

#include <sodium.h>
#include <string.h>

#define ARGON2ID_PASSES crypto_pwhash_argon2id_OPSLIMIT_MODERATE
#define ARGON2ID_MEMORY (crypto_pwhash_argon2id_MEMLIMIT_MODERATE / 1024)

_Static_assert(HEADER_SALT_SIZE == crypto_pwhash_argon2id_SALTBYTES, "the layout in header.h");
_Static_assert(ARGON2ID_PASSES <= HEADER_PASSES_MAX && ARGON2ID_MEMORY >= HEADER_MEMORY_MIN &&
                       ARGON2ID_MEMORY <= HEADER_MEMORY_MAX,
               "what is written can be read");

#define ID_TEXT_SIZE (2 * SWA_VAULT_ID_SIZE + 1)

/* --- wrapping ------------------------------------------------------------ */

static const char passphrase_type[] = "passphrase";
static const char recovery_type[] = "recovery code";

/* ID_TEXT is filled in, and borrowed by the place. */
static struct seal_place
place_of(const struct header *header, const char *type, char id_text[ID_TEXT_SIZE])
{
	sodium_bin2hex(id_text, ID_TEXT_SIZE, header->facts.id, SWA_VAULT_ID_SIZE);
	return (struct seal_place){
	        .space = "", .type = type, .app = id_text, .account = "", .field = "root key", .version = 1};
}

static swa_err
wrap(const struct swa_secret *key, const struct header *header, const char *type,
     const struct swa_secret *root, unsigned char ret_sealed[HEADER_SEALED_SIZE])
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	char id_text[ID_TEXT_SIZE];
	const struct seal_place place = place_of(header, type, id_text);
	swa_err err;

	swa_buf_init(&sealed, HEADER_SEALED_SIZE);
	if ((err = seal_close(key, &place, swa_secret_bytes(root), SWA_ROOT_KEY_SIZE, &sealed)) != SWA_OK)
		return err;
	memcpy(ret_sealed, sealed.data, HEADER_SEALED_SIZE);
	return SWA_OK;
}

/* BYTES: the whole header, which the root key must then prove. */
static swa_err
unwrap(const struct swa_secret *key, const struct header *header, const char *type,
       const unsigned char sealed[HEADER_SEALED_SIZE], const struct swa_buf *bytes,
       struct swa_secret **ret_root)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *root = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	char id_text[ID_TEXT_SIZE];
	const struct seal_place place = place_of(header, type, id_text);
	swa_err err;

	swa_buf_init(&plain, SWA_ROOT_KEY_SIZE);
	if ((err = seal_open(key, &place, sealed, HEADER_SEALED_SIZE, &plain)) != SWA_OK)
		return err == SWA_ERR_VAULT_DAMAGED ? SWA_ERR_PASSPHRASE_WRONG : err;
	if ((err = swa_secret_take(plain.data, plain.size, &root)) != SWA_OK)
		return err;
	/* The key is proven by its seal: if it does not fit, the rest of the header was changed. */
	if ((err = header_prove(bytes->data, bytes->size, root)) != SWA_OK)
		return err == SWA_ERR_VAULT_KEY ? SWA_ERR_VAULT_DAMAGED : err;
	*ret_root = root;
	root = NULL;
	return SWA_OK;
}

/* The key of a passphrase, by the salt and parameters in HEADER. */
static swa_err
stretch(const struct swa_buf *passphrase, const struct header *header, struct swa_secret **ret_key)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	swa_err err;

	if (passphrase->size > SWA_PASSPHRASE_MAX)
		return SWA_ERR_LIMIT;
	if ((err = swa_secret_new(SEAL_KEY_SIZE, &key)) != SWA_OK)
		return err;
	if (crypto_pwhash_argon2id(swa_secret_data(key), SEAL_KEY_SIZE, swa_buf_text(passphrase),
	                           passphrase->size, header->passphrase.salt, header->passphrase.passes,
	                           (size_t)header->passphrase.memory * 1024,
	                           crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
		return SWA_ERR_NOMEM;
	*ret_key = key;
	key = NULL;
	return SWA_OK;
}

/* --- opening ------------------------------------------------------------- */

swa_err
swa_keys_by_passphrase(const char *folder, const struct swa_buf *passphrase, struct swa_secret **ret_root)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	struct header header;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = header_load(folder, &bytes, &header)) != SWA_OK)
		return err;
	if (!header.facts.passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	if ((err = stretch(passphrase, &header, &key)) != SWA_OK)
		return err;
	return unwrap(key, &header, passphrase_type, header.passphrase.sealed, &bytes, ret_root);
}

swa_err
swa_keys_by_recovery(const char *folder, const char *code, struct swa_secret **ret_root)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	struct header header;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = header_load(folder, &bytes, &header)) != SWA_OK)
		return err;
	if (!header.facts.recovery)
		return SWA_ERR_RECOVERY_MISSING;
	if ((err = recovery_code_key(code, &key)) != SWA_OK)
		return err;
	return unwrap(key, &header, recovery_type, header.recovery, &bytes, ret_root);
}

/* --- changing ------------------------------------------------------------ */

/* Hold the folder, and read the header that is to be changed. */
static swa_err
begin(const char *folder, const struct swa_secret *root, struct file_lock **ret_lock,
      struct header *ret_header)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = file_lock(folder, ret_lock)) != SWA_OK)
		return err;
	if ((err = header_load(folder, &bytes, ret_header)) != SWA_OK)
		return err;
	return header_prove(bytes.data, bytes.size, root);
}

static swa_err
remove_passphrase(const char *folder, const struct swa_secret *root)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	struct header header;
	swa_err err;

	if ((err = begin(folder, root, &lock, &header)) != SWA_OK)
		return err;
	if (header.facts.keyring == SWA_KEYRING_NONE)
		return SWA_ERR_PASSPHRASE_MISSING;
	if (!header.facts.passphrase)
		return SWA_OK;
	header.facts.passphrase = false;
	return header_store(folder, &header, root);
}

swa_err
swa_keys_set_passphrase(const char *folder, const struct swa_secret *root, const struct swa_buf *passphrase)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	struct header header, made;
	swa_err err;

	if (passphrase == NULL)
		return remove_passphrase(folder, root);
	/* Stretched before the folder is held, so that nobody waits for it. */
	made.passphrase.passes = ARGON2ID_PASSES;
	made.passphrase.memory = ARGON2ID_MEMORY;
	randombytes_buf(made.passphrase.salt, sizeof(made.passphrase.salt));
	if ((err = stretch(passphrase, &made, &key)) != SWA_OK)
		return err;
	if ((err = begin(folder, root, &lock, &header)) != SWA_OK)
		return err;
	header.passphrase = made.passphrase;
	header.facts.passphrase = true;
	if ((err = wrap(key, &header, passphrase_type, root, header.passphrase.sealed)) != SWA_OK)
		return err;
	return header_store(folder, &header, root);
}

swa_err
swa_keys_make_recovery(const char *folder, const struct swa_secret *root,
                       char ret_code[SWA_RECOVERY_CODE_SIZE + 1])
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	char code[SWA_RECOVERY_CODE_SIZE + 1];
	struct header header;
	swa_err err;

	if ((err = begin(folder, root, &lock, &header)) != SWA_OK)
		return err;
	recovery_code_make(code);
	err = recovery_code_key(code, &key);
	if (err == SWA_OK)
		err = wrap(key, &header, recovery_type, root, header.recovery);
	header.facts.recovery = true;
	if (err == SWA_OK)
		err = header_store(folder, &header, root);
	if (err == SWA_OK)
		memcpy(ret_code, code, sizeof(code));
	swa_wipe(code, sizeof(code));
	return err;
}

swa_err
swa_keys_set_keyring(const char *folder, const struct swa_secret *root, enum swa_keyring_kind keyring)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	struct header header;
	swa_err err;

	if ((err = begin(folder, root, &lock, &header)) != SWA_OK)
		return err;
	if (keyring == SWA_KEYRING_NONE && !header.facts.passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	if (header.facts.keyring == keyring)
		return SWA_OK;
	header.facts.keyring = keyring;
	return header_store(folder, &header, root);
}
