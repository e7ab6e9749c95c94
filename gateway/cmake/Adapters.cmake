# Adapters are folders: adapters/<system>/CMakeLists.txt calls otkel_adapter(). Their registration is a generated file
# of explicit calls, because the linker drops static objects that register themselves. ROOMS are sub-folders whose
# sources belong to the adapter, too.

function(otkel_adapter)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;ROOMS" ${ARGN})
  get_filename_component(name "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  foreach(room IN LISTS ARG_ROOMS)
    file(GLOB room_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${room}/*.cpp")
    list(APPEND sources ${room_sources})
  endforeach()
  add_library(otkel_adapter_${name} STATIC ${sources})
  target_link_libraries(otkel_adapter_${name} PUBLIC otkel_adapter ${ARG_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY OTKEL_ADAPTER_NAMES ${name})
  if(OTKEL_TESTS)
    file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp")
    otkel_test(adapter_${name} SOURCES ${tests} LIBRARIES otkel_adapter_${name} otkel_trust_issuing)
  endif()
endfunction()

file(GLOB adapter_lists CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/adapters/*/CMakeLists.txt")
foreach(list IN LISTS adapter_lists)
  get_filename_component(folder "${list}" DIRECTORY)
  get_filename_component(name "${folder}" NAME)
  if(NOT OTKEL_ADAPTERS OR name IN_LIST OTKEL_ADAPTERS)
    add_subdirectory("${folder}" "adapters/${name}")
  endif()
endforeach()

get_property(adapter_names GLOBAL PROPERTY OTKEL_ADAPTER_NAMES)
set(declarations "")
set(calls "")
set(OTKEL_ADAPTER_LIBRARIES "")
foreach(name IN LISTS adapter_names)
  string(APPEND declarations "namespace otkel::adapters::${name} {\n"
    "void register_adapter(adapter::AdapterRegistry& registry);\n}\n")
  string(APPEND calls "    adapters::${name}::register_adapter(registry);\n")
  list(APPEND OTKEL_ADAPTER_LIBRARIES otkel_adapter_${name} otkel_trust_issuing)
endforeach()
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/all_adapters.cpp" @ONLY CONTENT
"// Generated from the folders of adapters/.
#include \"gateway/adapter/adapter_registry.hpp\"

@declarations@
namespace otkel::adapter {

void register_all_adapters(AdapterRegistry& registry) {
@calls@}

}  // namespace otkel::adapter
")
add_library(otkel_all_adapters STATIC "${CMAKE_BINARY_DIR}/generated/all_adapters.cpp")
target_link_libraries(otkel_all_adapters PUBLIC otkel_adapter ${OTKEL_ADAPTER_LIBRARIES})
