/*
 * The root key in the login keyring, over the Secret Service on D-Bus.
 *
 * Each call has a connection of its own: a keyring that was started again
 * between two calls is simply asked anew.
 */
#include "keyring_backend.h"

#include <libsecret/secret.h>
#include <stdio.h>
#include <string.h>

#define LABEL "swa-agent vault key"
#define ANCHOR_LABEL "swa-agent vault anchor"

static const SecretSchema schema = {
        "org.swa_agent.Vault",
        SECRET_SCHEMA_NONE,
        {
                {"vault", SECRET_SCHEMA_ATTRIBUTE_STRING},
                {"item", SECRET_SCHEMA_ATTRIBUTE_STRING},
                {NULL, SECRET_SCHEMA_ATTRIBUTE_STRING},
        },
        0,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
};

static void
unrefp(void *object)
{
	GObject **o = object;

	if (*o != NULL)
		g_object_unref(*o);
}

static void
error_freep(GError **error)
{
	g_clear_error(error);
}

static void
value_unrefp(SecretValue **value)
{
	if (*value != NULL)
		secret_value_unref(*value);
}

static void
attributes_unrefp(GHashTable **attributes)
{
	if (*attributes != NULL)
		g_hash_table_unref(*attributes);
}

static GHashTable *
attributes_of(const char *id, const char *item)
{
	return secret_attributes_build(&schema, "vault", id, "item", item, NULL);
}

/* Nobody there, locked, or anything else. */
static swa_err
from_error(const GError *error)
{
	if (error == NULL)
		return SWA_ERR_KEYRING_FAILED;
	if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
		return SWA_ERR_KEYRING_LOCKED;
	if (error->domain == G_IO_ERROR ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_FAILED) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_EXEC_FAILED) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED))
		return SWA_ERR_KEYRING_MISSING;
	return SWA_ERR_KEYRING_FAILED;
}

/*
 * A connection to the service, with the default collection unlocked: a locked
 * one answers lookups with nothing and without an error.  RET_COLLECTION is
 * NULL when the service has no default collection.
 */
static swa_err
connect_service(bool may_prompt, SecretService **ret_service, SecretCollection **ret_collection)
{
	SWA_CLEANUP(unrefp) GDBusConnection *bus = NULL;
	SWA_CLEANUP(unrefp) SecretService *service = NULL;
	SWA_CLEANUP(unrefp) SecretCollection *collection = NULL;
	SWA_CLEANUP(error_freep) GError *error = NULL;

	if ((bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error)) == NULL)
		return SWA_ERR_KEYRING_MISSING;
	/* GLib's default is to end the process when the bus goes away. */
	g_dbus_connection_set_exit_on_close(bus, FALSE);
	service = secret_service_open_sync(SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, NULL,
	                                   &error);
	if (service == NULL)
		return from_error(error);
	collection = secret_collection_for_alias_sync(service, SECRET_COLLECTION_DEFAULT,
	                                              SECRET_COLLECTION_NONE, NULL, &error);
	if (collection == NULL && error != NULL)
		return from_error(error);
	if (collection != NULL && secret_collection_get_locked(collection)) {
		GList one = {.data = collection, .next = NULL, .prev = NULL};

		if (!may_prompt)
			return SWA_ERR_KEYRING_LOCKED;
		/* The count of what was unlocked; a dismissed prompt is 0. */
		if (secret_service_unlock_sync(service, &one, NULL, NULL, &error) < 1)
			return SWA_ERR_KEYRING_LOCKED;
	}
	*ret_service = service;
	service = NULL;
	*ret_collection = collection;
	collection = NULL;
	return SWA_OK;
}

/* An item's value, or NULL. */
static swa_err
lookup(SecretService *service, const char *id, const char *item, SecretValue **ret_value)
{
	SWA_CLEANUP(attributes_unrefp) GHashTable *attributes = attributes_of(id, item);
	SWA_CLEANUP(error_freep) GError *error = NULL;
	SecretValue *value;

	value = secret_service_lookup_sync(service, &schema, attributes, NULL, &error);
	if (error != NULL)
		return from_error(error);
	*ret_value = value;
	return SWA_OK;
}

static swa_err
put(SecretService *service, const char *id, const char *item, const char *label, const struct swa_buf *text)
{
	SWA_CLEANUP(attributes_unrefp) GHashTable *attributes = attributes_of(id, item);
	SWA_CLEANUP(error_freep) GError *error = NULL;
	SWA_CLEANUP(value_unrefp) SecretValue *value = NULL;

	/* libsecret keeps the copy in locked memory and wipes it with the value. */
	value = secret_value_new(swa_buf_text(text), (gssize)text->size, "text/plain");
	if (!secret_service_store_sync(service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
	                               NULL, &error))
		return from_error(error);
	return SWA_OK;
}

