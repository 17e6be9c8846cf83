#include "ctl.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

static bool
console_mode(HANDLE *ret_console, DWORD *ret_mode)
{
	*ret_console = GetStdHandle(STD_INPUT_HANDLE);
	return GetConsoleMode(*ret_console, ret_mode) != 0;
}

/* One character of the console in UTF-8, which two units of UTF-16 may make up. */
static swa_err
append_units(struct swa_buf *line, const wchar_t *units, int count)
{
	char bytes[8];
	int size = WideCharToMultiByte(CP_UTF8, 0, units, count, bytes, sizeof(bytes), NULL, NULL);
	swa_err err = size > 0 ? swa_buf_append(line, bytes, (size_t)size) : SWA_ERR_ARGUMENT;

	SecureZeroMemory(bytes, sizeof(bytes));
	return err;
}

/* The console's own reading gives what a person sees; its bytes depend on a code page. */
static swa_err
read_console(HANDLE console, struct swa_buf *ret_line)
{
	wchar_t units[2] = {L'\0', L'\0'};
	int count = 0;
	DWORD got = 0;
	swa_err err = SWA_OK;

	while (err == SWA_OK) {
		if (!ReadConsoleW(console, units + count, 1, &got, NULL) || got == 0)
			err = SWA_ERR_CANCELLED;
		else if (units[count] == L'\n')
			break;
		else if (units[count] == L'\r' || units[count] == L'\0')
			continue;
		else if (count == 0 && IS_HIGH_SURROGATE(units[0]))
			count = 1;
		else {
			err = append_units(ret_line, units, count + 1);
			count = 0;
		}
	}
	SecureZeroMemory(units, sizeof(units));
	return err;
}

/* Byte by byte: what stands behind the line is not ours to take. */
static swa_err
read_bytes(HANDLE input, struct swa_buf *ret_line)
{
	swa_err err = SWA_OK;
	unsigned char byte = '\0';
	DWORD got = 0;

	while (err == SWA_OK) {
		if (!ReadFile(input, &byte, 1, &got, NULL))
			got = 0; /* the other end of the pipe is gone */
		if (got == 0 || byte == '\n')
			break;
		err = byte == '\0' ? SWA_ERR_ARGUMENT : swa_buf_append(ret_line, &byte, 1);
	}
	byte = '\0';
	if (err == SWA_OK && ret_line->size > 0 && ret_line->data[ret_line->size - 1] == '\r')
		ret_line->data[--ret_line->size] = '\0';
	return err;
}

swa_err
ctl_read_line(struct swa_buf *ret_line)
{
	HANDLE input;
	DWORD mode;
	swa_err err;

	err = console_mode(&input, &mode) ? read_console(input, ret_line) : read_bytes(input, ret_line);
	if (err == SWA_OK && ret_line->size == 0)
		err = SWA_ERR_CANCELLED;
	return err;
}

swa_err
ctl_prompt_line(const char *prompt, struct swa_buf *ret_line)
{
	HANDLE console;
	DWORD mode;

	if (!console_mode(&console, &mode))
		return SWA_ERR_CANCELLED;
	(void)fputs(prompt, stderr);
	(void)fflush(stderr);
	return ctl_read_line(ret_line);
}

/* The mode that Ctrl-C must leave behind; read in the handler, which runs in a thread of its own. */
static volatile DWORD shown_mode;

static BOOL WINAPI
on_ctrl_while_hidden(DWORD event)
{
	(void)event;
	(void)SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), shown_mode);
	return FALSE; /* and then as always: the program ends */
}

swa_err
ctl_prompt_secret(const char *prompt, struct swa_buf *ret_line)
{
	HANDLE console;
	DWORD mode;
	swa_err err;

	if (!console_mode(&console, &mode))
		return SWA_ERR_CANCELLED;
	shown_mode = mode;
	(void)SetConsoleCtrlHandler(on_ctrl_while_hidden, TRUE);
	(void)fputs(prompt, stderr);
	(void)fflush(stderr);
	(void)FlushConsoleInputBuffer(console); /* what was typed before was seen */
	if (SetConsoleMode(console,
	                   (mode & ~(DWORD)ENABLE_ECHO_INPUT) | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT))
		err = ctl_read_line(ret_line);
	else
		err = SWA_ERR_CANCELLED;
	(void)SetConsoleMode(console, mode);
	(void)SetConsoleCtrlHandler(on_ctrl_while_hidden, FALSE);
	(void)fputc('\n', stderr);
	return err;
}

/* What Ctrl-C says; read in the handler. */
static const char *volatile last_words;

static BOOL WINAPI
on_interrupt(DWORD event)
{
	const char *words = last_words;
	DWORD put;

	if (event != CTRL_C_EVENT || words == NULL)
		return FALSE;
	(void)WriteFile(GetStdHandle(STD_ERROR_HANDLE), words, (DWORD)strlen(words), &put, NULL);
	ExitProcess(130);
}

void
ctl_on_interrupt(const char *words)
{
	last_words = words;
	(void)SetConsoleCtrlHandler(on_interrupt, words != NULL);
}
