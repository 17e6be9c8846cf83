# The engine of the synchronisation, as far as it needs no network.
swa_unit_test(sync_apply swa_sync swa_vault_fixture)
target_compile_definitions(test_sync_apply PRIVATE _POSIX_C_SOURCE=200809L) # for libuv's header
