/* sync, progress, enrolment.keys */
#include "follow.h"

swa_err
swa_handle_sync(struct swa_call *call)
{
	char job[SWA_JOB_ID_SIZE];
	swa_err err;

	swa_agent_flush(call->agent); /* what happened up to now is reported now */
	err = swa_sync_now(call->agent->sync, swa_json_get_text(call->body, "enrolment_id"), job);
	if (err != SWA_OK)
		return swa_call_fault(call, err, err == SWA_ERR_ENROLMENT_UNKNOWN ? "enrolment_id" : "");
	swa_json_set_text(call->answer, "job", job);
	return SWA_OK;
}

swa_err
swa_handle_enrolment_keys(struct swa_call *call)
{
	char job[SWA_JOB_ID_SIZE];
	swa_err err =
	        swa_sync_renew_keys(call->agent->sync, swa_json_get_text(call->body, "enrolment_id"), job);

	if (err != SWA_OK)
		return swa_call_fault(call, err, err == SWA_ERR_ENROLMENT_UNKNOWN ? "enrolment_id" : "");
	swa_json_set_text(call->answer, "job", job);
	return SWA_OK;
}

swa_err
swa_handle_progress(struct swa_call *call)
{
	int64_t seen = 0;

	(void)swa_json_get_integer(call->body, "seen", &seen);
	return swa_follow_wait(call, swa_json_get_text(call->body, "job"), seen);
}
