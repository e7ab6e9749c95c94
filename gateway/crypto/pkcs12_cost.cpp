#include "gateway/crypto/pkcs12_cost.hpp"

#include <openssl/asn1t.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "gateway/crypto/openssl.hpp"

namespace otkel::crypto {
namespace {

struct ParametersFree {
    void operator()(PBEPARAM* p) const { PBEPARAM_free(p); }
    void operator()(PBE2PARAM* p) const { PBE2PARAM_free(p); }
    void operator()(PBKDF2PARAM* p) const { PBKDF2PARAM_free(p); }
};

template <class T>
std::unique_ptr<T, ParametersFree> parameters_of(const X509_ALGOR* algorithm, const ASN1_ITEM* item) {
    return std::unique_ptr<T, ParametersFree>(static_cast<T*>(ASN1_TYPE_unpack_sequence(item, algorithm->parameter)));
}

template <std::size_t size>
bool is_one_of(const X509_ALGOR* algorithm, const std::array<int, size>& known) {
    return std::ranges::find(known, OBJ_obj2nid(algorithm->algorithm)) != known.end();
}

Failure unknown_algorithm(std::string_view what, const X509_ALGOR* algorithm) {
    std::array<char, 80> name{};
    OBJ_obj2txt(name.data(), static_cast<int>(name.size()), algorithm->algorithm, 0);
    return fail(Errc::unsupported, "the " + std::string(what) + " of the file is not one that is read here: " +
                                       name.data() + "; export it again with `openssl pkcs12 -export`");
}

Failure damaged_parameters() {
    (void)openssl_reason();
    return fail(Errc::malformed, "the parameters of the file's encryption are damaged");
}

constexpr std::array mac_digests{NID_sha1, NID_sha256, NID_sha384, NID_sha512};
constexpr std::array pkcs12_ciphers{NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And2_Key_TripleDES_CBC,
                                    NID_pbe_WithSHA1And128BitRC2_CBC, NID_pbe_WithSHA1And40BitRC2_CBC};
constexpr std::array pbes2_ciphers{NID_aes_256_cbc, NID_aes_192_cbc, NID_aes_128_cbc, NID_des_ede3_cbc};

}  // namespace

Result<void> Pkcs12Cost::admit_mac(const X509_ALGOR* digest, const ASN1_INTEGER* iterations) {
    if (!is_one_of(digest, mac_digests)) {
        return unknown_algorithm("MAC", digest);
    }
    return spend(iterations);
}

Result<void> Pkcs12Cost::admit_encryption(const X509_ALGOR* algorithm) {
    if (is_one_of(algorithm, pkcs12_ciphers)) {
        return spend_pkcs12(algorithm);
    }
    if (OBJ_obj2nid(algorithm->algorithm) == NID_pbes2) {
        return spend_pbes2(algorithm);
    }
    return unknown_algorithm("encryption", algorithm);
}

Result<void> Pkcs12Cost::spend_pkcs12(const X509_ALGOR* algorithm) {
    const auto parameters = parameters_of<PBEPARAM>(algorithm, ASN1_ITEM_rptr(PBEPARAM));
    return parameters == nullptr ? damaged_parameters() : spend(parameters->iter);
}

Result<void> Pkcs12Cost::spend_pbes2(const X509_ALGOR* algorithm) {
    const auto scheme = parameters_of<PBE2PARAM>(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
    if (scheme == nullptr) {
        return damaged_parameters();
    }
    if (!is_one_of(scheme->encryption, pbes2_ciphers)) {
        return unknown_algorithm("encryption", scheme->encryption);
    }
    // scrypt would let the file choose how much memory it takes.
    if (OBJ_obj2nid(scheme->keyfunc->algorithm) != NID_id_pbkdf2) {
        return unknown_algorithm("key derivation", scheme->keyfunc);
    }
    const auto derivation = parameters_of<PBKDF2PARAM>(scheme->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
    return derivation == nullptr ? damaged_parameters() : spend(derivation->iter);
}

Result<void> Pkcs12Cost::spend(const ASN1_INTEGER* iterations) {
    std::int64_t count = 1;  // RFC 7292 section 4: the default of the MAC
    if (iterations != nullptr && (ASN1_INTEGER_get_int64(&count, iterations) != 1 || count < 1)) {
        (void)openssl_reason();
        count = pkcs12_iterations_max + 1;
    }
    if (count > left_) {
        return fail(Errc::limit_exceeded, "the file asks for more than " + std::to_string(pkcs12_iterations_max) +
                                              " rounds of key derivation, or for no possible number of them");
    }
    left_ -= count;
    return {};
}

}  // namespace otkel::crypto
