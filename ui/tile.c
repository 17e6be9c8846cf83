#include "tile.h"

#include "text.h"

#define TILE_SIZE 48
#define TILE_RADIUS 10.0
#define LETTER_SIZE 24.0

/* hsl(hue 52% 42%), one of 24 hues: extension/popup/popup.css and parts.js. */
#define SATURATION 0.52
#define LIGHTNESS 0.42
#define HUES 24u

struct tile {
	char *letter;
	double hue; /* 0 ... 1 */
};

static double
hue_of(const char *seed)
{
	g_autofree char *valid = g_utf8_make_valid(seed, -1);
	guint32 hash = 0;

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at))
		hash = hash * 31 + g_utf8_get_char(at);
	return (double)(hash % HUES) / HUES;
}

static void
set_colour(cairo_t *cr, double hue)
{
	const double value = LIGHTNESS * (1 + SATURATION); /* the same colour as value and saturation */
	double red, green, blue;

	gtk_hsv_to_rgb(hue, 2 * SATURATION / (1 + SATURATION), value, &red, &green, &blue);
	cairo_set_source_rgb(cr, red, green, blue);
}

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
	const struct tile *tile = data;
	g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, tile->letter);
	PangoFontDescription *font = pango_font_description_copy(
	        pango_context_get_font_description(gtk_widget_get_pango_context(widget)));
	PangoRectangle ink;

	set_colour(cr, tile->hue);
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
free_tile(gpointer data, GClosure *closure)
{
	struct tile *tile = data;

	(void)closure;
	g_free(tile->letter);
	g_free(tile);
}

GtkWidget *
swa_ui_tile_new(const char *label, const char *app_id)
{
	GtkWidget *area = gtk_drawing_area_new();
	struct tile *tile = g_new(struct tile, 1);

	tile->letter = swa_ui_text_initial(label);
	tile->hue = hue_of(app_id);
	gtk_widget_set_size_request(area, TILE_SIZE, TILE_SIZE);
	g_signal_connect_data(area, "draw", G_CALLBACK(on_draw), tile, free_tile, (GConnectFlags)0);
	return area;
}
