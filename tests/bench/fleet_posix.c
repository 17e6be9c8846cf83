/*
 * A fleet of devices that look for changes, each with a key, a token and a connection of its own.
 *
 *   swa-bench-fleet SERVICE CA ASKING
 *
 * SERVICE is its https origin, CA a PEM file, ASKING how many looks are under way at a time.  Standard input:
 *
 *   device TOKEN SEED             one enrolled device; SEED is its Ed25519 seed, base64url
 *   phase NAME SECONDS kept|new   all devices look, one after the other and over again; SECONDS 0: once each.
 *                                 new: each look has a connection of its own
 *
 * For each phase a line of JSON on standard output.  Signatures are not checked and secrets not opened: that
 * is the devices' time, not the service's.
 */
#include "dpop.h"
#include "encode.h"
#include "json.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEVICES_MAX 20000
#define ASKING_MAX 256
#define TOKEN_MAX 512
#define CURSOR_MAX 512

struct device {
	struct swa_secret *seed;
	char token[TOKEN_MAX], cursor[CURSOR_MAX + 1], etag[160];
	char authorization[TOKEN_MAX + 32];
	CURL *easy;
	struct swa_buf body;
};

/* What one thread saw in a phase. */
struct tally {
	unsigned long looks, with_changes, unchanged, entries, failed;
	float *ms; /* of each look */
	size_t count, room;
};

static struct {
	const char *service, *ca;
	struct device *devices;
	size_t count;
	unsigned asking;
	/* the phase */
	double until; /* seconds; 0: each device once */
	bool fresh;
} fleet;

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "swa-bench-fleet: %s: %s\n", what, why);
	exit(1);
}

static double
seconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* --- one look ------------------------------------------------------------- */

static size_t
on_body(char *data, size_t size, size_t count, void *context)
{
	return swa_buf_append(context, data, size * count) == SWA_OK ? size * count : 0;
}

static CURL *
client(struct device *device)
{
	CURL *easy = curl_easy_init();

	if (easy == NULL)
		die("libcurl", "no handle");
	curl_easy_setopt(easy, CURLOPT_CAINFO, fleet.ca);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &device->body);
	return easy;
}

static struct curl_slist *
headers_of(const struct device *device)
{
	struct swa_dpop_claims claims = {.method = "GET", .token = device->token, .now = (int64_t)time(NULL)};
	struct curl_slist *headers = curl_slist_append(NULL, device->authorization);
	struct swa_buf proof;
	char url[1024], line[200];

	snprintf(url, sizeof(url), "%s/v1/changes", fleet.service);
	claims.url = url;
	swa_buf_init(&proof, SWA_DPOP_MAX);
	(void)swa_buf_append_text(&proof, "DPoP: ");
	if (swa_dpop_make(device->seed, &claims, &proof) != SWA_OK)
		die("proof", "not made");
	headers = curl_slist_append(headers, swa_buf_text(&proof));
	if (device->etag[0] != '\0') {
		snprintf(line, sizeof(line), "If-None-Match: %s", device->etag);
		headers = curl_slist_append(headers, line);
	}
	swa_buf_finish(&proof);
	return headers;
}

static bool
take_page(struct device *device, struct tally *tally, bool *ret_more)
{
	struct swa_json *page = NULL;
	struct curl_header *etag = NULL;
	const char *cursor;
	size_t entries;
	bool good;

	if (swa_json_parse(swa_buf_text(&device->body), device->body.size, &page, NULL) != SWA_OK)
		return false;
	cursor = swa_json_get_text(page, "cursor");
	entries = swa_json_count(swa_json_get(page, "changes"));
	good = cursor != NULL && strlen(cursor) <= CURSOR_MAX;
	if (good) {
		snprintf(device->cursor, sizeof(device->cursor), "%s", cursor);
		*ret_more = swa_json_get_bool(page, "more", false);
		tally->entries += entries;
		device->etag[0] = '\0';
		if (curl_easy_header(device->easy, "ETag", 0, CURLH_HEADER, -1, &etag) == CURLHE_OK)
			snprintf(device->etag, sizeof(device->etag), "%s", etag->value);
	}
	swa_json_free(page);
	return good;
}

