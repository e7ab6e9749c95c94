#pragma once

#include <libxml/tree.h>

#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/xml/document.hpp"

// Step 2 of verification: where the one signature of a profile stands, and what it must cover.

namespace otkel::signing {

struct SignaturePlace {
    xmlNode* signature{nullptr};
    xmlNode* covered{nullptr};        // what the signature must cover: the soap:Body, or the document element
    xmlNode* security{nullptr};       // wsse only: the header that holds the signature
    std::vector<const xmlAttr*> ids;  // wsse only: every attribute of the document that some reader takes for an Id

    [[nodiscard]] std::size_t count_of_id(std::string_view id) const;
};

// SOAP 1.1: Envelope of one Header and one Body; one wsse:Security, child of Header; one ds:Signature, child of
// Security. Any other Envelope, Header, Body, Security or Signature is refused, except signatures inside Body: they are
// business signatures and prove nothing about the envelope.
[[nodiscard]] Result<SignaturePlace> place_in_envelope(const xml::Document& document);

// One ds:Signature, child of the document element, and none anywhere else.
[[nodiscard]] Result<SignaturePlace> place_in_document(const xml::Document& document);

// The one soap:Body of an envelope (SOAP 1.1 or 1.2) that need not be signed.
[[nodiscard]] Result<xmlNode*> body_of_envelope(const xml::Document& document);

}  // namespace otkel::signing
