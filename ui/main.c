/*
 * swa-tray: the icon in the panel, and every window.
 *
 * One instance for each session where there is a session bus, which a second
 * start talks to; without a bus it works all the same, as the only one of its
 * runtime folder.
 */
#include "about.h"
#include "actions.h"
#include "alone.h"
#include "icon.h"
#include "json.h"
#include "menu.h"
#include "notices.h"
#include "notify.h"
#include "place.h"
#include "preferences.h"
#include "swa_config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <stdlib.h>

#define APPLICATION_ID "org.swa_agent.Tray"
#define EXIT_NO_DISPLAY 3
#define WORDS_SECONDS 20 /* "3 minutes ago" is set anew */
#define HOST_SECONDS 5   /* how long a panel may take to show the icon before it counts as missing */

struct program {
	GtkApplication *application;
	struct swa_ui_connection *connection;
	struct swa_ui_state *state;
	struct swa_ui_prompts *prompts;
	struct swa_ui_notify *notify;
	struct swa_ui_menu *menu;
	struct swa_ui_icon *icon;
	struct swa_ui_actions actions;
	char *missing; /* what this desktop lacks */
	guint words_timer;
	guint host_timer; /* or 0 once it has fired */
};

/* Showing what is known. */

static void
show(struct program *program)
{
	const struct swa_ui_facts *facts = swa_ui_state_facts(program->state);
	g_autofree char *words = swa_ui_status_words(facts, g_get_real_time() / G_USEC_PER_SEC);
	g_autofree char *attention = swa_ui_status_attention(facts);
	g_autofree char *lines = g_strjoin("\n", words, attention != NULL ? attention : program->missing,
	                                   attention != NULL ? program->missing : NULL, NULL);

	swa_ui_menu_update(program->menu, facts, words);
	swa_ui_icon_show(program->icon, swa_ui_status_mood(facts), attention != NULL ? attention : words);
	swa_ui_actions_set_status(&program->actions, g_strchomp(lines));
}

static void
on_state_changed(void *context)
{
	show(context);
}

static gboolean
on_words_timer(gpointer data)
{
	show(data);
	return G_SOURCE_CONTINUE;
}

static void
look_for_missing(struct program *program)
{
	g_free(program->missing);
	program->missing = swa_ui_about_missing(swa_ui_icon_host(program->icon));
	show(program);
}

static const char *
missing_now(void *context)
{
	struct program *program = context;

	look_for_missing(program);
	return program->missing;
}

static void
on_host_changed(void *context)
{
	struct program *program = context;

	if (program->host_timer == 0)
		look_for_missing(program);
}

/** Said once: whoever started it by hand sees it, and the session's log keeps it. */
static gboolean
on_host_timer(gpointer data)
{
	struct program *program = data;

	program->host_timer = 0;
	look_for_missing(program);
	if (program->missing[0] != '\0')
		g_printerr("swa-tray: %s\n", program->missing);
	return G_SOURCE_REMOVE;
}

/* From the connection. */

static void
on_up(void *context)
{
	struct program *program = context;

	swa_ui_state_up(program->state);
	swa_ui_prompts_up(program->prompts);
	swa_ui_notify_changed(program->notify);
	swa_ui_preferences_changed(program->application);
}

static void
on_event(void *context, enum swa_event_type type, const struct swa_json *body)
{
	struct program *program = context;

	swa_ui_state_event(program->state, type);
	swa_ui_prompts_handle(program->prompts, body);
	if (type == SWA_EVENT_VAULT_CHANGED)
		swa_ui_preferences_changed(program->application);
	if (type == SWA_EVENT_NOTICES_CHANGED || type == SWA_EVENT_VAULT_CHANGED) {
		swa_ui_notify_changed(program->notify);
		swa_ui_notices_changed(program->application);
	}
}

static void
on_down(void *context, swa_err err)
{
	struct program *program = context;

	swa_ui_state_down(program->state, err);
	swa_ui_prompts_down(program->prompts);
	swa_ui_preferences_changed(program->application);
}

static const struct swa_ui_connection_events connection_events = {
        .up = on_up,
        .event = on_event,
        .down = on_down,
};

/* From the desktop. */

/** Once, in the one instance that stays. */
static void
on_startup(GApplication *application, gpointer data)
{
	struct program *program = data;

	if (g_application_get_dbus_connection(application) == NULL && !swa_ui_alone())
		return;                  /* nothing holds the application: it ends */
	g_application_hold(application); /* until Quit */
	program->connection = swa_ui_connection_new(&connection_events, program);
	program->state = swa_ui_state_new(program->connection, on_state_changed, program);
	program->prompts = swa_ui_prompts_new(program->application, program->connection);
	program->notify = swa_ui_notify_new(application, program->connection);
	program->actions = (struct swa_ui_actions){
	        .application = program->application,
	        .connection = program->connection,
	        .prompts = program->prompts,
	        .state = program->state,
	        .missing = missing_now,
	        .context = program,
	};
	swa_ui_actions_add(&program->actions);
	program->menu = swa_ui_menu_new(G_ACTION_GROUP(application));
	program->icon = swa_ui_icon_new(swa_ui_menu_widget(program->menu), on_host_changed, program);
	program->missing = g_strdup("");
	program->words_timer = g_timeout_add_seconds(WORDS_SECONDS, on_words_timer, program);
	program->host_timer = g_timeout_add_seconds(HOST_SECONDS, on_host_timer, program);
	show(program);
}

