/*
 * Work of the agent's that takes a while: each answer comes when something has
 * changed, so nothing is asked in vain and nothing is shown late.
 */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

#define BAR_WIDTH 24

struct follow {
	struct ctl *ctl;
	ctl_code *code;
	bool code_shown;
	char phase[40]; /* shown last */
	bool line_open; /* a line on the terminal that is written over */
};

static void
end_line(struct follow *follow)
{
	if (follow->line_open)
		(void)fputs("\r\033[K", stderr);
	follow->line_open = false;
}

static void
draw_line(struct follow *follow, const char *words, int64_t done, int64_t all)
{
	end_line(follow);
	(void)fputs(words, stderr);
	if (all > 0) {
		int64_t part = done < all ? done : all;
		int filled = (int)(part * BAR_WIDTH / all);

		(void)fputs("  [", stderr);
		for (int i = 0; i < BAR_WIDTH; i++)
			(void)fputc(i < filled ? '#' : '.', stderr);
		(void)fprintf(stderr, "]  %lld of %lld", (long long)done, (long long)all);
	} else if (done > 0) {
		(void)fprintf(stderr, "  %lld", (long long)done);
	} else {
		(void)fputs(" ...", stderr);
	}
	(void)fflush(stderr);
	follow->line_open = true;
}

/* What Ctrl-C does to the work: who still waits for the person's sign-in gives up with this program. */
static const char *
last_words(const struct follow *follow)
{
	if (follow->code != NULL &&
	    (strcmp(follow->phase, "connecting") == 0 || strcmp(follow->phase, "code") == 0))
		return "\nGiven up. Do not enter the code any more.\n";
	return "\nThe agent goes on by itself.\n";
}

static void
show(struct follow *follow, const struct swa_incoming *progress)
{
	const char *phase = swa_json_get_text(progress->body, "phase");
	bool another = strcmp(phase, follow->phase) != 0;

	(void)snprintf(follow->phase, sizeof(follow->phase), "%s", phase);
	ctl_on_interrupt(last_words(follow));
	if (follow->ctl->options.json) {
		ctl_document(follow->ctl, ctl_members(progress));
		return;
	}
	if (follow->code != NULL && !follow->code_shown &&
	    swa_json_get_text(progress->body, "user_code") != NULL) {
		end_line(follow);
		follow->code(follow->ctl, progress->body);
		follow->code_shown = true;
	}
	if (swa_json_get_bool(progress->body, "finished", false))
		end_line(follow);
	else if (ctl_draws())
		draw_line(follow, ctl_words_phase(phase), ctl_whole(progress->body, "done"),
		          ctl_whole(progress->body, "all"));
	else if (another)
		(void)fprintf(stderr, "%s\n", ctl_words_phase(phase));
}

static struct swa_json *
progress_request(const char *job, int64_t seen)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_PROGRESS);

	swa_json_set_text(request, "job", job);
	swa_json_set_integer(request, "seen", seen);
	return request;
}

/* What ended it.  The line for programs was printed already; it holds the error. */
static int
fail(const struct ctl *ctl, const struct swa_incoming *last)
{
	struct ctl words = *ctl;

	words.options.json = false;
	return ctl_fail_answer(&words, last);
}

static int
watch(struct follow *follow, const char *job, struct swa_incoming *ret_last)
{
	int64_t seen = -1; /* none yet: the first answer comes at once */
	int code;

	for (;;) {
		int64_t before = seen;

		if ((code = ctl_ask(follow->ctl, progress_request(job, seen), ret_last)) != CTL_OK)
			break;
		seen = ctl_whole(ret_last->body, "seen");
		if (seen != before)
			show(follow, ret_last);
		if (swa_json_get_bool(ret_last->body, "finished", false)) {
			if (swa_json_get(ret_last->body, "error") == NULL)
				return CTL_OK;
			code = fail(follow->ctl, ret_last);
			swa_incoming_finish(ret_last);
			break;
		}
		swa_incoming_finish(ret_last);
	}
	end_line(follow);
	return code;
}

int
ctl_follow(struct ctl *ctl, struct swa_json *request, ctl_code *code_wanted, struct swa_incoming *ret_last)
{
	struct follow follow = {.ctl = ctl, .code = code_wanted};
	struct swa_incoming started;
	int code;

	ctl->lines = true;
	if ((code = ctl_ask(ctl, request, &started)) != CTL_OK)
		return code;
	code = watch(&follow, swa_json_get_text(started.body, "job"), ret_last);
	ctl_on_interrupt(NULL);
	swa_incoming_finish(&started);
	return code;
}
