#include "gateway/signing/algorithms.hpp"

#include <algorithm>
#include <array>

namespace otkel::signing {
namespace {

using enum crypto::DigestAlgorithm;
using crypto::KeyAlgorithm;
using Signature = crypto::SignatureAlgorithm;

constexpr std::string_view sha256_uri = "http://www.w3.org/2001/04/xmlenc#sha256";
constexpr std::string_view sha384_uri = "http://www.w3.org/2001/04/xmldsig-more#sha384";
constexpr std::string_view sha512_uri = "http://www.w3.org/2001/04/xmlenc#sha512";
// Identifiers of the national certification authority (protocol fact, seen; the 256-bit pair only in source code).
constexpr std::string_view streebog512_uri = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512";
constexpr std::string_view streebog256_uri = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256";
// Other countries use this name for a hash with another S-box. It never stands alone here: only a signature with
// GOST 34.310-2004 allows it, and that only fits a key with the Kazakh object identifier.
constexpr std::string_view gost34311_uri = "http://www.w3.org/2001/04/xmldsig-more#gost34311";

constexpr std::array digest_methods{
    DigestMethod{sha256_uri, sha256},           DigestMethod{sha384_uri, sha384},
    DigestMethod{sha512_uri, sha512},           DigestMethod{streebog512_uri, streebog512},
    DigestMethod{streebog256_uri, streebog256}, DigestMethod{gost34311_uri, gost34311},
};

// GOST goes with its own hash alone: no signature with another pair has been seen.
constexpr std::array sha2{sha256, sha384, sha512};
constexpr std::array only_streebog512{streebog512};
constexpr std::array only_streebog256{streebog256};
constexpr std::array only_gost34311{gost34311};

// Where a key works with several algorithms, the one it signs with is preferred_signature().
constexpr std::array methods{
    SignatureMethod{"urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
                    Signature::gost2015_512, KeyAlgorithm::gost2015_512, 512, streebog512_uri, "gost2015-512",
                    only_streebog512},
    SignatureMethod{"urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
                    Signature::gost2015_256, KeyAlgorithm::gost2015_256, 256, streebog256_uri, "gost2015-256",
                    only_streebog256},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311", Signature::gost2004,
                    KeyAlgorithm::gost2004, 256, gost34311_uri, "gost2004", only_gost34311},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Signature::rsa_sha256, KeyAlgorithm::rsa, 2048,
                    sha256_uri, "rsa-sha256", sha2},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", Signature::rsa_sha384, KeyAlgorithm::rsa, 2048,
                    sha384_uri, "rsa-sha384", sha2},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Signature::rsa_sha512, KeyAlgorithm::rsa, 2048,
                    sha512_uri, "rsa-sha512", sha2},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Signature::ecdsa_sha256,
                    KeyAlgorithm::ecdsa_p256, 256, sha256_uri, "ecdsa-sha256", sha2},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Signature::ecdsa_sha384,
                    KeyAlgorithm::ecdsa_p384, 384, sha384_uri, "ecdsa-sha384", sha2},
};

template <class Table, class Condition>
auto row_where(const Table& table, Condition condition) -> decltype(table.data()) {
    const auto at = std::find_if(table.begin(), table.end(), condition);
    return at == table.end() ? nullptr : &*at;
}

}  // namespace

bool SignatureMethod::allows(const DigestMethod& digest) const {
    return std::find(digests.begin(), digests.end(), digest.algorithm) != digests.end();
}

bool SignatureMethod::fits(const crypto::PublicKey& public_key) const {
    return public_key.algorithm() == key && public_key.bits() >= key_bits_min;
}

const SignatureMethod* signature_method(std::string_view uri) {
    return row_where(methods, [&](const SignatureMethod& row) { return row.uri == uri; });
}

const SignatureMethod* signature_method_named(std::string_view word) {
    return row_where(methods, [&](const SignatureMethod& row) { return row.word == word; });
}

const SignatureMethod* signature_method_for(const crypto::PrivateKey& key) {
    if (key.algorithm() == KeyAlgorithm::other) {
        return nullptr;
    }
    return row_where(methods, [algorithm = key.preferred_signature()](const SignatureMethod& row) {
        return row.algorithm == algorithm;
    });
}

const DigestMethod* digest_method(std::string_view uri) {
    return row_where(digest_methods, [&](const DigestMethod& row) { return row.uri == uri; });
}

std::span<const SignatureMethod> signature_methods() { return methods; }

}  // namespace otkel::signing
