#include "replaced.h"

#include "agent.h"

#include <string.h>

/* Longer than grants, offers, questions and re-authentication live. */
#define QUIET_MS ((uint64_t)15 * 60000)

static bool
look(const char *path, uint64_t *ret_device, uint64_t *ret_inode)
{
	uv_fs_t request;
	bool there = uv_fs_stat(NULL, &request, path, NULL) == 0;

	if (there) {
		*ret_device = request.statbuf.st_dev;
		*ret_inode = request.statbuf.st_ino;
	}
	uv_fs_req_cleanup(&request);
	return there;
}

void
swa_program_find(struct swa_program *program)
{
	size_t size = sizeof(program->path);

	if (uv_exepath(program->path, &size) != 0 || !look(program->path, &program->device, &program->inode))
		program->path[0] = '\0';
}

bool
swa_program_replaced(const struct swa_program *program)
{
	uint64_t device, inode;

	return program->path[0] != '\0' && look(program->path, &device, &inode) &&
	       (device != program->device || inode != program->inode);
}

bool
swa_replaced_may_end(const struct swa_agent *agent)
{
	enum swa_vault_phase phase = swa_vault_state_phase(agent->vault);
	bool passphrase = strcmp(swa_vault_state_keyring(agent->vault), "passphrase") == 0;

	if (agent->key_jobs > 0 || swa_vault_state_busy(agent->vault) || phase == SWA_PHASE_OPENING)
		return false;
	/* "Lock now" holds until the person unlocks; a keyring would open the vault for the next agent. */
	if (phase == SWA_PHASE_LOCKED && !passphrase)
		return false;
	if (swa_server_clients(agent->server) == 0)
		return true;
	/* Nobody is asked for a passphrase in the middle of the day because of an upgrade. */
	if (phase == SWA_PHASE_READY && passphrase)
		return false;
	return uv_now(agent->loop) - agent->last_use >= QUIET_MS;
}
