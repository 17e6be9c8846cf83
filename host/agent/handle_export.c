/* export.begin, export.next */
#include "handle.h"

#include "encode.h"
#include "swa/keys.h"
#include "transfer.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)256 * 1024)         /* bytes of the file in one answer, about */
#define OUT_MAX ((size_t)64 * 1024 * 1024) /* of one app with all its accounts */

/* --- which apps ----------------------------------------------------------- */

static bool
keep_app(void *context, const struct swa_known_login *login)
{
	struct swa_export *export = context;
	void *grown;

	if (export->count > 0 && strcmp(export->apps[export->count - 1], login->app_id) == 0)
		return true;                              /* a further account of it */
	if ((export->count & (export->count + 1)) == 0) { /* full at 0, 1, 3, 7 ... */
		if ((grown = realloc(export->apps, (2 * export->count + 1) * sizeof(*export->apps))) ==
		    NULL) {
			export->finished = true;
			return false;
		}
		export->apps = grown;
	}
	memcpy(export->apps[export->count++], login->app_id, strlen(login->app_id) + 1);
	return true;
}

static swa_err
list_apps(struct swa_vault *vault, struct swa_export *export)
{
	swa_err err = swa_staging_known(vault, keep_app, export);

	return err == SWA_OK && export->finished ? SWA_ERR_NOMEM : err;
}

/* --- the key, on a worker thread ------------------------------------------ */

/* Stretching a passphrase takes half a second; the loop does not wait for it. */
struct job {
	uv_work_t work;
	struct swa_agent *agent;
	uint64_t client;
	int64_t id; /* of the request */
	char export[SWA_STAGING_ID_SIZE + 1];
	struct swa_buf passphrase;
	struct swa_buf header;
	struct swa_export_writer *writer;
	swa_err err;
};

static void
on_work(uv_work_t *work)
{
	struct job *job = work->data;

	job->err = swa_export_writer_new(&job->passphrase, &swa_export_cost, &job->header, &job->writer);
	swa_buf_finish(&job->passphrase);
}

static void
free_job(struct job *job)
{
	swa_export_writer_free(job->writer);
	swa_buf_finish(&job->passphrase);
	swa_buf_finish(&job->header);
	free(job);
}

static struct swa_json *
answer(const struct swa_export *export, int64_t id)
{
	struct swa_json *object = swa_answer_new(id);

	swa_json_set_text(object, "export", export->id);
	swa_json_set_integer(object, "all", (int64_t) export->count);
	return object;
}

static void
on_after_work(uv_work_t *work, int status)
{
	struct job *job = work->data;
	struct swa_agent *agent = job->agent;
	struct swa_conn *conn = agent->stopping ? NULL : swa_server_find(agent->server, job->client);
	struct swa_export *export = NULL;

	if (status != 0)
		job->err = SWA_ERR_CANCELLED;
	if (!agent->stopping && (export = swa_export_find(agent, job->client, job->export)) == NULL)
		job->err = SWA_ERR_VAULT_LOCKED; /* meanwhile */
	if (job->err == SWA_OK && export != NULL)
		job->err = swa_buf_append(&export->out, job->header.data, job->header.size);
	if (job->err == SWA_OK && export != NULL) {
		export->writer = job->writer;
		job->writer = NULL;
	} else if (export != NULL) {
		swa_export_end(agent, export);
	}
	if (conn != NULL) {
		swa_conn_send(conn, job->err == SWA_OK ? answer(export, job->id)
		                                       : swa_answer_error(job->id, job->err, NULL));
		swa_conn_resume(conn);
	}
	free_job(job);
}

