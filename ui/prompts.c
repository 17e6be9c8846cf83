#include "prompts.h"

struct swa_ui_prompts {
	GtkApplication *application;          /* borrowed */
	struct swa_ui_connection *connection; /* borrowed */
};

struct swa_ui_prompts *
swa_ui_prompts_new(GtkApplication *application, struct swa_ui_connection *connection)
{
	struct swa_ui_prompts *p = g_new0(struct swa_ui_prompts, 1);

	p->application = application;
	p->connection = connection;
	return p;
}

void
swa_ui_prompts_up(struct swa_ui_prompts *prompts)
{
	(void)prompts;
}

void
swa_ui_prompts_down(struct swa_ui_prompts *prompts)
{
	(void)prompts;
}

void
swa_ui_prompts_handle(struct swa_ui_prompts *prompts, const struct swa_json *event)
{
	(void)prompts;
	(void)event;
}

void
swa_ui_prompts_unlock(struct swa_ui_prompts *prompts)
{
	(void)prompts;
}

bool
swa_ui_prompts_present(struct swa_ui_prompts *prompts)
{
	(void)prompts;
	return false;
}

void
swa_ui_prompts_free(struct swa_ui_prompts *prompts)
{
	g_free(prompts);
}
