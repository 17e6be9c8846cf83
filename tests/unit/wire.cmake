swa_unit_test(wire_frame swa_wire)
swa_unit_test(wire_json swa_wire)
swa_unit_test(wire_proto swa_wire)
swa_unit_test(wire_endpoint swa_wire)
swa_unit_test(wire_contract swa_wire)
swa_unit_test(import_csv swa_import)
swa_unit_test(import_table swa_import)
target_compile_definitions(test_wire_contract PRIVATE SWA_CONTRACT_FOLDER="${PROJECT_SOURCE_DIR}/tests/contract")
swa_unit_test(relay_caller swa_caller swa_config)

# The parts of POSIX that plain C11 hides: these tests look at files and sockets.
foreach(name wire_endpoint relay_caller)
	target_compile_definitions(test_${name} PRIVATE _DEFAULT_SOURCE)
endforeach()

include(${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz.cmake)
