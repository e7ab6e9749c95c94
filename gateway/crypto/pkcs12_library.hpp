#pragma once

#include <openssl/pkcs12.h>
#include <openssl/types.h>

#include <memory>

// OpenSSL as PKCS#12 needs it. Private to crypto/.

namespace otkel::crypto {

// RC2 lives in OpenSSL's legacy provider. A context of its own holds it, so that nothing else in the process can use
// such algorithms.
[[nodiscard]] OSSL_LIB_CTX* pkcs12_library();

struct Pkcs12Free {
    void operator()(PKCS7* p) const { PKCS7_free(p); }
    void operator()(PKCS12_SAFEBAG* p) const { PKCS12_SAFEBAG_free(p); }
    void operator()(STACK_OF(PKCS7) * p) const { sk_PKCS7_pop_free(p, PKCS7_free); }
    void operator()(STACK_OF(PKCS12_SAFEBAG) * p) const { sk_PKCS12_SAFEBAG_pop_free(p, PKCS12_SAFEBAG_free); }
};
template <class T>
using Pkcs12Owned = std::unique_ptr<T, Pkcs12Free>;

}  // namespace otkel::crypto
