#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/crypto/digest.hpp"

// Private to asic/.

namespace otkel::asic {

// ASiCManifest (EN 319 162-1 annex A.4).
struct Manifest {
    struct Reference {
        std::string name;  // of a file, the URI decoded
        crypto::DigestAlgorithm algorithm{};
        std::string digest;  // octets
    };
    std::string signature;  // name of the file that signs or stamps this manifest
    std::vector<Reference> references;
};

struct ManifestLimits {
    std::size_t octets{1024UL * 1024};
    std::size_t references{1000};
    std::size_t name_octets{512};
};

// What is read here is nobody's word until a signature over the same octets has held.
// Errc::malformed, Errc::limit_exceeded; Errc::forbidden_construct for elements, attributes, digests and critical
// extensions that we do not know, and for two references to one file.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view octets, const ManifestLimits& limits);

[[nodiscard]] std::string write_manifest(const Manifest& manifest);

// A relative reference of RFC 3986: '%' and two digits for every octet that may not stand in one. Reading also takes
// names that were written as they are, unless they hold a '%'.
[[nodiscard]] std::string uri_of_name(std::string_view name);
[[nodiscard]] Result<std::string> name_of_uri(std::string_view uri);

}  // namespace otkel::asic
