#include "preferences.h"

#include "autostart.h"
#include "dialog.h"
#include "key_dialog.h"
#include "single.h"
#include "text.h"

#include <glib/gi18n.h>

#define WINDOW "swa-preferences"
#define SPACE 12
#define NAME_CHARS 80
#define IDLE_MOST 1440    /* minutes: a day */
#define SCREEN_HEIGHT 768 /* where the display does not tell */
#define SCREEN_FRAME 100

/* A setting that the agent keeps. */
struct setting {
	const char *name;
	GtkWidget *widget; /* a check button, or a spin button */
	GtkWidget *reason; /* why it cannot be changed; hidden where it can */
};

enum { OFFERS, LOCK_WITH_SCREEN, LOCK_IDLE_MINUTES, SETTINGS };

struct preferences {
	GtkApplication *application;          /* borrowed */
	struct swa_ui_connection *connection; /* borrowed */
	GtkWidget *window;
	GtkWidget *trouble; /* why nothing can be changed now; hidden where it can */
	struct setting settings[SETTINGS];
	GtkWidget *autostart;
	GtkWidget *keyring;
	GtkWidget *keyring_text;
	GtkWidget *passphrase_text;
	GtkWidget *passphrase_set;
	GtkWidget *passphrase_remove;
	GtkWidget *recovery_text;
	GtkWidget *recovery_make;
	char *key_place; /* "login", "file" or "passphrase" */
	bool has_passphrase;
	bool open;                            /* the vault is, and so settings and keys can be changed */
	struct swa_ui_key_dialog *key_dialog; /* NULL while no key is being changed */
	bool filling;                         /* the widgets are being set, not changed by the person */
};

static void look(struct preferences *p);

/* Saying. */

static void
say(GtkWidget *line, const char *text)
{
	gtk_label_set_text(GTK_LABEL(line), text);
	gtk_widget_set_visible(line, text[0] != '\0');
}

static void
say_error(struct preferences *p, swa_err err, const struct swa_json *body)
{
	g_autofree char *text =
	        swa_ui_text_error(err, swa_json_get_text(swa_json_get(body, "error"), "where"));

	say(p->trouble, text);
}

/* Settings. */

static void
take_set(void *data, swa_err err, const struct swa_json *body)
{
	struct preferences *p = data;

	if (err != SWA_OK)
		say_error(p, err, body);
	else
		say(p->trouble, "");
	look(p); /* what holds is shown, whatever was asked for */
}

static void
set(struct preferences *p, const struct setting *setting)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_PREFERENCE_SET);

	swa_json_set_text(request, "name", setting->name);
	if (GTK_IS_SPIN_BUTTON(setting->widget))
		swa_json_set_integer(request, "value",
		                     gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(setting->widget)));
	else
		swa_json_set_bool(request, "value",
		                  gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(setting->widget)));
	swa_ui_connection_ask(p->connection, request, take_set, p);
}

static void
on_changed(GtkWidget *widget, gpointer data)
{
	struct preferences *p = data;

	for (size_t i = 0; i < SETTINGS && !p->filling; i++) {
		if (p->settings[i].widget == widget)
			set(p, &p->settings[i]);
	}
}

static void
show_setting(struct setting *setting, const struct swa_json *found)
{
	bool policy = g_strcmp0(swa_json_get_text(found, "source"), "policy") == 0;
	g_autofree char *from = swa_ui_text_shown(policy ? swa_json_get_text(found, "from") : "", NAME_CHARS);
	/* Translators: %s is the name of a file or of an organisation. */
	g_autofree char *reason = g_strdup_printf(_("This is decided by policy: %s"), from);
	int64_t number = 0;

	if (GTK_IS_SPIN_BUTTON(setting->widget)) {
		(void)swa_json_get_integer(found, "value", &number);
		gtk_spin_button_set_value(GTK_SPIN_BUTTON(setting->widget), (double)number);
	} else {
		gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(setting->widget),
		                             swa_json_get_bool(found, "value", false));
	}
	gtk_widget_set_sensitive(setting->widget, found != NULL && !policy);
	say(setting->reason, policy ? reason : "");
}

static void
take_preferences(void *data, swa_err err, const struct swa_json *body)
{
	struct preferences *p = data;
	const struct swa_json *list = swa_json_get(body, "preferences");

	p->filling = true;
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct swa_json *found = swa_json_first(list);

		while (found != NULL && g_strcmp0(swa_json_get_text(found, "name"), p->settings[i].name) != 0)
			found = swa_json_next(found);
		if (found != NULL)
			show_setting(&p->settings[i], found);
		else
			gtk_widget_set_sensitive(p->settings[i].widget, FALSE);
	}
	p->filling = false;
	if (err != SWA_OK)
		say_error(p, err, body);
	else if (!p->open)
		say(p->trouble, ""); /* it was locked before */
	p->open = err == SWA_OK;
	if (!p->open) { /* a code on the screen goes with the lock */
		swa_ui_key_dialog_free(p->key_dialog);
		p->key_dialog = NULL;
	}
}

