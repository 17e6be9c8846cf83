#include "autostart.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>

#define FILE_NAME "org.swa_agent.Tray.desktop"
#define FOLDER_MODE 0700

static char *
own_file(void)
{
	return g_build_filename(g_get_user_config_dir(), "autostart", FILE_NAME, NULL);
}

static bool
is_installed(void)
{
	for (const char *const *folder = g_get_system_config_dirs(); *folder != NULL; folder++) {
		g_autofree char *file = g_build_filename(*folder, "autostart", FILE_NAME, NULL);

		if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
			return true;
	}
	return false;
}

bool
swa_ui_autostart_is_on(void)
{
	g_autofree char *own = own_file();
	g_autoptr(GKeyFile) file = g_key_file_new();

	if (!g_key_file_load_from_file(file, own, G_KEY_FILE_NONE, NULL))
		return is_installed();
	return !g_key_file_get_boolean(file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL);
}

bool
swa_ui_autostart_set(bool on)
{
	g_autofree char *own = own_file();
	g_autofree char *folder = g_path_get_dirname(own);
	g_autoptr(GKeyFile) file = g_key_file_new();

	if (on && is_installed()) /* the system's file is enough */
		return g_unlink(own) == 0 || errno == ENOENT;
	if (g_mkdir_with_parents(folder, FOLDER_MODE) != 0)
		return false;
	g_key_file_set_string(file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE,
	                      G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
	g_key_file_set_string(file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "swa-agent");
	g_key_file_set_string(file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, "swa-tray");
	if (!on)
		g_key_file_set_boolean(file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, TRUE);
	return g_key_file_save_to_file(file, own, NULL);
}
