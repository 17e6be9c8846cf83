# Fuzz targets; included by tests/unit.  Everywhere their golden inputs are
# replayed as a test; with SWA_FUZZ and clang they are built for libFuzzer.
option(SWA_FUZZ "Build the fuzz targets for libFuzzer" OFF)

set(fuzz ${PROJECT_SOURCE_DIR}/tests/fuzz)
if(SWA_FUZZ)
	add_executable(fuzz_message ${fuzz}/fuzz_message.c)
	target_link_options(fuzz_message PRIVATE -fsanitize=fuzzer)
	target_link_libraries(fuzz_message PRIVATE swa_wire)
	add_executable(fuzz_import ${fuzz}/fuzz_import.c)
	target_link_options(fuzz_import PRIVATE -fsanitize=fuzzer)
	target_link_libraries(fuzz_import PRIVATE swa_import)
	add_executable(fuzz_appdef ${fuzz}/fuzz_appdef.c)
	target_link_options(fuzz_appdef PRIVATE -fsanitize=fuzzer)
	target_link_libraries(fuzz_appdef PRIVATE swa_appdef)
	add_executable(fuzz_totp ${fuzz}/fuzz_totp.c)
	target_link_options(fuzz_totp PRIVATE -fsanitize=fuzzer)
	target_link_libraries(fuzz_totp PRIVATE swa_vault)
	target_include_directories(fuzz_totp PRIVATE ${PROJECT_SOURCE_DIR}/vault)
endif()

add_executable(replay_message ${fuzz}/fuzz_message.c ${fuzz}/replay.c)
target_link_libraries(replay_message PRIVATE swa_wire)
add_test(NAME fuzz.message COMMAND sh -c "node ${fuzz}/seeds.mjs seeds && $<TARGET_FILE:replay_message> seeds/*"
	WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})

add_executable(replay_import ${fuzz}/fuzz_import.c ${fuzz}/replay.c)
target_link_libraries(replay_import PRIVATE swa_import)
add_test(NAME fuzz.import
	COMMAND sh -c "node ${fuzz}/seeds_import.mjs seeds-import && $<TARGET_FILE:replay_import> seeds-import/*"
	WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})

add_executable(replay_totp ${fuzz}/fuzz_totp.c ${fuzz}/replay.c)
target_link_libraries(replay_totp PRIVATE swa_vault)
target_include_directories(replay_totp PRIVATE ${PROJECT_SOURCE_DIR}/vault)
add_test(NAME fuzz.totp
	COMMAND sh -c "node ${fuzz}/seeds_totp.mjs seeds-totp && find seeds-totp -type f -exec $<TARGET_FILE:replay_totp> {} +"
	WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})

# Each definition is a file of its own: more than a command line holds.
add_executable(replay_appdef ${fuzz}/fuzz_appdef.c ${fuzz}/replay.c)
target_link_libraries(replay_appdef PRIVATE swa_appdef)
add_test(NAME fuzz.appdef
	COMMAND sh -c "node ${fuzz}/seeds_appdef.mjs seeds-appdef && find seeds-appdef -type f -exec $<TARGET_FILE:replay_appdef> {} +"
	WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