static void
on_autostart(GtkToggleButton *button, gpointer data)
{
	struct preferences *p = data;

	if (p->filling)
		return;
	if (!swa_ui_autostart_set(gtk_toggle_button_get_active(button)))
		say(p->trouble,
		    _("Whether it starts at login could not be changed: the folder “autostart” among "
		      "your configuration files cannot be written."));
	p->filling = true;
	gtk_toggle_button_set_active(button, swa_ui_autostart_is_on());
	p->filling = false;
}

/* Keys. */

static const char *
keyring_words(const char *keyring)
{
	if (g_strcmp0(keyring, "login") == 0)
		return _("The vault opens with your login keyring.");
	if (g_strcmp0(keyring, "file") == 0)
		return _("The vault opens with a key file on this computer.");
	return _("The vault opens with the passphrase only.");
}

static void
show_keys(struct preferences *p, bool recovery)
{
	p->filling = true;
	gtk_combo_box_set_active_id(GTK_COMBO_BOX(p->keyring), p->key_place);
	p->filling = false;
	gtk_label_set_text(GTK_LABEL(p->keyring_text), keyring_words(p->key_place));
	gtk_label_set_text(GTK_LABEL(p->passphrase_text),
	                   p->has_passphrase ? _("A passphrase is set.") : _("No passphrase is set."));
	gtk_button_set_label(GTK_BUTTON(p->passphrase_set),
	                     p->has_passphrase ? _("C_hange passphrase…") : _("Set _passphrase…"));
	gtk_label_set_text(GTK_LABEL(p->recovery_text),
	                   recovery ? _("A recovery code was made. A new one replaces it.")
	                            : _("No recovery code was made. It opens the vault when keyring and "
	                                "passphrase are lost."));
}

static void
allow_keys(struct preferences *p, bool allowed)
{
	gtk_widget_set_sensitive(p->keyring, allowed);
	gtk_widget_set_sensitive(p->passphrase_set, allowed);
	/* The only way in cannot be taken away. */
	gtk_widget_set_sensitive(p->passphrase_remove,
	                         allowed && p->has_passphrase && g_strcmp0(p->key_place, "passphrase") != 0);
	gtk_widget_set_sensitive(p->recovery_make, allowed);
}

static void
take_keys(void *data, swa_err err, const struct swa_json *body)
{
	struct preferences *p = data;

	if (err == SWA_OK) {
		g_free(p->key_place);
		p->key_place = g_strdup(swa_json_get_text(body, "keyring"));
		p->has_passphrase = swa_json_get_bool(body, "passphrase", false);
		show_keys(p, swa_json_get_bool(body, "recovery", false));
	}
	allow_keys(p, err == SWA_OK && p->open);
}

static void
on_key_dialog_closed(void *context)
{
	struct preferences *p = context;

	swa_ui_key_dialog_free(p->key_dialog);
	p->key_dialog = NULL;
	look(p);
}

static void
change_keys(struct preferences *p, enum swa_ui_key_act act, const char *keyring)
{
	swa_ui_key_dialog_free(p->key_dialog);
	p->key_dialog = swa_ui_key_dialog_new(p->application, p->connection, act, keyring, p->has_passphrase,
	                                      on_key_dialog_closed, p);
}

static void
on_passphrase_set(GtkButton *button, gpointer data)
{
	(void)button;
	change_keys(data, SWA_UI_KEY_PASSPHRASE_SET, NULL);
}

static void
on_passphrase_remove(GtkButton *button, gpointer data)
{
	(void)button;
	change_keys(data, SWA_UI_KEY_PASSPHRASE_REMOVE, NULL);
}

static void
on_recovery(GtkButton *button, gpointer data)
{
	(void)button;
	change_keys(data, SWA_UI_KEY_RECOVERY_MAKE, NULL);
}

static void
on_keyring(GtkComboBox *combo, gpointer data)
{
	struct preferences *p = data;
	const char *chosen = gtk_combo_box_get_active_id(combo);

	if (!p->filling && chosen != NULL && g_strcmp0(chosen, p->key_place) != 0)
		change_keys(p, SWA_UI_KEY_KEYRING_SET, chosen);
}

/* The window. */

