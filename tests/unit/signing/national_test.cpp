#include <gtest/gtest.h>

#include <map>

#include "gateway/base/bytes.hpp"
#include "tests/support/reference_data.hpp"
#include "tests/unit/signing/signature_template.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

// Signatures that were made with the software of the national certification authority, and the trust that leads to it.

namespace otkel::signing {
namespace {

WallTime at_start_of(int year, unsigned month) {
    return WallTime{std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / 15}};
}

struct Artefact {
    const char* name;
    const char* document;
    std::vector<const char*> anchors;
    WallTime at;
    const char* algorithm;
    std::string_view content;
};
void PrintTo(const Artefact& shown, std::ostream* out) { *out << shown.name; }

class National : public SigningTest, public ::testing::WithParamInterface<Artefact> {
protected:
    void SetUp() override {
        OTKEL_NEEDS_REFERENCE_DATA("nca");
        raw_ = testing::reference_file(std::string("nca/xml/") + GetParam().document);
        auto store = std::make_shared<trust::TrustStore>();
        for (const auto* name : GetParam().anchors) {
            const auto found =
                trust::Certificate::from_file_content(testing::reference_file(std::string("nca/ca-test/") + name));
            ASSERT_TRUE(found) << name << ": " << found.error().to_string();
            store->anchor(found->front());
        }
        policy_.trust = store;
        policy_.at = GetParam().at;
    }
    // `text` with the character after `mark` replaced by another one that is a letter too.
    [[nodiscard]] std::string with_letter_changed(std::string_view mark) const {
        auto text = raw_;
        const auto at = text.find_first_not_of("\r\n ", text.find(mark) + mark.size());
        text[at] = text[at] == 'Q' ? 'R' : 'Q';
        return text;
    }
    void expect_refused(const std::string& raw, std::string_view step) {
        const auto code = refusal(raw, Profile::enveloped);
        EXPECT_TRUE(code == Errc::signature_invalid || code == Errc::signer_untrusted || code == Errc::malformed)
            << name(code);
        EXPECT_EQ(failed_step(), step) << report_.error->to_string();
    }

