#include "tile.h"

#include "text.h"

#define TILE_SIZE 48
#define TILE_RADIUS 10.0
#define LETTER_SIZE 24.0

/* Each is dark enough for white letters (contrast above 4.5). */
static const struct {
	double red, green, blue;
} colours[] = {
        {0.11, 0.37, 0.69}, {0.05, 0.46, 0.43}, {0.18, 0.49, 0.20}, {0.71, 0.27, 0.04},
        {0.75, 0.18, 0.22}, {0.62, 0.16, 0.47}, {0.42, 0.25, 0.72}, {0.30, 0.37, 0.43},
};

static void
rounded_square(cairo_t *cr, double size, double radius)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, size - radius, radius, radius, -G_PI_2, 0.0);
	cairo_arc(cr, size - radius, size - radius, radius, 0.0, G_PI_2);
	cairo_arc(cr, radius, size - radius, radius, G_PI_2, G_PI);
	cairo_arc(cr, radius, radius, radius, G_PI, G_PI + G_PI_2);
	cairo_close_path(cr);
}

static gboolean
on_draw(GtkWidget *widget, cairo_t *cr, gpointer data)
{
	const char *letter = data;
	guint colour = g_str_hash(letter) % G_N_ELEMENTS(colours);
	g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, letter);
	PangoFontDescription *font = pango_font_description_copy(
	        pango_context_get_font_description(gtk_widget_get_pango_context(widget)));
	PangoRectangle ink;

	cairo_set_source_rgb(cr, colours[colour].red, colours[colour].green, colours[colour].blue);
	rounded_square(cr, TILE_SIZE, TILE_RADIUS);
	cairo_fill(cr);

	pango_font_description_set_absolute_size(font, LETTER_SIZE * PANGO_SCALE);
	pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_get_pixel_extents(layout, &ink, NULL);
	cairo_move_to(cr, (TILE_SIZE - ink.width) / 2.0 - ink.x, (TILE_SIZE - ink.height) / 2.0 - ink.y);
	cairo_set_source_rgb(cr, 1.0, 1.0, 1.0);
	pango_cairo_show_layout(cr, layout);
	return GDK_EVENT_STOP;
}

static void
free_letter(gpointer letter, GClosure *closure)
{
	(void)closure;
	g_free(letter);
}

GtkWidget *
swa_ui_tile_new(const char *label)
{
	GtkWidget *tile = gtk_drawing_area_new();

	gtk_widget_set_size_request(tile, TILE_SIZE, TILE_SIZE);
	g_signal_connect_data(tile, "draw", G_CALLBACK(on_draw), swa_ui_text_initial(label), free_letter,
	                      (GConnectFlags)0);
	return tile;
}