static void
look(struct preferences *p)
{
	p->filling = true;
	gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(p->autostart), swa_ui_autostart_is_on());
	p->filling = false;
	swa_ui_connection_ask(p->connection, swa_request_new(SWA_REQUEST_PREFERENCES_SHOW), take_preferences,
	                      p);
	swa_ui_connection_ask(p->connection, swa_request_new(SWA_REQUEST_VAULT_KEYS), take_keys, p);
}

static GtkWidget *
new_line(const char *text)
{
	GtkWidget *line = swa_ui_line_new(text);

	gtk_style_context_add_class(gtk_widget_get_style_context(line), GTK_STYLE_CLASS_DIM_LABEL);
	return line;
}

static GtkWidget *
add_section(GtkWidget *page, const char *title)
{
	GtkWidget *section = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE / 2);
	GtkWidget *heading = gtk_label_new(title);
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
	gtk_label_set_attributes(GTK_LABEL(heading), attributes);
	pango_attr_list_unref(attributes);
	gtk_label_set_xalign(GTK_LABEL(heading), 0.0f);
	gtk_container_add(GTK_CONTAINER(section), heading);
	gtk_container_add(GTK_CONTAINER(page), section);
	return section;
}

static void
add_reason(GtkWidget *section, struct setting *setting)
{
	setting->reason = new_line("");
	gtk_widget_set_no_show_all(setting->reason, TRUE);
	gtk_container_add(GTK_CONTAINER(section), setting->reason);
	atk_object_add_relationship(gtk_widget_get_accessible(setting->widget), ATK_RELATION_DESCRIBED_BY,
	                            gtk_widget_get_accessible(setting->reason));
}

static GtkWidget *
new_check(const char *mnemonic, GCallback toggled, struct preferences *p)
{
	GtkWidget *check = gtk_check_button_new_with_mnemonic(mnemonic);

	swa_ui_line_wrap(gtk_bin_get_child(GTK_BIN(check)));
	g_signal_connect(check, "toggled", toggled, p);
	return check;
}

static void
add_check(struct preferences *p, GtkWidget *section, size_t index, const char *name, const char *mnemonic)
{
	struct setting *setting = &p->settings[index];

	setting->name = name;
	setting->widget = new_check(mnemonic, G_CALLBACK(on_changed), p);
	gtk_container_add(GTK_CONTAINER(section), setting->widget);
	add_reason(section, setting);
}

static void
add_idle(struct preferences *p, GtkWidget *section)
{
	struct setting *setting = &p->settings[LOCK_IDLE_MINUTES];
	GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, SPACE);
	GtkWidget *name = gtk_label_new_with_mnemonic(_("_Minutes without use before it locks (0: never)"));

	setting->name = "lock_idle_minutes";
	setting->widget = gtk_spin_button_new_with_range(0, IDLE_MOST, 1);
	gtk_label_set_mnemonic_widget(GTK_LABEL(name), setting->widget);
	gtk_label_set_xalign(GTK_LABEL(name), 0.0f);
	gtk_label_set_line_wrap(GTK_LABEL(name), TRUE);
	g_signal_connect(setting->widget, "value-changed", G_CALLBACK(on_changed), p);
	gtk_box_pack_start(GTK_BOX(row), name, TRUE, TRUE, 0);
	gtk_container_add(GTK_CONTAINER(row), setting->widget);
	gtk_container_add(GTK_CONTAINER(section), row);
	add_reason(section, setting);
}

/** A line with FIRST and SECOND (may be NULL) below it.  @return the line */
static GtkWidget *
add_key_row(GtkWidget *section, GtkWidget *first, GtkWidget *second)
{
	GtkWidget *text = new_line("");
	GtkWidget *row = gtk_box_new(
	        swa_ui_is_narrow() ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, SPACE / 2);

	gtk_container_add(GTK_CONTAINER(section), text);
	gtk_container_add(GTK_CONTAINER(row), first);
	if (second != NULL)
		gtk_container_add(GTK_CONTAINER(row), second);
	gtk_container_add(GTK_CONTAINER(section), row);
	return text;
}

static GtkWidget *
new_button(struct preferences *p, const char *mnemonic, GCallback clicked)
{
	GtkWidget *button = gtk_button_new_with_mnemonic(mnemonic);

	g_signal_connect(button, "clicked", clicked, p);
	return button;
}

