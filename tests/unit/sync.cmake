foreach(name encode delivery dpop backoff)
	swa_unit_test(sync_${name} swa_delivery)
endforeach()
if(NOT WIN32) # where the files of administrators are
	# Links, owners and modes stand outside of C11.
	swa_unit_test(sync_policy swa_policy swa_delivery)
	target_compile_definitions(test_sync_policy PRIVATE _DEFAULT_SOURCE)
endif()
