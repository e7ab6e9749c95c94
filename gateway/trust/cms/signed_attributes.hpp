#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/trust/cms/signed_data.hpp"
#include "gateway/trust/cms/signing_certificate.hpp"

// Private to trust/cms/.

namespace otkel::trust {

// What the attributes under the signature say, each rule of RFC 5652 section 11 kept: contentType and messageDigest
// exactly once, everything that is read here at most once and with one value.
struct SignedAttributes {
    std::string message_digest;
    std::optional<WallTime> signing_time;
    std::vector<NamedCertificate> signing_certificates;  // at most one of each kind; all must name the signer
};
// Errc::malformed for a broken rule, Errc::signature_invalid when the type of the content is another than the signed
// one.
[[nodiscard]] Result<SignedAttributes> read_signed_attributes(const SignerInfo& signer, std::string_view content_type);

// Whether octets look like a set of signed attributes. A signature over attributes is also a signature over a content
// that consists of their encoding: without this look a signer's earlier signature could be shown again as one without
// attributes, over octets that nobody ever meant as a content.
[[nodiscard]] bool looks_like_signed_attributes(std::string_view content);

}  // namespace otkel::trust
