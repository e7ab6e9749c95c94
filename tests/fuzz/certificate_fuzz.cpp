#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/trust/holder.hpp"
#include "gateway/trust/name.hpp"
#include "gateway/trust/trust_store.hpp"

// A certificate from anybody: read, shown to people, and looked up by its issuer's name and number.

using namespace otkel::trust;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    (void)Certificate::from_file_content(octets);
    (void)is_same_name(octets.substr(0, size / 2), octets.substr(size / 2));
    const auto certificate = Certificate::from_der(octets);
    if (!certificate) {
        return 0;
    }
    const auto& read = **certificate;
    (void)holder_of(read);
    (void)expiry_of(read, read.not_before());
    (void)TrustStore().establish(*certificate, read.not_before());
    (void)read.is_signed_with(read.key());
    // Names that were read from DER are found again by their own text, if they are names of XML signatures at all.
    if (parse_name(read.issuer()) && !read.is_named_by(read.issuer(), read.serial())) {
        std::abort();
    }
    return 0;
}