static void
add_keys(struct preferences *p, GtkWidget *section)
{
	GtkWidget *name = gtk_label_new_with_mnemonic(_("_What opens the vault"));
	GtkComboBoxText *combo;

	p->keyring = gtk_combo_box_text_new();
	combo = GTK_COMBO_BOX_TEXT(p->keyring);
	gtk_combo_box_text_append(combo, "login", _("The login keyring"));
	gtk_combo_box_text_append(combo, "file", _("A key file"));
	gtk_combo_box_text_append(combo, "passphrase", _("The passphrase only"));
	gtk_label_set_mnemonic_widget(GTK_LABEL(name), p->keyring);
	gtk_label_set_xalign(GTK_LABEL(name), 0.0f);
	g_signal_connect(p->keyring, "changed", G_CALLBACK(on_keyring), p);
	gtk_container_add(GTK_CONTAINER(section), name);
	p->keyring_text = add_key_row(section, p->keyring, NULL);

	p->passphrase_set = new_button(p, _("Set _passphrase…"), G_CALLBACK(on_passphrase_set));
	p->passphrase_remove = new_button(p, _("_Remove passphrase…"), G_CALLBACK(on_passphrase_remove));
	p->passphrase_text = add_key_row(section, p->passphrase_set, p->passphrase_remove);

	p->recovery_make = new_button(p, _("Make re_covery code…"), G_CALLBACK(on_recovery));
	p->recovery_text = add_key_row(section, p->recovery_make, NULL);
}

/** What a screen has room for, its panels and the window's own frame left out. */
static int
most_height(void)
{
	GdkMonitor *monitor = gdk_display_get_monitor(gdk_display_get_default(), 0);
	GdkRectangle area = {.height = SCREEN_HEIGHT};

	if (monitor != NULL)
		gdk_monitor_get_workarea(monitor, &area);
	return MAX(area.height - SCREEN_FRAME, SCREEN_FRAME);
}

static void
build(struct preferences *p)
{
	GtkWidget *scroll = gtk_scrolled_window_new(NULL, NULL);
	GtkWidget *page = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE + SPACE / 2);
	GtkWidget *section;

	gtk_container_set_border_width(GTK_CONTAINER(page), SPACE + SPACE / 2);
	p->trouble = swa_ui_line_new("");
	gtk_widget_set_no_show_all(p->trouble, TRUE);
	gtk_container_add(GTK_CONTAINER(page), p->trouble);

	section = add_section(page, _("Locking"));
	add_check(p, section, LOCK_WITH_SCREEN, "lock_with_screen", _("Lock when the _screen is locked"));
	add_idle(p, section);
	section = add_section(page, _("Saving logins"));
	add_check(p, section, OFFERS, "offers", _("_Offer to save a login after signing in by hand"));
	section = add_section(page, _("Starting"));
	p->autostart = new_check(_("Show the icon at _login"), G_CALLBACK(on_autostart), p);
	gtk_container_add(GTK_CONTAINER(section), p->autostart);
	section = add_section(page, _("Opening the vault"));
	add_keys(p, section);

	gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(scroll), TRUE);
	gtk_scrolled_window_set_max_content_height(GTK_SCROLLED_WINDOW(scroll), most_height());
	gtk_container_add(GTK_CONTAINER(scroll), page);
	gtk_container_add(GTK_CONTAINER(p->window), scroll);
	gtk_widget_show_all(scroll);
}

static void
on_destroy(GtkWidget *window, gpointer data)
{
	struct preferences *p = data;

	(void)window;
	swa_ui_key_dialog_free(p->key_dialog);
	swa_ui_connection_forget(p->connection, p);
	g_free(p->key_place);
	g_free(p);
}

static gboolean
on_key(GtkWidget *window, GdkEventKey *event, gpointer data)
{
	(void)data;
	if (event->keyval != GDK_KEY_Escape)
		return GDK_EVENT_PROPAGATE;
	gtk_widget_destroy(window);
	return GDK_EVENT_STOP;
}

void
swa_ui_preferences_show(GtkApplication *application, struct swa_ui_connection *connection)
{
	GtkWidget *window = swa_ui_single_find(application, WINDOW);
	struct preferences *p;

	if (window == NULL) {
		p = g_new0(struct preferences, 1);
		p->application = application;
		p->connection = connection;
		p->open = true; /* until the agent says otherwise */
		p->window = window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
		swa_ui_single_keep(application, WINDOW, window);
		gtk_window_set_title(GTK_WINDOW(window), _("Preferences of swa-agent"));
		g_object_set_data(G_OBJECT(window), WINDOW, p);
		g_signal_connect(window, "destroy", G_CALLBACK(on_destroy), p);
		g_signal_connect(window, "key-press-event", G_CALLBACK(on_key), NULL);
		build(p);
		allow_keys(p, false);
		look(p);
	}
	gtk_window_present(GTK_WINDOW(window));
}

void
swa_ui_preferences_changed(GtkApplication *application)
{
	GtkWidget *window = swa_ui_single_find(application, WINDOW);

	if (window != NULL)
		look(g_object_get_data(G_OBJECT(window), WINDOW));
}
