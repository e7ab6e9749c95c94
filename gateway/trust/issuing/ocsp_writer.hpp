#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/trust/issuing/certificate_writer.hpp"

namespace otkel::trust::issuing {

// What a responder reads out of a question.
struct OcspQuery {
    std::string cert_id;  // DER of CertID, echoed in the answer
    std::string issuer_name_hash, issuer_key_hash, serial_octets;
    std::string nonce;  // octets; empty when none was sent
};
[[nodiscard]] Result<OcspQuery> read_ocsp_query(std::string_view der);

struct OcspAnswerContent {
    enum class State : std::uint8_t { good, revoked, unknown } state{State::good};
    WallTime revoked_at{};
    std::optional<int> reason;
    WallTime produced_at{}, this_update{};
    std::optional<WallTime> next_update;  // NCA gives none
    std::optional<std::string> nonce;     // what is echoed; nullopt: none
};
// Signed by `responder`, whose certificate travels with it.
[[nodiscard]] std::string write_ocsp_answer(const Issuer& responder, const OcspQuery& query,
                                            const OcspAnswerContent& content);
// "tryLater" (3), "internalError" (2) … : RFC 6960 section 4.2.1.
[[nodiscard]] std::string write_ocsp_failure(int status);

}  // namespace otkel::trust::issuing