/** At the beginning, and when the program is started once more. */
static void
on_activate(GApplication *application, gpointer data)
{
	const struct program *program = data;

	(void)application;
	if (program->connection == NULL)
		return;
	(void)swa_ui_prompts_present(program->prompts);
	swa_ui_connection_retry(program->connection);
}

/* The command line. */

/** Print what the instance that runs knows.  @return the status to exit with */
static int
print_status(GApplication *application)
{
	g_autoptr(GVariant) text = NULL;

	/* One that only asks does not become the one that stays. */
	g_application_set_flags(application,
	                        g_application_get_flags(application) | G_APPLICATION_IS_LAUNCHER);
	if (g_application_register(application, NULL, NULL) && g_application_get_is_remote(application))
		text = g_action_group_get_action_state(G_ACTION_GROUP(application), SWA_UI_ACTION_STATUS);
	if (text == NULL) {
		g_printerr("swa-tray: %s\n", _("swa-tray is not running in this session."));
		return EXIT_FAILURE;
	}
	g_print("%s\n", g_variant_get_string(text, NULL));
	return EXIT_SUCCESS;
}

/** @return the status to exit with at once, or -1 to go on. */
static int
on_local_options(GApplication *application, GVariantDict *options, gpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	if (g_variant_dict_contains(options, "version")) {
		g_print("swa-tray %s\n", SWA_VERSION);
		return EXIT_SUCCESS;
	}
	if (g_variant_dict_contains(options, "status"))
		return print_status(application);
	g_set_prgname(APPLICATION_ID); /* from here on: what a desktop finds the window's icon by */
	if (!gtk_init_check(NULL, NULL)) {
		g_printerr("swa-tray: %s\n",
		           _("There is no display to show a window on. The browser's popup asks instead."));
		return EXIT_NO_DISPLAY;
	}
	if (!g_variant_dict_contains(options, "preferences"))
		return -1;
	if (!g_application_register(application, NULL, &error)) {
		g_printerr("swa-tray: %s\n", error->message);
		return EXIT_FAILURE;
	}
	g_action_group_activate_action(G_ACTION_GROUP(application), SWA_UI_ACTION_PREFERENCES, NULL);
	return -1;
}

static void
finish(struct program *program)
{
	const GList *window;

	if (program->connection != NULL) {
		g_source_remove(program->words_timer);
		if (program->host_timer != 0)
			g_source_remove(program->host_timer);
		swa_ui_prompts_free(program->prompts);
		while ((window = gtk_application_get_windows(program->application)) != NULL)
			gtk_widget_destroy(window->data); /* while there is a connection to leave */
		swa_ui_icon_free(program->icon);
		swa_ui_menu_free(program->menu);
		swa_ui_notify_free(program->notify);
		swa_ui_state_free(program->state);
		swa_ui_connection_free(program->connection);
		g_free(program->missing);
	}
	g_object_unref(program->application);
}

/** In the language of the person, where there is a translation. */
static void
speak(void)
{
	g_autofree char *folder = swa_ui_place(SWA_LOCALE_DIR);

	setlocale(LC_ALL, "");
	if (folder != NULL)
		bindtextdomain(SWA_TEXT_DOMAIN, folder);
	bind_textdomain_codeset(SWA_TEXT_DOMAIN, "UTF-8");
	textdomain(SWA_TEXT_DOMAIN);
}

int
main(int argc, char **argv)
{
	static const GOptionEntry options[] = {
	        {"preferences", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the preferences"), NULL},
	        {"status", 0, 0, G_OPTION_ARG_NONE, NULL,
	         N_("Print what the icon shows and what this desktop lacks, and exit"), NULL},
	        {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL},
	        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
	};
	struct program program = {0};
	GApplication *application;
	int status;

	speak();
	swa_json_setup();
	g_set_application_name("swa-agent");

	program.application = gtk_application_new(APPLICATION_ID, G_APPLICATION_DEFAULT_FLAGS);
	application = G_APPLICATION(program.application);
	g_application_add_main_option_entries(application, options);
	g_application_set_option_context_summary(
	        application,
	        _("Shows swa-agent in the panel, and asks what only you can know: whether a sign-in "
	          "worked, and your passphrase."));
	g_signal_connect(application, "handle-local-options", G_CALLBACK(on_local_options), NULL);
	g_signal_connect(application, "startup", G_CALLBACK(on_startup), &program);
	g_signal_connect(application, "activate", G_CALLBACK(on_activate), &program);

	status = g_application_run(application, argc, argv);
	finish(&program);
	return status;
}
