/* sd-bus on the agent's own loop: docs/adr/0010. */
#include "session.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#define LOGIN "org.freedesktop.login1"
#define LOGIN_PATH "/org/freedesktop/login1"
#define LOGIN_MANAGER LOGIN ".Manager"
#define LOGIN_SESSION LOGIN ".Session"
#define LOGIN_USER LOGIN ".User"
#define PROPERTIES "org.freedesktop.DBus.Properties"

#define AGAIN_MS 60000 /* a bus that is not there is looked for again; its handle is closed by then */
#define PATH_SIZE 256

/* All tell the same, each desktop in its own name. */
static const char *const screen_savers[] = {
        "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.kde.screensaver",
        "org.cinnamon.ScreenSaver",    "org.mate.ScreenSaver",  "org.xfce.ScreenSaver",
};

/* Who says that the screen is locked.  What asks for it is not told when it is over. */
enum screen {
	SCREEN_ASKED = 1, /* the signal Lock */
	SCREEN_HINT = 2,  /* LockedHint */
	SCREEN_SAVER = 4, /* ActiveChanged */
};

/* One bus on the loop. */
struct link {
	struct swa_session *session;
	const char *name;
	int (*open)(sd_bus **ret_bus);
	void (*opened)(struct link *link);
	sd_bus *bus; /* NULL while it is not there */
	uv_poll_t poll;
	bool polling; /* the handle is the bus's */
	uv_timer_t timer;
	bool missed; /* that it is not there was said */
};

struct swa_session {
	uv_loop_t *loop;
	swa_session_changed *changed;
	void *context;
	struct link system, user;
	unsigned open; /* handles that are not closed yet */
	bool ending;

	char path[PATH_SIZE]; /* of our session; "" unknown */
	sd_bus_slot *watches[3];
	unsigned screen; /* enum screen */
	unsigned shut;   /* enum swa_session_reason, as it was told */
	int inhibitor;   /* keeps the machine awake while it is open; -1 none */
};

static void set_timer(struct link *link, uint64_t delay);

/* --- a bus on the loop ------------------------------------------------------- */

static void
on_closed(uv_handle_t *handle)
{
	struct swa_session *session = handle->data;

	if (--session->open == 0 && session->ending)
		free(session);
}

static void
forget_session(struct swa_session *session)
{
	for (size_t i = 0; i < sizeof(session->watches) / sizeof(session->watches[0]); i++)
		session->watches[i] = sd_bus_slot_unref(session->watches[i]);
	session->path[0] = '\0';
}

static void
close_bus(struct link *link)
{
	if (link == &link->session->system)
		forget_session(link->session);
	if (link->polling) {
		link->polling = false;
		uv_close((uv_handle_t *)&link->poll, on_closed);
	}
	link->bus = sd_bus_close_unref(link->bus);
}

static void
lose_bus(struct link *link, int error)
{
	if (!link->missed)
		swa_log(SWA_LOG_INFO, "bus_missing", "bus=%s reason=%s", link->name, strerror(-error));
	link->missed = true;
	close_bus(link);
	set_timer(link, AGAIN_MS);
}

static void on_poll(uv_poll_t *poll, int status, int events);

/* Wait for what the bus waits for. */
static int
arm(struct link *link)
{
	int events = sd_bus_get_events(link->bus), wanted = 0;
	uint64_t until, now = uv_hrtime() / 1000;
	int result;

	if (events < 0)
		return events;
	if ((events & POLLIN) != 0)
		wanted |= UV_READABLE;
	if ((events & POLLOUT) != 0)
		wanted |= UV_WRITABLE;
	if ((result = sd_bus_get_timeout(link->bus, &until)) < 0)
		return result;
	if (until == UINT64_MAX)
		(void)uv_timer_stop(&link->timer);
	else
		set_timer(link, until > now ? (until - now + 999) / 1000 : 0);
	return uv_poll_start(&link->poll, wanted, on_poll) == 0 ? 0 : -EIO;
}

