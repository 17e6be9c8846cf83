/*
 * Times of the vault alone: bench_vault [APPS].  Medians, in microseconds.
 */
#define _DEFAULT_SOURCE
#include "vault_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 1001

static double
now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
report(const char *what, double *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare);
	(void)printf("%-40s %9.1f us\n", what, times[count / 2]);
}

static bool
ignore_account(void *context, const struct swa_account *account)
{
	(void)context;
	(void)account;
	return true;
}

static bool
ignore_app(void *context, const struct swa_app *app)
{
	(void)context;
	(void)app;
	return true;
}

int
main(int argc, char **argv)
{
	const unsigned long apps = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
	static double times[ROUNDS];
	char(*ids)[SWA_ID_MAX + 1] = calloc(apps, sizeof(*ids));
	struct swa_buf password;
	void *state = NULL;
	struct fixture *f;
	double start;

	if (ids == NULL || apps == 0)
		return 1;
	(void)fixture_vault(&state);
	f = state;
	start = now();
	assert_ok(swa_vault_begin(f->vault));
	for (unsigned long i = 0; i < apps; i++) {
		char id[32];

		(void)snprintf(id, sizeof(id), "app-%lu", i);
		fixture_app(f, id, id);
		fixture_account(f, id, NULL, "ada", "correct horse battery staple", ids[i]);
	}
	assert_ok(swa_vault_commit(f->vault));
	(void)printf("%lu apps with accounts stored in one group: %.2f s\n", apps, (now() - start) / 1e6);

	for (size_t i = 0; i < ROUNDS; i++) {
		fixture_close(f);
		start = now();
		assert_ok(swa_vault_open(f->folder, f->root, &f->vault));
		times[i] = now() - start;
	}
	report("open", times, ROUNDS);
	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	for (size_t i = 0; i < ROUNDS; i++) {
		const char *id = ids[(i * 7919) % apps];

		swa_buf_reset(&password);
		start = now();
		assert_ok(swa_account_password(f->vault, id, 1, &password));
		times[i] = now() - start;
	}
	report("one sealed password", times, ROUNDS);
	for (size_t i = 0; i < ROUNDS; i++) {
		start = now();
		assert_ok(swa_account_get(f->vault, ids[(i * 7919) % apps], ignore_account, NULL));
		times[i] = now() - start;
	}
	report("one account without its password", times, ROUNDS);
	for (size_t i = 0; i < 101; i++) {
		start = now();
		assert_ok(swa_app_list(f->vault, NULL, NULL, 100, ignore_app, NULL));
		times[i] = now() - start;
	}
	report("first 100 apps of the list", times, 101);
	for (size_t i = 0; i < 11; i++) {
		start = now();
		assert_ok(swa_app_list(f->vault, "no such words", NULL, 100, ignore_app, NULL));
		times[i] = now() - start;
	}
	report("search through all apps", times, 11);
	for (size_t i = 0; i < 101; i++) {
		start = now();
		assert_ok(swa_account_used(f->vault, ids[i % apps], (int64_t)i));
		times[i] = now() - start;
	}
	report("one change, on the disk", times, 101);
	swa_buf_finish(&password);
	free(ids);
	(void)fixture_finish(&state);
	return 0;
}
