#pragma once

#include <memory>

#include "gateway/crypto/key_implementation.hpp"
#include "gateway/crypto/pkcs11_session.hpp"

// A private key that stays on its token. Private to crypto/.

namespace otkel::crypto {

// Whether the token's key is the one of this certificate: it signs, and the public key looks.
[[nodiscard]] Result<bool> signs_for(Pkcs11Session& session, const PublicKey& key);

// The session is opened anew after the token was away. Errc::unavailable while it is.
[[nodiscard]] std::shared_ptr<const PrivateKeyImplementation> token_private_key(TokenKey place, PublicKey public_key,
                                                                                std::unique_ptr<Pkcs11Session> session);

}  // namespace otkel::crypto
