#include "actions.h"

#include "about.h"
#include "notices.h"
#include "preferences.h"
#include "say.h"

#include <glib/gi18n.h>

static void
take_launch(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_actions *a = data;

	/* Where policy wants the passphrase first, the agent has asked for it to be asked. */
	if (err != SWA_OK && err != SWA_ERR_REAUTHENTICATION_NEEDED)
		swa_ui_say(a->application, _("The app was not opened"), err, body);
}

static void
take_sync(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_actions *a = data;

	swa_ui_state_refresh(a->state);
	if (err != SWA_OK)
		swa_ui_say(a->application, _("Nothing was synchronised"), err, body);
}

static void
take_lock(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_actions *a = data;

	if (err != SWA_OK)
		swa_ui_say(a->application, _("The vault was not locked"), err, body);
}

static void
take_my_apps(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_actions *a = data;

	if (err != SWA_OK)
		swa_ui_say(a->application, _("My Apps was not opened"), err, body);
}

static void
on_launch(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LAUNCH);

	(void)action;
	swa_json_set_text(request, "app_id", g_variant_get_string(parameter, NULL));
	swa_ui_connection_ask(a->connection, request, take_launch, a);
}

static void
on_my_apps(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_connection_ask(a->connection, swa_request_new(SWA_REQUEST_HOME_OPEN), take_my_apps, a);
}

static void
on_sync(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_connection_ask(a->connection, swa_request_new(SWA_REQUEST_SYNC), take_sync, a);
}

static void
on_lock(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_connection_ask(a->connection, swa_request_new(SWA_REQUEST_LOCK), take_lock, a);
}

static void
on_unlock(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_prompts_unlock(a->prompts);
}

static void
on_start(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_connection_retry(a->connection);
}

static void
on_attention(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	if (!swa_ui_prompts_present(a->prompts))
		swa_ui_notices_show(a->application, a->connection);
}

static void
on_preferences(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_preferences_show(a->application, a->connection);
}

static void
on_about(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	swa_ui_about_show(a->application, a->missing(a->context));
}

static void
on_quit(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct swa_ui_actions *a = data;

	(void)action;
	(void)parameter;
	g_application_quit(G_APPLICATION(a->application));
}

void
swa_ui_actions_add(struct swa_ui_actions *actions)
{
	static const GActionEntry entries[] = {
	        {.name = SWA_UI_ACTION_LAUNCH, .activate = on_launch, .parameter_type = "s"},
	        {.name = SWA_UI_ACTION_MY_APPS, .activate = on_my_apps},
	        {.name = SWA_UI_ACTION_SYNC, .activate = on_sync},
	        {.name = SWA_UI_ACTION_LOCK, .activate = on_lock},
	        {.name = SWA_UI_ACTION_UNLOCK, .activate = on_unlock},
	        {.name = SWA_UI_ACTION_START, .activate = on_start},
	        {.name = SWA_UI_ACTION_ATTENTION, .activate = on_attention},
	        {.name = SWA_UI_ACTION_PREFERENCES, .activate = on_preferences},
	        {.name = SWA_UI_ACTION_ABOUT, .activate = on_about},
	        {.name = SWA_UI_ACTION_QUIT, .activate = on_quit},
	};
	GSimpleAction *status =
	        g_simple_action_new_stateful(SWA_UI_ACTION_STATUS, NULL, g_variant_new_string(""));

	g_action_map_add_action_entries(G_ACTION_MAP(actions->application), entries, G_N_ELEMENTS(entries),
	                                actions);
	/* Read only: whoever asks for another state is not heard. */
	g_signal_connect(status, "change-state", G_CALLBACK(gtk_false), NULL);
	g_action_map_add_action(G_ACTION_MAP(actions->application), G_ACTION(status));
	g_object_unref(status);
}

void
swa_ui_actions_set_status(struct swa_ui_actions *actions, const char *text)
{
	GAction *status =
	        g_action_map_lookup_action(G_ACTION_MAP(actions->application), SWA_UI_ACTION_STATUS);

	g_simple_action_set_state(G_SIMPLE_ACTION(status), g_variant_new_string(text));
}
