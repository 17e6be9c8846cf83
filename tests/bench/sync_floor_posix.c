/*
 * The floors that synchronisation is held against, and the clock for it.
 *
 *   fetch CA RESOLVE URL PAGES DATABASE
 *       a bare process of libcurl and SQLCipher: GET URL/1 to URL/PAGES on a kept connection, each body a row
 *       in a durable transaction of its own.  RESOLVE as for curl's --resolve
 *   change CA URL DATABASE
 *       standard input: headers, one a line, and an empty line.  Then for each line: how long the same GET
 *       takes on a kept connection, and a durable transaction that writes one row with SQLCipher
 *   ask SOCKET ENROLMENT
 *       for each line on standard input: ask the agent to synchronise, and how long until it had
 *   cpu PID
 *       CPU time of a process, all its threads
 *
 * Each prints lines of JSON; times are wall time in µs where no other is named.
 */
#define SQLITE_HAS_CODEC 1

#include <curl/curl.h>
#include <errno.h>
#include <sqlcipher/sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX ((size_t)64 * 1024)

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "swa-bench-floor: %s: %s\n", what, why);
	exit(1);
}

static double
read_clock(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time) != 0)
		die("clock", strerror(errno));
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static size_t
number(const char *text, size_t most)
{
	unsigned long long value = strtoull(text, NULL, 10);

	if (value == 0 || value > most)
		die("not a number that can be", text);
	return (size_t)value;
}

static long
peak_kib(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	long kib = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "VmHWM: %ld", &kib) == 1)
			break;
	if (file != NULL)
		fclose(file);
	return kib;
}

/* --- libcurl -------------------------------------------------------------- */

struct body {
	char *data;
	size_t size, room;
};

static size_t
on_body(char *data, size_t size, size_t count, void *context)
{
	struct body *body = context;

	size *= count;
	if (body->size + size > body->room) {
		body->room = 2 * (body->size + size);
		if ((body->data = realloc(body->data, body->room)) == NULL)
			die("memory", strerror(errno));
	}
	memcpy(body->data + body->size, data, size);
	body->size += size;
	return size;
}

static CURL *
client(const char *ca, struct body *body)
{
	CURL *easy = curl_easy_init();

	if (easy == NULL)
		die("libcurl", "no handle");
	curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
	return easy;
}

