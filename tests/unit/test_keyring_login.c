/*
 * The login keyring against a real gnome-keyring-daemon on a bus of its own.
 *
 * Each test runs this program again inside dbus-run-session, with the name of
 * a scene: what is asserted there is asserted against that session's keyring.
 */
#define _DEFAULT_SOURCE
#include "keyring_contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned char vault_id[SWA_VAULT_ID_SIZE] = "sixteen bytes id";

/* --- scenes: inside the session ------------------------------------------ */

static struct swa_keyring *
login_keyring(void)
{
	struct swa_keyring *keyring = NULL;

	assert_ok(swa_keyring_open(SWA_KEYRING_LOGIN, "/nonexistent", &keyring));
	return keyring;
}

static struct swa_secret *
some_root(unsigned char byte)
{
	struct swa_secret *root = NULL;

	assert_ok(swa_secret_new(SWA_ROOT_KEY_SIZE, &root));
	memset(swa_secret_data(root), byte, SWA_ROOT_KEY_SIZE);
	return root;
}

/* Every call says the same. */
static void
assert_all(swa_err expected)
{
	struct swa_keyring *keyring = login_keyring();
	struct swa_secret *root = some_root(1), *loaded = NULL;
	uint64_t anchor = 5;

	assert_err(swa_keyring_load(keyring, vault_id, false, &loaded), expected);
	assert_err(swa_keyring_store(keyring, vault_id, root), expected);
	assert_err(swa_keyring_anchor(keyring, vault_id, &anchor), expected);
	assert_err(swa_keyring_set_anchor(keyring, vault_id, 9), expected);
	assert_err(swa_keyring_remove(keyring, vault_id), expected);
	assert_null(loaded);
	assert_int_equal(anchor, 5);
	swa_secret_free(root);
	swa_keyring_close(keyring);
}

static void
scene_contract(void **state)
{
	(void)state;
	keyring_contract(SWA_KEYRING_LOGIN, "/nonexistent");
}

static void
scene_missing(void **state)
{
	(void)state;
	assert_all(SWA_ERR_KEYRING_MISSING);
}

static void
scene_locked(void **state)
{
	struct swa_keyring *keyring = login_keyring();
	struct swa_secret *loaded = NULL;

	(void)state;
	assert_all(SWA_ERR_KEYRING_LOCKED);
	/* Nobody is here to type a password. */
	assert_err(swa_keyring_load(keyring, vault_id, true, &loaded), SWA_ERR_KEYRING_LOCKED);
	swa_keyring_close(keyring);
}

static void
scene_store(void **state)
{
	struct swa_keyring *keyring = login_keyring();
	struct swa_secret *root = some_root(7);

	(void)state;
	assert_ok(swa_keyring_store(keyring, vault_id, root));
	swa_secret_free(root);
	swa_keyring_close(keyring);
}

static void
scene_load(void **state)
{
	struct swa_keyring *keyring = login_keyring();
	struct swa_secret *root = some_root(7), *loaded = NULL;

	(void)state;
	assert_ok(swa_keyring_load(keyring, vault_id, false, &loaded));
	assert_true(swa_secret_equal(root, loaded));
	swa_secret_free(root);
	swa_secret_free(loaded);
	swa_keyring_close(keyring);
}

static void
scene_reset(void **state)
{
	struct swa_keyring *keyring = login_keyring();
	struct swa_secret *loaded = NULL;

	(void)state;
	assert_err(swa_keyring_load(keyring, vault_id, true, &loaded), SWA_ERR_KEYRING_RESET);
	swa_keyring_close(keyring);
}

static const struct CMUnitTest scenes[] = {
        {"contract", scene_contract, NULL, NULL, NULL}, {"missing", scene_missing, NULL, NULL, NULL},
        {"locked", scene_locked, NULL, NULL, NULL},     {"store", scene_store, NULL, NULL, NULL},
        {"load", scene_load, NULL, NULL, NULL},         {"reset", scene_reset, NULL, NULL, NULL},
};

static int
play(const char *name)
{
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		const struct CMUnitTest one[] = {scenes[i]};

		if (strcmp(name, scenes[i].name) == 0)
			return cmocka_run_group_tests_name(name, one, NULL, NULL);
	}
	return 99;
}

/* --- the stage: outside -------------------------------------------------- */