/* One request.  False: it failed. */
static bool
request(struct device *device, struct tally *tally, bool *ret_more)
{
	struct curl_slist *headers = headers_of(device);
	char url[1024 + CURSOR_MAX];
	long status = 0;
	CURLcode code;

	/* base64url: nothing in a cursor of this service is to be escaped */
	snprintf(url, sizeof(url), "%s/v1/changes?limit=200%s%s", fleet.service,
	         device->cursor[0] != '\0' ? "&cursor=" : "", device->cursor);
	swa_buf_reset(&device->body);
	*ret_more = false;
	curl_easy_setopt(device->easy, CURLOPT_URL, url);
	curl_easy_setopt(device->easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(device->easy, CURLOPT_FORBID_REUSE, fleet.fresh ? 1L : 0L);
	curl_easy_setopt(device->easy, CURLOPT_FRESH_CONNECT, fleet.fresh ? 1L : 0L);
	/* A device that was off for a while has no TLS session to take up either. */
	curl_easy_setopt(device->easy, CURLOPT_SSL_SESSIONID_CACHE, fleet.fresh ? 0L : 1L);
	code = curl_easy_perform(device->easy);
	curl_slist_free_all(headers);
	(void)curl_easy_getinfo(device->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK && status == 304) {
		tally->unchanged++;
		return true;
	}
	if (code == CURLE_OK && status == 200 && take_page(device, tally, ret_more)) {
		tally->with_changes++;
		return true;
	}
	if (tally->failed++ == 0)
		fprintf(stderr, "swa-bench-fleet: a look failed: %s, status %ld %.200s\n",
		        curl_easy_strerror(code), status, swa_buf_text(&device->body));
	return false;
}

static void
look(struct device *device, struct tally *tally)
{
	double start = seconds(CLOCK_MONOTONIC);
	bool more = true;

	while (more && request(device, tally, &more))
		;
	tally->looks++;
	if (tally->count == tally->room) {
		tally->room = tally->room == 0 ? 4096 : 2 * tally->room;
		if ((tally->ms = realloc(tally->ms, tally->room * sizeof(*tally->ms))) == NULL)
			die("memory", strerror(errno));
	}
	tally->ms[tally->count++] = (float)(1e3 * (seconds(CLOCK_MONOTONIC) - start));
}

/* --- a phase -------------------------------------------------------------- */

struct worker {
	pthread_t thread;
	size_t first; /* its devices are FIRST, FIRST + asking, … */
	struct tally tally;
};

static void *
work(void *context)
{
	struct worker *worker = context;

	if (worker->first >= fleet.count)
		return NULL;
	do {
		for (size_t i = worker->first; i < fleet.count; i += fleet.asking) {
			if (fleet.until > 0 && seconds(CLOCK_MONOTONIC) >= fleet.until)
				return NULL;
			look(&fleet.devices[i], &worker->tally);
		}
	} while (fleet.until > 0);
	return NULL;
}

static int
ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void
gather(struct worker *workers, struct tally *all)
{
	for (unsigned i = 0; i < fleet.asking; i++)
		all->room += workers[i].tally.count;
	if ((all->ms = calloc(all->room + 1, sizeof(*all->ms))) == NULL)
		die("memory", strerror(errno));
	for (unsigned i = 0; i < fleet.asking; i++) {
		const struct tally *one = &workers[i].tally;

		all->looks += one->looks;
		all->with_changes += one->with_changes;
		all->unchanged += one->unchanged;
		all->entries += one->entries;
		all->failed += one->failed;
		if (one->count > 0)
			memcpy(all->ms + all->count, one->ms, one->count * sizeof(*one->ms));
		all->count += one->count;
		free(one->ms);
	}
	qsort(all->ms, all->count, sizeof(*all->ms), ascending);
}

static double
part(const struct tally *all, double share)
{
	return all->count == 0 ? 0 : (double)all->ms[(size_t)(share * (double)(all->count - 1))];
}

static void
phase(const char *name, double length, bool fresh)
{
	static struct worker workers[ASKING_MAX];
	struct tally all = {0};
	double start = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);

	memset(workers, 0, sizeof(workers));
	fleet.until = length > 0 ? start + length : 0;
	fleet.fresh = fresh;
	for (unsigned i = 0; i < fleet.asking; i++) {
		workers[i].first = i;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			die("thread", "not to be had");
	}
	for (unsigned i = 0; i < fleet.asking; i++)
		pthread_join(workers[i].thread, NULL);
	length = seconds(CLOCK_MONOTONIC) - start;
	used = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
	gather(workers, &all);
	printf("{\"phase\":\"%s\",\"seconds\":%.3f,\"looks\":%lu,\"with_changes\":%lu,\"unchanged\":%lu,"
	       "\"entries\":%lu,\"failed\":%lu,\"p50_ms\":%.2f,\"p95_ms\":%.2f,\"p99_ms\":%.2f,"
	       "\"most_ms\":%.2f,\"cpu_s\":%.3f}\n",
	       name, length, all.looks, all.with_changes, all.unchanged, all.entries, all.failed,
	       part(&all, 0.5), part(&all, 0.95), part(&all, 0.99), part(&all, 1), used);
	fflush(stdout);
	free(all.ms);
}

