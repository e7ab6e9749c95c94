#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/trust/revocation/crl.hpp"

// A revocation list as a stranger's mirror may give it: read, searched, verified and offered.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace otkel;
    static const auto key = crypto::PrivateKey::generate(crypto::KeyAlgorithm::ecdsa_p256);
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    if (const auto crl = trust::Crl::from_der(octets)) {
        // The octets of a list that was read hold what its entries stand for, whatever is looked for.
        (void)(*crl)->find(std::string(octets.substr(0, 20)));
        (void)(*crl)->find("");
        OTKEL_ASSERT((*crl)->der() == octets);
        OTKEL_ASSERT(!(*crl)->is_signed_with(key.public_key()));
    }
    trust::CrlStore store;
    OTKEL_ASSERT(!store.offer(octets, {}, WallTime{}));
    return 0;
}
