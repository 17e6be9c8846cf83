#include "endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/swa-endpoint-XXXXXX";

static const char *
under_root(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static int
group_setup(void **state)
{
	(void)state;
	return mkdtemp(root) == NULL ? -1 : 0;
}

static int
group_teardown(void **state)
{
	char command[64];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static int
setup(void **state)
{
	(void)state;
	(void)setenv("HOME", under_root("home"), 1);
	(void)mkdir(under_root("run"), 0700);
	(void)setenv("XDG_RUNTIME_DIR", under_root("run"), 1);
	(void)unsetenv("XDG_STATE_HOME");
	(void)unsetenv("XDG_DATA_HOME");
	(void)umask(022);
	(void)rmdir(under_root("run/swa-agent"));
	(void)unlink(under_root("run/swa-agent"));
	return 0;
}

static void
a_missing_folder_means_no_agent(void **state)
{
	struct swa_endpoint endpoint = {.folder = "untouched"};

	(void)state;
	assert_int_equal(swa_endpoint_find(false, &endpoint), SWA_ERR_AGENT_UNREACHABLE);
	assert_string_equal(endpoint.folder, "untouched");
}

static void
the_folder_is_made_for_the_person_alone(void **state)
{
	struct swa_endpoint endpoint;
	struct stat st;

	(void)state;
	(void)umask(0);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	assert_string_equal(endpoint.folder, under_root("run/swa-agent"));
	assert_string_equal(endpoint.socket, under_root("run/swa-agent/agent.sock"));
	assert_string_equal(endpoint.lock, under_root("run/swa-agent/agent.lock"));
	assert_int_equal(stat(endpoint.folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(swa_endpoint_find(false, &endpoint), SWA_OK);
}

static void
without_a_runtime_folder_the_state_folder_serves(void **state)
{
	struct swa_endpoint endpoint;
	struct stat st;

	(void)state;
	(void)setenv("XDG_RUNTIME_DIR", under_root("no-such-folder"), 1);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	assert_string_equal(endpoint.folder, under_root("home/.local/state/swa-agent"));
	assert_int_equal(stat(under_root("home/.local"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	(void)setenv("XDG_RUNTIME_DIR", "relative/does/not/count", 1);
	(void)setenv("XDG_STATE_HOME", under_root("state"), 1);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	assert_string_equal(endpoint.folder, under_root("state/swa-agent"));
}

static void
a_folder_open_to_others_is_refused(void **state)
{
	static const mode_t modes[] = {0755, 0770, 0701, 0777};
	struct swa_endpoint endpoint;

	(void)state;
	assert_int_equal(mkdir(under_root("run/swa-agent"), 0700), 0);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(under_root("run/swa-agent"), modes[i]), 0);
		assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_ERR_PEER_REFUSED);
	}
}

static void
a_link_in_place_of_the_folder_is_refused(void **state)
{
	char target[256];
	struct swa_endpoint endpoint;

	(void)state;
	(void)snprintf(target, sizeof(target), "%s", under_root("elsewhere"));
	(void)mkdir(target, 0700);
	assert_int_equal(symlink(target, under_root("run/swa-agent")), 0);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_ERR_PEER_REFUSED);
}

static void
a_file_in_place_of_the_folder_is_refused(void **state)
{
	struct swa_endpoint endpoint;
	FILE *file = fopen(under_root("run/swa-agent"), "w");

	(void)state;
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_ERR_PEER_REFUSED);
}

static void
another_users_folder_is_refused(void **state)
{
	struct swa_endpoint endpoint;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give a folder away */
	assert_int_equal(mkdir(under_root("run/swa-agent"), 0700), 0);
	assert_int_equal(chown(under_root("run/swa-agent"), 12345, 12345), 0);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_ERR_PEER_REFUSED);
}

static void
a_path_too_long_for_a_socket_is_refused(void **state)
{
	char name[160];
	struct swa_endpoint endpoint;

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	(void)mkdir(under_root(name), 0700);
	(void)setenv("XDG_RUNTIME_DIR", under_root(name), 1);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_ERR_LIMIT);
}

static void
the_data_folder_follows_the_environment(void **state)
{
	char path[SWA_PATH_MAX];

	(void)state;
	assert_int_equal(swa_endpoint_data_folder(path), SWA_OK);
	assert_string_equal(path, under_root("home/.local/share/swa-agent"));
	(void)setenv("XDG_DATA_HOME", "/somewhere", 1);
	assert_int_equal(swa_endpoint_data_folder(path), SWA_OK);
	assert_string_equal(path, "/somewhere/swa-agent");
}

static void
the_peer_of_a_socket_is_told_by_its_user(void **state)
{
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(swa_endpoint_check_peer(pair[0]), SWA_OK);
	if (geteuid() == 0) { /* seen by another user, it is a stranger's */
		assert_int_equal(seteuid(12345), 0);
		assert_int_equal(swa_endpoint_check_peer(pair[0]), SWA_ERR_PEER_REFUSED);
		assert_int_equal(seteuid(0), 0);
	}
	assert_int_equal(swa_endpoint_check_peer(-1), SWA_ERR_PEER_REFUSED);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(a_missing_folder_means_no_agent, setup),
	        cmocka_unit_test_setup(the_folder_is_made_for_the_person_alone, setup),
	        cmocka_unit_test_setup(without_a_runtime_folder_the_state_folder_serves, setup),
	        cmocka_unit_test_setup(a_folder_open_to_others_is_refused, setup),
	        cmocka_unit_test_setup(a_link_in_place_of_the_folder_is_refused, setup),
	        cmocka_unit_test_setup(a_file_in_place_of_the_folder_is_refused, setup),
	        cmocka_unit_test_setup(another_users_folder_is_refused, setup),
	        cmocka_unit_test_setup(a_path_too_long_for_a_socket_is_refused, setup),
	        cmocka_unit_test_setup(the_data_folder_follows_the_environment, setup),
	        cmocka_unit_test_setup(the_peer_of_a_socket_is_told_by_its_user, setup),
	};

	return cmocka_run_group_tests_name("wire: endpoint", tests, group_setup, group_teardown);
}
