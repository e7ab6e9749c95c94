#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/certificate.hpp"

namespace otkel::trust {

// Whom one peer's messages may be signed by: certificates pinned for it, and anchors to which a path must lead.
// Immutable after loading; thread safe. A path that was found once is kept for as long as all its certificates are
// valid.
class TrustStore {
public:
    TrustStore();
    ~TrustStore();
    TrustStore(const TrustStore& other);
    TrustStore& operator=(const TrustStore& other);

    void pin(CertificatePtr certificate);     // trusted as it is, by its fingerprint
    void anchor(CertificatePtr certificate);  // roots and issuing authorities
    // Known for X509IssuerSerial look-ups, but trusted only through an anchor.
    void know(CertificatePtr certificate);
    // Trusts and knows all that `other` does as well: for messages whose sender is read only after verification.
    void include(const TrustStore& other) {
        pinned_.insert(pinned_.end(), other.pinned_.begin(), other.pinned_.end());
        anchors_.insert(anchors_.end(), other.anchors_.begin(), other.anchors_.end());
        known_.insert(known_.end(), other.known_.begin(), other.known_.end());
    }

    [[nodiscard]] CertificatePtr find(std::string_view issuer_name, std::string_view serial_decimal) const;
    [[nodiscard]] bool empty() const { return pinned_.empty() && anchors_.empty(); }

    // What was established about a certificate at a time. `how` is for people: "pinned for peer customs", "path to
    // CN=…".
    struct Path {
        std::string how;
        std::vector<std::string> subjects;  // leaf first
    };
    // Errc::signer_untrusted without pin and path; Errc::certificate_invalid when it is expired, not yet valid or may
    // not sign.
    [[nodiscard]] Result<Path> establish(const Certificate& certificate, WallTime at) const;

private:
    struct PathCache;
    std::vector<CertificatePtr> pinned_, anchors_, known_;
    std::unique_ptr<PathCache> paths_;
};

// Decoded certificates by their DER, so that a certificate carried in every message is parsed once. Bounded; thread
// safe.
class CertificateCache {
public:
    explicit CertificateCache(std::size_t capacity = 1024);
    ~CertificateCache();
    [[nodiscard]] Result<CertificatePtr> from_der(std::string_view der);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::trust
