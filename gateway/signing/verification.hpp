#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/signing/signature_place.hpp"
#include "gateway/signing/signature_reader.hpp"
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

private:
    [[nodiscard]] Result<SignaturePlace> find_place(const xml::Document& document, Profile profile);
    [[nodiscard]] Result<ReadSignature> read(const SignaturePlace& place, Profile profile);
    [[nodiscard]] Result<Signer> establish_trust(const ReadSignature& signature, const SignaturePlace& place);
    [[nodiscard]] Result<void> check_value(const xml::Document& document, const ReadSignature& signature,
                                           const Signer& signer);
    [[nodiscard]] Result<void> check_coverage(const ReadSignature& signature, const SignaturePlace& place,
                                              Profile profile);
    [[nodiscard]] Result<std::string> digest_reference(const xml::Document& document, const ReadSignature& signature,
                                                       const SignaturePlace& place, Profile profile);

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
