#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/xml/document.hpp"

// A ds:Signature written as text: what all profiles of the signer share.

namespace otkel::signing {

template <class... Parts>
void append(std::string& out, const Parts&... parts) {
    (out.append(parts), ...);
}

// What follows "<ds:SignedInfo" and its namespace declarations, in canonical form. `content` is what the one reference
// covers, canonical.
[[nodiscard]] std::string signed_info_content(const SigningIdentity& identity, std::string_view c14n,
                                              std::string_view uri, std::string_view transforms,
                                              std::string_view content);

// The ds:Signature element. `declarations` are those that canonicalization will write on SignedInfo; in the document
// itself they stand further up. `attributes` are the element's own.
[[nodiscard]] Result<std::string> signature_element(const SigningIdentity& identity, std::string_view declarations,
                                                    std::string_view content, std::string_view key_info,
                                                    std::string_view attributes = {});

[[nodiscard]] std::string transform(std::string_view uri);
[[nodiscard]] std::string x509_certificate(const SigningIdentity& identity);

// Whether octets that are to be put into an element declare this prefix.
[[nodiscard]] bool declares(std::string_view content, std::string_view prefix);

// Of a document that we were given: Errc::malformed, limit_exceeded, forbidden_construct.
[[nodiscard]] Result<std::string> canonical_form(std::string_view element, xml::Canonicalization method);

}  // namespace otkel::signing