/* A daemon whose keyring has the password "pw": made when it is new, opened when
 * it is not; then wait until it is on the bus. */
#define UNLOCKED \
	"printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; " \
	"i=0; until dbus-send --session --print-reply --dest=org.freedesktop.DBus / " \
	"org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null 2>&1; " \
	"do i=$((i+1)); [ $i -lt 200 ] || exit 90; sleep 0.05; done; "
#define LOCK \
	"dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets " \
	"org.freedesktop.Secret.Service.Lock " \
	"array:objpath:/org/freedesktop/secrets/collection/login >/dev/null || exit 91; "

static void
run(struct fixture *f, const char *script)
{
	char command[4096], program[512];
	ssize_t size = readlink("/proc/self/exe", program, sizeof(program) - 1);
	int status;

	assert_true(size > 0);
	program[size] = '\0';
	(void)snprintf(command, sizeof(command),
	               "export HOME=%s XDG_DATA_HOME=%s/share XDG_RUNTIME_DIR=%s/run SELF='%s'; "
	               "unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS; "
	               "mkdir -p -m 0700 $XDG_DATA_HOME $XDG_RUNTIME_DIR; %s",
	               f->base, f->base, f->base, program, script);
	status = system(command);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("the session ended with %d: %s", status, script);
}

static bool
installed(void)
{
	return system("command -v dbus-run-session >/dev/null && command -v gnome-keyring-daemon >/dev/null "
	              "&& "
	              "command -v dbus-send >/dev/null") == 0;
}

#define NEEDS_A_KEYRING() \
	do { \
		if (!installed()) { \
			print_message("skipped: dbus or gnome-keyring is not installed\n"); \
			skip(); \
		} \
	} while (0)

static void
the_login_keyring_does_what_every_keyring_does(void **state)
{
	NEEDS_A_KEYRING();
	run(*state, "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" contract'");
}

static void
a_session_without_a_bus_has_no_keyring(void **state)
{
	NEEDS_A_KEYRING();
	run(*state, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus \"$SELF\" missing");
}

static void
a_bus_without_a_keyring_says_so(void **state)
{
	NEEDS_A_KEYRING();
	run(*state,
	    "printf '%s' '<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
	    "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig><type>session</type>"
	    "<listen>unix:tmpdir=/tmp</listen><policy context=\"default\"><allow send_destination=\"*\"/>"
	    "<allow receive_sender=\"*\"/>"
	    "<allow own=\"*\"/></policy></busconfig>' > $HOME/bus.conf && "
	    "dbus-run-session --config-file $HOME/bus.conf -- \"$SELF\" missing");
}

static void
a_locked_keyring_is_neither_missing_nor_reset(void **state)
{
	NEEDS_A_KEYRING();
	run(*state, "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" store && " LOCK "\"$SELF\" locked'");
}

static void
a_key_comes_back_in_the_next_session(void **state)
{
	NEEDS_A_KEYRING();
	run(*state, "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" store' && "
	            "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" load'");
}

static void
a_keyring_that_was_made_anew_is_reset(void **state)
{
	NEEDS_A_KEYRING();
	run(*state,
	    "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" store' && rm -r $XDG_DATA_HOME/keyrings && "
	    "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" reset'");
}

static void
the_key_is_not_in_the_keyrings_file_as_it_is(void **state)
{
	NEEDS_A_KEYRING();
	run(*state, "dbus-run-session -- sh -c '" UNLOCKED "\"$SELF\" store' && "
	            "test -s $XDG_DATA_HOME/keyrings/login.keyring && "
	            "! grep -q 0707070707070707 $XDG_DATA_HOME/keyrings/*");
}

#define ON_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fixture_empty, fixture_finish)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	        ON_A_FOLDER(the_login_keyring_does_what_every_keyring_does),
	        ON_A_FOLDER(a_session_without_a_bus_has_no_keyring),
	        ON_A_FOLDER(a_bus_without_a_keyring_says_so),
	        ON_A_FOLDER(a_locked_keyring_is_neither_missing_nor_reset),
	        ON_A_FOLDER(a_key_comes_back_in_the_next_session),
	        ON_A_FOLDER(a_keyring_that_was_made_anew_is_reset),
	        ON_A_FOLDER(the_key_is_not_in_the_keyrings_file_as_it_is),
	};

	if (swa_secret_setup() != SWA_OK)
		return 98;
	if (argc == 2)
		return play(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
