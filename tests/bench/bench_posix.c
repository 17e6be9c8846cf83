/*
 * Speed, as ratios to floors measured in the same run:
 *
 *   start     from starting swa-host to the agent's first answer
 *             floor: starting a host that only echoes, to its first echo
 *   answers   launch, visit and redeem with APPS apps stored, over the socket and through swa-host
 *             floors: echoes of the same number and size; the library alone, opening one sealed secret
 *
 * Usage: swa-bench BIN-FOLDER ECHO-HOST APPS ROUNDS.  The folders that
 * XDG_DATA_HOME and XDG_RUNTIME_DIR name must be throw-away ones.
 */
#include "endpoint.h"
#include "frame.h"
#include "proto.h"
#include "swa/account.h"
#include "swa_config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct peer {
	int in;    /* what it says */
	int out;   /* what it is told */
	pid_t pid; /* 0: a socket */
	int64_t id;
};

static void
die(const char *what, swa_err err)
{
	fprintf(stderr, "swa-bench: %s: %s\n", what, err == SWA_OK ? strerror(errno) : swa_err_text(err));
	exit(1);
}

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *samples, size_t count)
{
	qsort(samples, count, sizeof(*samples), ascending);
	return samples[count / 2];
}

static void
read_exactly(int fd, void *data, size_t size)
{
	unsigned char *at = data;

	while (size > 0) {
		ssize_t got = read(fd, at, size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			die("the other end closed", SWA_OK);
		at += got;
		size -= (size_t)got;
	}
}

static void
send_frame(struct peer *peer, const void *payload, size_t size)
{
	static struct swa_buf frame;
	size_t sent = 0;

	if (frame.limit == 0)
		swa_frame_buf_init(&frame);
	swa_buf_reset(&frame);
	if (swa_frame_append(&frame, payload, size) != SWA_OK)
		die("frame", SWA_ERR_FRAME_TOO_LONG);
	while (sent < frame.size) {
		ssize_t got = write(peer->out, frame.data + sent, frame.size - sent);

		if (got < 0)
			die("write", SWA_OK);
		sent += (size_t)got;
	}
}

/* The payload of the next frame; static, NUL-terminated. */
static const char *
receive_frame(struct peer *peer, size_t *ret_size)
{
	static char payload[SWA_FRAME_MAX + 1];
	uint32_t size;

	read_exactly(peer->in, &size, sizeof(size));
	if (size > SWA_FRAME_MAX)
		die("answer", SWA_ERR_FRAME_TOO_LONG);
	read_exactly(peer->in, payload, size);
	payload[size] = '\0';
	*ret_size = size;
	return payload;
}

/* Send a request, skip events, return the answer's document. */
static struct swa_json *
call(struct peer *peer, struct swa_json *request)
{
	struct swa_buf text;
	struct swa_json *answer;
	size_t size;
	int64_t id;

	swa_buf_init(&text, SWA_FRAME_MAX);
	swa_json_set_integer(request, "id", ++peer->id);
	if (swa_json_print(request, &text) != SWA_OK)
		die("request", SWA_ERR_NOMEM);
	swa_json_free(request);
	send_frame(peer, text.data, text.size);
	swa_buf_finish(&text);
	for (;;) {
		const char *payload = receive_frame(peer, &size);

		if (swa_json_parse(payload, size, &answer, NULL) != SWA_OK)
			die("answer", SWA_ERR_JSON_INVALID);
		if (swa_json_get_integer(answer, "id", &id) && id == peer->id)
			break;
		swa_json_free(answer);
	}
	if (!swa_json_get_bool(answer, "ok", false)) {
		fprintf(stderr, "swa-bench: the agent refused: %s %s\n",
		        swa_json_get_text(swa_json_get(answer, "error"), "message"),
		        swa_json_get_text(swa_json_get(answer, "error"), "where"));
		exit(1);
	}
	return answer;
}

static void
hello(struct peer *peer, const char *client)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_HELLO);

	swa_json_set_integer(request, "protocol", SWA_PROTOCOL_VERSION);
	swa_json_set_text(request, "client", client);
	swa_json_set_text(request, "version", SWA_VERSION);
	swa_json_free(call(peer, request));
}

