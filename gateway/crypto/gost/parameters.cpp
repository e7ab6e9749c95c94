#include "gateway/crypto/gost/parameters.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/assert.hpp"

namespace otkel::crypto::gost {
namespace {

constexpr std::array table{
    // The curve of tc26-gost-3410-2012-512-paramSetA.
    Parameters{KeyAlgorithm::gost2015_512, SignatureAlgorithm::gost2015_512, DigestAlgorithm::streebog512, 64,
               "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.3.3"},
    // The curve of tc26-gost-3410-2012-256-paramSetA (inferred).
    Parameters{KeyAlgorithm::gost2015_256, SignatureAlgorithm::gost2015_256, DigestAlgorithm::streebog256, 32,
               "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1", "1.2.398.3.10.1.3.2"},
    // GOST R 34.10-2001 on the curve CryptoPro-A.
    Parameters{KeyAlgorithm::gost2004, SignatureAlgorithm::gost2004, DigestAlgorithm::gost34311, 32,
               "1.2.398.3.10.1.1.1.1", "1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.3.1.1.0"},
};

}  // namespace

std::span<const Parameters> all_parameters() { return table; }

const Parameters& parameters_of(KeyAlgorithm key) {
    const auto* at = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.key == key; });
    OTKEL_ASSERT(at != table.end());
    return *at;
}

const Parameters* parameters_with_oid(std::string_view key_oid) {
    const auto* at = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.key_oid == key_oid; });
    return at == table.end() ? nullptr : at;
}

}  // namespace otkel::crypto::gost
