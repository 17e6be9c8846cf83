# The agent's parts that need no socket.  First those that need no vault.
swa_unit_test(agent_appdef swa_agent_parts)
swa_unit_test(agent_grant swa_agent_parts)

# With a vault.
swa_unit_test(agent_trail swa_agent_parts swa_vault_fixture)
if(WIN32)
	swa_unit_test(desktop_windows swa_agent_parts)
	swa_unit_test(session_windows swa_agent_parts)
	# What is seen of the tray, for tests in Node.
	add_executable(screen screen_windows.c)
	target_link_libraries(screen PRIVATE gdi32)
endif()
