#include "endpoint.h"

#include "swa/system_windows.h"

#include <string.h>

/* The process at the other end of a pipe. */
static bool
find_process(HANDLE pipe, ULONG *ret_id)
{
	DWORD flags = 0;

	if (!GetNamedPipeInfo(pipe, &flags, NULL, NULL, NULL))
		return false;
	return ((flags & PIPE_SERVER_END) != 0 ? GetNamedPipeClientProcessId(pipe, ret_id)
	                                       : GetNamedPipeServerProcessId(pipe, ret_id)) != 0;
}

swa_err
swa_endpoint_check_peer(swa_peer_handle socket)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE process = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE token = NULL;
	char me[SWA_SID_TEXT_MAX], other[SWA_SID_TEXT_MAX];
	ULONG id = 0;

	if (!find_process(socket, &id) ||
	    (process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id)) == NULL ||
	    !OpenProcessToken(process, TOKEN_QUERY, &token) || swa_token_sid(token, other) != SWA_OK ||
	    swa_user_sid(me) != SWA_OK)
		return SWA_ERR_PEER_REFUSED;
	return strcmp(me, other) == 0 ? SWA_OK : SWA_ERR_PEER_REFUSED;
}