static void
pump(struct link *link)
{
	int result;

	while ((result = sd_bus_process(link->bus, NULL)) > 0)
		;
	if (result == 0)
		result = arm(link);
	if (result < 0)
		lose_bus(link, result);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct swa_session *session = poll->data;
	struct link *link = poll == &session->system.poll ? &session->system : &session->user;

	(void)events;
	if (status < 0)
		lose_bus(link, -EIO);
	else
		pump(link);
}

static void
open_bus(struct link *link)
{
	struct swa_session *session = link->session;
	int result;

	if ((result = link->open(&link->bus)) < 0) {
		lose_bus(link, result);
		return;
	}
	if ((result = sd_bus_get_fd(link->bus)) < 0 ||
	    uv_poll_init(session->loop, &link->poll, result) != 0) {
		lose_bus(link, -EIO);
		return;
	}
	link->poll.data = session;
	link->polling = true;
	session->open++;
	link->missed = false;
	link->opened(link);
	pump(link);
}

static void
on_timer(uv_timer_t *timer)
{
	struct swa_session *session = timer->data;
	struct link *link = timer == &session->system.timer ? &session->system : &session->user;

	if (link->bus != NULL)
		pump(link);
	else
		open_bus(link);
}

static void
set_timer(struct link *link, uint64_t delay)
{
	(void)uv_timer_start(&link->timer, on_timer, delay, 0);
}

/* --- what is told ------------------------------------------------------------- */

static void
tell(struct swa_session *session, enum swa_session_reason reason, bool shut)
{
	bool known = (session->shut & (unsigned)reason) != 0;

	if (shut == known)
		return;
	session->shut ^= (unsigned)reason;
	session->changed(session->context, reason, shut);
}

static void
set_screen(struct swa_session *session, enum screen by, bool locked)
{
	if (locked)
		session->screen |= (unsigned)by;
	else /* a lock that was asked for is over with the one that came of it */
		session->screen &= ~((unsigned)by | (unsigned)SCREEN_ASKED);
	tell(session, SWA_SESSION_SCREEN, session->screen != 0);
}

static int
on_screen_saver(sd_bus_message *message, void *context, sd_bus_error *error)
{
	int active;

	(void)error;
	if (sd_bus_message_read(message, "b", &active) >= 0)
		set_screen(context, SCREEN_SAVER, active != 0);
	return 0;
}

static int
on_lock(sd_bus_message *message, void *context, sd_bus_error *error)
{
	(void)message;
	(void)error;
	set_screen(context, SCREEN_ASKED, true);
	return 0;
}

static int
on_unlock(sd_bus_message *message, void *context, sd_bus_error *error)
{
	(void)message;
	(void)error;
	set_screen(context, SCREEN_ASKED, false);
	return 0;
}

/* --- sleep ----------------------------------------------------------------------- */

void
swa_session_may_sleep(struct swa_session *session)
{
	if (session->inhibitor >= 0)
		(void)close(session->inhibitor);
	session->inhibitor = -1;
}

static int
on_inhibited(sd_bus_message *message, void *context, sd_bus_error *error)
{
	struct swa_session *session = context;
	int fd;

	(void)error;
	if (sd_bus_message_is_method_error(message, NULL) != 0 || sd_bus_message_read(message, "h", &fd) < 0)
		swa_log(SWA_LOG_INFO, "sleep_not_delayed", "reason=%s",
		        sd_bus_message_get_error(message) != NULL ? sd_bus_message_get_error(message)->name
		                                                  : "no descriptor");
	else if ((session->shut & SWA_SESSION_SLEEP) == 0) {
		swa_session_may_sleep(session); /* the one before */
		session->inhibitor = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	}
	return 0;
}

static void
inhibit(struct swa_session *session)
{
	(void)sd_bus_call_method_async(session->system.bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER, "Inhibit",
	                               on_inhibited, session, "ssss", "sleep", "swa-agent",
	                               "Wipes the keys of the password vault", "delay");
}

static int
on_sleep(sd_bus_message *message, void *context, sd_bus_error *error)
{
	struct swa_session *session = context;
	int asleep;

	(void)error;
	if (sd_bus_message_read(message, "b", &asleep) < 0)
		return 0;
	tell(session, SWA_SESSION_SLEEP, asleep != 0);
	if (asleep == 0)
		inhibit(session);
	return 0;
}

