#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "gateway/signing/signer.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/pki_trust.hpp"
#include "tests/support/texts.hpp"

namespace otkel::signing {

using otkel::tests::replaced;

inline SigningIdentity signing_identity(const std::string& name) {
    auto identity = SigningIdentity::prepare(testing::pki_identity(name));
    if (!identity) {
        throw std::runtime_error(identity.error().to_string());
    }
    return std::move(*identity);
}

// From the first `begin` up to and with the first `end` after it.
inline std::string part_of(std::string_view text, std::string_view begin, std::string_view end) {
    const auto from = text.find(begin);
    const auto to = from == std::string_view::npos ? from : text.find(end, from + begin.size());
    if (from == std::string_view::npos || to == std::string_view::npos) {
        throw std::runtime_error("no such part: " + std::string(begin));
    }
    return std::string(text.substr(from, to + end.size() - from));
}

// The same signer with each kind of key that peers use, and one of whom nobody has heard.
struct Identities {
    SigningIdentity gost, rsa, ec;
};

inline const Identities& trusted_identities() {
    // Decoded once for the whole program: PKCS#12 takes milliseconds to open.
    static const Identities identities{signing_identity("shep-bus"), signing_identity("shep-bus-rsa"),
                                       signing_identity("shep-bus-ec")};
    return identities;
}

inline SigningIdentity foreign_identity(crypto::KeyAlgorithm algorithm) {
    trust::issuing::CertificateContent content;
    content.subject = {{"2.5.4.3", "Foreign signer"}, {"2.5.4.6", "KZ"}};
    content.not_before = WallTime{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};
    content.not_after = WallTime{std::chrono::sys_days{std::chrono::year{2037} / 1 / 1}};
    auto key = crypto::PrivateKey::generate(algorithm);
    const auto issuer = trust::issuing::Issuer::self_signed(content, key);
    auto identity = SigningIdentity::prepare({std::move(key), issuer.certificate()->der(), {}, {}});
    if (!identity) {
        throw std::runtime_error(identity.error().to_string());
    }
    return std::move(*identity);
}

inline const Identities& foreign_identities() {
    static const Identities identities{foreign_identity(crypto::KeyAlgorithm::gost2015_512),
                                       foreign_identity(crypto::KeyAlgorithm::rsa),
                                       foreign_identity(crypto::KeyAlgorithm::ecdsa_p256)};
    return identities;
}

class SigningTest : public ::testing::Test {
protected:
    SigningTest() { policy_.trust = trust(); }

    static std::shared_ptr<trust::TrustStore> trust() {
        auto store = std::make_shared<trust::TrustStore>();
        store->anchor(testing::pki_certificate("ca"));
        store->anchor(testing::pki_certificate("ca-classic"));
        for (const auto* name : {"shep-bus", "shep-bus-rsa", "shep-bus-ec"}) {
            store->know(testing::pki_certificate(name));
        }
        return store;
    }

    [[nodiscard]] Result<VerifiedMessage> verify(std::string_view raw, Profile profile = Profile::wsse) {
        report_ = {};
        return verifier_.verify(raw, profile, policy_, &report_);
    }

    // The code of the refusal, and in the report the step that failed.
    [[nodiscard]] Errc refusal(std::string_view raw, Profile profile = Profile::wsse) {
        const auto message = verify(raw, profile);
        EXPECT_FALSE(message) << "accepted: " << raw.substr(0, 3000);
        return message ? Errc::internal : message.error().code;
    }

    [[nodiscard]] std::string_view failed_step() const {
        return report_.verdicts.empty() || report_.verdicts.back().passed ? std::string_view("none")
                                                                          : report_.verdicts.back().step;
    }

    [[nodiscard]] std::string envelope(std::string_view content = content_,
                                       KeyReference reference = KeyReference::key_identifier) const {
        return *sign_envelope(content, *signer_, reference);
    }

    static constexpr std::string_view content_ =
        "<p:Ask xmlns:p=\"urn:example:ask\" no=\"1\"><iin>930115500001</iin><sum>100</sum></p:Ask>";

    test::FakeClock clock_;
    Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    Policy policy_;
    Report report_;
    const SigningIdentity* gost_ = &trusted_identities().gost;
    const SigningIdentity* rsa_ = &trusted_identities().rsa;
    const SigningIdentity* ec_ = &trusted_identities().ec;
    const SigningIdentity* signer_ = gost_;
};

// What must hold for every kind of key.
struct KeyKind {
    const char* name;  // of the suite's instances
    SigningIdentity Identities::* identity;
};

class EveryKeyTest : public SigningTest {
protected:
    void sign_with(const KeyKind& kind) {
        signer_ = &(trusted_identities().*kind.identity);
        foreign_ = &(foreign_identities().*kind.identity);
        other_kind_ = kind.identity == &Identities::gost ? rsa_ : gost_;
    }

    const SigningIdentity* foreign_ = nullptr;     // of the same kind, and of nobody
    const SigningIdentity* other_kind_ = nullptr;  // trusted, with another kind of key
};

inline auto every_key() {
    return ::testing::Values(KeyKind{"gost", &Identities::gost}, KeyKind{"rsa", &Identities::rsa},
                             KeyKind{"ec", &Identities::ec});
}
inline void PrintTo(const KeyKind& kind, std::ostream* out) { *out << kind.name; }

}  // namespace otkel::signing
