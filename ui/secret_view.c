#include "secret_view.h"

#include "swa/buf.h"

#include <gtk/gtk-a11y.h>
#include <stdbool.h>

#define SECRET_MAX ((size_t)16 * 1024)
#define CELLS_LEAST 8 /* a narrow window still has these in a row */
#define CELLS_MOST 20 /* a row that is longer is hard to read */
#define SCALE 1.4     /* of the text around it */
#define PAD 2         /* pixels on each side of a character */
#define LINE_SPACING 1.35
#define OPEN_BOX "\xe2\x90\xa3" /* ␣ U+2423 */

typedef struct {
	GtkDrawingArea parent;
	struct swa_buf secret;
	guint count; /* characters */
} SecretView;

typedef struct {
	GtkDrawingAreaClass parent;
} SecretViewClass;

static GType secret_view_get_type(void);
G_DEFINE_TYPE(SecretView, secret_view, GTK_TYPE_DRAWING_AREA)

/* What a screen reader asks.  The text is no name: names are cached and sent to whoever listens, a text only
 * to whoever asks for it. */

typedef struct {
	GtkWidgetAccessible parent;
} SecretAccessible;

typedef struct {
	GtkWidgetAccessibleClass parent;
} SecretAccessibleClass;

static GType secret_accessible_get_type(void);
static void implement_text(AtkTextIface *text);
G_DEFINE_TYPE_WITH_CODE(SecretAccessible, secret_accessible, GTK_TYPE_WIDGET_ACCESSIBLE,
                        G_IMPLEMENT_INTERFACE(ATK_TYPE_TEXT, implement_text))

static SecretView *
own(GtkWidget *widget)
{
	return G_TYPE_CHECK_INSTANCE_CAST(widget, secret_view_get_type(), SecretView);
}

/** NULL once the widget is gone. */
static const SecretView *
view_of(AtkText *text)
{
	GtkWidget *widget = gtk_accessible_get_widget(GTK_ACCESSIBLE(text));

	return widget != NULL ? own(widget) : NULL;
}

static gint
get_character_count(AtkText *text)
{
	const SecretView *view = view_of(text);

	return view != NULL ? (gint)view->count : 0;
}

static gchar *
get_text(AtkText *text, gint start, gint end)
{
	const SecretView *view = view_of(text);
	const gint count = get_character_count(text);

	if (end < 0 || end > count)
		end = count;
	if (view == NULL || start < 0 || start >= end)
		return g_strdup("");
	return g_utf8_substring(swa_buf_text(&view->secret), start, end);
}

static gunichar
get_character_at_offset(AtkText *text, gint offset)
{
	const SecretView *view = view_of(text);

	if (view == NULL || offset < 0 || offset >= (gint)view->count)
		return 0;
	return g_utf8_get_char(g_utf8_offset_to_pointer(swa_buf_text(&view->secret), offset));
}

/** A character, or all of it: a password has no words. */
static gchar *
get_string_at_offset(AtkText *text, gint offset, AtkTextGranularity granularity, gint *ret_start,
                     gint *ret_end)
{
	const bool one = granularity == ATK_TEXT_GRANULARITY_CHAR;

	*ret_start = one ? offset : 0;
	*ret_end = one ? offset + 1 : get_character_count(text);
	return get_text(text, *ret_start, *ret_end);
}

static gint
get_caret_offset(AtkText *text)
{
	(void)text;
	return 0;
}

static void
implement_text(AtkTextIface *text)
{
	text->get_character_count = get_character_count;
	text->get_text = get_text;
	text->get_character_at_offset = get_character_at_offset;
	text->get_string_at_offset = get_string_at_offset;
	text->get_caret_offset = get_caret_offset;
}

static AtkRole
get_role(AtkObject *object)
{
	(void)object;
	return ATK_ROLE_STATIC;
}

static void
secret_accessible_class_init(SecretAccessibleClass *class)
{
	ATK_OBJECT_CLASS(class)->get_role = get_role;
}

static void
secret_accessible_init(SecretAccessible *accessible)
{
	(void)accessible;
}

/* Measuring. */

static PangoLayout *
new_layout(GtkWidget *widget)
{
	PangoLayout *layout = gtk_widget_create_pango_layout(widget, NULL);
	PangoFontDescription *font = pango_font_description_copy(
	        pango_context_get_font_description(gtk_widget_get_pango_context(widget)));

	pango_font_description_set_family(font, "monospace");
	pango_font_description_set_size(font, (gint)(pango_font_description_get_size(font) * SCALE));
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	return layout;
}

/** Put one character into LAYOUT; a space as a sign. */
static void
set_character(PangoLayout *layout, const char *at)
{
	if (*at == ' ')
		pango_layout_set_text(layout, OPEN_BOX, -1);
	else
		pango_layout_set_text(layout, at, (int)(g_utf8_next_char(at) - at));
}

struct cell {
	int width;
	int height;
};

/** A cell into which each character fits. */
static struct cell
measure(SecretView *view)
{
	g_autoptr(PangoLayout) layout = new_layout(GTK_WIDGET(view));
	struct cell cell;

	pango_layout_set_text(layout, "0", 1);
	pango_layout_get_pixel_size(layout, &cell.width, &cell.height);
	for (const char *at = swa_buf_text(&view->secret); *at != '\0'; at = g_utf8_next_char(at)) {
		int width, height;

		set_character(layout, at);
		pango_layout_get_pixel_size(layout, &width, &height);
		cell.width = MAX(cell.width, width);
		cell.height = MAX(cell.height, height);
	}
	cell.width += 2 * PAD;
	cell.height = (int)(cell.height * LINE_SPACING);
	return cell;
}

