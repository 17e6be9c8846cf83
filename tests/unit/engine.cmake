# The engine of the synchronisation, as far as it needs no service.
foreach(name sync_apply sync_offline)
	swa_unit_test(${name} swa_sync swa_vault_fixture)
	target_compile_definitions(test_${name} PRIVATE _POSIX_C_SOURCE=200809L) # for libuv's header
endforeach()