static swa_err
store(const char *folder, const char *id, const struct swa_secret *root)
{
	SWA_CLEANUP(unrefp) SecretService *service = NULL;
	SWA_CLEANUP(unrefp) SecretCollection *collection = NULL;
	SWA_CLEANUP(value_unrefp) SecretValue *there = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	swa_err err;

	(void)folder;
	swa_buf_init(&text, KEYRING_KEY_TEXT);
	if ((err = connect_service(false, &service, &collection)) != SWA_OK)
		return err;
	/* Storing would make a collection, and ask the person for its password. */
	if (collection == NULL)
		return SWA_ERR_KEYRING_MISSING;
	if ((err = lookup(service, id, KEYRING_ITEM_KEY, &there)) != SWA_OK)
		return err;
	if (there != NULL)
		return SWA_ERR_VAULT_EXISTS;
	if ((err = keyring_key_to_text(root, &text)) != SWA_OK)
		return err;
	return put(service, id, KEYRING_ITEM_KEY, LABEL, &text);
}

/* The same, over a connection of its own. */
static swa_err
fetch(const char *id, const char *item, bool may_prompt, SecretValue **ret_value)
{
	SWA_CLEANUP(unrefp) SecretService *service = NULL;
	SWA_CLEANUP(unrefp) SecretCollection *collection = NULL;
	swa_err err;

	if ((err = connect_service(may_prompt, &service, &collection)) != SWA_OK)
		return err;
	return lookup(service, id, item, ret_value);
}

static swa_err
load(const char *folder, const char *id, bool may_prompt, struct swa_secret **ret_root)
{
	SWA_CLEANUP(value_unrefp) SecretValue *value = NULL;
	const char *text;
	gsize size;
	swa_err err;

	(void)folder;
	if ((err = fetch(id, KEYRING_ITEM_KEY, may_prompt, &value)) != SWA_OK)
		return err;
	if (value == NULL)
		return SWA_ERR_KEYRING_RESET;
	text = secret_value_get(value, &size);
	return keyring_key_from_text(text, size, ret_root);
}

static swa_err
set_anchor(const char *folder, const char *id, uint64_t generation)
{
	SWA_CLEANUP(unrefp) SecretService *service = NULL;
	SWA_CLEANUP(unrefp) SecretCollection *collection = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	swa_err err;

	(void)folder;
	swa_buf_init(&text, 32);
	if ((err = connect_service(false, &service, &collection)) != SWA_OK)
		return err;
	if (collection == NULL)
		return SWA_ERR_KEYRING_MISSING;
	if ((err = swa_buf_printf(&text, "%llu", (unsigned long long)generation)) != SWA_OK)
		return err;
	return put(service, id, KEYRING_ITEM_ANCHOR, ANCHOR_LABEL, &text);
}

static swa_err
anchor(const char *folder, const char *id, uint64_t *ret_generation)
{
	SWA_CLEANUP(value_unrefp) SecretValue *value = NULL;
	const char *text;
	gsize size;
	swa_err err;

	(void)folder;
	if ((err = fetch(id, KEYRING_ITEM_ANCHOR, false, &value)) != SWA_OK)
		return err;
	if (value == NULL) {
		*ret_generation = 0;
		return SWA_OK;
	}
	text = secret_value_get(value, &size);
	return keyring_number_from_text(text, size, ret_generation);
}

static swa_err
forget(const char *folder, const char *id)
{
	static const char *const items[] = {KEYRING_ITEM_KEY, KEYRING_ITEM_ANCHOR};
	SWA_CLEANUP(unrefp) SecretService *service = NULL;
	SWA_CLEANUP(unrefp) SecretCollection *collection = NULL;
	swa_err err;

	(void)folder;
	if ((err = connect_service(false, &service, &collection)) != SWA_OK)
		return err;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		SWA_CLEANUP(attributes_unrefp) GHashTable *attributes = attributes_of(id, items[i]);
		SWA_CLEANUP(error_freep) GError *error = NULL;

		/* FALSE without an error: there was none. */
		if (!secret_service_clear_sync(service, &schema, attributes, NULL, &error) && error != NULL)
			return from_error(error);
	}
	return SWA_OK;
}

const struct keyring_backend keyring_libsecret = {
        .store = store,
        .load = load,
        .set_anchor = set_anchor,
        .anchor = anchor,
        .remove = forget,
};
