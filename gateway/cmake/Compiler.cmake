# One interface target carries everything that all of our code is compiled with.

# g++ 12.2, the default of Debian 12, silently miscompiles common coroutine shapes (docs/decisions/0001-compiler.md).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "g++ below 13 miscompiles coroutines without a warning. Use a preset: cmake --preset dev (clang-19).")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

add_library(otkel_options INTERFACE)
target_include_directories(otkel_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(otkel_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough -Werror)

set(OTKEL_SANITIZE "" CACHE STRING "sanitizers, as for -fsanitize=")
if(OTKEL_SANITIZE)
  # The whole link, libraries found on the system excepted.
  add_compile_options(-fsanitize=${OTKEL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${OTKEL_SANITIZE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
