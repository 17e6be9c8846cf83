swa_unit_test(wire_frame swa_wire)
swa_unit_test(wire_json swa_wire)
swa_unit_test(wire_proto swa_wire)
swa_unit_test(wire_contract swa_wire)
swa_unit_test(import_csv swa_import)
swa_unit_test(import_table swa_import)
target_compile_definitions(test_wire_contract PRIVATE SWA_CONTRACT_FOLDER="${PROJECT_SOURCE_DIR}/tests/contract")
swa_unit_test(relay_caller swa_caller swa_config)

# The parts of POSIX that plain C11 hides: these tests look at files and sockets.
if(WIN32)
	swa_unit_test(endpoint_windows swa_wire)
else()
	swa_unit_test(wire_endpoint swa_wire)
	target_compile_definitions(test_wire_endpoint PRIVATE _DEFAULT_SOURCE)
endif()
target_compile_definitions(test_relay_caller PRIVATE _DEFAULT_SOURCE)

if(NOT WIN32) # their inputs are replayed by a shell
	include(${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz.cmake)
endif()
