#include "ctl.h"

#include <signal.h>
#include <stdio.h>

#include <termios.h>
#include <unistd.h>

/* A signal in the middle of typing must not leave the terminal without echo. */
static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
#define CAUGHT_COUNT (sizeof(caught) / sizeof(caught[0]))

static volatile sig_atomic_t arrived;

static void
on_signal(int number)
{
	arrived = number;
}

/* Byte by byte: what stands behind the line is not ours to take. */
swa_err
ctl_read_line(struct swa_buf *ret_line)
{
	swa_err err = SWA_OK;
	unsigned char byte = '\0';

	while (err == SWA_OK) {
		ssize_t got = read(STDIN_FILENO, &byte, 1);

		if (got < 0)
			err = SWA_ERR_CANCELLED; /* a signal, or nothing to read from */
		else if (got == 0 || byte == '\n')
			break;
		else if (byte == '\0')
			err = SWA_ERR_ARGUMENT;
		else
			err = swa_buf_append(ret_line, &byte, 1);
	}
	byte = '\0';
	if (err == SWA_OK && ret_line->size > 0 && ret_line->data[ret_line->size - 1] == '\r')
		ret_line->data[--ret_line->size] = '\0';
	if (err == SWA_OK && ret_line->size == 0)
		err = SWA_ERR_CANCELLED;
	return err;
}

swa_err
ctl_prompt_line(const char *prompt, struct swa_buf *ret_line)
{
	if (isatty(STDIN_FILENO) == 0)
		return SWA_ERR_CANCELLED;
	(void)fputs(prompt, stderr);
	(void)fflush(stderr);
	return ctl_read_line(ret_line);
}

swa_err
ctl_prompt_secret(const char *prompt, struct swa_buf *ret_line)
{
	struct sigaction action = {.sa_handler = on_signal}, before[CAUGHT_COUNT];
	struct termios shown, hidden;
	swa_err err;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return SWA_ERR_CANCELLED;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	arrived = 0;
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		(void)sigaction(caught[i], &action, &before[i]);
	(void)fputs(prompt, stderr);
	(void)fflush(stderr);
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0)
		err = ctl_read_line(ret_line);
	else
		err = SWA_ERR_CANCELLED;
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	(void)fputc('\n', stderr);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		(void)sigaction(caught[i], &before[i], NULL);
	if (arrived != 0) {
		swa_buf_reset(ret_line);
		(void)raise(arrived);
		err = SWA_ERR_CANCELLED;
	}
	return err;
}

/* What Ctrl-C says; read in the handler. */
static const char *volatile last_words;

static void
on_interrupt(int number)
{
	const char *words = last_words;

	(void)number;
	while (words != NULL && *words != '\0' && write(STDERR_FILENO, words, 1) == 1)
		words++;
	_exit(130);
}

void
ctl_on_interrupt(const char *words)
{
	struct sigaction action = {.sa_handler = words == NULL ? SIG_DFL : on_interrupt};

	last_words = words;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL);
}
