/*
 * CPU time of applying a service's accounts to the vault: bench_delta [ACCOUNTS] [APPS].
 * Ids are random, pages have 200 entries, each page is one transaction.
 */
#define _DEFAULT_SOURCE
#include "enrolment_fixture.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PAGE 200

static double
cpu(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void
random_text(char ret_id[33])
{
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(ret_id, 33, bytes, sizeof(bytes));
}

static void
page_end(struct fixture *f, unsigned long done)
{
	char cursor[32];

	(void)snprintf(cursor, sizeof(cursor), "cursor-%lu", done);
	assert_ok(swa_delta_page(f->vault, ORG, cursor));
	assert_ok(swa_vault_commit(f->vault));
}

int
main(int argc, char **argv)
{
	const unsigned long accounts = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
	const unsigned long apps = argc > 2 ? strtoul(argv[2], NULL, 10) : 100;
	char(*ids)[33] = calloc(accounts, sizeof(*ids));
	void *state = NULL;
	struct fixture *f;
	enum swa_delta_verdict verdict;
	double start;
	uint64_t version = 0;

	if (ids == NULL || accounts == 0 || apps == 0)
		return 1;
	(void)fixture_vault(&state);
	f = state;
	enrol(f, ORG, "example");
	start = cpu();
	for (unsigned long i = 0; i < apps; i++) {
		char id[32];

		if (i % PAGE == 0)
			assert_ok(swa_vault_begin(f->vault));
		(void)snprintf(id, sizeof(id), "app-%lu", i);
		give_app(f, ORG, id, ++version);
		if (i % PAGE == PAGE - 1 || i == apps - 1)
			page_end(f, i);
	}
	(void)printf("%lu apps: %.1f us each\n", apps, (cpu() - start) / (double)apps);
	start = cpu();
	for (unsigned long i = 0; i < accounts; i++) {
		char app[32];

		if (i % PAGE == 0)
			assert_ok(swa_vault_begin(f->vault));
		random_text(ids[i]);
		(void)snprintf(app, sizeof(app), "app-%lu", i % apps);
		(void)give_account(f, ORG, app, ids[i], ++version, "ada@example.org",
		                   "correct horse battery staple");
		if (i % PAGE == PAGE - 1 || i == accounts - 1)
			page_end(f, i);
	}
	(void)printf("%lu new accounts: %.1f us each\n", accounts, (cpu() - start) / (double)accounts);
	assert_ok(swa_delta_restart(f->vault, ORG));
	start = cpu();
	for (unsigned long i = 0; i < accounts; i++) {
		if (i % PAGE == 0)
			assert_ok(swa_vault_begin(f->vault));
		assert_ok(accept_entry(f, "account", ids[i], version - accounts + i + 1, true, &verdict));
		assert_int_equal(verdict, SWA_DELTA_SAME);
		if (i % PAGE == PAGE - 1 || i == accounts - 1)
			page_end(f, i);
	}
	(void)printf("seen again in a full synchronisation: %.1f us each\n",
	             (cpu() - start) / (double)accounts);
	start = cpu();
	assert_ok(swa_delta_finish(f->vault, ORG, accounts, NULL, NULL));
	(void)printf("its end, which removes the apps: %.1f ms\n", (cpu() - start) / 1e3);
	start = cpu();
	assert_ok(swa_enrolment_erase(f->vault, ORG));
	(void)printf("erasing: %.1f ms\n", (cpu() - start) / 1e3);
	free(ids);
	(void)fixture_finish(&state);
	return 0;
}
