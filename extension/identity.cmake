# The extension's identity follows from its public key alone.
#
# Chromium's id of an extension is the first 32 hexadecimal digits of the
# SHA-256 of the key's DER form, written with the letters a to p.

function(swa_extension_identity)
	set(key "${SWA_EXTENSION_PUBLIC_KEY}")
	if(key STREQUAL "")
		set(file ${CMAKE_SOURCE_DIR}/extension/public-key.txt)
		set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
		file(STRINGS ${file} key LIMIT_COUNT 1)
	endif()
	if(NOT key MATCHES "^[A-Za-z0-9+/]+=*$")
		message(FATAL_ERROR "SWA_EXTENSION_PUBLIC_KEY is not base64 on one line. \
Make it with: openssl rsa -in KEY.pem -pubout -outform DER | base64 -w0")
	endif()

	set(file ${CMAKE_BINARY_DIR}/generated/extension-key.b64)
	file(WRITE ${file} "${key}")
	execute_process(COMMAND base64 -d ${file} COMMAND sha256sum
		OUTPUT_VARIABLE digest COMMAND_ERROR_IS_FATAL ANY)
	string(SUBSTRING "${digest}" 0 32 hex)
	set(id "")
	foreach(position RANGE 31)
		string(SUBSTRING "${hex}" ${position} 1 digit)
		string(FIND "0123456789abcdef" "${digit}" value)
		string(SUBSTRING "abcdefghijklmnop" ${value} 1 letter)
		string(APPEND id "${letter}")
	endforeach()

	set(SWA_EXTENSION_KEY "${key}" PARENT_SCOPE)
	set(SWA_EXTENSION_ID "${id}" PARENT_SCOPE)
	message(STATUS "Extension id: ${id}")
endfunction()
