#include "notify.h"

#include "actions.h"
#include "notices.h"

#include <glib/gi18n.h>

struct swa_ui_notify {
	GApplication *application;            /* borrowed */
	struct swa_ui_connection *connection; /* borrowed */
	GHashTable *announced;                /* ids of notices that are there and were announced */
};

static void
announce(struct swa_ui_notify *n, const struct swa_json *notice)
{
	g_autofree char *words = swa_ui_notice_words(notice);
	g_autoptr(GNotification) notification = g_notification_new("swa-agent");

	g_notification_set_body(notification, words);
	g_notification_set_default_action(notification, "app." SWA_UI_ACTION_ATTENTION);
	g_notification_add_button(notification, _("Show"), "app." SWA_UI_ACTION_ATTENTION);
	g_application_send_notification(n->application, swa_json_get_text(notice, "id"), notification);
}

static bool
is_listed(const struct swa_json *list, const char *id)
{
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (g_strcmp0(swa_json_get_text(at, "id"), id) == 0)
			return true;
	}
	return false;
}

static void
take_notices(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_notify *n = data;
	const struct swa_json *list = swa_json_get(body, "notices");
	GHashTableIter iter;
	gpointer id;

	if (err != SWA_OK)
		return; /* locked: they are announced when it is open */
	g_hash_table_iter_init(&iter, n->announced);
	while (g_hash_table_iter_next(&iter, &id, NULL)) {
		if (!is_listed(list, id)) {
			g_application_withdraw_notification(n->application, id);
			g_hash_table_iter_remove(&iter);
		}
	}
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (g_hash_table_add(n->announced, g_strdup(swa_json_get_text(at, "id"))))
			announce(n, at);
	}
}

void
swa_ui_notify_changed(struct swa_ui_notify *notify)
{
	swa_ui_connection_ask(notify->connection, swa_request_new(SWA_REQUEST_NOTICES_LIST), take_notices,
	                      notify);
}

struct swa_ui_notify *
swa_ui_notify_new(GApplication *application, struct swa_ui_connection *connection)
{
	struct swa_ui_notify *n = g_new0(struct swa_ui_notify, 1);

	n->application = application;
	n->connection = connection;
	n->announced = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return n;
}

void
swa_ui_notify_free(struct swa_ui_notify *notify)
{
	if (notify == NULL)
		return;
	swa_ui_connection_forget(notify->connection, notify);
	g_hash_table_destroy(notify->announced);
	g_free(notify);
}
