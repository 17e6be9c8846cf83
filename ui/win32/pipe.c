#include "pipe.h"

#include "endpoint.h"
#include "swa/secret.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#define CLASS_NAME L"SwaTrayPipe"
#define CHUNK_SIZE 16384
#define WRITE_LIMIT_MS 5000
#define WM_RECEIVED (WM_APP + 1) /* WPARAM: the size, 0 at the end; LPARAM: the bytes */

struct swa_win_pipe {
	HANDLE pipe, thread;
	HANDLE stop;     /* the thread is to end */
	HANDLE incoming; /* of the thread's reads */
	HANDLE outgoing; /* of writes */
	HWND window;     /* gets what the thread posts; never seen */
	const struct swa_win_pipe_events *events;
	void *context;
};

/* --- the thread ----------------------------------------------------------------- */

/* @return bytes that were read; 0: the end */
static DWORD
read_some(struct swa_win_pipe *p, unsigned char *bytes)
{
	OVERLAPPED overlapped = {.hEvent = p->incoming};
	const HANDLE both[] = {p->stop, p->incoming};
	DWORD got = 0;

	if (ReadFile(p->pipe, bytes, CHUNK_SIZE, NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING) {
		if (WaitForMultipleObjects(2, both, FALSE, INFINITE) == WAIT_OBJECT_0)
			(void)CancelIoEx(p->pipe, &overlapped);
		if (!GetOverlappedResult(p->pipe, &overlapped, &got, TRUE))
			return 0;
	}
	return got;
}

static DWORD WINAPI
run(void *data)
{
	struct swa_win_pipe *p = data;
	DWORD got;

	do {
		unsigned char *bytes = malloc(CHUNK_SIZE);

		got = bytes != NULL ? read_some(p, bytes) : 0;
		if (got == 0 || !PostMessageW(p->window, WM_RECEIVED, got, (LPARAM)bytes)) {
			free(bytes);
			got = 0;
		}
	} while (got != 0);
	(void)PostMessageW(p->window, WM_RECEIVED, 0, 0);
	return 0;
}

/* --- the window -------------------------------------------------------------------- */

static void
drop(void *bytes)
{
	if (bytes != NULL)
		swa_wipe(bytes, CHUNK_SIZE); /* may hold a password */
	free(bytes);
}

static LRESULT CALLBACK
take_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct swa_win_pipe *p = (struct swa_win_pipe *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (message != WM_RECEIVED || p == NULL)
		return DefWindowProcW(window, message, w, l);
	if (w == 0)
		p->events->ended(p->context);
	else
		p->events->received(p->context, (const void *)l, w);
	drop((void *)l);
	return 0;
}

static HWND
make_window(void)
{
	const WNDCLASSW class = {
	        .lpfnWndProc = take_message,
	        .hInstance = GetModuleHandleW(NULL),
	        .lpszClassName = CLASS_NAME,
	};

	(void)RegisterClassW(&class); /* again is no harm */
	return CreateWindowExW(0, CLASS_NAME, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, class.hInstance, NULL);
}

swa_err
swa_win_pipe_open(const struct swa_win_pipe_events *events, void *context, struct swa_win_pipe **ret_pipe)
{
	struct swa_win_pipe *p = calloc(1, sizeof(*p));
	swa_err err;

	if (p == NULL)
		return SWA_ERR_NOMEM;
	if ((err = swa_endpoint_open_pipe(&p->pipe)) != SWA_OK) {
		free(p);
		return err;
	}
	p->events = events;
	p->context = context;
	p->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
	p->incoming = CreateEventW(NULL, TRUE, FALSE, NULL);
	p->outgoing = CreateEventW(NULL, TRUE, FALSE, NULL);
	if ((p->window = make_window()) != NULL) {
		(void)SetWindowLongPtrW(p->window, GWLP_USERDATA, (LONG_PTR)p);
		if (p->stop != NULL && p->incoming != NULL && p->outgoing != NULL)
			p->thread = CreateThread(NULL, 0, run, p, 0, NULL);
	}
	if (p->thread == NULL) {
		swa_win_pipe_free(p);
		return SWA_ERR_NOMEM;
	}
	*ret_pipe = p;
	return SWA_OK;
}

swa_err
swa_win_pipe_write(struct swa_win_pipe *pipe, const void *data, size_t size)
{
	OVERLAPPED overlapped = {.hEvent = pipe->outgoing};
	DWORD written = 0;

	if (!WriteFile(pipe->pipe, data, (DWORD)size, NULL, &overlapped) &&
	    GetLastError() != ERROR_IO_PENDING)
		return SWA_ERR_AGENT_UNREACHABLE;
	if (WaitForSingleObject(pipe->outgoing, WRITE_LIMIT_MS) != WAIT_OBJECT_0)
		(void)CancelIoEx(pipe->pipe, &overlapped);
	if (!GetOverlappedResult(pipe->pipe, &overlapped, &written, TRUE) || written != size)
		return SWA_ERR_AGENT_UNREACHABLE;
	return SWA_OK;
}

static void
close_one(HANDLE handle)
{
	if (handle != NULL)
		(void)CloseHandle(handle);
}

void
swa_win_pipe_free(struct swa_win_pipe *pipe)
{
	MSG message;

	if (pipe == NULL)
		return;
	if (pipe->thread != NULL) {
		(void)SetEvent(pipe->stop);
		(void)WaitForSingleObject(pipe->thread, INFINITE);
	}
	if (pipe->window != NULL) {
		while (PeekMessageW(&message, pipe->window, WM_RECEIVED, WM_RECEIVED, PM_REMOVE))
			drop((void *)message.lParam);
		(void)SetWindowLongPtrW(pipe->window, GWLP_USERDATA, 0);
		(void)DestroyWindow(pipe->window);
	}
	close_one(pipe->thread);
	close_one(pipe->pipe);
	close_one(pipe->stop);
	close_one(pipe->incoming);
	close_one(pipe->outgoing);
	free(pipe);
}
