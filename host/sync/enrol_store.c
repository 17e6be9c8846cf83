/* Checking what the service says at registration, and storing it. */
#include "enrol.h"

#include "apply.h"
#include "encode.h"

#include <stdio.h>
#include <string.h>

static bool
is_id(const char *text)
{
	size_t size = text != NULL ? strlen(text) : 0;

	return size > 0 && size <= SWA_REMOTE_ID_MAX &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-") == size;
}

static bool
is_label(const char *text)
{
	return text != NULL && text[0] != '\0' && strlen(text) <= SWA_LABEL_MAX;
}

static swa_err
read_members(const struct swa_json *body, struct registration *registration, const char **ret_member)
{
	const struct swa_json *organisation = swa_json_get(body, "organisation");
	const char *key = swa_json_get_text(body, "identity_key");

	registration->device = swa_json_get_text(body, "device");
	registration->organisation = swa_json_get_text(organisation, "id");
	registration->name = swa_json_get_text(organisation, "name");
	registration->person = swa_json_get_text(body, "person");
	if (registration->person == NULL)
		registration->person = "";
	*ret_member = "device";
	if (!is_id(registration->device))
		return SWA_ERR_SERVICE;
	*ret_member = "organisation";
	if (!is_id(registration->organisation) || !is_label(registration->name))
		return SWA_ERR_SERVICE;
	*ret_member = "person";
	if (strlen(registration->person) > SWA_LABEL_MAX)
		return SWA_ERR_SERVICE;
	*ret_member = "identity_key";
	if (key == NULL ||
	    swa_base64_exact(key, registration->identity_key, sizeof(registration->identity_key)) != SWA_OK)
		return SWA_ERR_SERVICE;
	return SWA_OK;
}

/* Who vouches for the identity key?  Another key than the one that is known ends it. */
static swa_err
check_identity(const struct enrolling *enrolling, struct registration *registration)
{
	const struct org *known =
	        enrolling->again[0] != '\0' ? org_find(enrolling->sync, enrolling->again) : NULL;
	const unsigned char *key = registration->identity_key;
	char fingerprint[SWA_FINGERPRINT_SIZE];

	registration->trust = known != NULL ? known->row.trust : SWA_TRUST_TLS;
	if (known != NULL && (memcmp(known->row.identity_key, key, SWA_KEY_SIZE) != 0 ||
	                      strcmp(known->row.organisation, registration->organisation) != 0))
		return SWA_ERR_FINGERPRINT_MISMATCH;
	if (enrolling->pinned && memcmp(enrolling->identity_pin, key, SWA_KEY_SIZE) == 0)
		registration->trust = SWA_TRUST_ADMINISTRATOR;
	else if (enrolling->pinned && registration->trust != SWA_TRUST_ADMINISTRATOR)
		return SWA_ERR_FINGERPRINT_MISMATCH; /* a known key may have moved on from the pin, vouched
		                                        for all along */
	if (enrolling->fingerprint.size > 0) {
		swa_fingerprint(key, fingerprint);
		if (!swa_fingerprint_equal(swa_buf_text(&enrolling->fingerprint), fingerprint))
			return SWA_ERR_FINGERPRINT_MISMATCH;
		registration->trust = SWA_TRUST_ADMINISTRATOR;
	}
	return SWA_OK;
}

static swa_err
read_service_key(const struct swa_json *keys, struct registration *registration)
{
	const struct swa_delivery_parties parties = {
	        .organisation = registration->organisation,
	        .device = registration->device,
	};
	struct swa_entry entry;
	swa_err err;

	for (const struct swa_json *at = swa_json_first(keys); at != NULL; at = swa_json_next(at)) {
		if (apply_read_entry(at, &entry) != SWA_OK)
			return SWA_ERR_SERVICE;
		if (strcmp(entry.type, "key") != 0 || strcmp(entry.id, "delivery") != 0)
			continue;
		if ((err = swa_entry_verify(registration->identity_key, &parties, &entry)) != SWA_OK)
			return err;
		registration->service_key_version = entry.version;
		return swa_base64_exact(entry.body, registration->service_key, SWA_KEY_SIZE) == SWA_OK
		               ? SWA_OK
		               : SWA_ERR_SERVICE;
	}
	return SWA_ERR_SERVICE;
}

swa_err
registration_read(const struct enrolling *enrolling, const struct swa_json *body,
                  struct registration *ret_registration, const char **ret_member)
{
	swa_err err;

	*ret_registration = (struct registration){.device = NULL};
	if ((err = read_members(body, ret_registration, ret_member)) != SWA_OK)
		return err;
	*ret_member = "";
	if ((err = check_identity(enrolling, ret_registration)) != SWA_OK)
		return err;
	*ret_member = "keys";
	return read_service_key(swa_json_get(body, "keys"), ret_registration);
}

/* --- storing -------------------------------------------------------------------- */

static swa_err
set_key(struct swa_vault *vault, const char *id, const char *field, const struct swa_secret *key)
{
	struct swa_buf value;
	swa_err err;

	swa_buf_init(&value, SWA_KEY_SIZE);
	if ((err = swa_buf_append(&value, swa_secret_bytes(key), SWA_KEY_SIZE)) == SWA_OK)
		err = swa_enrolment_set_secret(vault, id, field, &value);
	swa_buf_finish(&value);
	return err;
}

