/* Shows the tray's own question, with nobody to answer to: for the picture. */
#include "question_window.h"
#include "text.h"

static void
on_answered(void *context, const char *answer)
{
	(void)context;
	(void)answer;
	PostQuitMessage(0);
}

int WINAPI
wWinMain(HINSTANCE instance, HINSTANCE previous, wchar_t *line, int show)
{
	const struct swa_win_question question = {
	        "1", "payroll", "1", "Payroll", "payroll.example.test", "anna.berg",
	};
	MSG message;

	(void)instance;
	(void)previous;
	(void)line;
	(void)show;
	swa_win_text_setup();
	if (swa_win_question_window_new(&question, 1, on_answered, NULL) == NULL)
		return 1;
	while (GetMessageW(&message, NULL, 0, 0) > 0)
		if (!swa_win_dialog_takes(&message))
			(void)DispatchMessageW(&message);
	return 0;
}
