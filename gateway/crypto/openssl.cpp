#include "gateway/crypto/openssl.hpp"

#include <openssl/err.h>

#include "gateway/base/assert.hpp"

namespace otkel::crypto {

std::string openssl_reason() {
    const auto code = ERR_peek_last_error();
    const char* reason = ERR_reason_error_string(code);
    std::string text = reason != nullptr ? reason : "no reason given";
    ERR_clear_error();
    return text;
}

Owned<BIO> read_only_bio(std::string_view octets) {
    Owned<BIO> bio(BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size())));
    OTKEL_ASSERT(bio != nullptr);
    return bio;
}

std::string decimal_of(std::string_view octets) {
    const Owned<BIGNUM> number(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()), static_cast<int>(octets.size()), nullptr));
    OTKEL_ASSERT(number != nullptr);
    char* text = BN_bn2dec(number.get());
    OTKEL_ASSERT(text != nullptr);
    std::string out(text);
    OPENSSL_free(text);
    return out;
}

}  // namespace otkel::crypto