/* --- our session -------------------------------------------------------------- */

/* One of LockedHint and Active; the rest is passed over.  FIRST: how it was before we looked.  Whoever was
 * not in front then has not gone away. */
static int
read_property(struct swa_session *session, sd_bus_message *message, bool first)
{
	const char *name;
	int value, result;

	if ((result = sd_bus_message_read(message, "s", &name)) < 0)
		return result;
	if (strcmp(name, "LockedHint") != 0 && strcmp(name, "Active") != 0)
		return sd_bus_message_skip(message, "v");
	if ((result = sd_bus_message_read(message, "v", "b", &value)) < 0)
		return result;
	if (strcmp(name, "LockedHint") == 0)
		set_screen(session, SCREEN_HINT, value != 0);
	else if (!first || value != 0)
		tell(session, SWA_SESSION_AWAY, value == 0);
	return 0;
}

static void
read_properties(struct swa_session *session, sd_bus_message *message, bool first)
{
	int result = sd_bus_message_enter_container(message, 'a', "{sv}");

	while (result >= 0 && (result = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
		if ((result = read_property(session, message, first)) >= 0)
			result = sd_bus_message_exit_container(message);
	}
	if (result < 0)
		swa_log(SWA_LOG_WARNING, "session_unreadable", "reason=%s", strerror(-result));
}

static int
on_properties(sd_bus_message *message, void *context, sd_bus_error *error)
{
	const char *interface;

	(void)error;
	if (sd_bus_message_read(message, "s", &interface) >= 0 && strcmp(interface, LOGIN_SESSION) == 0)
		read_properties(context, message, false);
	return 0;
}

static int
on_all_properties(sd_bus_message *message, void *context, sd_bus_error *error)
{
	(void)error;
	if (sd_bus_message_is_method_error(message, NULL) == 0)
		read_properties(context, message, true);
	return 0;
}

static void
watch(struct swa_session *session, const char *path)
{
	sd_bus *bus = session->system.bus;

	if (strlen(path) >= sizeof(session->path) || strcmp(path, "/") == 0)
		return; /* none */
	forget_session(session);
	(void)snprintf(session->path, sizeof(session->path), "%s", path);
	(void)sd_bus_match_signal_async(bus, &session->watches[0], LOGIN, path, LOGIN_SESSION, "Lock",
	                                on_lock, NULL, session);
	(void)sd_bus_match_signal_async(bus, &session->watches[1], LOGIN, path, LOGIN_SESSION, "Unlock",
	                                on_unlock, NULL, session);
	(void)sd_bus_match_signal_async(bus, &session->watches[2], LOGIN, path, PROPERTIES,
	                                "PropertiesChanged", on_properties, NULL, session);
	(void)sd_bus_call_method_async(bus, NULL, LOGIN, path, PROPERTIES, "GetAll", on_all_properties,
	                               session, "s", LOGIN_SESSION);
	swa_log(SWA_LOG_INFO, "session_watched", "path=%s", path);
}

/* Which session is ours?  The process's; that of the environment; the one in which the person's desktop is:
 * an agent that the person's service manager started belongs to none. */
static int
on_display(sd_bus_message *message, void *context, sd_bus_error *error)
{
	const char *id, *path;

	(void)error;
	if (sd_bus_message_is_method_error(message, NULL) == 0 &&
	    sd_bus_message_read(message, "v", "(so)", &id, &path) >= 0)
		watch(context, path);
	return 0;
}

static int
on_user(sd_bus_message *message, void *context, sd_bus_error *error)
{
	struct swa_session *session = context;
	const char *path;

	(void)error;
	if (sd_bus_message_is_method_error(message, NULL) != 0 ||
	    sd_bus_message_read(message, "o", &path) < 0)
		swa_log(SWA_LOG_INFO, "session_unknown", "reason=logind knows no session of this person");
	else
		(void)sd_bus_call_method_async(session->system.bus, NULL, LOGIN, path, PROPERTIES, "Get",
		                               on_display, session, "ss", LOGIN_USER, "Display");
	return 0;
}

static int
on_session_by_id(sd_bus_message *message, void *context, sd_bus_error *error)
{
	struct swa_session *session = context;
	const char *path;

	(void)error;
	if (sd_bus_message_is_method_error(message, NULL) == 0 &&
	    sd_bus_message_read(message, "o", &path) >= 0)
		watch(session, path);
	else
		(void)sd_bus_call_method_async(session->system.bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER,
		                               "GetUser", on_user, session, "u", (uint32_t)getuid());
	return 0;
}

static int
on_session_by_pid(sd_bus_message *message, void *context, sd_bus_error *error)
{
	const char *id = getenv("XDG_SESSION_ID");
	struct swa_session *session = context;

	if (sd_bus_message_is_method_error(message, NULL) == 0 || id == NULL || id[0] == '\0')
		return on_session_by_id(message, context, error);
	(void)sd_bus_call_method_async(session->system.bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER,
	                               "GetSession", on_session_by_id, session, "s", id);
	return 0;
}

static void
find_session(struct swa_session *session)
{
	(void)sd_bus_call_method_async(session->system.bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER,
	                               "GetSessionByPID", on_session_by_pid, session, "u",
	                               (uint32_t)getpid());
}

static int
on_session_new(sd_bus_message *message, void *context, sd_bus_error *error)
{
	struct swa_session *session = context;

	(void)message;
	(void)error;
	if (session->path[0] == '\0')
		find_session(session);
	return 0;
}

/* An agent may outlive the session that it was started in. */
static int
on_session_removed(sd_bus_message *message, void *context, sd_bus_error *error)
{
	struct swa_session *session = context;
	const char *id, *path;

	(void)error;
	if (sd_bus_message_read(message, "so", &id, &path) < 0 || strcmp(path, session->path) != 0)
		return 0;
	forget_session(session);
	tell(session, SWA_SESSION_AWAY, true);
	find_session(session);
	return 0;
}

/* --- beginning and end ---------------------------------------------------------- */

static void
on_system_bus(struct link *link)
{
	struct swa_session *session = link->session;

	(void)sd_bus_match_signal_async(link->bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER, "PrepareForSleep",
	                                on_sleep, NULL, session);
	(void)sd_bus_match_signal_async(link->bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER, "SessionNew",
	                                on_session_new, NULL, session);
	(void)sd_bus_match_signal_async(link->bus, NULL, LOGIN, LOGIN_PATH, LOGIN_MANAGER, "SessionRemoved",
	                                on_session_removed, NULL, session);
	inhibit(session);
	find_session(session);
}

static void
on_user_bus(struct link *link)
{
	for (size_t i = 0; i < sizeof(screen_savers) / sizeof(screen_savers[0]); i++)
		(void)sd_bus_match_signal_async(link->bus, NULL, NULL, NULL, screen_savers[i],
		                                "ActiveChanged", on_screen_saver, NULL, link->session);
}

static void
begin(struct link *link, struct swa_session *session)
{
	link->session = session;
	(void)uv_timer_init(session->loop, &link->timer);
	link->timer.data = session;
	session->open++;
	open_bus(link);
}

swa_err
swa_session_new(uv_loop_t *loop, swa_session_changed *changed, void *context,
                struct swa_session **ret_session)
{
	struct swa_session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return SWA_ERR_NOMEM;
	session->loop = loop;
	session->changed = changed;
	session->context = context;
	session->inhibitor = -1;
	session->system =
	        (struct link){.name = "system", .open = sd_bus_open_system, .opened = on_system_bus};
	session->user = (struct link){.name = "session", .open = sd_bus_open_user, .opened = on_user_bus};
	begin(&session->system, session);
	begin(&session->user, session);
	*ret_session = session;
	return SWA_OK;
}

void
swa_session_free(struct swa_session *session)
{
	if (session == NULL)
		return;
	session->ending = true;
	close_bus(&session->system);
	close_bus(&session->user);
	uv_close((uv_handle_t *)&session->system.timer, on_closed);
	uv_close((uv_handle_t *)&session->user.timer, on_closed);
	swa_session_may_sleep(session);
}
