# Every third-party library, found once. Which folder may include which is checked by tests/tidy.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(XercesC REQUIRED)
find_package(tl-expected REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(prometheus-cpp REQUIRED)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET GLOBAL libpq)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET GLOBAL libzstd)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET GLOBAL pangocairo)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET GLOBAL libzip)
pkg_check_modules(HOGWEED REQUIRED IMPORTED_TARGET GLOBAL hogweed nettle gmp)
pkg_check_modules(P11_KIT REQUIRED IMPORTED_TARGET GLOBAL p11-kit-1)

# For whole programs (docs/decisions/0012-allocator.md). Sanitizers bring an allocator of their own.
add_library(otkel_allocator INTERFACE)
if(NOT OTKEL_SANITIZE)
  find_package(mimalloc 2.0 REQUIRED)
  target_link_libraries(otkel_allocator INTERFACE mimalloc)
endif()

if(OTKEL_TESTS)
  # The flags of xmlsec1 are part of its ABI: without -DXMLSEC_NO_SIZE_T its structures have other sizes.
  pkg_check_modules(XMLSEC REQUIRED IMPORTED_TARGET GLOBAL xmlsec1-openssl)
endif()
if(OTKEL_TESTS OR OTKEL_BENCH)
  # A second implementation of GOST, to compare with.
  pkg_check_modules(BOTAN REQUIRED IMPORTED_TARGET GLOBAL botan-2)
endif()
