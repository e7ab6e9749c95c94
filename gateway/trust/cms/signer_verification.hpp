#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/cms/signed_attributes.hpp"
#include "gateway/trust/cms/signed_data.hpp"

// The steps of verifying one signer, of a message or of a time stamp. Private to trust/cms/.

namespace otkel::trust {

// What was signed. Several signers with one algorithm cost one digest.
class SignedContent {
public:
    explicit SignedContent(std::string_view octets) : octets_(octets) {}
    [[nodiscard]] std::string_view octets() const { return octets_; }
    [[nodiscard]] const std::string& digest(crypto::DigestAlgorithm algorithm);

private:
    std::string_view octets_;
    std::map<crypto::DigestAlgorithm, std::string> digests_;
};

[[nodiscard]] Result<std::vector<CertificatePtr>> read_certificates(const SignedData& data);

struct SignerRules {
    const TrustStore& trust;
    Purpose purpose{Purpose::signing};
    std::span<const std::string> algorithms;  // words; empty: all
    bool must_name_certificate{false};        // signingCertificate or its second version is there
};

// Each step relies on those before it. All that was found lands in the CmsSigner; the text is the verdict's detail.
class SignerVerification {
public:
    // Everything given outlives this.
    SignerVerification(const SignedData& message, const SignerInfo& signer,
                       const std::vector<CertificatePtr>& certificates, const SignerRules& rules, CmsSigner& found);

    [[nodiscard]] Result<std::string> check_structure(std::string_view content);
    [[nodiscard]] Result<std::string> check_algorithms();
    // Before anything that grows with the content: who cannot be trusted has nothing computed for him.
    [[nodiscard]] Result<std::string> check_trust(WallTime at);
    [[nodiscard]] Result<std::string> check_mathematics(std::string_view content) const;
    [[nodiscard]] Result<std::string> check_coverage(SignedContent& content) const;

private:
    [[nodiscard]] CertificatePtr find_certificate() const;
    [[nodiscard]] std::string name_of_signer() const;
    [[nodiscard]] Result<void> check_digest();
    [[nodiscard]] Result<void> check_named_certificates() const;

    const SignedData& message_;
    const SignerInfo& signer_;
    const std::vector<CertificatePtr>& certificates_;
    const SignerRules& rules_;
    CmsSigner& found_;
    SignedAttributes attributes_;
    crypto::DigestAlgorithm digest_{};
    crypto::SignatureAlgorithm algorithm_{};
};

// Adds the verdict of a step; false when it ends the verification.
bool record(CmsSigner& signer, std::string_view step, Result<std::string> outcome);

}  // namespace otkel::trust
