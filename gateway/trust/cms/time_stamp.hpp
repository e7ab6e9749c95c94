#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/trust/trust_store.hpp"

// RFC 3161. No I/O.

namespace otkel::trust {

// Policies of the NCA (protocol fact, seen): GOST 34.310-2004, RSA, GOST 34.10-2015.
namespace stamp_policy {
inline constexpr std::string_view gost2004 = "1.2.398.3.3.2.6.1", rsa = "1.2.398.3.3.2.6.2",
                                  gost2015 = "1.2.398.3.3.2.6.4";
}  // namespace stamp_policy
// An answer or token longer than this is not read; those of the NCA have about 1.7 KB.
inline constexpr std::size_t time_stamp_octets_max = 256UL * 1024;

// Policy gost2015 goes with Streebog-512, gost2004 with GOST 34.311-95, the others with SHA-256 (seen).
[[nodiscard]] crypto::DigestAlgorithm imprint_of_policy(std::string_view policy);

struct TimeStampQuestion {
    crypto::DigestAlgorithm digest;
    std::string imprint;
    std::string policy;  // empty: the authority chooses
    std::string nonce;   // big-endian octets
    std::string der;     // TimeStampReq, certReq true
};
[[nodiscard]] TimeStampQuestion make_time_stamp_question(std::string_view stamped_octets,
                                                         crypto::DigestAlgorithm digest, std::string policy);

struct TimeStamp {
    WallTime time{};
    std::string policy, serial;  // serial in decimal
    crypto::DigestAlgorithm digest{};
    CertificatePtr authority;  // the TSA
    TrustStore::Path path;
    std::string algorithm;  // "GOST 34.10-2015"
    std::string token;      // DER, for the evidence
};

// The token of a TimeStampResp to `question`: status, nonce, imprint, policy compared; then as verify_time_stamp.
// Errc::peer_failed when the authority refused, with its reason. Errc::signature_invalid: it answers another question.
[[nodiscard]] Result<TimeStamp> read_time_stamp_answer(std::string_view der, const TimeStampQuestion& question,
                                                       const TrustStore& trust);

// A TimeStampToken over `stamped_octets` (of CMS: the signature value). Path of the TSA at the stamped time, its usage,
// signingCertificate, signed attributes, signature, imprint. `policies`: those accepted; empty: all.
// Errc::malformed, limit_exceeded, forbidden_construct (an algorithm, SHA-1 as imprint, a policy that is not accepted),
// signature_invalid, signer_untrusted, certificate_invalid.
[[nodiscard]] Result<TimeStamp> verify_time_stamp(std::string_view token, std::string_view stamped_octets,
                                                  const TrustStore& trust,
                                                  const std::vector<std::string>& policies = {});

}  // namespace otkel::trust