static struct peer
start_host(const char *program, const char *argument)
{
	int to[2], from[2];
	struct peer peer = {0};

	if (pipe(to) != 0 || pipe(from) != 0)
		die("pipe", SWA_OK);
	if ((peer.pid = fork()) < 0)
		die("fork", SWA_OK);
	if (peer.pid == 0) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		close(to[0]);
		close(to[1]);
		close(from[0]);
		close(from[1]);
		execl(program, program, argument, (char *)NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	peer.out = to[1];
	peer.in = from[0];
	return peer;
}

static void
stop_host(struct peer *peer)
{
	close(peer->out);
	close(peer->in);
	if (peer->pid != 0)
		waitpid(peer->pid, NULL, 0);
}

static struct peer
connect_agent(void)
{
	struct swa_endpoint endpoint;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct peer peer = {0};
	swa_err err;

	if ((err = swa_endpoint_find(false, &endpoint)) != SWA_OK)
		die("endpoint", err);
	if (strlen(endpoint.socket) >= sizeof(address.sun_path))
		die("endpoint", SWA_ERR_LIMIT);
	strcpy(address.sun_path, endpoint.socket);
	peer.in = peer.out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(peer.in, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("connect", SWA_OK);
	return peer;
}

/* A vault with APPS apps, one account each. */
static void
fill_vault(struct peer *ctl, unsigned apps)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_VAULT_CREATE);
	char text[1024];

	swa_json_set_text(request, "keyring", "file");
	swa_json_free(call(ctl, request));
	for (unsigned first = 0; first < apps; first += 250) {
		struct swa_json *definitions = swa_json_new_array();

		for (unsigned i = first; i < first + 250 && i < apps; i++) {
			struct swa_json *definition;
			int length = snprintf(
			        text, sizeof(text),
			        "{\"id\":\"app%u\",\"label\":\"Application %u\",\"name\":\"template_swa\","
			        "\"status\":\"ACTIVE\",\"signOnMode\":\"BROWSER_PLUGIN\",\"settings\":{"
			        "\"app\":"
			        "{\"url\":\"https://app%u.example/login\",\"usernameField\":\"user\","
			        "\"passwordField\":\"password\",\"buttonField\":\"submit\"}}}",
			        i, i, i);

			if (swa_json_parse(text, (size_t)length, &definition, NULL) != SWA_OK)
				die("definition", SWA_ERR_JSON_INVALID);
			swa_json_add(definitions, definition);
		}
		request = swa_request_new(SWA_REQUEST_APPS_IMPORT);
		swa_json_set(request, "definitions", definitions);
		swa_json_free(call(ctl, request));
	}
	for (unsigned i = 0; i < apps; i++) {
		request = swa_request_new(SWA_REQUEST_ACCOUNT_SET);
		snprintf(text, sizeof(text), "app%u", i);
		swa_json_set_text(request, "app_id", text);
		swa_json_set_text(request, "username", "person@example.com");
		swa_json_set_text(request, "password", "correct horse battery staple");
		swa_json_free(call(ctl, request));
	}
}

static void
set_page(struct swa_json *request, const char *grant, const char *url)
{
	swa_json_set_text(request, "grant", grant);
	swa_json_set_text(request, "document", "0123456789ABCDEF");
	swa_json_set_text(request, "tab_url", url);
	swa_json_set_text(request, "frame_url", url);
	swa_json_set(request, "ancestors", swa_json_new_array());
	swa_json_set_bool(request, "secure_context", true);
}

