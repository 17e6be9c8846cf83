/*
 * What the handlers of one launch share.
 */
#ifndef SWA_AGENT_LAUNCH_H
#define SWA_AGENT_LAUNCH_H

#include "handle.h"

/** The grant that a request names; as swa_grant_find(). */
swa_err swa_launch_find(struct swa_call *call, struct swa_grant **ret_grant) SWA_MUST_CHECK;

/** Note a refusal, with what it was about, in the trail.  @return ERR */
swa_err swa_launch_refused(struct swa_call *call, const char *app_id, const char *account_id, swa_err err);

/** The same, and the launch is over: GRANT is gone afterwards.  @return ERR */
swa_err swa_launch_end(struct swa_call *call, struct swa_grant *grant, swa_err err);

/** Keep a launch that was refused, for who asks why (explain.h). */
void swa_explain_refused(struct swa_call *call, const char *app_id, const char *account_id, swa_err err);

/** Policy may ask for the passphrase before this app; then the tray is asked to.
 *  @return SWA_OK, SWA_ERR_REAUTHENTICATION_NEEDED */
swa_err swa_launch_reauthenticated(struct swa_call *call, const char *enrolment, const char *app_id);

#endif
