#include "secret_entry.h"

#include "swa/secret.h"

#include <glib/gi18n.h>
#include <string.h>

/* A text buffer in guarded memory. */

typedef struct {
	GtkEntryBuffer parent;
	struct swa_secret *memory; /* NULL where there was none to be had: it takes nothing then */
	gsize bytes;
	guint chars;
} SecretBuffer;

typedef struct {
	GtkEntryBufferClass parent;
} SecretBufferClass;

static GType secret_buffer_get_type(void);
G_DEFINE_TYPE(SecretBuffer, secret_buffer, GTK_TYPE_ENTRY_BUFFER)

static SecretBuffer *
own(GtkEntryBuffer *buffer)
{
	return G_TYPE_CHECK_INSTANCE_CAST(buffer, secret_buffer_get_type(), SecretBuffer);
}

static char *
text_of(const SecretBuffer *buffer)
{
	return buffer->memory != NULL ? (char *)swa_secret_data(buffer->memory) : NULL;
}

static const gchar *
get_text(GtkEntryBuffer *buffer, gsize *ret_bytes)
{
	const SecretBuffer *b = own(buffer);

	if (ret_bytes != NULL)
		*ret_bytes = b->bytes;
	return b->memory != NULL ? text_of(b) : "";
}

static guint
get_length(GtkEntryBuffer *buffer)
{
	return own(buffer)->chars;
}

/** Whole characters of TEXT, CHARS at most, that fit into ROOM bytes. */
static guint
fitting(const gchar *text, guint chars, gsize room)
{
	while (chars > 0 && (gsize)(g_utf8_offset_to_pointer(text, chars) - text) > room)
		chars--;
	return chars;
}

static guint
insert_text(GtkEntryBuffer *buffer, guint position, const gchar *inserted, guint chars)
{
	SecretBuffer *b = own(buffer);
	gsize at, size;
	char *text;

	if ((text = text_of(b)) == NULL)
		return 0;
	if ((chars = fitting(inserted, chars, SWA_UI_SECRET_MAX - b->bytes)) == 0)
		return 0;
	at = (gsize)(g_utf8_offset_to_pointer(text, position) - text);
	size = (gsize)(g_utf8_offset_to_pointer(inserted, chars) - inserted);
	memmove(text + at + size, text + at, b->bytes - at + 1);
	memcpy(text + at, inserted, size);
	b->bytes += size;
	b->chars += chars;
	/* The signal names what was inserted: our own memory, not the caller's, which it may free meanwhile.
	 */
	gtk_entry_buffer_emit_inserted_text(buffer, position, text + at, chars);
	return chars;
}

static guint
delete_text(GtkEntryBuffer *buffer, guint position, guint chars)
{
	SecretBuffer *b = own(buffer);
	char *text = text_of(b);
	gsize from, to;

	if (position > b->chars)
		return 0;
	chars = MIN(chars, b->chars - position);
	if (chars == 0)
		return 0;
	from = (gsize)(g_utf8_offset_to_pointer(text, position) - text);
	to = (gsize)(g_utf8_offset_to_pointer(text, position + chars) - text);
	memmove(text + from, text + to, b->bytes - to + 1);
	b->bytes -= to - from;
	b->chars -= chars;
	swa_wipe(text + b->bytes, to - from); /* what stood at the end stands further ahead now */
	gtk_entry_buffer_emit_deleted_text(buffer, position, chars);
	return chars;
}

static void
finalize(GObject *object)
{
	swa_secret_free(own(GTK_ENTRY_BUFFER(object))->memory);
	G_OBJECT_CLASS(secret_buffer_parent_class)->finalize(object);
}

static void
secret_buffer_class_init(SecretBufferClass *class)
{
	G_OBJECT_CLASS(class)->finalize = finalize;
	class->parent.get_text = get_text;
	class->parent.get_length = get_length;
	class->parent.insert_text = insert_text;
	class->parent.delete_text = delete_text;
}

static void
secret_buffer_init(SecretBuffer *buffer)
{
	buffer->memory = NULL;
	if (swa_secret_setup() != SWA_OK || swa_secret_new(SWA_UI_SECRET_MAX + 1, &buffer->memory) != SWA_OK)
		g_printerr("swa-tray: %s\n", _("There is no guarded memory to enter a password into."));
}

GtkWidget *
swa_ui_secret_entry_new(void)
{
	g_autoptr(GtkEntryBuffer) buffer = g_object_new(secret_buffer_get_type(), NULL);
	GtkWidget *entry = gtk_entry_new_with_buffer(buffer);

	gtk_entry_set_visibility(GTK_ENTRY(entry), FALSE);
	gtk_entry_set_input_purpose(GTK_ENTRY(entry), GTK_INPUT_PURPOSE_PASSWORD);
	gtk_entry_set_input_hints(GTK_ENTRY(entry), GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_NO_EMOJI);
	return entry;
}

const char *
swa_ui_secret_entry_text(GtkWidget *entry)
{
	return gtk_entry_get_text(GTK_ENTRY(entry));
}

void
swa_ui_secret_entry_wipe(GtkWidget *entry)
{
	gtk_entry_set_text(GTK_ENTRY(entry), "");
}
