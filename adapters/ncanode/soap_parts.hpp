#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace otkel::adapters::ncanode {

// What of somebody's SOAP 1.1 envelope goes into the signed one. Each part means the same in another envelope.
struct SoapParts {
    std::string headers;  // all but wsse:Security
    std::string body;     // the content of soap:Body
};

// Errc::malformed: no such envelope; Errc::unsupported: something that would be lost. A wsse:Security of an earlier
// signature is left out; one that holds anything else is refused.
[[nodiscard]] Result<SoapParts> take_apart(std::string_view envelope);
// Puts the headers into an envelope that sign_envelope() has made: they are not signed.
[[nodiscard]] std::string with_headers(std::string_view envelope, std::string_view headers);

}  // namespace otkel::adapters::ncanode
