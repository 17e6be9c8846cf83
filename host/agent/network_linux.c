#include "network.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define QUIET_MS 1000

struct swa_network {
	uv_poll_t poll;
	uv_timer_t timer;
	int socket;
	unsigned open; /* handles */
	swa_network_changed *changed;
	void *context;
};

static int
open_socket(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK,
	                              .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
on_closed(uv_handle_t *handle)
{
	struct swa_network *network = handle->data;

	if (--network->open > 0)
		return;
	(void)close(network->socket);
	free(network);
}

void
swa_network_free(struct swa_network *network)
{
	if (network == NULL)
		return;
	uv_close((uv_handle_t *)&network->poll, on_closed);
	uv_close((uv_handle_t *)&network->timer, on_closed);
}

static void
on_quiet(uv_timer_t *timer)
{
	struct swa_network *network = timer->data;

	network->changed(network->context);
}

/* Has something come?  What has gone is of no use to know. */
static bool
says_new(const void *data, size_t size)
{
	const struct nlmsghdr *message = data;

	while (size >= sizeof(*message) && message->nlmsg_len >= sizeof(*message) &&
	       message->nlmsg_len <= size) {
		size_t step = NLMSG_ALIGN(message->nlmsg_len);

		if (message->nlmsg_type == RTM_NEWADDR || message->nlmsg_type == RTM_NEWLINK)
			return true;
		if (step >= size)
			return false;
		size -= step;
		message = (const struct nlmsghdr *)(const void *)((const char *)message + step);
	}
	return false;
}

/* Read all there is.  Anyone of this machine may write to the socket: only the kernel (port 0) is heard. */
static bool
drain(int fd)
{
	_Alignas(struct nlmsghdr) char data[8192];
	struct sockaddr_nl from;
	bool news = false;

	for (;;) {
		socklen_t length = sizeof(from);
		ssize_t got = recvfrom(fd, data, sizeof(data), 0, (struct sockaddr *)&from, &length);

		if (got < 0 && errno == ENOBUFS) {
			news = true; /* more came than there was room for */
			continue;
		}
		if (got <= 0)
			return news;
		if (length == sizeof(from) && from.nl_pid == 0 && says_new(data, (size_t)got))
			news = true;
	}
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct swa_network *network = poll->data;

	(void)events;
	if (status < 0) {
		(void)uv_poll_stop(poll);
		return;
	}
	if (drain(network->socket))
		(void)uv_timer_start(&network->timer, on_quiet, QUIET_MS, 0);
}

swa_err
swa_network_new(uv_loop_t *loop, swa_network_changed *changed, void *context,
                struct swa_network **ret_network)
{
	struct swa_network *network = calloc(1, sizeof(*network));

	if (network == NULL)
		return SWA_ERR_NOMEM;
	network->changed = changed;
	network->context = context;
	if ((network->socket = open_socket()) < 0 ||
	    uv_poll_init(loop, &network->poll, network->socket) != 0) {
		if (network->socket >= 0)
			(void)close(network->socket);
		free(network);
		return SWA_ERR_IO;
	}
	(void)uv_timer_init(loop, &network->timer); /* it cannot fail */
	network->poll.data = network;
	network->timer.data = network;
	network->open = 2;
	if (uv_poll_start(&network->poll, UV_READABLE, on_poll) != 0) {
		swa_network_free(network);
		return SWA_ERR_IO;
	}
	*ret_network = network;
	return SWA_OK;
}
