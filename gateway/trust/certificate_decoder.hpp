#pragma once

#include <string_view>

#include "gateway/trust/certificate.hpp"

// X.509 certificates from DER, by hand and strictly: OpenSSL forgives forms that are not DER, and what a signature
// covers must be the octets as they came. Private to trust/.

namespace otkel::trust {

// Errc::malformed with the part that is wrong. Refused beyond bad DER: two different signature algorithms (RFC 5280
// section 4.1.1.2), a serial number that is not positive or longer than 20 octets (4.1.2.2), an empty issuer (4.1.2.4),
// extensions before version 3, a second extension of one kind (4.2), a key outside its curve. Errc::limit_exceeded for
// keys that are too expensive to verify with, and for more extensions than anybody needs.
[[nodiscard]] Result<Certificate::Fields> decode_certificate(std::string_view der);

// The content of Extensions, into `fields`: certificate_extensions.cpp.
[[nodiscard]] Result<void> decode_extensions(std::string_view extensions, Certificate::Fields& fields);

// SubjectPublicKeyInfo: certificate_key.cpp.
[[nodiscard]] Result<crypto::PublicKey> decode_key(std::string_view subject_public_key_info);

}  // namespace otkel::trust
