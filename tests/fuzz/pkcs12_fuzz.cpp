#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/crypto/key_store.hpp"
#include "tests/unit/crypto/pkcs12_mac.hpp"

// Two ways in: a file as strangers send it, and one whose MAC holds, so that what lies behind it is reached as well.
// The first octet chooses.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view octets(reinterpret_cast<const char*>(data + 1), size - 1);
    if ((data[0] & 1U) == 0) {
        (void)otkel::crypto::read_pkcs12(octets, "fuzz");
    } else {
        (void)otkel::crypto::read_pkcs12(otkel::crypto::testing::with_mac(octets, "fuzz"), "fuzz");
    }
    return 0;
}
