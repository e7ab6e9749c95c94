#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/certificate.hpp"

namespace otkel::trust {

// What a path is for. Each asks other things of the leaf: signing: may_sign; ocsp_signing and time_stamping: that
// extended key usage (time stamping as the only one, critical: RFC 3161 section 2.3); crl_signing: an authority with
// cRLSign.
enum class Purpose : std::uint8_t { signing, ocsp_signing, time_stamping, crl_signing };

// Whom one peer's messages may be signed by: certificates pinned for it, and anchors to which a path must lead.
// Immutable after loading; thread safe. A path that was found once is kept for as long as all its certificates are
// valid. Paths are built by hand, because OpenSSL cannot decode Kazakh keys: issuers are found by name and, where both
// certificates have one, by key identifier (names repeat across generations of the national authorities: seen), then
// checked by signature, validity, basicConstraints, path length, keyUsage, and critical extensions that we do not know
// (RFC 5280 section 6.1).
class TrustStore {
public:
    TrustStore();
    ~TrustStore();
    TrustStore(const TrustStore& other);
    TrustStore& operator=(const TrustStore& other);

    void pin(CertificatePtr certificate);     // trusted as it is, by its fingerprint
    void anchor(CertificatePtr certificate);  // roots and issuing authorities
    // Known for X509IssuerSerial look-ups and as a step of a path, but trusted only through an anchor.
    void know(CertificatePtr certificate);
    // A key that is trusted as it is: so is every certificate that carries it. What such a certificate says about its
    // holder is nobody's word but its own (Path::holder_vouched).
    void trust_key(crypto::PublicKey key);
    // Trusts and knows all that `other` does as well: for messages whose sender is read only after verification.
    void include(const TrustStore& other);

    [[nodiscard]] CertificatePtr find(std::string_view issuer_name, std::string_view serial_decimal) const;
    [[nodiscard]] const std::vector<CertificatePtr>& anchors() const { return anchors_; }
    [[nodiscard]] const std::vector<CertificatePtr>& pinned() const { return pinned_; }
    [[nodiscard]] const std::vector<crypto::PublicKey>& keys() const { return keys_; }
    [[nodiscard]] bool empty() const { return pinned_.empty() && anchors_.empty() && keys_.empty(); }

    // What was established about a certificate at a time. `how` is for people: "pinned for peer customs", "path to
    // CN=…".
    struct Path {
        std::string how;
        std::vector<CertificatePtr> certificates;  // leaf first, anchor last; the leaf alone when it is pinned
        bool holder_vouched{true};                 // false for a trusted key: anybody can write a certificate around it
    };
    // `offered`: certificates that came with the message; steps of a path like the known ones, never a reason to trust.
    // Errc::signer_untrusted without pin and path; Errc::certificate_invalid when there is one, and a certificate of it
    // is expired, not yet valid, too weak, or may not be used so. The error tells what was tried and what is missing.
    [[nodiscard]] Result<Path> establish(const CertificatePtr& certificate, WallTime at,
                                         Purpose purpose = Purpose::signing,
                                         std::span<const CertificatePtr> offered = {}) const;

private:
    struct PathCache;
    // Whatever was found before a change is found anew.
    void forget_paths();
    // Whether it is trusted; what it is used for is not looked at.
    [[nodiscard]] Result<Path> find_path(const CertificatePtr& certificate, WallTime at,
                                         std::span<const CertificatePtr> offered) const;

    std::vector<CertificatePtr> pinned_, anchors_, known_;
    std::vector<crypto::PublicKey> keys_;
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