/* --- what comes on standard input ------------------------------------------- */

static void
add_device(const char *token, const char *seed)
{
	struct device *device = &fleet.devices[fleet.count];
	unsigned char bytes[32];

	if (fleet.count == DEVICES_MAX)
		die("devices", "too many");
	if (swa_base64_exact(seed, bytes, sizeof(bytes)) != SWA_OK ||
	    swa_secret_take(bytes, sizeof(bytes), &device->seed) != SWA_OK)
		die("device", "its seed");
	snprintf(device->token, sizeof(device->token), "%s", token);
	snprintf(device->authorization, sizeof(device->authorization), "Authorization: DPoP %s", token);
	swa_buf_init(&device->body, (size_t)8 * 1024 * 1024);
	device->easy = client(device);
	fleet.count++;
}

static void
obey(char *line)
{
	char name[64], kind[16], token[TOKEN_MAX], seed[128];
	double length;

	if (sscanf(line, "device %511s %127s", token, seed) == 2)
		add_device(token, seed);
	else if (sscanf(line, "phase %63s %lf %15s", name, &length, kind) == 3)
		phase(name, length, strcmp(kind, "new") == 0);
	else
		die("not understood", line);
}

int
main(int argc, char **argv)
{
	char line[2048];

	if (argc != 4 || swa_secret_setup() != SWA_OK ||
	    (fleet.asking = (unsigned)strtoul(argv[3], NULL, 10)) == 0 || fleet.asking > ASKING_MAX) {
		fprintf(stderr, "Usage: swa-bench-fleet SERVICE CA ASKING\n");
		return 2;
	}
	swa_json_setup();
	curl_global_init(CURL_GLOBAL_DEFAULT);
	fleet.service = argv[1];
	fleet.ca = argv[2];
	if ((fleet.devices = calloc(DEVICES_MAX, sizeof(*fleet.devices))) == NULL)
		die("memory", strerror(errno));
	while (fgets(line, sizeof(line), stdin) != NULL)
		obey(line);
	for (size_t i = 0; i < fleet.count; i++) {
		curl_easy_cleanup(fleet.devices[i].easy);
		swa_secret_free(fleet.devices[i].seed);
		swa_buf_finish(&fleet.devices[i].body);
	}
	free(fleet.devices);
	return 0;
}
