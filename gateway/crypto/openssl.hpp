#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

// Ownership of OpenSSL objects, for crypto/ and trust/ only.

namespace otkel::crypto {

struct OpensslFree {
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
    void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
    void operator()(EVP_MD* p) const { EVP_MD_free(p); }
    void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
    void operator()(BIGNUM* p) const { BN_free(p); }
    void operator()(BIO* p) const { BIO_free(p); }
    void operator()(PKCS12* p) const { PKCS12_free(p); }
    void operator()(PKCS8_PRIV_KEY_INFO* p) const { PKCS8_PRIV_KEY_INFO_free(p); }
    void operator()(X509_PUBKEY* p) const { X509_PUBKEY_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    // The chain owns its certificates here; use only where they were handed over.
    void operator()(STACK_OF(X509) * p) const { sk_X509_pop_free(p, X509_free); }
};

template <class T>
using Owned = std::unique_ptr<T, OpensslFree>;

// The last reason in OpenSSL's error queue of this thread, which it empties. Reasons name no secrets.
[[nodiscard]] std::string openssl_reason();

// A read-only BIO over octets that outlive it.
[[nodiscard]] Owned<BIO> read_only_bio(std::string_view octets);

// The decimal digits of a big-endian number, as people and X509SerialNumber write serial numbers.
[[nodiscard]] std::string decimal_of(std::string_view octets);

}  // namespace otkel::crypto
