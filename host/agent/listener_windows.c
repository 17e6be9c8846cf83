/*
 * A pipe that only this person may open.
 *
 * Not by uv_pipe_bind(): libuv leaves the access list to Windows, which then
 * lets everyone read, and takes clients from other machines.  So the pipe is
 * made here, a thread waits for clients, and the loop gets each one's handle.
 *
 *   thread   makes the next instance, waits for a client, puts its handle into .came_in
 *   loop     takes it out
 *
 * An instance always waits: the name never is free for another program to take.
 */
#include "listener.h"

#include "log.h"
#include "swa/system_windows.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>

#define BACKLOG 64
#define BUFFER_SIZE 65536
#define AGAIN_MS 200

struct swa_listener {
	uv_async_t async;
	uv_thread_t thread;
	uv_mutex_t lock;
	swa_listener_came *came;
	void *context;
	wchar_t *name;
	PSECURITY_DESCRIPTOR descriptor;
	HANDLE ending;           /* event: the thread is to end */
	HANDLE ready;            /* event: a client has come */
	HANDLE waiting;          /* the instance that waits for the next client; the thread's own */
	HANDLE came_in[BACKLOG]; /* under .lock */
	unsigned count;          /* under .lock */
};

static HANDLE
make_instance(const struct swa_listener *listener, bool first)
{
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof(attributes),
	                                  .lpSecurityDescriptor = listener->descriptor};

	return CreateNamedPipeW(listener->name,
	                        PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED |
	                                (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
	                        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
	                        PIPE_UNLIMITED_INSTANCES, BUFFER_SIZE, BUFFER_SIZE, 0, &attributes);
}

/* Wait for a client of the instance.  @return false: the listener ends */
static bool
wait_for_client(struct swa_listener *listener)
{
	HANDLE events[] = {listener->ending, listener->ready};

	for (;;) {
		OVERLAPPED wait = {.hEvent = listener->ready};
		DWORD error, unused;

		(void)ResetEvent(listener->ready);
		error = ConnectNamedPipe(listener->waiting, &wait) ? ERROR_PIPE_CONNECTED : GetLastError();
		if (error == ERROR_IO_PENDING) {
			if (WaitForMultipleObjects(2, events, FALSE, INFINITE) == WAIT_OBJECT_0) {
				(void)CancelIoEx(listener->waiting, &wait);
				(void)GetOverlappedResult(listener->waiting, &wait, &unused, TRUE);
				return false;
			}
			error = GetOverlappedResult(listener->waiting, &wait, &unused, FALSE)
			                ? ERROR_PIPE_CONNECTED
			                : GetLastError();
		}
		if (error == ERROR_PIPE_CONNECTED)
			return true;
		/* It came and went; or something is wrong, and is not asked again at once. */
		(void)DisconnectNamedPipe(listener->waiting);
		if (error != ERROR_NO_DATA &&
		    WaitForSingleObject(listener->ending, AGAIN_MS) == WAIT_OBJECT_0)
			return false;
	}
}

static void
hand_over(struct swa_listener *listener, HANDLE client)
{
	bool taken = false;

	uv_mutex_lock(&listener->lock);
	if (listener->count < BACKLOG) {
		listener->came_in[listener->count++] = client;
		taken = true;
	}
	uv_mutex_unlock(&listener->lock);
	if (!taken)
		(void)CloseHandle(client);
	(void)uv_async_send(&listener->async);
}

static void
run(void *context)
{
	struct swa_listener *listener = context;

	while (wait_for_client(listener)) {
		HANDLE client = listener->waiting;

		/* Before the client is served: it may be gone soon, and the name with it. */
		while ((listener->waiting = make_instance(listener, false)) == INVALID_HANDLE_VALUE) {
			if (WaitForSingleObject(listener->ending, AGAIN_MS) == WAIT_OBJECT_0) {
				(void)CloseHandle(client);
				return;
			}
		}
		hand_over(listener, client);
	}
}

static void
on_async(uv_async_t *async)
{
	struct swa_listener *listener = async->data;
	unsigned count;

	uv_mutex_lock(&listener->lock);
	count = listener->count;
	uv_mutex_unlock(&listener->lock);
	for (; count > 0; count--)
		listener->came(listener->context);
}

static void
free_parts(struct swa_listener *listener)
{
	for (unsigned i = 0; i < listener->count; i++)
		(void)CloseHandle(listener->came_in[i]);
	swa_handle_closep(&listener->waiting);
	swa_handle_closep(&listener->ending);
	swa_handle_closep(&listener->ready);
	if (listener->descriptor != NULL)
		(void)LocalFree(listener->descriptor);
	free(listener->name);
	uv_mutex_destroy(&listener->lock);
	free(listener);
}

static void
on_closed(uv_handle_t *handle)
{
	free_parts(handle->data);
}

void
swa_listener_free(struct swa_listener *listener)
{
	if (listener == NULL)
		return;
	(void)SetEvent(listener->ending);
	(void)uv_thread_join(&listener->thread);
	uv_close((uv_handle_t *)&listener->async, on_closed);
}

static swa_err
prepare(struct swa_listener *listener, const char *path)
{
	swa_err err;

	if ((err = swa_wide(path, &listener->name)) != SWA_OK ||
	    (err = swa_private_descriptor(false, &listener->descriptor)) != SWA_OK)
		return err;
	listener->ending = CreateEventW(NULL, TRUE, FALSE, NULL);
	listener->ready = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (listener->ending == NULL || listener->ready == NULL)
		return SWA_ERR_NOMEM;
	listener->waiting = make_instance(listener, true);
	return listener->waiting != INVALID_HANDLE_VALUE ? SWA_OK : SWA_ERR_IO;
}

swa_err
swa_listener_new(uv_loop_t *loop, const char *path, int inherited, swa_listener_came *came, void *context,
                 struct swa_listener **ret_listener)
{
	struct swa_listener *listener = calloc(1, sizeof(*listener));
	swa_err err;

	(void)inherited; /* there is no such thing here */
	if (listener == NULL || uv_mutex_init(&listener->lock) != 0) {
		free(listener);
		return SWA_ERR_NOMEM;
	}
	listener->came = came;
	listener->context = context;
	if ((err = prepare(listener, path)) != SWA_OK) {
		swa_log(SWA_LOG_ERROR, "not_listening", "socket=%s reason=%lu", path, GetLastError());
		free_parts(listener);
		return err;
	}
	if (uv_async_init(loop, &listener->async, on_async) != 0) {
		free_parts(listener);
		return SWA_ERR_NOMEM;
	}
	listener->async.data = listener;
	if (uv_thread_create(&listener->thread, run, listener) != 0) {
		uv_close((uv_handle_t *)&listener->async, on_closed);
		return SWA_ERR_NOMEM;
	}
	*ret_listener = listener;
	return SWA_OK;
}

bool
swa_listener_accept(struct swa_listener *listener, uv_pipe_t *pipe)
{
	HANDLE client = NULL;
	int file;

	uv_mutex_lock(&listener->lock);
	if (listener->count > 0) {
		client = listener->came_in[0];
		listener->count--;
		for (unsigned i = 0; i < listener->count; i++)
			listener->came_in[i] = listener->came_in[i + 1];
	}
	uv_mutex_unlock(&listener->lock);
	if (client == NULL)
		return false;
	if ((file = _open_osfhandle((intptr_t)client, _O_RDWR | _O_BINARY)) < 0) {
		(void)CloseHandle(client);
		return false;
	}
	if (uv_pipe_open(pipe, file) == 0)
		return true;
	(void)_close(file);
	return false;
}
