#define _GNU_SOURCE /* struct ucred */

#include "endpoint.h"

#include <sys/socket.h>
#include <unistd.h>

swa_err
swa_endpoint_check_peer(swa_peer_handle socket)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof(peer))
		return SWA_ERR_PEER_REFUSED;
	return peer.uid == geteuid() ? SWA_OK : SWA_ERR_PEER_REFUSED;
}
