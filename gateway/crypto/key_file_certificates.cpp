#include "gateway/crypto/key_file_certificates.hpp"

#include <openssl/x509v3.h>

#include <algorithm>

#include "gateway/crypto/openssl.hpp"

namespace otkel::crypto {
namespace {

// X509_check_issued asks for the issuer's key, which it cannot decode when it is Kazakh.
bool is_issuer(const X509* issuer, const X509* subject) {
    if (X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(subject)) != 0) {
        return false;
    }
    // Both fill a cache inside the certificate; the object is ours alone.
    const auto* wanted = X509_get0_authority_key_id(const_cast<X509*>(subject));
    const auto* present = X509_get0_subject_key_id(const_cast<X509*>(issuer));
    (void)openssl_reason();
    return wanted == nullptr || present == nullptr || ASN1_OCTET_STRING_cmp(wanted, present) == 0;
}

}  // namespace

std::string octets_of(const X509* certificate) {
    const int size = i2d_X509(certificate, nullptr);
    std::string octets(static_cast<std::size_t>(std::max(size, 0)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(octets.data());
    i2d_X509(certificate, &out);
    return octets;
}

std::optional<PublicKey> public_key_of(const X509* certificate) {
    const auto* info = X509_get_X509_PUBKEY(certificate);
    const int size = i2d_X509_PUBKEY(info, nullptr);
    if (size <= 0) {
        (void)openssl_reason();
        return std::nullopt;
    }
    std::string octets(static_cast<std::size_t>(size), '\0');
    auto* out = reinterpret_cast<unsigned char*>(octets.data());
    i2d_X509_PUBKEY(info, &out);
    auto key = PublicKey::from_der(octets);
    (void)openssl_reason();
    return key ? std::optional(std::move(*key)) : std::nullopt;
}

bool fits(const PublicKey& key, const X509* certificate) {
    const auto other = public_key_of(certificate);
    return other && other->is_same_as(key);
}

std::vector<std::string> chain_of(const X509* certificate, std::vector<const X509*> others) {
    std::vector<std::string> chain;
    std::erase_if(others, [&](const X509* other) { return X509_cmp(other, certificate) == 0; });
    const X509* last = certificate;
    while (X509_NAME_cmp(X509_get_subject_name(last), X509_get_issuer_name(last)) != 0) {
        const auto issuer = std::ranges::find_if(others, [&](const X509* other) { return is_issuer(other, last); });
        if (issuer == others.end()) {
            break;
        }
        last = *issuer;
        chain.push_back(octets_of(last));
        others.erase(issuer);
    }
    return chain;
}

}  // namespace otkel::crypto