static guint
columns_in(int width, const struct cell *cell)
{
	return (guint)CLAMP(width / cell->width, 1, CELLS_MOST);
}

static GtkSizeRequestMode
get_request_mode(GtkWidget *widget)
{
	(void)widget;
	return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
get_preferred_width(GtkWidget *widget, gint *ret_least, gint *ret_natural)
{
	const SecretView *view = own(widget);
	struct cell cell = measure(own(widget));

	*ret_least = cell.width * (int)CLAMP(view->count, 1, CELLS_LEAST);
	*ret_natural = cell.width * (int)CLAMP(view->count, 1, CELLS_MOST);
}

static void
get_preferred_height_for_width(GtkWidget *widget, gint width, gint *ret_least, gint *ret_natural)
{
	struct cell cell = measure(own(widget));
	guint columns = columns_in(width, &cell);
	guint rows = MAX((own(widget)->count + columns - 1) / columns, 1);

	*ret_least = *ret_natural = (int)rows * cell.height;
}

static void
get_preferred_height(GtkWidget *widget, gint *ret_least, gint *ret_natural)
{
	gint least, natural;

	get_preferred_width(widget, &least, &natural);
	get_preferred_height_for_width(widget, least, ret_least, ret_natural);
}

/* Drawing. */

static void
draw_character(GtkWidget *widget, cairo_t *cr, PangoLayout *layout, const struct cell *cell, const char *at)
{
	GtkStyleContext *style = gtk_widget_get_style_context(widget);
	gunichar c = g_utf8_get_char(at);
	bool digit = g_unichar_isdigit(c);
	bool sign = !digit && !g_unichar_isalpha(c);
	GdkRGBA colour;
	int width, height;

	/* The colour of links stands out in every theme; line and frame say it to whoever sees no colour. */
	gtk_style_context_get_color(style, digit ? GTK_STATE_FLAG_LINK : GTK_STATE_FLAG_NORMAL, &colour);
	gdk_cairo_set_source_rgba(cr, &colour);
	set_character(layout, at);
	pango_layout_get_pixel_size(layout, &width, &height);
	cairo_move_to(cr, (cell->width - width) / 2.0, (cell->height - height) / 2.0);
	pango_cairo_show_layout(cr, layout);
	cairo_set_line_width(cr, 1.0);
	if (digit) {
		cairo_move_to(cr, PAD + 0.5, cell->height - 1.5);
		cairo_line_to(cr, cell->width - PAD - 0.5, cell->height - 1.5);
		cairo_stroke(cr);
	} else if (sign) {
		cairo_rectangle(cr, 1.5, 1.5, cell->width - 3.0, cell->height - 3.0);
		colour.alpha *= 0.5;
		gdk_cairo_set_source_rgba(cr, &colour);
		cairo_stroke(cr);
	}
}

static gboolean
draw(GtkWidget *widget, cairo_t *cr)
{
	const SecretView *view = own(widget);
	g_autoptr(PangoLayout) layout = new_layout(widget);
	struct cell cell = measure(own(widget));
	guint columns = columns_in(gtk_widget_get_allocated_width(widget), &cell);
	const char *at = swa_buf_text(&view->secret);

	if (gtk_widget_has_visible_focus(widget))
		gtk_render_focus(gtk_widget_get_style_context(widget), cr, 0, 0,
		                 gtk_widget_get_allocated_width(widget),
		                 gtk_widget_get_allocated_height(widget));
	for (guint i = 0; *at != '\0'; i++, at = g_utf8_next_char(at)) {
		cairo_save(cr);
		cairo_translate(cr, (int)(i % columns) * cell.width, (int)(i / columns) * cell.height);
		draw_character(widget, cr, layout, &cell, at);
		cairo_restore(cr);
	}
	return GDK_EVENT_STOP;
}

static void
finalize(GObject *object)
{
	swa_buf_finish(&own(GTK_WIDGET(object))->secret);
	G_OBJECT_CLASS(secret_view_parent_class)->finalize(object);
}

static void
secret_view_class_init(SecretViewClass *class)
{
	GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);

	G_OBJECT_CLASS(class)->finalize = finalize;
	widget->draw = draw;
	widget->get_request_mode = get_request_mode;
	widget->get_preferred_width = get_preferred_width;
	widget->get_preferred_height = get_preferred_height;
	widget->get_preferred_height_for_width = get_preferred_height_for_width;
	gtk_widget_class_set_accessible_type(widget, secret_accessible_get_type());
}

static void
secret_view_init(SecretView *view)
{
	swa_buf_init(&view->secret, SECRET_MAX);
}

GtkWidget *
swa_ui_secret_view_new(const char *secret)
{
	GtkWidget *widget = g_object_new(secret_view_get_type(), NULL);
	SecretView *view = own(widget);

	if (g_utf8_validate(secret, -1, NULL) && swa_buf_append_text(&view->secret, secret) == SWA_OK)
		view->count = (guint)g_utf8_strlen(swa_buf_text(&view->secret), -1);
	return widget;
}
