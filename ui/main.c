/*
 * swa-tray: asks "Were you able to sign in?".
 *
 * One instance for each session where there is a session bus, which a second
 * start brings to the front; without a bus it works all the same.
 */
#include "connection.h"
#include "json.h"
#include "prompts.h"
#include "swa_config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <stdlib.h>

#define APPLICATION_ID "org.swa_agent.Tray"
#define EXIT_NO_DISPLAY 3

struct program {
	GtkApplication *application;
	struct swa_ui_connection *connection;
	struct swa_ui_prompts *prompts;
};

/* From the connection. */

static void
on_up(void *context)
{
	const struct program *program = context;

	swa_ui_prompts_up(program->prompts);
}

static void
on_event(void *context, enum swa_event_type type, const struct swa_json *body)
{
	const struct program *program = context;

	(void)type;
	swa_ui_prompts_handle(program->prompts, body);
}

static void
on_down(void *context, swa_err err)
{
	const struct program *program = context;

	(void)err;
	swa_ui_prompts_down(program->prompts);
}

static const struct swa_ui_connection_events connection_events = {
        .up = on_up,
        .event = on_event,
        .down = on_down,
};

/* From the desktop. */

/** @return the status to exit with at once, or -1 to go on. */
static int
on_local_options(GApplication *application, GVariantDict *options, gpointer data)
{
	(void)application;
	(void)data;
	if (g_variant_dict_contains(options, "version")) {
		g_print("swa-tray %s\n", SWA_VERSION);
		return EXIT_SUCCESS;
	}
	g_set_prgname(APPLICATION_ID); /* from here on: what a desktop finds the window's icon by */
	if (!gtk_init_check(NULL, NULL)) {
		g_printerr("swa-tray: %s\n",
		           _("There is no display to show a window on. The browser's popup asks instead."));
		return EXIT_NO_DISPLAY;
	}
	return -1;
}

/** Once, in the one instance that stays. */
static void
on_startup(GApplication *application, gpointer data)
{
	struct program *program = data;

	g_application_hold(application); /* until Quit */
	program->connection = swa_ui_connection_new(&connection_events, program);
	program->prompts = swa_ui_prompts_new(program->application, program->connection);
}

/** At the beginning, and when the program is started once more. */
static void
on_activate(GApplication *application, gpointer data)
{
	const struct program *program = data;

	(void)application;
	(void)swa_ui_prompts_present(program->prompts);
	swa_ui_connection_retry(program->connection);
}

static void
finish(struct program *program)
{
	swa_ui_prompts_free(program->prompts);
	swa_ui_connection_free(program->connection);
	g_object_unref(program->application);
}

int
main(int argc, char **argv)
{
	static const GOptionEntry options[] = {
	        {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL},
	        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
	};
	struct program program = {0};
	GApplication *application;
	int status;

	setlocale(LC_ALL, "");
	bindtextdomain(SWA_TEXT_DOMAIN, SWA_LOCALE_DIR);
	bind_textdomain_codeset(SWA_TEXT_DOMAIN, "UTF-8");
	textdomain(SWA_TEXT_DOMAIN);
	swa_json_setup();
	g_set_application_name("swa-agent");

	program.application = gtk_application_new(APPLICATION_ID, G_APPLICATION_DEFAULT_FLAGS);
	application = G_APPLICATION(program.application);
	g_application_add_main_option_entries(application, options);
	g_application_set_option_context_summary(
	        application,
	        _("Asks whether a sign-in worked. swa-agent starts it when there is a question."));
	g_signal_connect(application, "handle-local-options", G_CALLBACK(on_local_options), NULL);
	g_signal_connect(application, "startup", G_CALLBACK(on_startup), &program);
	g_signal_connect(application, "activate", G_CALLBACK(on_activate), &program);

	status = g_application_run(application, argc, argv);
	finish(&program);
	return status;
}
