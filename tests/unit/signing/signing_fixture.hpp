#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "gateway/signing/signer.hpp"
#include "gateway/signing/verifier.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/pki_trust.hpp"

namespace otkel::signing {

inline SigningIdentity signing_identity(const std::string& name) {
    auto identity = SigningIdentity::prepare(testing::pki_identity(name));
    if (!identity) {
        throw std::runtime_error(identity.error().to_string());
    }
    return std::move(*identity);
}

// `text` with the first `from` replaced; a test that changes nothing is a broken test.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == std::string::npos) {
        throw std::runtime_error("nothing to replace: " + std::string(from));
    }
    return text.replace(at, from.size(), to);
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

class SigningTest : public ::testing::Test {
protected:
    SigningTest() {
        policy_.trust = trust();
        // Decoded once for the whole program: PKCS#12 takes milliseconds to open.
        static const auto rsa = signing_identity("shep-bus");
        static const auto ec = signing_identity("shep-bus-ec");
        rsa_ = &rsa;
        ec_ = &ec;
    }

    static std::shared_ptr<const trust::TrustStore> trust() {
        auto store = std::make_shared<trust::TrustStore>();
        store->anchor(testing::pki_certificate("ca"));
        store->know(testing::pki_certificate("shep-bus"));
        store->know(testing::pki_certificate("shep-bus-ec"));
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
        return *sign_envelope(content, *rsa_, reference);
    }

    static constexpr std::string_view content_ =
        "<p:Ask xmlns:p=\"urn:example:ask\" no=\"1\"><iin>930115500001</iin><sum>100</sum></p:Ask>";

    test::FakeClock clock_;
    Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    Policy policy_;
    Report report_;
    const SigningIdentity* rsa_;
    const SigningIdentity* ec_;
};

}  // namespace otkel::signing