static swa_err
store_provider(struct enrolling *enrolling, const char *id)
{
	struct swa_vault *vault = enrolling->sync->vault;
	struct swa_buf metadata;
	swa_err err;

	swa_buf_init(&metadata, SWA_RECORD_MAX);
	if ((err = swa_json_print(enrolling->metadata, &metadata)) == SWA_OK)
		err = swa_record_set(vault, id, SWA_RECORD_METADATA, &metadata);
	swa_buf_finish(&metadata);
	if (err != SWA_OK)
		return err;
	return swa_enrolment_set_secret(vault, id, SWA_SECRET_REFRESH_TOKEN,
	                                enrolling->refresh.size > 0 ? &enrolling->refresh : NULL);
}

static swa_err
store_service_key(struct swa_vault *vault, const char *id, const struct registration *registration)
{
	enum swa_delta_verdict verdict;
	struct swa_buf key;
	swa_err err;

	err = swa_delta_accept(vault, id, "key", "delivery", registration->service_key_version, true,
	                       &verdict);
	if (err == SWA_ERR_ENTRY_OUTDATED)
		return SWA_OK; /* a newer one is here */
	if (err != SWA_OK)
		return err;
	swa_buf_init(&key, SWA_KEY_SIZE);
	if ((err = swa_buf_append(&key, registration->service_key, SWA_KEY_SIZE)) == SWA_OK)
		err = swa_record_set(vault, id, SWA_RECORD_SERVICE_KEY, &key);
	swa_buf_finish(&key);
	return err;
}

static swa_err
store_new(struct enrolling *enrolling, const struct registration *registration, const char *id)
{
	struct swa_vault *vault = enrolling->sync->vault;
	struct swa_enrolment row = {
	        .id = id,
	        .service = swa_buf_text(&enrolling->service),
	        .issuer = swa_buf_text(&enrolling->issuer),
	        .client_id = swa_buf_text(&enrolling->client_id),
	        .organisation = registration->organisation,
	        .name = registration->name,
	        .person = registration->person,
	        .device = registration->device,
	        .device_name = swa_buf_text(&enrolling->device_name),
	        .tls_pin = swa_buf_text(&enrolling->tls_pin),
	        .state = SWA_ENROLMENT_ACTIVE,
	        .trust = registration->trust,
	        .enrolled = wall_clock(),
	        .cursor = "",
	        .etag = "",
	};
	swa_err err;

	memcpy(row.identity_key, registration->identity_key, SWA_KEY_SIZE);
	memcpy(row.signature_key, enrolling->signature_key, SWA_KEY_SIZE);
	memcpy(row.delivery_key, enrolling->delivery_key, SWA_KEY_SIZE);
	if ((err = swa_enrolment_add(vault, &row)) != SWA_OK ||
	    (err = set_key(vault, id, SWA_SECRET_SIGNATURE_KEY, enrolling->seed)) != SWA_OK ||
	    (err = set_key(vault, id, SWA_SECRET_DELIVERY_KEY, enrolling->delivery)) != SWA_OK)
		return err;
	return enrolling->ca.size > 0 ? swa_record_set(vault, id, SWA_RECORD_CA, &enrolling->ca) : SWA_OK;
}

/* The keys stay; another device id is another device to the service, which knows nothing of what came before.
 */
static swa_err
store_again(struct enrolling *enrolling, const struct registration *registration, const char *id)
{
	struct swa_vault *vault = enrolling->sync->vault;
	struct org *org = org_find(enrolling->sync, id);
	struct swa_enrolment row;
	bool other;
	swa_err err;

	if (org == NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	row = org->row;
	other = strcmp(row.device, registration->device) != 0;
	row.device = registration->device;
	row.name = registration->name;
	row.person = registration->person;
	row.issuer = swa_buf_text(&enrolling->issuer);
	row.client_id = swa_buf_text(&enrolling->client_id);
	row.tls_pin = swa_buf_text(&enrolling->tls_pin);
	row.trust = registration->trust;
	row.state = SWA_ENROLMENT_ACTIVE;
	if ((err = swa_enrolment_update(vault, &row)) != SWA_OK)
		return err;
	if (enrolling->ca.size > 0 &&
	    (err = swa_record_set(vault, id, SWA_RECORD_CA, &enrolling->ca)) != SWA_OK)
		return err;
	return other ? swa_delta_restart(vault, id) : SWA_OK;
}

swa_err
enrol_store(struct enrolling *enrolling, const struct registration *registration,
            char ret_id[SWA_ENROLMENT_ID_SIZE + 1])
{
	struct swa_vault *vault = enrolling->sync->vault;
	bool again = enrolling->again[0] != '\0';
	char id[SWA_ENROLMENT_ID_SIZE + 1];
	swa_err err;

	if (again)
		(void)snprintf(id, sizeof(id), "%s", enrolling->again);
	else
		swa_enrolment_new_id(id);
	if ((err = swa_vault_begin(vault)) != SWA_OK)
		return err;
	err = again ? store_again(enrolling, registration, id) : store_new(enrolling, registration, id);
	if (err == SWA_OK && (err = store_provider(enrolling, id)) == SWA_OK)
		err = store_service_key(vault, id, registration);
	if (err == SWA_OK)
		err = swa_vault_commit(vault);
	else
		swa_vault_rollback(vault);
	if (err == SWA_OK)
		(void)snprintf(ret_id, SWA_ENROLMENT_ID_SIZE + 1, "%s", id);
	return err;
}