/* One sign-in; the time of the three answers together and of the redeem alone. */
static void
sign_in(struct peer *extension, unsigned app, double *ret_all, double *ret_redeem)
{
	struct swa_json *request, *answer, *fields = swa_json_new_array();
	char id[32], url[64], grant[SWA_ID_MAX + 1];
	double start = now_us(), before_redeem;

	snprintf(id, sizeof(id), "app%u", app);
	snprintf(url, sizeof(url), "https://app%u.example/login", app);
	request = swa_request_new(SWA_REQUEST_LAUNCH);
	swa_json_set_text(request, "app_id", id);
	answer = call(extension, request);
	snprintf(grant, sizeof(grant), "%s", swa_json_get_text(answer, "grant"));
	swa_json_free(answer);

	request = swa_request_new(SWA_REQUEST_VISIT);
	set_page(request, grant, url);
	swa_json_free(call(extension, request));

	before_redeem = now_us();
	request = swa_request_new(SWA_REQUEST_REDEEM);
	set_page(request, grant, url);
	swa_json_set_integer(request, "step", 1);
	swa_json_set_text(request, "action", url);
	swa_json_set_text(request, "method", "post");
	swa_json_add_text(fields, "username");
	swa_json_add_text(fields, "password");
	swa_json_set(request, "fields", fields);
	swa_json_free(call(extension, request));
	*ret_redeem = now_us() - before_redeem;
	*ret_all = now_us() - start;

	request = swa_request_new(SWA_REQUEST_OUTCOME);
	swa_json_set_text(request, "grant", grant);
	swa_json_set_text(request, "verdict", "abandoned");
	swa_json_set_text(request, "evidence", "benchmark");
	swa_json_free(call(extension, request));
}

static double
time_start(const char *program, const char *argument, unsigned rounds, bool greet)
{
	double *samples = calloc(rounds, sizeof(*samples)), result;
	size_t size;

	if (samples == NULL)
		die("memory", SWA_ERR_NOMEM);
	for (unsigned i = 0; i < rounds; i++) {
		double start = now_us();
		struct peer peer = start_host(program, argument);

		if (greet) {
			hello(&peer, "extension");
		} else {
			send_frame(&peer, "{\"id\":1}", 8);
			receive_frame(&peer, &size);
		}
		samples[i] = now_us() - start;
		stop_host(&peer);
	}
	result = median(samples, rounds);
	free(samples);
	return result;
}

static bool
first_account(void *context, const struct swa_account *account)
{
	char *id = context;

	snprintf(id, SWA_ID_MAX + 1, "%s", account->id);
	return false;
}

/* The library alone: find an app's account, open its sealed password. */
static double
time_library(const char *folder, unsigned apps, unsigned rounds)
{
	struct swa_vault_facts facts;
	struct swa_keyring *keyring;
	struct swa_secret *root;
	struct swa_vault *vault;
	struct swa_buf password;
	double *samples = calloc(rounds, sizeof(*samples)), result;
	swa_err err;

	if ((err = swa_vault_probe(folder, &facts)) != SWA_OK ||
	    (err = swa_keyring_open(facts.keyring, folder, &keyring)) != SWA_OK ||
	    (err = swa_keyring_load(keyring, facts.id, false, &root)) != SWA_OK ||
	    (err = swa_vault_open(folder, root, &vault)) != SWA_OK)
		die("vault", err);
	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	for (unsigned i = 0; i < rounds; i++) {
		char app[32], account[SWA_ID_MAX + 1];
		double start = now_us();

		snprintf(app, sizeof(app), "app%u", (i * 7919u) % apps);
		if ((err = swa_account_list(vault, app, first_account, account)) != SWA_OK ||
		    (err = swa_account_password(vault, account, 1, &password)) != SWA_OK)
			die("password", err);
		swa_buf_reset(&password);
		samples[i] = now_us() - start;
	}
	result = median(samples, rounds);
	free(samples);
	swa_buf_finish(&password);
	swa_vault_close(vault);
	swa_secret_free(root);
	swa_keyring_close(keyring);
	return result;
}

/* Echoes of three requests of about the size of a sign-in's. */
static double
time_echo(struct peer *echo, unsigned rounds, unsigned frames)
{
	static const char payload[400] = "{}";
	double *samples = calloc(rounds, sizeof(*samples)), result;
	size_t size;

	for (unsigned i = 0; i < rounds; i++) {
		double start = now_us();

		for (unsigned n = 0; n < frames; n++) {
			send_frame(echo, payload, sizeof(payload));
			receive_frame(echo, &size);
		}
		samples[i] = now_us() - start;
	}
	result = median(samples, rounds);
	free(samples);
	return result;
}

