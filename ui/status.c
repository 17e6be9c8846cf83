#include "status.h"

#include "text.h"

#include <glib/gi18n.h>

/* In seconds. */
#define MINUTE 60
#define HOUR 3600
#define DAY 86400

static bool
vault_is(const struct swa_ui_facts *facts, const char *name)
{
	return g_strcmp0(facts->vault, name) == 0;
}

/** Shut, and not merely locked: there is none, or it cannot be opened. */
static bool
is_broken(const struct swa_ui_facts *facts)
{
	return facts->known && !vault_is(facts, "ready") && !vault_is(facts, "locked");
}

enum swa_ui_mood
swa_ui_status_mood(const struct swa_ui_facts *facts)
{
	if (!facts->up || !facts->known)
		return SWA_UI_MOOD_OFFLINE;
	if (is_broken(facts))
		return SWA_UI_MOOD_ATTENTION;
	if (vault_is(facts, "locked"))
		return SWA_UI_MOOD_LOCKED;
	if (facts->syncing)
		return SWA_UI_MOOD_SYNCING;
	if (facts->questions > 0 || facts->conflicts > 0 || facts->notices > 0 || facts->sign_ins > 0 ||
	    facts->rolled_back)
		return SWA_UI_MOOD_ATTENTION;
	return facts->offline ? SWA_UI_MOOD_OFFLINE : SWA_UI_MOOD_READY;
}

/** One of PLURAL's forms with its one number. */
static char *
counted(const char *form, int64_t number)
{
	return g_strdup_printf(form, (int)MIN(number, G_MAXINT));
}

static char *
synced_words(int64_t last_sync, int64_t now)
{
	int64_t age = MAX(now - last_sync, 0);
	unsigned long n;

	if (age < MINUTE)
		return g_strdup(_("synced just now"));
	if (age < HOUR) {
		n = (unsigned long)(age / MINUTE);
		return counted(ngettext("synced %d minute ago", "synced %d minutes ago", n), (int64_t)n);
	}
	if (age < DAY) {
		n = (unsigned long)(age / HOUR);
		return counted(ngettext("synced %d hour ago", "synced %d hours ago", n), (int64_t)n);
	}
	n = (unsigned long)(age / DAY);
	return counted(ngettext("synced %d day ago", "synced %d days ago", n), (int64_t)n);
}

static char *
ready_words(const struct swa_ui_facts *facts, int64_t now)
{
	g_autofree char *apps =
	        counted(ngettext("%d app", "%d apps", (unsigned long)facts->apps), facts->apps);
	g_autofree char *synced = NULL;

	if (facts->syncing)
		/* Translators: %s is "42 apps". */
		return g_strdup_printf(_("Synchronising · %s"), apps);
	if (facts->last_sync == 0)
		/* Translators: %s is "42 apps". */
		return g_strdup_printf(_("Ready · %s"), apps);
	synced = synced_words(facts->last_sync, now);
	if (facts->offline)
		/* Translators: the first %s is "42 apps", the second "synced 3 minutes ago". */
		return g_strdup_printf(_("Offline · %s · %s"), apps, synced);
	/* Translators: the first %s is "42 apps", the second "synced 3 minutes ago". */
	return g_strdup_printf(_("Ready · %s · %s"), apps, synced);
}

char *
swa_ui_status_words(const struct swa_ui_facts *facts, int64_t now)
{
	if (!facts->up && (facts->err == SWA_OK || facts->err == SWA_ERR_AGENT_UNREACHABLE))
		return g_strdup(facts->err == SWA_OK ? _("Connecting to swa-agent…")
		                                     : _("swa-agent is not running"));
	if (!facts->up)
		return g_strdup(swa_ui_text_translated(swa_err_text(facts->err)));
	if (!facts->known)
		return g_strdup(_("Connecting to swa-agent…"));
	if (vault_is(facts, "ready"))
		return ready_words(facts, now);
	if (vault_is(facts, "locked"))
		return g_strdup(_("Locked"));
	if (vault_is(facts, "missing"))
		return g_strdup(_("There is no vault yet"));
	return g_strdup(_("The vault cannot be opened"));
}

char *
swa_ui_status_attention(const struct swa_ui_facts *facts)
{
	if (!facts->up || !facts->known || vault_is(facts, "locked"))
		return NULL;
	if (is_broken(facts))
		return g_strdup(swa_ui_text_translated(facts->hint));
	if (facts->questions > 0)
		return counted(ngettext("%d question about a sign-in waits for you",
		                        "%d questions about sign-ins wait for you",
		                        (unsigned long)facts->questions),
		               facts->questions);
	if (facts->sign_ins > 0)
		return counted(ngettext("%d organisation wants you to sign in again",
		                        "%d organisations want you to sign in again",
		                        (unsigned long)facts->sign_ins),
		               facts->sign_ins);
	if (facts->conflicts > 0)
		return counted(ngettext("%d change of a password needs your decision",
		                        "%d changes of passwords need your decision",
		                        (unsigned long)facts->conflicts),
		               facts->conflicts);
	if (facts->notices > 0)
		return counted(ngettext("%d notice is to be read", "%d notices are to be read",
		                        (unsigned long)facts->notices),
		               facts->notices);
	if (facts->rolled_back)
		return g_strdup(_("The vault is older than the one last used here"));
	return NULL;
}
