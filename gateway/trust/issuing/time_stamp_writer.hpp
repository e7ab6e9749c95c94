#pragma once

#include <string>
#include <string_view>

#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"

namespace otkel::trust::issuing {

struct TimeStampQuery {
    crypto::DigestAlgorithm digest{};
    std::string imprint, policy, nonce;
};
[[nodiscard]] Result<TimeStampQuery> read_time_stamp_query(std::string_view der);

// TimeStampResp with a token, as the national authority builds it (protocol fact, seen): SignedData v3, certificate
// embedded, contentType, signingTime, signingCertificate and messageDigest signed.
[[nodiscard]] std::string write_time_stamp_answer(const Issuer& authority, const TimeStampQuery& query, WallTime time,
                                                  std::string_view serial_octets);
[[nodiscard]] std::string write_time_stamp_refusal(int status, std::string_view text);

}  // namespace otkel::trust::issuing
