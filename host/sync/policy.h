/*
 * Policy: one table of settings, and who said what.
 *
 *   administrator's files  >  the organisation's service  >  default
 *
 * The files are SYSCONFDIR/swa-agent/policy.d/(name).json, in the order of their names,
 * later ones win; they and their folder must belong to root and be writable by
 * nobody else, else they are refused as a whole.  A setting that is about no
 * one app (lock, personal apps, export, offers) takes the strictest of all organisations where
 * no file says it.
 *
 * An unknown member of a service's policy is passed over (a newer service);
 * of a file it is an error that names it (a typing mistake must not leave
 * thousands of desktops open).
 */
#ifndef SWA_SYNC_POLICY_H
#define SWA_SYNC_POLICY_H

#include "json.h"
#include "swa/err.h"

#include <stdint.h>

#define SWA_POLICY_HOSTS_MAX 64
#define SWA_POLICY_APPS_MAX 256
#define SWA_POLICY_SERVICE_MAX 2048 /* bytes of an address */
#define SWA_POLICY_DIR "/swa-agent/policy.d"

enum swa_confirmation { SWA_CONFIRM_FIRST = 0, SWA_CONFIRM_ALWAYS = 1, SWA_CONFIRM_NEVER = 2 };
/* Who decides whether sign-ins by hand are offered to be saved. */
enum swa_offers_policy { SWA_OFFERS_PERSON = 0, SWA_OFFERS_ON = 1, SWA_OFFERS_OFF = 2 };
enum swa_policy_source { SWA_POLICY_DEFAULT = 0, SWA_POLICY_SERVICE = 1, SWA_POLICY_FILE = 2 };

/* Name, kind, default, least, most, and whether it is about single apps (an organisation's own) or all.
 *   confirmation             "first"  when to ask "Were you able to sign in?": first, always, never
 *   auto_submit              true     press the button after filling
 *   max_offline_hours        168      0: never fill offline for longer than a sync interval; at most 8760
 *   lock_timeout_minutes     0        lock after so many minutes without a launch or command; 0 never
 *   reauthentication         {}       app id → minutes for which the passphrase is remembered
 *   personal_apps            true     apps of the person's own
 *   reveal                   true     show a password to the person
 *   export                   true     export the vault
 *   offers                   "person"  offer to save sign-ins by hand: person (their preference), on, off
 *   codes                    false    fill one-time codes; true for personal apps
 *   http_hosts               []       hosts at which an app's allowHttp counts
 *   service_url              ""       files alone: the service at which people enrol at first use
 *   proxy                    ""       files alone: the way to services; "" as the environment says it
 *   sync_min_seconds         60       floor of the interval
 *   sync_max_seconds         900      ceiling of the interval: how long between two looks, 60 … 86400
 */
struct swa_policy {
	enum swa_confirmation confirmation;
	bool auto_submit;
	int64_t max_offline_hours;
	int64_t lock_timeout_minutes;
	bool personal_apps;
	bool reveal;
	bool export_allowed;
	enum swa_offers_policy offers;
	bool codes;
	char service_url[SWA_POLICY_SERVICE_MAX + 1]; /* as service_address() gives it; "" none */
	char proxy[SWA_POLICY_SERVICE_MAX + 1];
	int64_t sync_min_seconds;
	int64_t sync_max_seconds;
	size_t http_host_count;
	char http_hosts[SWA_POLICY_HOSTS_MAX][256];
	const struct swa_json *reauthentication; /* object app id → minutes; lies in the set */
};

struct swa_policy_set; /* files and services together */

/** @param folder SYSCONFDIR + SWA_POLICY_DIR; read now, and again by swa_policy_reload(), which also says
 * what is wrong with files that cannot be used: they are no failure here, and the strictest applies */
swa_err swa_policy_new(const char *folder, struct swa_policy_set **ret_set) SWA_MUST_CHECK;
void swa_policy_free(struct swa_policy_set *set);
/** Read the files again.  @return SWA_OK; SWA_ERR_POLICY_FILE with file and member in ret_fault: what was
 * read before stays, and where nothing was, the strictest of everything applies */
swa_err swa_policy_reload(struct swa_policy_set *set, struct swa_fault *ret_fault) SWA_MUST_CHECK;

/** What kind of value the setting NAME has; SWA_JSON_NULL: there is no such setting. */
enum swa_json_kind swa_policy_kind(const char *name);

/** What the service of an enrolment said; BODY "" forgets it.  @return SWA_OK; SWA_ERR_SERVICE a member of a
 * wrong kind or range: the whole is not taken */
swa_err swa_policy_service(struct swa_policy_set *set, const char *enrolment, const char *body,
                           struct swa_fault *ret_fault) SWA_MUST_CHECK;
void swa_policy_forget(struct swa_policy_set *set, const char *enrolment);

/** What holds for the apps of ENROLMENT; "" or SWA_SPACE_PERSONAL: for personal apps and the agent as a
 * whole.  Borrowed until the set changes. */
const struct swa_policy *swa_policy_for(const struct swa_policy_set *set, const char *enrolment);

/** Minutes for which a passphrase is remembered for this app (remote id); -1: none is asked for. */
int64_t swa_policy_reauthentication(const struct swa_policy_set *set, const char *enrolment,
                                    const char *app_id);

/** Visit each setting with its value as JSON and where it came from; FROM: a file's name, "service" or
 * "default". */
typedef void swa_policy_visit(void *context, const char *name, const struct swa_json *value,
                              enum swa_policy_source source, const char *from);
void swa_policy_show(const struct swa_policy_set *set, const char *enrolment, swa_policy_visit *visit,
                     void *context);

#endif
