#include "gateway/trust/issuing/parts.hpp"

#include "gateway/base/assert.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"

namespace otkel::trust::issuing {

namespace der = crypto::der;

std::string key_identifier(const crypto::PublicKey& key) {
    return crypto::digest(crypto::DigestAlgorithm::sha1, key.bit_string());
}

std::string extension(std::string_view oid, std::string_view value, bool critical) {
    // DER leaves the default of `critical` out (X.690 section 11.5).
    return der::sequence({der::oid(oid), critical ? der::boolean(true) : std::string(), der::octet_string(value)});
}

std::string authority_key_extension(std::string_view key_identifier) {
    return extension("2.5.29.35", der::sequence({der::element(der::tag::context_primitive(0), key_identifier)}));
}

std::string sign(const crypto::PrivateKey& key, std::string_view octets) {
    auto signature = key.sign(key.preferred_signature(), octets, crypto::EcdsaForm::der);
    // Authorities of development hold their keys in memory, where signing cannot fail.
    OTKEL_ASSERT(signature);
    return std::move(*signature);
}

std::string signed_structure(std::string_view to_be_signed, const crypto::PrivateKey& key) {
    return der::sequence({to_be_signed, crypto::algorithm_identifier(key.preferred_signature()),
                          der::bit_string(sign(key, to_be_signed))});
}

}  // namespace otkel::trust::issuing
