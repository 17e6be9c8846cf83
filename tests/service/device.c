#include "auth.h"
#include "delivery.h"
#include "encode.h"
#include "model_private.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 256

static bool
name_valid(const char *name)
{
	return name != NULL && name[0] != '\0' && strlen(name) <= NAME_MAX_BYTES;
}

/* The device that has this key already.  @return SWA_OK with RET_NEW false, SWA_ERR_RECORD_MISSING, … */
static swa_err
known(const struct model *m, int64_t person, const unsigned char key[32], char *ret_id, bool *ret_new)
{
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;

	if (!db_select(m->db, "SELECT id, person, revoked FROM devices WHERE signature_key = $1",
	               DB_ARGS(DB_B(key, 32)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		err = db_number(rows, 1) != person ? SWA_ERR_CONFLICT
		      : db_number(rows, 2) != 0    ? SWA_ERR_DEVICE_REVOKED
		                                   : SWA_OK;
		if (err == SWA_OK) {
			snprintf(ret_id, 97, "%s", db_text(rows, 0));
			*ret_new = false;
		}
	} else if (db_failed(rows)) {
		err = SWA_ERR_IO;
	}
	db_done(rows);
	return err;
}

swa_err
model_device_register(const struct model *m, const struct model_device *device, char *ret_id, bool *ret_new)
{
	unsigned char signature_key[32], delivery_key[32];
	char id[33];
	swa_err err;

	if (!name_valid(device->name) || device->platform == NULL || strlen(device->platform) > 64 ||
	    swa_base64_exact(device->signature_key, signature_key, 32) != SWA_OK ||
	    swa_base64_exact(device->delivery_key, delivery_key, 32) != SWA_OK)
		return SWA_ERR_ARGUMENT;
	err = known(m, device->person, signature_key, ret_id, ret_new);
	if (err == SWA_OK)
		return run(m, "UPDATE devices SET delivery_key = $2, name = $3 WHERE id = $1",
		           DB_ARGS(DB_T(ret_id), DB_B(delivery_key, 32), DB_T(device->name)), NULL);
	if (err != SWA_ERR_RECORD_MISSING)
		return err;
	model_id_new(id);
	err = run(m,
	          "INSERT INTO devices (id, person, name, platform, signature_key, delivery_key, identity,"
	          " created, seen) SELECT $1, $2, $3, $4, $5, $6, identity, $7, $7 FROM organisation",
	          DB_ARGS(DB_T(id), DB_N(device->person), DB_T(device->name), DB_T(device->platform),
	                  DB_B(signature_key, 32), DB_B(delivery_key, 32), DB_N(now_s())),
	          NULL);
	if (err == SWA_OK) {
		memcpy(ret_id, id, sizeof(id));
		*ret_new = true;
	}
	return err;
}

static void
show(struct db_rows *rows, model_device_visit *visit, void *context)
{
	struct swa_buf keys[2];
	size_t size;
	const void *data;
	struct model_device device;

	for (int i = 0; i < 2; i++) {
		swa_buf_init(&keys[i], 64);
		data = db_blob(rows, 5 + i, &size);
		(void)swa_base64_put(&keys[i], data, size);
	}
	device = (struct model_device){
	        .id = db_text(rows, 0),
	        .person = db_number(rows, 1),
	        .login = db_text(rows, 2),
	        .name = db_text(rows, 3),
	        .platform = db_text(rows, 4),
	        .signature_key = swa_buf_text(&keys[0]),
	        .delivery_key = swa_buf_text(&keys[1]),
	        .identity = db_number(rows, 7),
	        .created = db_number(rows, 8),
	        .seen = db_number(rows, 9),
	        .revoked = db_number(rows, 10) != 0,
	        .reason = db_text(rows, 11),
	};
	visit(context, &device);
	for (int i = 0; i < 2; i++)
		swa_buf_finish(&keys[i]);
}

swa_err
model_device_list(const struct model *m, int64_t person, const char *id, model_device_visit *visit,
                  void *context)
{
	struct db_rows *rows;
	bool failed;

	if (!db_select(m->db,
	               "SELECT d.id, d.person, p.login, d.name, d.platform, d.signature_key, d.delivery_key,"
	               " d.identity, d.created, d.seen, d.revoked, d.reason"
	               " FROM devices d JOIN persons p ON p.id = d.person"
	               " WHERE ($1 = 0 OR d.person = $1) AND ($2 = '' OR d.id = $2)"
	               " ORDER BY d.created DESC, d.id",
	               DB_ARGS(DB_N(person), DB_T(id == NULL ? "" : id)), &rows))
		return SWA_ERR_IO;
	while (db_next(rows))
		show(rows, visit, context);
	failed = db_failed(rows);
	db_done(rows);
	return failed ? SWA_ERR_IO : SWA_OK;
}

static swa_err
changed_one(swa_err err, int64_t changed)
{
	return err != SWA_OK ? err : changed == 0 ? SWA_ERR_RECORD_MISSING : SWA_OK;
}

swa_err
model_device_rename(const struct model *m, int64_t person, const char *id, const char *name)
{
	int64_t changed = 0;
	swa_err err;

	if (!name_valid(name))
		return SWA_ERR_ARGUMENT;
	err = run(m, "UPDATE devices SET name = $3 WHERE id = $1 AND ($2 = 0 OR person = $2)",
	          DB_ARGS(DB_T(id), DB_N(person), DB_T(name)), &changed);
	return changed_one(err, changed);
}

swa_err
model_device_revoke(const struct model *m, int64_t person, const char *id, const char *reason)
{
	int64_t owner = 0, version = 0, changed = 0;
	swa_err err;

	if (strlen(reason) > 512)
		return SWA_ERR_ARGUMENT;
	if ((err = one_number(m, "SELECT person FROM devices WHERE id = $1 AND ($2 = 0 OR person = $2)",
	                      DB_ARGS(DB_T(id), DB_N(person)), SWA_ERR_RECORD_MISSING, &owner)) != SWA_OK ||
	    (err = person_next(m, owner, &version)) != SWA_OK)
		return err;
	err = run(m, "UPDATE devices SET revoked = 1, reason = $2, revoked_version = $3 WHERE id = $1",
	          DB_ARGS(DB_T(id), DB_T(reason), DB_N(version)), &changed);
	return changed_one(err, changed);
}

swa_err
model_device_remove(const struct model *m, int64_t person, const char *id)
{
	unsigned char key[32];
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;
	const void *data;
	size_t size;

	if (!db_select(m->db, "SELECT signature_key FROM devices WHERE id = $1 AND ($2 = 0 OR person = $2)",
	               DB_ARGS(DB_T(id), DB_N(person)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows) && (data = db_blob(rows, 0, &size)) != NULL && size == sizeof(key)) {
		memcpy(key, data, sizeof(key));
		err = SWA_OK;
	}
	db_done(rows);
	if (err != SWA_OK)
		return err;
	if (!auth_end(m->db, key))
		return SWA_ERR_IO;
	return run(m, "DELETE FROM devices WHERE id = $1", DB_ARGS(DB_T(id)), NULL);
}

swa_err
model_device_comparison(const struct model *m, const struct model_device *device, char *ret_text)
{
	unsigned char identity[32], signature_key[32], delivery_key[32];
	swa_err err = model_identity_public(m, device->identity, identity);

	if (err != SWA_OK)
		return err;
	if (swa_base64_exact(device->signature_key, signature_key, 32) != SWA_OK ||
	    swa_base64_exact(device->delivery_key, delivery_key, 32) != SWA_OK)
		return SWA_ERR_ARGUMENT;
	swa_comparison(identity, signature_key, delivery_key, ret_text);
	return SWA_OK;
}
