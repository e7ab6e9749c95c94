#pragma once

#include <libxml/xmlerror.h>

#include <string>
#include <string_view>

#include "gateway/crypto/key.hpp"

// Plain xmlsec1, used as its own documentation shows: the reference that our verifier and signer are measured against.

namespace otkel::testing {

// Whether xmlsec1 accepts the first ds:Signature of the document with this key. All attributes called Id are
// registered.
[[nodiscard]] bool xmlsec_accepts(std::string_view document, const crypto::PublicKey& key);

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