    std::string raw_;
};

INSTANTIATE_TEST_SUITE_P(Enveloped, National,
                         ::testing::Values(Artefact{"gost2015",
                                                    "gost2015_enveloped.xml",
                                                    {"nca_gost_2022_test.cer", "root_gost_2022_test.cer"},
                                                    at_start_of(2024, 6),
                                                    "gost2015-512",
                                                    "<xml>test</xml>"},
                                           Artefact{"gost2004",
                                                    "gost2004_enveloped.xml",
                                                    {"nca_gost_test.crt", "root_gost_test.crt"},
                                                    at_start_of(2020, 6),
                                                    "gost2004",
                                                    "<root><name>NCANode</name></root>"}),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(National, verifies) {
    const auto message = verify(raw_, Profile::enveloped);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_EQ(message->octets.view(), GetParam().content);
    EXPECT_EQ(message->signer.algorithm, GetParam().algorithm);
    EXPECT_EQ(message->signer.certificate->iin(), "123456789011");
    EXPECT_TRUE(testing::xmlsec_accepts(raw_, message->signer.key));
    EXPECT_TRUE(verify(raw_, Profile::xmldsig));
    EXPECT_TRUE(verifier_.verify_stacked(raw_, policy_));
}

TEST_P(National, is_not_valid_today_because_the_certificate_has_expired) {
    policy_.at.reset();
    EXPECT_EQ(refusal(raw_, Profile::enveloped), Errc::certificate_invalid);
    EXPECT_EQ(failed_step(), "trust");
}

TEST_P(National, is_not_trusted_without_its_authority) {
    policy_.trust = trust();
    EXPECT_EQ(refusal(raw_, Profile::enveloped), Errc::signer_untrusted);
}

TEST_P(National, refuses_what_was_changed) {
    expect_refused(replaced(raw_, GetParam().content.substr(0, GetParam().content.find('<', 1)),
                            std::string(GetParam().content.substr(0, GetParam().content.find('<', 1))) + "x"),
                   "references");
    expect_refused(with_letter_changed("<ds:DigestValue>"), "mathematics");
    expect_refused(with_letter_changed("<ds:SignatureValue>"), "mathematics");
    expect_refused(with_letter_changed("<ds:X509Certificate>"), "trust");
    const auto certificate = part_of(raw_, "<ds:X509Certificate>", "</ds:X509Certificate>");
    expect_refused(
        replaced(raw_, certificate, "<ds:X509Certificate>" + gost_->certificate_base64() + "</ds:X509Certificate>"),
        "trust");
}

// What may change without a sound is what no reader of XML sees: the letter case of the encoding in the XML
// declaration, and which white space stands between the parts of the signature outside of SignedInfo and inside of
// base64.
TEST_P(National, one_changed_octet_makes_it_invalid) {
    const auto original = verify(raw_, Profile::enveloped);
    ASSERT_TRUE(original);
    const auto declaration_end = raw_.find("?>");
    std::map<Errc, int> refusals;
    for (std::size_t i = 0; i < raw_.size(); ++i) {
        for (const int flipped : {1, 32}) {
            auto changed = raw_;
            changed[i] = static_cast<char>(changed[i] ^ flipped);
            const auto message = verify(changed, Profile::enveloped);
            if (!message) {
                ++refusals[message.error().code];
                continue;
            }
            EXPECT_LT(i, declaration_end) << "octet " << i << ": " << raw_.substr(i, 40);
            EXPECT_EQ(message->octets.view(), original->octets.view());
        }
    }
    for (const auto code : {Errc::malformed, Errc::signature_invalid, Errc::signer_untrusted}) {
        EXPECT_GT(refusals[code], 0) << name(code);
    }
}

TEST_P(National, white_space_that_nobody_signed_may_change) {
    for (const auto* mark : {"</ds:SignedInfo>", "<ds:SignatureValue>", "<ds:KeyInfo>", "<ds:X509Certificate>"}) {
        const auto changed = replaced(raw_, std::string(mark) + "\n", std::string(mark) + " ");
        const auto message = verify(changed, Profile::enveloped);
        ASSERT_TRUE(message) << message.error().to_string();
        EXPECT_EQ(message->octets.view(), GetParam().content);
    }
    EXPECT_TRUE(verify(raw_ + "\n", Profile::enveloped));
    EXPECT_EQ(refusal(replaced(raw_, "<ds:SignedInfo>\n", "<ds:SignedInfo> "), Profile::enveloped),
              Errc::signature_invalid);
}

class KeyInfo : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    KeyInfo() { sign_with(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(EveryKey, KeyInfo, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

// The answers of the bus carry no certificate (protocol fact, seen).
TEST_P(KeyInfo, issuer_and_serial_are_looked_up_among_the_certificates_of_the_peer) {
    auto store = std::make_shared<trust::TrustStore>();
    policy_.trust = store;
    const auto raw = envelope(content_, KeyReference::issuer_serial);
    EXPECT_EQ(refusal(raw), Errc::signer_untrusted);
    store->pin(*trust::Certificate::from_der(signer_->certificate_der()));
    const auto message = verify(raw);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_EQ(message->signer.certificate->der(), signer_->certificate_der());
    EXPECT_EQ(refusal(*sign_envelope(content_, *other_kind_, KeyReference::issuer_serial)), Errc::signer_untrusted);
}

TEST(KeyInfoChain, certificates_that_come_along_lead_to_the_root_in_any_order) {
    test::FakeClock clock;
    const Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    const auto signer = signing_identity("shep-bus");
    const auto authority = to_base64(testing::pki_certificate("ca")->der());
    auto store = std::make_shared<trust::TrustStore>();
    store->anchor(testing::pki_certificate("root"));
    Policy policy;
    policy.trust = store;
    const auto with = [&](const std::vector<std::string>& certificates) {
        std::string text = "<ds:X509Data>";
        for (const auto& certificate : certificates) {
            text += "<ds:X509Certificate>" + certificate + "</ds:X509Certificate>";
        }
        const auto raw = replaced(*sign_enveloped("<a></a>", signer), x509_data(signer), text + "</ds:X509Data>");
        return verifier.verify(raw, Profile::enveloped, policy);
    };
    const auto& own = signer.certificate_base64();
    EXPECT_EQ(with({own}).error().code, Errc::signer_untrusted);
    for (const auto& order : {std::vector{own, authority}, std::vector{authority, own}}) {
        const auto message = with(order);
        ASSERT_TRUE(message) << message.error().to_string();
        EXPECT_EQ(message->signer.certificate->der(), signer.certificate_der());
        EXPECT_EQ(message->signer.path.certificates.size(), 3U);
    }
    EXPECT_EQ(with({own, "AAAA"}).error().code, Errc::malformed);
    EXPECT_EQ(with(std::vector<std::string>(20, own)).error().code, Errc::limit_exceeded);
}

}  // namespace
}  // namespace otkel::signing
