/*
 * swa-tray: asks "Were you able to sign in?".
 *
 * One instance for each session where there is a session bus, which a second
 * start brings to the front; without a bus it works all the same.
 */
#include "asker.h"
#include "json.h"
#include "swa_config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <stdlib.h>

#define APPLICATION_ID "org.swa_agent.Tray"
#define EXIT_NO_DISPLAY 3

struct program {
	GtkApplication *application;
	struct swa_ui_asker *asker; /* NULL before the first activation */
};

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

static void
on_activate(GApplication *application, gpointer data)
{
	struct program *program = data;

	if (program->asker != NULL)
		swa_ui_asker_present(program->asker);
	else
		program->asker = swa_ui_asker_new(GTK_APPLICATION(application));
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
	g_signal_connect(application, "activate", G_CALLBACK(on_activate), &program);

	status = g_application_run(application, argc, argv);
	if (program.asker != NULL && status == EXIT_SUCCESS)
		status = swa_ui_asker_exit_status(program.asker);
	swa_ui_asker_free(program.asker);
	g_object_unref(application);
	return status;
}
