# The agent's parts that need neither a socket nor a vault.
swa_unit_test(agent_appdef swa_agent_parts)
swa_unit_test(agent_grant swa_agent_parts)
