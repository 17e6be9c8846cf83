foreach(name encode delivery dpop backoff)
	swa_unit_test(sync_${name} swa_delivery)
endforeach()
