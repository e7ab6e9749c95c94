#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/trust/revocation/status.hpp"
#include "gateway/trust/trust_store.hpp"

// RFC 6960, both directions of one question. No I/O. The structures are read by crypto/der.hpp, so that what is
// verified and what is read are the same octets.

namespace otkel::trust {

struct OcspQuestion {
    CertificatePtr certificate;
    CertificatePtr issuer;
    std::string nonce;  // octets; NCA echoes 8 (protocol fact, seen)
    std::string der;    // OCSPRequest: CertID by SHA-256, nonce
};
[[nodiscard]] OcspQuestion make_ocsp_question(CertificatePtr certificate, CertificatePtr issuer);

struct OcspRules {
    // An answer without nextUpdate (NCA gives none: seen) is fresh for this long after thisUpdate.
    std::chrono::seconds age_max{3600};
    std::chrono::seconds clock_skew_max{300};
    bool nonce_required{true};
    std::size_t octets_max{64 * 1024};
    // An answer that was got earlier, and kept: it is as old as it is, the nonce that was sent is not known any more,
    // and the responder's certificate need hold at the time when it answered only.
    bool kept{false};
};

// The answer is from the issuer or from a responder that it certified for this, and is about this certificate and this
// question. The path of the issuer is the caller's; a responder is not asked about in its turn (NCA's carries
// id-pkix-ocsp-nocheck: seen).
// Errors: Errc::malformed; Errc::limit_exceeded; Errc::unsupported: a critical extension that we do not know, or
// another type of response; Errc::peer_failed: the responder itself gave up ("tryLater"); Errc::signature_invalid: the
// answer's signature, CertID or nonce is not right; Errc::signer_untrusted: the responder is neither the issuer nor
// authorised by it (RFC 6960 section 4.2.2.2); Errc::certificate_invalid: its certificate is expired;
// Errc::unavailable: stale or from the future.
[[nodiscard]] Result<RevocationStatus> read_ocsp_answer(std::string_view der, const OcspQuestion& question,
                                                        WallTime now, const OcspRules& rules);

// The same for a certificate of which no more than the serial number is known.
struct OcspSubject {
    CertificatePtr issuer;
    std::string serial_octets;  // as Certificate::serial_octets()
    std::string nonce;
};
[[nodiscard]] Result<RevocationStatus> read_ocsp_answer(std::string_view der, const OcspSubject& subject, WallTime now,
                                                        const OcspRules& rules);

}  // namespace otkel::trust
