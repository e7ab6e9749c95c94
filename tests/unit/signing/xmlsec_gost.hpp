#pragma once

#include <xmlsec/xmlsec.h>

#include <xmlsec/keys.h>

#include "gateway/crypto/key.hpp"

// Kazakh GOST for xmlsec1, which has none: key data, digests and signatures as classes of its own, over our
// mathematics. What is compared then is everything but the mathematics.

namespace otkel::testing {

// After xmlSecInit() and the initialization of its crypto library; once.
void register_gost_with_xmlsec();

[[nodiscard]] xmlSecKeyPtr xmlsec_gost_key(const crypto::PublicKey& key);
[[nodiscard]] xmlSecKeyPtr xmlsec_gost_key(const crypto::PrivateKey& key);

}  // namespace otkel::testing
