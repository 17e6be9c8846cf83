/* Where the agent is on Windows, and who is at the other end of a pipe. */
#include "endpoint.h"

#include "swa/system_windows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
the_pipe_is_named_after_the_person(void **state)
{
	char sid[SWA_SID_TEXT_MAX], expected[SWA_SID_TEXT_MAX + 64];
	struct swa_endpoint endpoint;

	(void)state;
	assert_int_equal(swa_user_sid(sid), SWA_OK);
	assert_int_equal(strncmp(sid, "S-1-5-", 6), 0);
	(void)snprintf(expected, sizeof(expected), "\\\\.\\pipe\\swa-agent-%s", sid);
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	assert_string_equal(endpoint.socket, expected);
}

static void
folder_and_lock_lie_below_the_local_data(void **state)
{
	char folder[SWA_PATH_MAX], expected[SWA_PATH_MAX + 32];
	struct swa_endpoint endpoint;

	(void)state;
	assert_int_equal(swa_endpoint_data_folder(folder), SWA_OK);
	assert_non_null(strstr(folder, "/AppData/Local/SwaAgent"));
	assert_null(strchr(folder, '\\'));
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	assert_string_equal(endpoint.folder, folder);
	(void)snprintf(expected, sizeof(expected), "%s/agent.lock", folder);
	assert_string_equal(endpoint.lock, expected);
}

static HANDLE
open_folder(const struct swa_endpoint *endpoint, DWORD rights)
{
	HANDLE handle = CreateFileA(endpoint->folder, rights, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
	                            OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);

	assert_true(handle != INVALID_HANDLE_VALUE);
	return handle;
}

static void
the_folder_is_made_for_the_person_alone(void **state)
{
	struct swa_endpoint endpoint;
	struct swa_access access;
	HANDLE handle;

	(void)state;
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	handle = open_folder(&endpoint, READ_CONTROL);
	assert_int_equal(swa_access_of(handle, SWA_OBJECT_FILE, &access), SWA_OK);
	assert_true(access.mine);
	assert_int_equal(access.others & SWA_ACCESS_READ, 0);
	assert_true((access.strangers & FILE_WRITE_DATA) != 0); /* the person is among these */
	(void)CloseHandle(handle);
}

static void
a_folder_open_to_others_is_refused(void **state)
{
	struct swa_endpoint endpoint, again;
	PSECURITY_DESCRIPTOR descriptor = NULL;
	HANDLE handle;

	(void)state;
	assert_int_equal(swa_endpoint_find(true, &endpoint), SWA_OK);
	handle = open_folder(&endpoint, READ_CONTROL | WRITE_DAC);
	descriptor = LocalAlloc(LPTR, SECURITY_DESCRIPTOR_MIN_LENGTH);
	assert_true(InitializeSecurityDescriptor(descriptor, SECURITY_DESCRIPTOR_REVISION));
	assert_true(SetSecurityDescriptorDacl(descriptor, TRUE, NULL, FALSE)); /* no list: open to everyone */
	assert_true(SetKernelObjectSecurity(handle, DACL_SECURITY_INFORMATION, descriptor));
	(void)LocalFree(descriptor);
	assert_int_equal(swa_endpoint_find(true, &again), SWA_ERR_PEER_REFUSED);
	assert_int_equal(swa_make_private(handle, true), SWA_OK);
	assert_int_equal(swa_endpoint_find(true, &again), SWA_OK);
	(void)CloseHandle(handle);
}

static void
both_ends_of_a_pipe_tell_who_the_other_is(void **state)
{
	static const char name[] = "\\\\.\\pipe\\swa-agent-unit-test";
	HANDLE server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
	                                 PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 4096, 4096, 0, NULL);
	HANDLE client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

	(void)state;
	assert_true(server != INVALID_HANDLE_VALUE && client != INVALID_HANDLE_VALUE);
	assert_int_equal(swa_endpoint_check_peer(server), SWA_OK);
	assert_int_equal(swa_endpoint_check_peer(client), SWA_OK);
	(void)CloseHandle(client);
	(void)CloseHandle(server);
}

static void
what_is_no_pipe_is_refused(void **state)
{
	HANDLE null = CreateFileA("NUL", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);

	(void)state;
	assert_int_equal(swa_endpoint_check_peer(null), SWA_ERR_PEER_REFUSED);
	assert_int_equal(swa_endpoint_check_peer(INVALID_HANDLE_VALUE), SWA_ERR_PEER_REFUSED);
	(void)CloseHandle(null);
}

static void
other_programs_lie_beside_this_one(void **state)
{
	char path[SWA_PATH_MAX];

	(void)state;
	assert_int_equal(swa_endpoint_program("swa-agent", path), SWA_OK);
	assert_true(strlen(path) > strlen("/swa-agent.exe"));
	assert_string_equal(path + strlen(path) - strlen("/swa-agent.exe"), "/swa-agent.exe");
	assert_null(strchr(path, '\\'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_pipe_is_named_after_the_person),
	        cmocka_unit_test(folder_and_lock_lie_below_the_local_data),
	        cmocka_unit_test(the_folder_is_made_for_the_person_alone),
	        cmocka_unit_test(a_folder_open_to_others_is_refused),
	        cmocka_unit_test(both_ends_of_a_pipe_tell_who_the_other_is),
	        cmocka_unit_test(what_is_no_pipe_is_refused),
	        cmocka_unit_test(other_programs_lie_beside_this_one),
	};

	return cmocka_run_group_tests_name("wire: endpoint on Windows", tests, NULL, NULL);
}
