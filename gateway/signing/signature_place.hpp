#pragma once

#include <libxml/tree.h>

#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/signing/ids.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/xml/document.hpp"

// Step 2 of verification: where the one signature of a profile stands, and what it must cover.

namespace otkel::signing {

struct SignaturePlace {
    xmlNode* signature{nullptr};
    // What the signature must cover: the soap:Body, the document element, the doc:SignedContent. Null in profile
    // xmldsig, where the references say it.
    xmlNode* covered{nullptr};
    xmlNode* security{nullptr};  // wsse only: the header that holds the signature
    xmlNode* receipt{nullptr};   // eaeu only: the signature of the trusted third party; null when absent
    Ids ids;
};

// Of the profile's one signature. A namespace by a relative name is refused anywhere in the document.
[[nodiscard]] Result<SignaturePlace> place_of_signature(const xml::Document& document, Profile profile);

// SOAP 1.1: Envelope of one Header and one Body; one wsse:Security, child of Header; one ds:Signature, child of
// Security. Any other Envelope, Header, Body, Security or Signature is refused, except signatures inside Body: they are
// business signatures and prove nothing about the envelope.
[[nodiscard]] Result<SignaturePlace> place_in_envelope(const xml::Document& document);

// One ds:Signature, child of the document element, and none anywhere else.
[[nodiscard]] Result<SignaturePlace> place_in_document(const xml::Document& document);

// doc:SignedDoc of one doc:Data and at most one ds:Signature, the receipt, after it; doc:Data of one ds:Signature and
// one doc:SignedContent. Signatures inside doc:SignedContent are part of the content; the receipt may hold anything but
// parts of the container.
[[nodiscard]] Result<SignaturePlace> place_in_signed_doc(const xml::Document& document);

// The one ds:Signature, wherever it stands.
[[nodiscard]] Result<SignaturePlace> place_anywhere(const xml::Document& document);

// All ds:Signature children of the document element, one at least, in the order in which they stand. None may stand
// anywhere else.
[[nodiscard]] Result<std::vector<xmlNode*>> signatures_in_stack(const xml::Document& document,
                                                                std::size_t signatures_max);
// One of them, with the ids that the document has now, after others were taken out.
[[nodiscard]] SignaturePlace place_in_stack(const xml::Document& document, xmlNode* signature);

// The one soap:Body of an envelope (SOAP 1.1 or 1.2) that need not be signed.
[[nodiscard]] Result<xmlNode*> body_of_envelope(const xml::Document& document);

}  // namespace otkel::signing
