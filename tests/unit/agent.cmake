# The agent's parts that need no socket.  First those that need no vault.
swa_unit_test(agent_appdef swa_agent_parts)
swa_unit_test(agent_grant swa_agent_parts)

# With a vault.
swa_unit_test(agent_trail swa_agent_parts swa_vault_fixture)
if(WIN32)
	swa_unit_test(session_windows swa_agent_parts)
endif()
