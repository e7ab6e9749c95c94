#include "gateway/signing/algorithms.hpp"

#include <algorithm>
#include <array>

namespace otkel::signing {
namespace {

constexpr std::string_view sha256_uri = "http://www.w3.org/2001/04/xmlenc#sha256";

constexpr std::array digest_methods{
    DigestMethod{sha256_uri, crypto::DigestAlgorithm::sha256},
    DigestMethod{"http://www.w3.org/2001/04/xmldsig-more#sha384", crypto::DigestAlgorithm::sha384},
    DigestMethod{"http://www.w3.org/2001/04/xmlenc#sha512", crypto::DigestAlgorithm::sha512},
};

constexpr std::array methods{
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", crypto::SignatureAlgorithm::rsa_sha256,
                    crypto::KeyAlgorithm::rsa, 2048, sha256_uri, "rsa-sha256"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", crypto::SignatureAlgorithm::ecdsa_sha256,
                    crypto::KeyAlgorithm::ecdsa_p256, 256, sha256_uri, "ecdsa-sha256"},
};

template <class Table>
auto row_with(const Table& table, std::string_view uri) -> decltype(table.data()) {
    const auto at = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.uri == uri; });
    return at == table.end() ? nullptr : &*at;
}

}  // namespace

const SignatureMethod* signature_method(std::string_view uri) { return row_with(methods, uri); }

const SignatureMethod* signature_method_for(const crypto::PrivateKey& key) {
    const auto at =
        std::find_if(methods.begin(), methods.end(), [&](const auto& row) { return row.key == key.algorithm(); });
    return at == methods.end() ? nullptr : &*at;
}

const DigestMethod* digest_method(std::string_view uri) { return row_with(digest_methods, uri); }

std::span<const SignatureMethod> signature_methods() { return methods; }

}  // namespace otkel::signing
