#include "gateway/trust/cms/decimal.hpp"

#include "gateway/base/assert.hpp"
#include "gateway/crypto/openssl.hpp"

namespace otkel::trust {

std::string decimal_of(std::string_view octets) {
    const crypto::Owned<BIGNUM> number(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()), static_cast<int>(octets.size()), nullptr));
    OTKEL_ASSERT(number != nullptr);
    char* text = BN_bn2dec(number.get());
    OTKEL_ASSERT(text != nullptr);
    std::string out(text);
    OPENSSL_free(text);
    return out;
}

}  // namespace otkel::trust