static void
time_sign_ins(struct peer *extension, unsigned apps, unsigned rounds, double *ret_all, double *ret_redeem)
{
	double *all = calloc(rounds, sizeof(*all)), *redeem = calloc(rounds, sizeof(*redeem));

	for (unsigned i = 0; i < rounds; i++)
		sign_in(extension, (i * 7919u) % apps, &all[i], &redeem[i]);
	*ret_all = median(all, rounds);
	*ret_redeem = median(redeem, rounds);
	free(all);
	free(redeem);
}

static void
line(const char *what, double us, const char *floor, double floor_us)
{
	printf("%-46s %9.1f us   %5.2f x %s (%.1f us)\n", what, us, us / floor_us, floor, floor_us);
}

static pid_t
agent_pid(struct peer *ctl)
{
	struct swa_json *answer = call(ctl, swa_request_new(SWA_REQUEST_STATUS));
	int64_t pid = 0;

	swa_json_get_integer(answer, "pid", &pid);
	swa_json_free(answer);
	return (pid_t)pid;
}

int
main(int argc, char **argv)
{
	static const char attach[] =
	        "{\"type\":\"attach\",\"extension\":\"" SWA_EXTENSION_ID "\",\"browser\":\"bench\"}";
	char host[SWA_PATH_MAX], folder[SWA_PATH_MAX];
	const char *caller = "chrome-extension://" SWA_EXTENSION_ID "/";
	unsigned apps, rounds;
	struct peer ctl, extension, through, echo;
	double start, start_echo, all, redeem, all_host, redeem_host, echo_us, library;
	pid_t agent;

	if (argc != 5 || swa_secret_setup() != SWA_OK) {
		fprintf(stderr, "Usage: swa-bench BIN-FOLDER ECHO-HOST APPS ROUNDS\n");
		return 2;
	}
	apps = (unsigned)strtoul(argv[3], NULL, 10);
	rounds = (unsigned)strtoul(argv[4], NULL, 10);
	swa_json_setup();
	signal(SIGPIPE, SIG_IGN);
	snprintf(host, sizeof(host), "%s/swa-host", argv[1]);
	if (swa_endpoint_data_folder(folder) != SWA_OK)
		die("data folder", SWA_ERR_IO);

	through = start_host(host, caller); /* starts the agent */
	hello(&through, "extension");
	ctl = connect_agent();
	hello(&ctl, "ctl");
	agent = agent_pid(&ctl);
	fill_vault(&ctl, apps);

	start_echo = time_start(argv[2], "", rounds / 10 + 1, false);
	start = time_start(host, caller, rounds / 10 + 1, true);

	extension = connect_agent();
	send_frame(&extension, attach, sizeof(attach) - 1);
	hello(&extension, "extension");
	time_sign_ins(&extension, apps, rounds, &all, &redeem);
	time_sign_ins(&through, apps, rounds, &all_host, &redeem_host);
	stop_host(&extension);
	stop_host(&through);

	echo = start_host(argv[2], "");
	echo_us = time_echo(&echo, rounds, 1);
	stop_host(&echo);

	stop_host(&ctl);
	kill(agent, SIGTERM);
	for (int i = 0; i < 500 && kill(agent, 0) == 0; i++)
		nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	library = time_library(folder, apps, rounds);

	printf("%u apps stored, %u rounds, medians\n", apps, rounds);
	line("swa-host start to first answer", start, "echo host's start", start_echo);
	line("launch + visit + redeem, on the socket", all, "three echoes", 3 * echo_us);
	line("launch + visit + redeem, through swa-host", all_host, "three echoes", 3 * echo_us);
	line("redeem, on the socket", redeem, "library loop", library);
	line("redeem, through swa-host", redeem_host, "library loop", library);
	line("redeem, through swa-host", redeem_host, "library loop + echo", library + echo_us);
	return 0;
}
