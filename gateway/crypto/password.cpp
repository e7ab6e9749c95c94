#include "gateway/crypto/password.hpp"

#include <utility>

#include "gateway/base/bytes.hpp"

namespace otkel::crypto {

Secret::Secret(Secret&& other) noexcept : octets_(std::move(other.octets_)) { other.clear(); }

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        clear();
        octets_ = std::move(other.octets_);
        other.clear();
    }
    return *this;
}

void Secret::clear() {
    octets_.resize(octets_.capacity());
    wipe(octets_);
}

Password::Password(std::string file_content) : Secret(std::move(file_content)) {
    // Cut in place: a shorter copy would leave a second password in memory.
    const auto end = octets().find_first_of("\r\n");
    if (end != std::string::npos) {
        octets().resize(end);
    }
}

}  // namespace otkel::crypto
