/* enroll, unenroll, enrolments.list, enrolment.trust */
#include "follow.h"

#include "delivery.h"
#include "swa/enrolment.h"
#include "swa/outbox.h"
#include "swa/report.h"

#include <stdlib.h>

swa_err
swa_call_enrol(struct swa_call *call, const struct swa_enrol_terms *terms)
{
	struct swa_fault fault = {.where = ""};
	char job[SWA_JOB_ID_SIZE];
	swa_err err;

	if ((err = swa_sync_enrol(call->agent->sync, terms, job, &fault)) != SWA_OK)
		return swa_call_fault(call, err, fault.where);
	swa_follow_started(call, job);
	swa_json_set_text(call->answer, "job", job);
	return SWA_OK;
}

swa_err
swa_handle_enroll(struct swa_call *call)
{
	const struct swa_enrol_terms terms = {
	        .service = swa_json_get_text(call->body, "service"),
	        .issuer = swa_json_get_text(call->body, "issuer"),
	        .client_id = swa_json_get_text(call->body, "client_id"),
	        .device_name = swa_json_get_text(call->body, "device_name"),
	        .ca = swa_json_get_text(call->body, "ca"),
	        .tls_pin = swa_json_get_text(call->body, "tls_pin"),
	        .fingerprint = swa_json_get_text(call->body, "fingerprint"),
	        .again = swa_json_get_bool(call->body, "again", false),
	};

	return swa_call_enrol(call, &terms);
}

/* --- leaving --------------------------------------------------------------- */

struct leaver {
	struct swa_agent *agent;
	uint64_t client;
	int64_t id;
};

static void
on_left(void *context, swa_err err, unsigned apps, bool told)
{
	struct leaver *leaver = context;
	struct swa_conn *conn =
	        leaver->agent->server == NULL ? NULL : swa_server_find(leaver->agent->server, leaver->client);

	if (conn != NULL) {
		struct swa_json *answer =
		        err == SWA_OK ? swa_answer_new(leaver->id) : swa_answer_error(leaver->id, err, NULL);

		if (err == SWA_OK) {
			swa_json_set_integer(answer, "apps", apps);
			swa_json_set_bool(answer, "told", told);
		}
		swa_conn_send(conn, answer);
		swa_conn_resume(conn);
	}
	free(leaver);
}

/* The first of the unsent changes, by its app. */
static bool
name_change(void *context, const struct swa_outbox_item *item)
{
	(void)swa_call_fault(context, SWA_ERR_UNSENT_CHANGES, item->app_id);
	return false;
}

swa_err
swa_handle_unenroll(struct swa_call *call)
{
	const char *id = swa_json_get_text(call->body, "enrolment_id");
	bool force = swa_json_get_bool(call->body, "force", false);
	struct leaver *leaver = malloc(sizeof(*leaver));
	swa_err err;

	if (leaver == NULL)
		return SWA_ERR_NOMEM;
	*leaver = (struct leaver){call->agent, call->conn->serial, call->id};
	if ((err = swa_sync_leave(call->agent->sync, id, force, on_left, leaver)) == SWA_OK) {
		call->later = true;
		return SWA_OK;
	}
	free(leaver);
	if (err == SWA_ERR_UNSENT_CHANGES) {
		swa_err listed = swa_outbox_list(call->vault, id, name_change, call);

		return listed == SWA_OK ? err : listed;
	}
	return swa_call_fault(call, err, err == SWA_ERR_ENROLMENT_UNKNOWN ? "enrolment_id" : "");
}

/* --- lists ----------------------------------------------------------------- */

struct list {
	struct swa_call *call;
	struct swa_json *array;
	swa_err err;
};

static void
add_facts(struct swa_json *object, const struct swa_sync_facts *facts)
{
	swa_json_set_integer(object, "next_sync", facts->next_sync);
	swa_json_set_integer(object, "offline_until", facts->offline_until);
	swa_json_set_bool(object, "syncing", facts->syncing);
	if (facts->err != SWA_OK)
		swa_json_set(object, "error",
		             swa_error_new(facts->err, facts->why[0] != '\0' ? facts->why : NULL));
}

static swa_err
add_counts(struct swa_json *object, struct swa_vault *vault, const char *id)
{
	unsigned apps, waiting, stuck, reports;
	swa_err err;

	if ((err = swa_app_count_in(vault, id, &apps)) != SWA_OK ||
	    (err = swa_outbox_count(vault, id, &waiting, &stuck)) != SWA_OK ||
	    (err = swa_report_count(vault, id, &reports)) != SWA_OK)
		return err;
	swa_json_set_integer(object, "apps", apps);
	swa_json_set_integer(object, "waiting", waiting);
	swa_json_set_integer(object, "stuck", stuck);
	swa_json_set_integer(object, "reports", reports);
	return SWA_OK;
}

static bool
add_enrolment(void *context, const struct swa_enrolment *row)
{
	struct list *list = context;
	struct swa_json *object = swa_json_new_object();
	struct swa_sync_facts facts = {.why = ""};
	char fingerprint[SWA_FINGERPRINT_SIZE], comparison[SWA_FINGERPRINT_SIZE];

	swa_fingerprint(row->identity_key, fingerprint);
	swa_comparison(row->identity_key, row->signature_key, row->delivery_key, comparison);
	swa_json_set_text(object, "id", row->id);
	swa_json_set_text(object, "organisation", row->organisation);
	swa_json_set_text(object, "name", row->name);
	swa_json_set_text(object, "service", row->service);
	swa_json_set_text(object, "issuer", row->issuer);
	swa_json_set_text(object, "person", row->person);
	swa_json_set_text(object, "device", row->device);
	swa_json_set_text(object, "device_name", row->device_name);
	swa_json_set_text(object, "state", swa_enrolment_state_name(row->state));
	swa_json_set_text(object, "trust", swa_trust_name(row->trust));
	swa_json_set_text(object, "fingerprint", fingerprint);
	swa_json_set_text(object, "comparison", comparison);
	swa_json_set_integer(object, "enrolled", row->enrolled);
	swa_json_set_integer(object, "last_sync", row->last_sync);
	if ((list->err = swa_sync_facts(list->call->agent->sync, row->id, &facts)) == SWA_OK)
		list->err = add_counts(object, list->call->vault, row->id);
	add_facts(object, &facts);
	swa_json_add(list->array, object);
	return list->err == SWA_OK;
}

swa_err
swa_handle_enrolments_list(struct swa_call *call)
{
	struct list list = {.call = call, .array = swa_json_new_array()};
	swa_err err = swa_enrolment_list(call->vault, add_enrolment, &list);

	swa_json_set(call->answer, "enrolments", list.array);
	return err == SWA_OK ? list.err : err;
}

swa_err
swa_handle_enrolment_trust(struct swa_call *call)
{
	swa_err err = swa_sync_trust(call->agent->sync, swa_json_get_text(call->body, "enrolment_id"),
	                             swa_json_get_text(call->body, "comparison"));

	return err == SWA_OK
	               ? SWA_OK
	               : swa_call_fault(call, err, err == SWA_ERR_ENROLMENT_UNKNOWN ? "enrolment_id" : "");
}
