#include "secret_edit.h"

#include "swa/secret.h"
#include "text.h"

swa_err
swa_win_edit_read(HWND edit, struct swa_buf *out)
{
	wchar_t typed[SWA_WIN_EDIT_MAX + 1];
	swa_err err;

	typed[0] = L'\0';
	(void)GetWindowTextW(edit, typed, SWA_WIN_EDIT_MAX + 1);
	err = swa_win_narrow(typed, out);
	swa_wipe(typed, sizeof(typed));
	return err;
}

bool
swa_win_edit_is_empty(HWND edit)
{
	return GetWindowTextLengthW(edit) == 0;
}

void
swa_win_secret_edit_wipe(HWND edit)
{
	wchar_t stars[SWA_WIN_EDIT_MAX + 1];
	int length = GetWindowTextLengthW(edit);

	if (length > SWA_WIN_EDIT_MAX)
		length = SWA_WIN_EDIT_MAX;
	for (int i = 0; i < length; i++)
		stars[i] = L'*';
	stars[length] = L'\0';
	/* As long as what was there: the control overwrites it in place. */
	(void)SetWindowTextW(edit, stars);
	(void)SetWindowTextW(edit, L"");
	(void)SendMessageW(edit, EM_EMPTYUNDOBUFFER, 0, 0);
}
