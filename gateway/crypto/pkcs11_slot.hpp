#pragma once

#include <string>

#include "gateway/crypto/pkcs11_module.hpp"

// Where a token is. Private to crypto/.

namespace otkel::crypto {

struct Pkcs11Slot {
    CK_SLOT_ID id{0};
    CK_FLAGS token_flags{0};
};

// Errc::invalid_configuration: no token of this label, or several. Errc::unavailable: the library gives no answer.
[[nodiscard]] Result<Pkcs11Slot> find_slot(const Pkcs11Module& module, const std::string& token);

}  // namespace otkel::crypto
