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
#include "gateway/trust/verdict.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/limits.hpp"
#include "gateway/xml/verified_octets.hpp"

// Verification of XML signatures, step by step in the order that keeps hostile input cheap: limits; place of the one
// signature; allow-lists; key and trust; SignatureValue over SignedInfo; only then the references; coverage; octets.

namespace otkel::signing {

// wsse: the soap:Body of an envelope, by the one signature of its wsse:Security. enveloped: a whole document, by its
// one signature. eaeu: doc:SignedContent of a doc:SignedDoc, by the sender's signature; the receipt of a trusted third
// party, which may follow, is reported and not verified. xmldsig: whatever the references of the one signature name in
// the same document; what that means is for a person to judge, so no message of a peer is read so.
enum class Profile { wsse, enveloped, eaeu, xmldsig };
[[nodiscard]] std::optional<Profile> profile_of(std::string_view word);  // "wsse", "enveloped", "eaeu", "xmldsig"
[[nodiscard]] std::string_view name(Profile profile);

// What one peer's signatures must be.
struct Policy {
    std::shared_ptr<const trust::TrustStore> trust;
    std::vector<std::string> algorithms;  // words of the algorithm table; empty: all that the table allows
    xml::Limits limits;
    std::size_t transforms_max{2};   // of one reference
    std::size_t references_max{16};  // profile xmldsig; the others have one
    std::size_t signatures_max{16};  // of one document that several people signed
    // Keys that `trust` knows without a certificate count too. Signer::certificate may be null then, so that only
    // callers who say so here meet one.
    bool bare_keys{false};
    std::size_t bare_keys_max{8};  // how many are tried on one signature
    // When trust is judged, where a time stamp has proved it or a person asks for it; otherwise now.
    std::optional<WallTime> at{};
};

using trust::Verdict;

struct Signer {
    trust::CertificatePtr certificate;  // null when a bare key is trusted (Policy::bare_keys)
    crypto::PublicKey key;
    trust::TrustStore::Path path;
    std::string algorithm;  // word of the table

    [[nodiscard]] std::string name() const;  // the subject, or that it is a key
};

// A message whose signature holds. Keeps the parsed document for inner signatures, nothing else may read it.
struct VerifiedMessage {
    // wsse: the soap:Body; enveloped: the document element without the signature; eaeu: doc:SignedContent; xmldsig:
    // what the references cover, one after another.
    xml::VerifiedOctets octets;
    Signer signer;
    std::vector<Verdict> verdicts;
    xml::Document document;
    _xmlNode* covered;  // the element of `document` whose canonical form `octets` are; xmldsig: the first
    std::vector<xml::VerifiedOctets> references;  // the octets of every reference, in order
};

// A document that several people signed, each covering it with the signatures that stood there before.
struct StackedMessage {
    xml::VerifiedOctets octets;   // the document element without any signature: what all of them cover
    std::vector<Signer> signers;  // in the order in which they signed
};

// Signed octets that are no XML, or whose form is not the signature's business.
struct VerifiedContent {
    xml::VerifiedOctets octets;
    Signer signer;
    std::vector<Verdict> verdicts;
};

struct Report {  // for people: every step up to the one that failed, and its reason
    std::vector<Verdict> verdicts;
    std::optional<Signer> signer;
    std::optional<Error> error;
    std::vector<Report> signatures;  // verify_stacked: each signature's own, in the order in which they signed
};

class Verifier {
public:
    Verifier(const Clock& clock, std::shared_ptr<trust::CertificateCache> certificates);

    // Errors: Errc::malformed, limit_exceeded, forbidden_construct, not_signed, signature_invalid, signer_untrusted,
    // certificate_invalid. `report`, when given, receives all verdicts, also of a failure. CPU work: call it on a
    // worker. Thread safe.
    [[nodiscard]] Result<VerifiedMessage> verify(std::string_view raw, Profile profile, const Policy& policy,
                                                 Report* report = nullptr) const;

    // A document with one or more enveloped signatures as children of its root. They are verified from the last to the
    // first, each taken out after it has held (protocol fact, seen: who signs later covers the signatures before). All
    // must hold; the report tells about each.
    [[nodiscard]] Result<StackedMessage> verify_stacked(std::string_view raw, const Policy& policy,
                                                        Report* report = nullptr) const;

    // A detached signature over octets, in base64 or as it is (ECDSA in DER). The key of `certificate` tells the
    // algorithm; a null one asks for Policy::bare_keys.
    [[nodiscard]] Result<VerifiedContent> verify_raw(std::string_view octets, std::string_view signature,
                                                     const trust::CertificatePtr& certificate, const Policy& policy,
                                                     Report* report = nullptr) const;

    // A signed document that is the only element in the soap:Body of an envelope which is not signed itself.
    [[nodiscard]] Result<VerifiedMessage> verify_body(std::string_view raw, Profile profile, const Policy& policy,
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
    // the octets stay as they came, nothing is proved about their origin. `reason` goes into the report and the
    // journal.
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
