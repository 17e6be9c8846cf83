#include "print_code.h"

#include <glib/gi18n.h>

#define TEXT_FONT "Sans 11"
#define CODE_FONT "Monospace Bold 18"
#define LINE_GAP 24.0

static double
print_line(GtkPrintContext *context, const char *text, const char *font, double at)
{
	PangoLayout *layout = gtk_print_context_create_pango_layout(context);
	PangoFontDescription *description = pango_font_description_from_string(font);
	cairo_t *cr = gtk_print_context_get_cairo_context(context);
	int height = 0;

	pango_layout_set_font_description(layout, description);
	pango_layout_set_width(layout, (int)(gtk_print_context_get_width(context) * PANGO_SCALE));
	pango_layout_set_text(layout, text, -1);
	pango_layout_get_pixel_size(layout, NULL, &height);
	cairo_move_to(cr, 0, at);
	pango_cairo_show_layout(cr, layout);
	pango_font_description_free(description);
	g_object_unref(layout);
	return at + height + LINE_GAP;
}

static void
on_draw_page(GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
	double at = 0;

	(void)operation;
	(void)page;
	at = print_line(context, _("Recovery code of the swa-agent vault"), TEXT_FONT, at);
	at = print_line(context, data, CODE_FONT, at);
	(void)print_line(
	        context,
	        _("It opens the vault when keyring and passphrase are lost: choose “Unlock…” in the tray, "
	          "or run “swactl unlock --recovery”. Keep this paper where you keep papers of value."),
	        TEXT_FONT, at);
}

bool
swa_ui_print_code(GtkWindow *above, const char *code)
{
	g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new();

	gtk_print_operation_set_n_pages(operation, 1);
	gtk_print_operation_set_job_name(operation, _("Recovery code"));
	g_signal_connect(operation, "draw-page", G_CALLBACK(on_draw_page), (gpointer)code);
	return gtk_print_operation_run(operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, above, NULL) !=
	       GTK_PRINT_OPERATION_RESULT_ERROR;
}
