#include "gateway/crypto/pkcs12_library.hpp"

#include <openssl/provider.h>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/openssl.hpp"

namespace otkel::crypto {

OSSL_LIB_CTX* pkcs12_library() {
    // Never freed: OpenSSL takes its own state down at exit, and the order between the two is not known.
    static OSSL_LIB_CTX* const library = [] {
        OSSL_LIB_CTX* fresh = OSSL_LIB_CTX_new();
        OTKEL_ASSERT(fresh != nullptr && OSSL_PROVIDER_load(fresh, "default") != nullptr);
        if (OSSL_PROVIDER_load(fresh, "legacy") == nullptr) {
            // Files with RC2 will then be refused with OpenSSL's reason; all others are read.
            (void)openssl_reason();
        }
        return fresh;
    }();
    return library;
}

}  // namespace otkel::crypto
