#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/signing/profile_rules.hpp"
#include "gateway/signing/signature_place.hpp"
#include "gateway/signing/signature_reader.hpp"
#include "gateway/signing/signer_trust.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::signing {

// CPU time of this thread since the start of one verification.
class CpuBudget {
public:
    explicit CpuBudget(std::chrono::milliseconds limit);
    [[nodiscard]] Result<void> check() const;

private:
    std::chrono::nanoseconds limit_;
    std::chrono::nanoseconds start_;
};

// One verification: the steps in their order, each leaving a verdict. Used once.
class Verification {
public:
    Verification(const Clock& clock, trust::CertificateCache& certificates, const Policy& policy, Report* report);

    // Step 1 and the parser.
    [[nodiscard]] Result<xml::Document> parse(std::string_view raw);
    // Steps 2 to 7. Octets of the result begin on line `line_offset` plus their line in `document`.
    [[nodiscard]] Result<VerifiedMessage> run(xml::Document document, Profile profile, int line_offset = 0);
    // For the only element in the soap:Body of an envelope.
    [[nodiscard]] Result<VerifiedMessage> run_body(const xml::Document& envelope, Profile profile);
    // The same for each of several enveloped signatures.
    [[nodiscard]] Result<StackedMessage> run_stacked(const xml::Document& document);
    // Steps 3, 4 and 5 for octets that are not XML.
    [[nodiscard]] Result<VerifiedContent> run_raw(std::string_view octets, std::string_view signature,
                                                  const trust::CertificatePtr& certificate);

private:
    // What one signature proved.
    struct Checked {
        Signer signer;
        std::vector<xml::VerifiedOctets> octets;  // of each reference
        xmlNode* covered{nullptr};                // by the first
    };
    // Steps 3 to 7 of one signature. It stays in the tree.
    [[nodiscard]] Result<Checked> check_signature(const xml::Document& document, const SignaturePlace& place,
                                                  const ProfileRules& rules, int line_offset);

    [[nodiscard]] Result<SignaturePlace> find_place(const xml::Document& document, const ProfileRules& rules);
    [[nodiscard]] Result<ReadSignature> read(const SignaturePlace& place, const ProfileRules& rules);
    [[nodiscard]] Result<Candidates> establish_trust(const ReadSignature& signature, const SignaturePlace& place,
                                                     const ProfileRules& rules);
    [[nodiscard]] Result<Signer> check_value(const xml::Document& document, const ReadSignature& signature,
                                             Candidates candidates);
    // What each reference covers.
    [[nodiscard]] Result<std::vector<xmlNode*>> check_coverage(const ReadSignature& signature,
                                                               const SignaturePlace& place, const ProfileRules& rules);
    [[nodiscard]] Result<std::string> digest_reference(const xml::Document& document, const Reference& reference,
                                                       xmlNode* covered, xmlNode* signature);
    // What is signed, in the method that it names.
    [[nodiscard]] static Result<std::string> canonical(const xml::Document& document, xmlNode* element,
                                                       const C14n& c14n, xml::Canonicalization method);
    void note_receipt(const SignaturePlace& place);
    [[nodiscard]] WallTime judged_at() const { return policy_.at.value_or(clock_.wall()); }

    void pass(std::string_view step, std::string detail);
    [[nodiscard]] Failure stop(std::string_view step, Error error);

    const Clock& clock_;
    trust::CertificateCache& certificates_;
    const Policy& policy_;
    Report* report_;
    CpuBudget budget_;
    std::vector<Verdict> verdicts_;
};

}  // namespace otkel::signing
