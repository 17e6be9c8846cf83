# MinGW-w64 on Debian: programs for 64-bit Windows that need no library but the system's own.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)

set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

# What packaging/msi/dependencies.sh built.  A relative path is one below the source tree.
set(SWA_WINDOWS_DEPS "" CACHE PATH "Static Windows libraries, built by packaging/msi/dependencies.sh")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SWA_WINDOWS_DEPS)
if(NOT SWA_WINDOWS_DEPS)
	get_filename_component(SWA_WINDOWS_DEPS ${CMAKE_CURRENT_LIST_DIR}/../../build/windows/deps ABSOLUTE)
endif()

set(CMAKE_FIND_ROOT_PATH ${SWA_WINDOWS_DEPS} /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# pkg-config sees these libraries and none of the building system's.
set(ENV{PKG_CONFIG_LIBDIR} ${SWA_WINDOWS_DEPS}/lib/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")
set(PKG_CONFIG_ARGN --static CACHE INTERNAL "Every library is a static one")

set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -fstack-protector-strong")
# Address space randomised with all the bits there are, data not executable.
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -Wl,--dynamicbase,--high-entropy-va,--nxcompat")
# The same bytes from the same sources.
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -Wl,--no-insert-timestamp")
