#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/trust/trust_store.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/limits.hpp"
#include "gateway/xml/verified_octets.hpp"

// Verification of XML signatures, step by step in the order that keeps hostile input cheap: limits; place of the one
// signature; allow-lists; key and trust; SignatureValue over SignedInfo; only then the references; coverage; octets.

namespace otkel::signing {

enum class Profile { wsse, enveloped };
[[nodiscard]] std::optional<Profile> profile_of(std::string_view word);  // "wsse", "enveloped"
[[nodiscard]] std::string_view name(Profile profile);

// What one peer's signatures must be.
struct Policy {
    std::shared_ptr<const trust::TrustStore> trust;
    std::vector<std::string> algorithms;  // words of the algorithm table; empty: all that the table allows
    xml::Limits limits;
    std::size_t transforms_max{2};
};

// One of the separate verdicts that a report shows.
struct Verdict {
    std::string_view step;  // "limits", "place", "algorithms", "trust", "mathematics", "references", "coverage"
    bool passed{false};
    std::string detail;  // "rsa-sha256, 2048 bits", "path to CN=…", "soap:Body by #id-…"
};

struct Signer {
    trust::CertificatePtr certificate;
    trust::TrustStore::Path path;
    std::string algorithm;  // word of the table
};

// A message whose signature holds. Keeps the parsed document for inner signatures, nothing else may read it.
struct VerifiedMessage {
    xml::VerifiedOctets octets;  // wsse: the soap:Body; enveloped: the document element without the signature
    Signer signer;
    std::vector<Verdict> verdicts;
    xml::Document document;
    _xmlNode* covered;  // the element of `document` whose canonical form `octets` are
};

struct Report {  // for people: every step up to the one that failed, and its reason
    std::vector<Verdict> verdicts;
    std::optional<Signer> signer;
    std::optional<Error> error;
};

class Verifier {
public:
    Verifier(const Clock& clock, std::shared_ptr<trust::CertificateCache> certificates);

    // Errors: Errc::malformed, limit_exceeded, forbidden_construct, not_signed, signature_invalid, signer_untrusted,
    // certificate_invalid. `report`, when given, receives all verdicts, also of a failure. CPU work: call it on a
    // worker. Thread safe.
    [[nodiscard]] Result<VerifiedMessage> verify(std::string_view raw, Profile profile, const Policy& policy,
                                                 Report* report = nullptr) const;

    // An enveloped signature on a document that stands as an element inside an already verified message (SHEP data,
    // inline). `path` is xml::Element::path() of that element in the tree of message.octets.
    [[nodiscard]] Result<VerifiedMessage> verify_inside(const VerifiedMessage& message,
                                                        const std::vector<std::uint32_t>& path, const Policy& policy,
                                                        Report* report = nullptr) const;
    // An enveloped signature on a document that stands as text inside verified octets.
    [[nodiscard]] Result<VerifiedMessage> verify_text(const xml::VerifiedOctets& text, const Policy& policy,
                                                      Report* report = nullptr) const;

    // Where a peer's policy says that messages carry no signature (and for trying out mappings): limits are checked,
    // the document is canonicalized, nothing is proved about its origin. `reason` goes into the report and the journal.
    [[nodiscard]] Result<xml::VerifiedOctets> accept_unsigned(std::string_view raw, const xml::Limits& limits,
                                                              std::string_view reason) const;
    // The soap:Body of an envelope that a peer may send unsigned (faults).
    [[nodiscard]] Result<xml::VerifiedOctets> accept_unsigned_body(std::string_view raw, const xml::Limits& limits,
                                                                   std::string_view reason) const;

private:
    const Clock& clock_;
    std::shared_ptr<trust::CertificateCache> certificates_;
};

}  // namespace otkel::signing
