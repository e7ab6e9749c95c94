# otkel_module(xml LIBRARIES …): every .cpp of the folder (its sub-folders with RECURSE) becomes the static library
# otkel_xml, and tests/unit/xml/*_test.cpp its test program unit_xml. A room of a module is built apart where it needs
# other libraries: otkel_module(trust/cms …) is otkel_trust_cms and unit_trust_cms. The tests of a SEQUENTIAL module
# start no threads; they have nothing to tell the thread sanitizer and are not built for it.
function(otkel_module path)
  cmake_parse_arguments(ARG "RECURSE;SEQUENTIAL" "" "LIBRARIES;TEST_LIBRARIES" ${ARGN})
  set(folder "${CMAKE_SOURCE_DIR}/gateway/${path}")
  string(REPLACE "/" "_" name "${path}")
  if(ARG_RECURSE)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  else()
    file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  endif()
  if(sources)
    add_library(otkel_${name} STATIC ${sources})
    target_link_libraries(otkel_${name} PUBLIC otkel_options ${ARG_LIBRARIES})
  else()
    add_library(otkel_${name} INTERFACE)
    target_link_libraries(otkel_${name} INTERFACE otkel_options ${ARG_LIBRARIES})
  endif()
  if(OTKEL_TESTS AND NOT (ARG_SEQUENTIAL AND OTKEL_SANITIZE STREQUAL "thread"))
    file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/unit/${path}/*.cpp")
    otkel_test(unit_${name} SOURCES ${tests} LIBRARIES otkel_${name} ${ARG_TEST_LIBRARIES})
  endif()
endfunction()

# otkel_test(name SOURCES … LIBRARIES …): a GoogleTest program; each TEST is a test of CTest, run from the root of the
# project.
function(otkel_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_SOURCES)
    return()
  endif()
  include(GoogleTest)
  add_executable(${name} ${ARG_SOURCES} "${CMAKE_SOURCE_DIR}/tests/support/main.cpp")
  target_link_libraries(${name} PRIVATE otkel_options ${ARG_LIBRARIES} GTest::gmock GTest::gtest LibXml2::LibXml2)
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  # The text of GTEST_SKIP only: GoogleTest calls tests "SKIPPED" as well when their suite could not be set up, and that
  # is a failure.
  gtest_discover_tests(${name} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300 SKIP_REGULAR_EXPRESSION "cpp:[0-9]+: Skipped")
endfunction()
