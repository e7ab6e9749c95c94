#pragma once

#include <libxml/xmlerror.h>

#include <string>
#include <string_view>
#include <vector>

#include "gateway/crypto/key.hpp"

// Plain xmlsec1, used as its own documentation shows: the reference that our verifier and signer are measured against.

namespace otkel::testing {

// Whether xmlsec1 accepts the first ds:Signature of the document with this key. All attributes called
// Id, in any spelling, are registered.
[[nodiscard]] bool xmlsec_accepts(std::string_view document, const crypto::PublicKey& key);

// The same for the only ds:Signature children of the document element, from the last to the first, each unlinked after
// it has held.
[[nodiscard]] bool xmlsec_accepts_stack(std::string_view document, const std::vector<crypto::PublicKey>& keys);

// Fills in the digest and signature values of the first ds:Signature, a template. Throws when xmlsec1 does not.
[[nodiscard]] std::string xmlsec_sign(std::string_view document, const crypto::PrivateKey& key);

// Takes the messages of libxml2 on this thread while it lives.
class Silence {
public:
    Silence();
    ~Silence();
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    void* context_;
    xmlStructuredErrorFunc function_;
};

}  // namespace otkel::testing
