#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/cms/time_stamp.hpp"

namespace otkel::trust {

struct CmsOptions {
    bool detached{false};
    WallTime signing_time{};            // of the beginning of time: the attribute is left out
    bool signing_certificate_v2{true};  // ESS, RFC 5035: as the national SDK writes it (seen)
};

[[nodiscard]] Result<std::string> sign_cms(std::string_view content, const crypto::Identity& identity,
                                           const CmsOptions& options);
// A further signer over the same content, after those that are there: CMS as a whole need not be DER (RFC 5652 section
// 2), so nothing is sorted and a signer keeps its number. What is there stays octet for octet, so that time stamps keep
// holding; of BER, lengths become definite and octet strings whole, which no signature, imprint or digest covers.
// `content` is needed when the message carries none. Errc::invalid_argument when it is not what the others signed.
[[nodiscard]] Result<std::string> add_cms_signer(std::string_view message, std::optional<std::string_view> content,
                                                 const crypto::Identity& identity, const CmsOptions& options);
// Signature values in the order of the signers, and a message with a token put into the unsigned attributes of one,
// next to what is there. Errc::invalid_argument when the token stamps something else.
[[nodiscard]] Result<std::vector<std::string>> cms_signature_values(std::string_view message);
[[nodiscard]] Result<std::string> add_cms_time_stamp(std::string_view message, std::size_t signer,
                                                     std::string_view token);
// Certificates that the message does not carry yet, put to those that it does: no signature covers them (RFC 5652
// section 5.1), and a time stamp that brings its whole path needs nobody who still has it.
[[nodiscard]] Result<std::string> add_cms_certificates(std::string_view message,
                                                       const std::vector<CertificatePtr>& certificates);

}  // namespace otkel::trust