static void
get(CURL *easy, const char *url, struct body *body)
{
	long status = 0;
	CURLcode code;

	body->size = 0;
	curl_easy_setopt(easy, CURLOPT_URL, url);
	if ((code = curl_easy_perform(easy)) != CURLE_OK)
		die(url, curl_easy_strerror(code));
	(void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		die(url, "the answer is not 200");
}

static struct curl_slist *
read_headers(void)
{
	struct curl_slist *headers = NULL;
	char line[8192];

	while (fgets(line, sizeof(line), stdin) != NULL && line[0] != '\n') {
		line[strcspn(line, "\n")] = '\0';
		headers = curl_slist_append(headers, line);
	}
	return headers;
}

/* --- SQLCipher ------------------------------------------------------------ */

static void
must(sqlite3 *db, int result, int expected)
{
	if (result != expected)
		die("SQLCipher", sqlite3_errmsg(db));
}

/* With the settings of vault/store.c. */
static sqlite3 *
database(const char *path)
{
	static const char key[] = "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";
	sqlite3 *db = NULL;

	must(db, sqlite3_open(path, &db), SQLITE_OK);
	must(db, sqlite3_key(db, key, sizeof(key) - 1), SQLITE_OK);
	must(db,
	     sqlite3_exec(
	             db,
	             "PRAGMA cipher_compatibility = 3; PRAGMA cipher_page_size = 4096;"
	             "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;"
	             "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
	             "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	             "CREATE TABLE row (number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
	             NULL, NULL, NULL),
	     SQLITE_OK);
	return db;
}

static void
put_row(sqlite3 *db, sqlite3_stmt *put, const struct body *body)
{
	must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	must(db, sqlite3_bind_blob64(put, 1, body->data, body->size, SQLITE_STATIC), SQLITE_OK);
	must(db, sqlite3_step(put), SQLITE_DONE);
	(void)sqlite3_reset(put);
	must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
}

static sqlite3_stmt *
insertion(sqlite3 *db)
{
	sqlite3_stmt *put = NULL;

	must(db, sqlite3_prepare_v2(db, "INSERT INTO row (body) VALUES (?1)", -1, &put, NULL), SQLITE_OK);
	return put;
}

/* What an answer with one change costs at the least. */
static void
change(const char *ca, const char *url, const char *path)
{
	struct curl_slist *headers = read_headers();
	struct body body = {NULL, 0, 0};
	CURL *easy = client(ca, &body);
	sqlite3 *db = database(path);
	sqlite3_stmt *put = insertion(db);
	char line[64];

	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	get(easy, url, &body); /* connects */
	put_row(db, put, &body);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		double start = read_clock(CLOCK_MONOTONIC), between;

		get(easy, url, &body);
		between = read_clock(CLOCK_MONOTONIC);
		put_row(db, put, &body);
		printf("{\"get_us\":%.1f,\"row_us\":%.1f,\"bytes\":%zu}\n", between - start,
		       read_clock(CLOCK_MONOTONIC) - between, body.size);
		fflush(stdout);
	}
	sqlite3_finalize(put);
	sqlite3_close(db);
	curl_easy_cleanup(easy);
	curl_slist_free_all(headers);
	free(body.data);
}

static void
fetch(const char *ca, const char *resolve, const char *base, size_t pages, const char *path)
{
	struct curl_slist *hosts = curl_slist_append(NULL, resolve);
	struct body body = {NULL, 0, 0};
	CURL *easy = client(ca, &body);
	sqlite3 *db = database(path);
	sqlite3_stmt *put = insertion(db);
	size_t bytes = 0;
	char url[512];

	curl_easy_setopt(easy, CURLOPT_RESOLVE, hosts);
	for (size_t i = 1; i <= pages; i++) {
		snprintf(url, sizeof(url), "%s/%zu", base, i);
		get(easy, url, &body);
		put_row(db, put, &body);
		bytes += body.size;
	}
	sqlite3_finalize(put);
	sqlite3_close(db);
	curl_easy_cleanup(easy);
	curl_slist_free_all(hosts);
	free(body.data);
	printf("{\"peak_kib\":%ld,\"bytes\":%zu,\"cpu_us\":%.0f}\n", peak_kib(), bytes,
	       read_clock(CLOCK_PROCESS_CPUTIME_ID));
}

/* --- the agent ------------------------------------------------------------ */

static void
transfer(int fd, void *data, size_t size, bool out)
{
	char *at = data;

	while (size > 0) {
		ssize_t got = out ? write(fd, at, size) : read(fd, at, size);

		if (got <= 0)
			die("the agent", "the connection ended");
		at += got;
		size -= (size_t)got;
	}
}

/* Ask, and pass over events: the answer to request ID. */
static const char *
call(int fd, unsigned id, const char *request)
{
	static char answer[FRAME_MAX + 1];
	char mark[32];
	uint32_t size = (uint32_t)strlen(request);

	snprintf(mark, sizeof(mark), "\"id\":%u,", id);
	transfer(fd, &size, sizeof(size), true);
	transfer(fd, (void *)(uintptr_t)request, size, true);
	do {
		transfer(fd, &size, sizeof(size), false);
		if (size > FRAME_MAX)
			die("the agent", "a long answer");
		transfer(fd, answer, size, false);
		answer[size] = '\0';
	} while (strstr(answer, mark) == NULL || strstr(answer, "\"event\":") != NULL);
	if (strstr(answer, "\"ok\":true") == NULL)
		die("the agent refused", answer);
	return answer;
}

static int
connect_agent(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die(path, strerror(errno));
	(void)call(fd, 1,
	           "{\"id\":1,\"type\":\"hello\",\"protocol\":1,\"client\":\"ctl\",\"version\":\"0\"}");
	return fd;
}

/* One synchronisation, followed to its end. */
static void
synchronise(int fd, const char *enrolment, unsigned *id)
{
	char request[256], job[128] = "";
	const char *answer, *at;
	long long seen = 0;

	snprintf(request, sizeof(request), "{\"id\":%u,\"type\":\"sync\",\"enrolment_id\":\"%s\"}", ++*id,
	         enrolment);
	answer = call(fd, *id, request);
	if ((at = strstr(answer, "\"job\":\"")) == NULL || sscanf(at + 7, "%127[^\"]", job) != 1)
		die("the agent", "no job");
	do {
		snprintf(request, sizeof(request),
		         "{\"id\":%u,\"type\":\"progress\",\"job\":\"%s\",\"seen\":%lld}", ++*id, job, seen);
		answer = call(fd, *id, request);
		if ((at = strstr(answer, "\"seen\":")) != NULL)
			seen = strtoll(at + 7, NULL, 10);
	} while (strstr(answer, "\"finished\":true") == NULL);
	if (strstr(answer, "\"error\"") != NULL)
		die("the agent", answer);
}

static void
ask(const char *path, const char *enrolment)
{
	int fd = connect_agent(path);
	unsigned id = 1;
	char line[64];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		double start = read_clock(CLOCK_MONOTONIC);

		synchronise(fd, enrolment, &id);
		printf("{\"us\":%.1f}\n", read_clock(CLOCK_MONOTONIC) - start);
		fflush(stdout);
	}
	close(fd);
}

static void
cpu_time(const char *pid)
{
	clockid_t clock;

	if (clock_getcpuclockid((pid_t)number(pid, INT32_MAX), &clock) != 0)
		die("there is no process", pid);
	printf("{\"us\":%.0f}\n", read_clock(clock));
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (strcmp(what, "fetch") == 0 && argc == 7)
		fetch(argv[2], argv[3], argv[4], number(argv[5], 10000000), argv[6]);
	else if (strcmp(what, "change") == 0 && argc == 5)
		change(argv[2], argv[3], argv[4]);
	else if (strcmp(what, "ask") == 0 && argc == 4)
		ask(argv[2], argv[3]);
	else if (strcmp(what, "cpu") == 0 && argc == 3)
		cpu_time(argv[2]);
	else
		die("usage", "see the head of tests/bench/sync_floor_posix.c");
	return 0;
}
