#include <gtest/gtest.h>

#include <functional>

#include "gateway/trust/issuing/ocsp_writer.hpp"
#include "gateway/trust/revocation/ocsp.hpp"
#include "tests/unit/evidence/evidence_fixture.hpp"

// What a bundle proves of those who signed the messages.

namespace otkel::evidence {
namespace {

using journal::Leg;
using testing::told;
using AnswerState = trust::issuing::OcspAnswerContent::State;

struct Signers {
    testing::CmsPki pki{crypto::KeyAlgorithm::ecdsa_p256};
    trust::issuing::Issuer signer{pki.issuer(testing::content_for("ТЕСТ ҚОЛ ҚОЮШЫ", 2025, 2028))};
    WallTime asked{testing::on(2026, 6, 1)};

    std::string answer(AnswerState state = AnswerState::good) const {
        const auto question = trust::make_ocsp_question(signer.certificate(), pki.root.certificate());
        trust::issuing::OcspAnswerContent content;
        content.state = state;
        content.revoked_at = testing::on(2026, 5, 1);
        content.produced_at = asked;
        content.this_update = asked;
        return write_ocsp_answer(pki.root, trust::issuing::read_ocsp_query(question.der).value(), content);
    }
    std::vector<journal::LegOctets> legs(const std::string& answer) const {
        return {{Leg::request_in, "text/xml", "<request/>"},
                {Leg::certificate, "application/pkix-cert", signer.certificate()->der()},
                {Leg::certificate, "application/pkix-cert", pki.root.certificate()->der()},
                {Leg::revocation, "application/ocsp-response", answer}};
    }
    std::string bundle(const std::vector<journal::LegOctets>& legs, journal::State end = journal::State::answered) {
        testing::SealedJournal journal(testing::stamp_of);
        journal.write(testing::node_a, testing::subject, journal::State::accepted,
                      end == journal::State::answered ? legs : std::vector<journal::LegOctets>{});
        journal.write(testing::node_a, testing::subject, end,
                      end == journal::State::answered ? std::vector<journal::LegOctets>{} : legs);
        journal.seal(testing::node_a, true);
        return write_bundle(testing::content_of(journal), testing::exporter(), testing::on(2026, 6, 3)).value();
    }
    // With the anchors of the time stamps, and those of the signers when they are given, too.
    BundleReport report(const std::string& zip, bool with_anchors = true, WallTime now = testing::on(2026, 7)) const {
        auto trust = testing::evidence_pki().trust;
        if (with_anchors) {
            trust.include(pki.trust);
        }
        return verify_bundle(zip, {.trust = trust, .now = now}).value();
    }
};

TEST(SignersOfABundle, are_proved_with_what_their_authority_said) {
    Signers signers;
    const auto zip = signers.bundle(signers.legs(signers.answer()));
    const auto report = signers.report(zip);
    EXPECT_TRUE(report.valid());
    EXPECT_EQ(told(report), "");
    ASSERT_EQ(report.signers.size(), 1U);
    const auto& signer = report.signers.front();
    EXPECT_EQ(signer.record, 1U);
    EXPECT_EQ(signer.certificate->fingerprint(), signers.signer.certificate()->fingerprint());
    EXPECT_EQ(signer.status.state, trust::RevocationState::good);
    EXPECT_EQ(signer.status.as_of, signers.asked);
    EXPECT_NE(signer.path, "");
    auto files = testing::files_of(zip);
    EXPECT_EQ(testing::octets_of(files, "legs/001-2-certificate.cer"), signers.signer.certificate()->der());
    EXPECT_FALSE(testing::octets_of(files, "legs/001-4-revocation.ocsp").empty());
}

TEST(SignersOfABundle, are_proved_when_all_certificates_have_run_out) {
    Signers signers;
    const auto report = signers.report(signers.bundle(signers.legs(signers.answer())), true, testing::on(2039));
    EXPECT_TRUE(report.valid()) << told(report);
    ASSERT_EQ(report.signers.size(), 1U) << told(report);
    EXPECT_NE(report.signers.front().path, "");
}

TEST(SignersOfABundle, are_nobody_without_their_anchor) {
    Signers signers;
    const auto report = signers.report(signers.bundle(signers.legs(signers.answer())), false);
    EXPECT_TRUE(report.valid()) << told(report);
    ASSERT_EQ(report.findings.size(), 1U) << told(report);
    EXPECT_EQ(report.findings.front().code, "signer-not-proven");
    EXPECT_EQ(report.findings.front().severity, Severity::warning);
    EXPECT_EQ(report.signers.at(0).path, "");
}

TEST(SignersOfABundle, that_were_revoked_are_told_unless_that_ended_the_exchange) {
    Signers signers;
    const auto legs = signers.legs(signers.answer(AnswerState::revoked));
    const auto went_on = signers.report(signers.bundle(legs));
    ASSERT_EQ(went_on.findings.size(), 1U) << told(went_on);
    EXPECT_EQ(went_on.findings.front().code, "signer-revoked");
    const auto ended = signers.report(signers.bundle(legs, journal::State::failed));
    EXPECT_EQ(told(ended), "");
    ASSERT_EQ(ended.signers.size(), 1U);
    EXPECT_EQ(ended.signers.front().status.state, trust::RevocationState::revoked);
}

TEST(SignersOfABundle, are_not_proved_by_an_answer_about_somebody_else) {
    Signers signers;
    const Signers others;
    for (const auto& answer : {others.answer(), std::string("no answer"), std::string()}) {
        const auto report = signers.report(signers.bundle(signers.legs(answer)));
        EXPECT_TRUE(report.valid()) << told(report);
        EXPECT_TRUE(report.signers.empty());
        ASSERT_EQ(report.findings.size(), 1U) << told(report);
        EXPECT_EQ(report.findings.front().code, "revocation-answer-unread");
    }
}

TEST(SignersOfABundle, are_not_proved_by_an_answer_from_after_the_message) {
    Signers signers;
    signers.asked = testing::on(2026, 6, 2);
    const auto report = signers.report(signers.bundle(signers.legs(signers.answer())));
    EXPECT_TRUE(report.signers.empty());
    ASSERT_EQ(report.findings.size(), 1U) << told(report);
    EXPECT_EQ(report.findings.front().code, "revocation-answer-unread");
}

TEST(SignersOfABundle, that_were_looked_up_in_a_list_are_told) {
    Signers signers;
    auto legs = signers.legs({});
    legs.back() = {Leg::revocation, "application/octet-stream", "the name of a list"};
    const auto report = signers.report(signers.bundle(legs));
    EXPECT_TRUE(report.valid()) << told(report);
    ASSERT_EQ(report.findings.size(), 1U) << told(report);
    EXPECT_EQ(report.findings.front().code, "revocation-by-list");
    EXPECT_EQ(report.findings.front().severity, Severity::note);
}

// The answer is a leg as every other one.
TEST(SignersOfABundle, keep_the_answer_that_was_given) {
    Signers signers;
    const auto original = signers.bundle(signers.legs(signers.answer(AnswerState::revoked)));
    const auto code_of = [&](const std::function<void(testing::Files&)>& change) {
        auto files = testing::files_of(original);
        change(files);
        const auto report = signers.report(testing::signed_again(files));
        EXPECT_FALSE(report.valid());
        return report.findings.empty() ? "nothing" : report.findings.front().code;
    };
    const auto* name = "legs/001-4-revocation.ocsp";
    EXPECT_EQ(code_of([&](auto& files) { testing::octets_of(files, name) = signers.answer(); }), "leg-changed");
    EXPECT_EQ(code_of([&](auto& files) { testing::erase(files, name); }), "leg-missing");
    EXPECT_EQ(code_of([&](auto& files) { testing::erase(files, "legs/001-2-certificate.cer"); }), "leg-missing");
}

}  // namespace
}  // namespace otkel::evidence