static swa_err
start_job(struct swa_call *call, const struct swa_export *export, const char *passphrase)
{
	struct job *job = calloc(1, sizeof(*job));
	swa_err err;

	if (job == NULL)
		return SWA_ERR_NOMEM;
	swa_buf_init(&job->passphrase, SWA_PASSPHRASE_MAX);
	swa_buf_init(&job->header, SWA_EXPORT_HEADER_SIZE);
	job->agent = call->agent;
	job->client = call->conn->serial;
	job->id = call->id;
	job->work.data = job;
	memcpy(job->export, export->id, sizeof(job->export));
	if ((err = swa_buf_append_text(&job->passphrase, passphrase)) == SWA_OK &&
	    (err = swa_passphrase_check(&job->passphrase)) == SWA_OK &&
	    uv_queue_work(call->agent->loop, &job->work, on_work, on_after_work) != 0)
		err = SWA_ERR_INTERNAL;
	if (err != SWA_OK)
		free_job(job);
	else
		call->later = true;
	return err == SWA_ERR_PASSPHRASE_WEAK ? swa_call_fault(call, err, "passphrase") : err;
}

/* --- the messages --------------------------------------------------------- */

static swa_err
check_allowed(struct swa_call *call)
{
	struct swa_agent *agent = call->agent;

	if (!swa_policy_for(agent->policy, "")->export_allowed)
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "export");
	if (swa_vault_state_facts(agent->vault)->passphrase &&
	    !swa_reauth_fresh(agent->reauth, call->conn->serial, uv_now(agent->loop)))
		return swa_call_fault(call, SWA_ERR_REAUTHENTICATION_NEEDED, "export");
	return SWA_OK;
}

static void
note(struct swa_call *call, const char *kind)
{
	const struct swa_trail_note entry = {.event = "export", .detail = kind};

	swa_agent_note(call->agent, &entry);
}

swa_err
swa_handle_export_begin(struct swa_call *call)
{
	const char *passphrase = swa_json_get_text(call->body, "passphrase");
	struct swa_export *export;
	swa_err err;

	if ((err = check_allowed(call)) != SWA_OK)
		return err;
	if ((export = swa_export_begin(call->agent, call->conn->serial)) == NULL)
		return SWA_ERR_NOMEM;
	swa_buf_init(&export->out, OUT_MAX);
	if ((err = list_apps(call->vault, export)) == SWA_OK && passphrase != NULL)
		err = start_job(call, export, passphrase);
	if (err != SWA_OK) {
		swa_export_end(call->agent, export);
		return err;
	}
	note(call, passphrase != NULL ? "encrypted" : "plain");
	if (passphrase == NULL) {
		swa_json_set_text(call->answer, "export", export->id);
		swa_json_set_integer(call->answer, "all", (int64_t) export->count);
	}
	return SWA_OK;
}

swa_err
swa_handle_export_next(struct swa_call *call)
{
	struct swa_export *export =
	        swa_export_find(call->agent, call->conn->serial, swa_json_get_text(call->body, "export"));
	SWA_CLEANUP(swa_buf_finish) struct swa_buf chunk;
	size_t size;
	bool last;
	swa_err err = SWA_OK;

	swa_buf_init(&chunk, 2 * CHUNK);
	if (export == NULL)
		return swa_call_fault(call, SWA_ERR_EXPORT_UNKNOWN, "export");
	while (err == SWA_OK && export->out.size < CHUNK && !export->finished)
		err = swa_export_next(call->vault, export);
	size = export->out.size < CHUNK ? export->out.size : CHUNK;
	if (err == SWA_OK)
		err = swa_base64_put(&chunk, swa_buf_text(&export->out), size);
	if (err != SWA_OK) {
		swa_export_end(call->agent, export);
		return err;
	}
	swa_buf_consume(&export->out, size);
	last = export->finished && export->out.size == 0;
	swa_json_set_text(call->answer, "chunk", swa_buf_text(&chunk));
	swa_json_set_integer(call->answer, "done", (int64_t) export->done);
	swa_json_set_bool(call->answer, "last", last);
	if (last)
		swa_export_end(call->agent, export);
	return SWA_OK;
}
