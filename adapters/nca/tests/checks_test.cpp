#include "adapters/nca/checks.hpp"

#include <boost/asio/co_spawn.hpp>

#include "adapters/nca/tests/nca_fixture.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;
using trust::RevocationMode;
using trust::RevocationState;
using namespace std::chrono_literals;

class Checks : public NcaTest {};

TEST_F(Checks, good_by_ocsp_and_the_authority_above_by_the_list_of_the_root) {
    start_all();
    const auto verdict = check("person");
    EXPECT_TRUE(verdict.accepted) << verdict.how;
    EXPECT_FALSE(verdict.under_grace);
    ASSERT_TRUE(verdict.status);
    EXPECT_EQ(verdict.status->kind, trust::RevocationSource::ocsp);
    EXPECT_FALSE(verdict.status->evidence.empty());
    EXPECT_NE(verdict.how.find("good by OCSP"), std::string::npos) << verdict.how;
    EXPECT_NE(verdict.how.find("good by CRL"), std::string::npos) << verdict.how;
    ASSERT_EQ(verdict.answers.size(), 2U) << "for whoever keeps evidence";
    EXPECT_EQ(verdict.answers[0].certificate->fingerprint(), testing::pki_certificate("person")->fingerprint());
    EXPECT_EQ(verdict.answers[0].issuer->fingerprint(), testing::pki_certificate("ca")->fingerprint());
    EXPECT_EQ(verdict.answers[0].status.evidence, verdict.status->evidence);
    EXPECT_EQ(verdict.answers[1].certificate->fingerprint(), testing::pki_certificate("ca")->fingerprint());
    EXPECT_EQ(verdict.answers[1].status.kind, trust::RevocationSource::crl);
}

TEST_F(Checks, revoked_by_ocsp) {
    start_all();
    const auto verdict = check("revoked-person");
    EXPECT_FALSE(verdict.accepted);
    ASSERT_TRUE(verdict.status);
    EXPECT_EQ(verdict.status->state, RevocationState::revoked);
    EXPECT_NE(verdict.how.find("keyCompromise"), std::string::npos) << verdict.how;
}

TEST_F(Checks, revoked_by_list) {
    start_all();
    const auto verdict = check("revoked-person", RevocationMode::crl);
    EXPECT_FALSE(verdict.accepted);
    ASSERT_TRUE(verdict.status);
    EXPECT_EQ(verdict.status->kind, trust::RevocationSource::crl);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 0U);
}

TEST_F(Checks, revoked_since_the_full_list_by_the_delta) {
    start_all();
    EXPECT_TRUE(check("person", RevocationMode::crl).accepted);
    clock_.advance(11min);
    twin_->revoke("ca", {testing::pki_certificate("person")->serial_octets(), clock_.wall(), 1});
    EXPECT_TRUE(test::run(context_, running_->data().refresh_deltas()));
    EXPECT_FALSE(check("person", RevocationMode::crl).accepted);
}

TEST_F(Checks, never_issued_is_not_an_ordinary_revocation) {
    start_all();
    const auto verdict = check("suspended-person");
    EXPECT_FALSE(verdict.accepted);
    ASSERT_TRUE(verdict.status);
    EXPECT_EQ(verdict.status->state, RevocationState::unknown_to_authority);
}

TEST_F(Checks, off_asks_nobody) {
    start_all();
    EXPECT_TRUE(check("revoked-person", RevocationMode::off).accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 0U);
}

class OcspMisbehaves : public NcaTest, public ::testing::WithParamInterface<Misbehaviour> {};

TEST_P(OcspMisbehaves, and_is_no_good_answer) {
    start_all();
    misbehave(Operation::ocsp, GetParam());
    const auto verdict = check("person");
    EXPECT_FALSE(verdict.accepted) << verdict.how;
    EXPECT_GE(twin_->calls(Operation::ocsp), 1U);
    EXPECT_NE(verdict.how.find("not established"), std::string::npos) << verdict.how;
}

TEST_P(OcspMisbehaves, and_the_list_helps) {
    start_all();
    misbehave(Operation::ocsp, GetParam());
    const auto verdict = check("person", RevocationMode::ocsp_or_crl);
    EXPECT_TRUE(verdict.accepted) << verdict.how;
    EXPECT_FALSE(verdict.under_grace);
    ASSERT_TRUE(verdict.status);
    EXPECT_EQ(verdict.status->kind, trust::RevocationSource::crl);
    EXPECT_FALSE(check("revoked-person", RevocationMode::ocsp_or_crl).accepted);
}

TEST_P(OcspMisbehaves, and_recovers_alone) {
    start_all();
    misbehave(Operation::ocsp, GetParam(), 1);
    EXPECT_FALSE(check("person").accepted);
    EXPECT_TRUE(check("person").accepted);
}

INSTANTIATE_TEST_SUITE_P(Each, OcspMisbehaves,
                         ::testing::Values(Misbehaviour::close, Misbehaviour::http_500, Misbehaviour::http_403,
                                           Misbehaviour::empty, Misbehaviour::garbage, Misbehaviour::try_later,
                                           Misbehaviour::stale, Misbehaviour::clock_behind, Misbehaviour::wrong_nonce,
                                           Misbehaviour::no_nonce, Misbehaviour::wrong_responder),
                         [](const auto& tested) {
                             auto word = std::string(name(tested.param));
                             std::replace(word.begin(), word.end(), '-', '_');
                             return word;
                         });

TEST_F(Checks, a_slow_responder_gets_half_of_the_time_and_then_the_list_is_read) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::slow, 1000, 3s);
    const auto verdict = check("person", rules(RevocationMode::ocsp_or_crl), 400ms);
    EXPECT_TRUE(verdict.accepted) << verdict.how;
    EXPECT_NE(verdict.how.find("has not answered in the time there was"), std::string::npos) << verdict.how;
}

TEST_F(Checks, a_slow_responder_is_a_verdict_when_there_is_nothing_else) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::slow, 1000, 3s);
    EXPECT_FALSE(check("person", rules(RevocationMode::ocsp), 200ms).accepted);
}

TEST_F(Checks, an_unreachable_responder_is_a_verdict) {
    start_all();
    stop_twin();
    const auto verdict = check("person");
    EXPECT_FALSE(verdict.accepted);
    EXPECT_NE(verdict.how.find("OCSP of ca cannot be reached"), std::string::npos) << verdict.how;
}

TEST_F(Checks, many_exchanges_ask_once) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::slow, 1, 100ms);
    std::size_t accepted = 0;
    const auto path = path_of("person");
    async::TaskGroup group(context_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; });
    auto one = [](NcaRunning* running, trust::TrustStore::Path p, trust::RevocationRules r, Deadline deadline,
                  std::size_t* count) -> asio::awaitable<void> {
        const auto verdict = co_await running->check(std::move(p), r, deadline);
        *count += verdict.accepted ? 1U : 0U;
    };
    for (int i = 0; i < 50; ++i) {
        group.spawn(one(running_, path, rules(RevocationMode::ocsp), soon(), &accepted));
    }
    EXPECT_TRUE(test::run(context_, group.join(soon())));
    EXPECT_EQ(accepted, 50U);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 1U);
}

TEST_F(Checks, whoever_gives_up_does_not_take_the_question_from_the_others) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::slow, 1, 150ms);
    EXPECT_FALSE(check("person", rules(RevocationMode::ocsp), 20ms).accepted);
    EXPECT_TRUE(check("person").accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 1U);
}

TEST_F(Checks, a_fresh_answer_is_used_again_and_an_old_one_is_not) {
    start_all();
    EXPECT_TRUE(check("person").accepted);
    clock_.advance(599s);
    EXPECT_TRUE(check("person").accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 1U);
    clock_.advance(2s);
    EXPECT_TRUE(check("person").accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 2U);
}

TEST_F(Checks, who_was_found_revoked_does_not_use_up_the_quota) {
    start_all();
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(check("revoked-person").accepted);
        EXPECT_FALSE(check("suspended-person").accepted);
    }
    EXPECT_EQ(twin_->calls(Operation::ocsp), 2U);
    clock_.advance(11min);
    EXPECT_FALSE(check("revoked-person").accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 3U);
}

TEST_F(Checks, a_list_that_revokes_wins_over_an_answer_that_is_still_fresh) {
    start_all();
    EXPECT_TRUE(check("person").accepted);
    clock_.advance(1min);
    twin_->revoke("ca", {testing::pki_certificate("person")->serial_octets(), clock_.wall(), 1});
    EXPECT_TRUE(test::run(context_, running_->data().refresh_deltas()));
    const auto verdict = check("person");
    EXPECT_FALSE(verdict.accepted);
    EXPECT_NE(verdict.how.find("CRL"), std::string::npos) << verdict.how;
    EXPECT_EQ(twin_->calls(Operation::ocsp), 1U) << "nobody had to be asked";
}

TEST_F(Checks, a_hold_that_was_lifted_is_good_again) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::revoked, 1);
    EXPECT_FALSE(check("person").accepted);
    EXPECT_FALSE(check("person").accepted);
    clock_.advance(11min);
    EXPECT_TRUE(check("person").accepted);
}

TEST_F(Checks, a_fresh_answer_of_ocsp_is_none_where_the_list_is_asked_for) {
    start_all();
    EXPECT_TRUE(check("person", RevocationMode::ocsp).accepted);
    const auto verdict = check("person", RevocationMode::crl);
    EXPECT_TRUE(verdict.accepted) << verdict.how;
    EXPECT_EQ(verdict.status->kind, trust::RevocationSource::crl);
}

TEST_F(Checks, the_breaker_keeps_calls_away_and_probes_later) {
    start_all("ocsp: {breaker: {failures_to_open: 2, time_open_ms: 60000}}\n");
    misbehave(Operation::ocsp, Misbehaviour::http_500, 3);
    EXPECT_FALSE(check("person").accepted);
    EXPECT_FALSE(check("person").accepted);
    const auto at_once = check("person");
    EXPECT_NE(at_once.how.find("is asked again in"), std::string::npos) << at_once.how;
    EXPECT_EQ(twin_->calls(Operation::ocsp), 2U);
    EXPECT_NE(metrics_.text().find("otkel_nca_breaker{authority=\"ca\",service=\"OCSP\"} 2"), std::string::npos);
    clock_.advance(61s);
    EXPECT_FALSE(check("person").accepted);  // the probe fails, too
    EXPECT_FALSE(check("person").accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 3U);
    clock_.advance(61s);
    EXPECT_TRUE(check("person").accepted);
    EXPECT_NE(metrics_.text().find("otkel_nca_breaker{authority=\"ca\",service=\"OCSP\"} 0"), std::string::npos);
}

TEST_F(Checks, over_the_quota_nobody_is_called_and_the_source_is_not_blamed) {
    start_all("ocsp: {quota: {per_minute: 1, in_flight: 4}, breaker: {failures_to_open: 1}}\n");
    EXPECT_TRUE(check("person").accepted);
    const auto verdict = check("head");
    EXPECT_FALSE(verdict.accepted);
    EXPECT_NE(verdict.how.find("quota"), std::string::npos) << verdict.how;
    EXPECT_TRUE(check("head", RevocationMode::ocsp_or_crl).accepted);
    EXPECT_EQ(twin_->calls(Operation::ocsp), 1U);
    clock_.advance(61s);
    EXPECT_TRUE(check("head").accepted);
}

TEST_F(Checks, an_outage_passes_under_grace_up_to_the_cap_and_ends_alone) {
    start_all();
    auto with_grace = rules(RevocationMode::ocsp);
    with_grace.grace = 2h;
    EXPECT_TRUE(check("person", with_grace).accepted);
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    clock_.advance(1h);
    const auto graced = check("person", with_grace);
    EXPECT_TRUE(graced.accepted) << graced.how;
    EXPECT_TRUE(graced.under_grace);
    clock_.advance(2h);
    EXPECT_FALSE(check("person", with_grace).accepted);
    twin_->follow({});
    const auto recovered = check("person", with_grace);
    EXPECT_TRUE(recovered.accepted) << recovered.how;
    EXPECT_FALSE(recovered.under_grace);
}

TEST_F(Checks, grace_without_any_answer_is_counted_from_the_outage) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    auto with_grace = rules(RevocationMode::ocsp);
    EXPECT_FALSE(check("person", with_grace).accepted);
    with_grace.grace_without_answer = true;
    const auto graced = check("person", with_grace);
    EXPECT_TRUE(graced.accepted && graced.under_grace) << graced.how;
    clock_.advance(61min);
    EXPECT_FALSE(check("person", with_grace).accepted);
}

TEST_F(Checks, who_was_found_revoked_has_no_grace) {
    start_all();
    auto with_grace = rules(RevocationMode::ocsp);
    with_grace.grace = 24h;
    EXPECT_TRUE(check("person", with_grace).accepted);
    clock_.advance(11min);
    twin_->revoke("ca", {testing::pki_certificate("person")->serial_octets(), clock_.wall(), 1});
    EXPECT_FALSE(check("person", with_grace).accepted);
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    EXPECT_FALSE(check("person", with_grace).accepted);
}

TEST_F(Checks, who_was_found_revoked_is_not_made_good_by_an_older_list_or_an_outage) {
    start_all();
    clock_.advance(1h);
    twin_->revoke("ca", {testing::pki_certificate("person")->serial_octets(), clock_.wall(), 1});
    auto with_grace = rules(RevocationMode::ocsp_or_crl);
    with_grace.grace_without_answer = true;
    EXPECT_FALSE(check("person", with_grace).accepted);
    clock_.advance(1h);
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    const auto verdict = check("person", with_grace);  // the list of the start does not know it yet
    EXPECT_FALSE(verdict.accepted) << verdict.how;
    EXPECT_NE(verdict.how.find("keyCompromise"), std::string::npos) << verdict.how;
    with_grace.mode = RevocationMode::ocsp;
    EXPECT_FALSE(check("person", with_grace).accepted);
}

TEST_F(Checks, a_list_that_ran_out_says_nothing_good) {
    start_all();
    EXPECT_TRUE(check("person", RevocationMode::crl).accepted);
    clock_.advance(24h * 200);
    const auto verdict = check("person", RevocationMode::crl);
    EXPECT_FALSE(verdict.accepted) << verdict.how;
    EXPECT_NE(verdict.how.find("ran out"), std::string::npos) << verdict.how;
    EXPECT_FALSE(check("revoked-person", RevocationMode::crl).accepted);
}

TEST_F(Checks, a_root_without_a_list_is_noted_and_not_fatal) {
    start_twin();
    start_running("authorities:\n  - {name: root, certificate: " + certificate_file("root") + "}\n" + ca_yaml());
    const auto verdict = check("person");
    EXPECT_TRUE(verdict.accepted) << verdict.how;
    EXPECT_NE(verdict.how.find("no list is configured"), std::string::npos) << verdict.how;
}

TEST_F(Checks, a_revoked_authority_spoils_the_path) {
    twin_settings_.authorities.all.front().revoked.push_back(
        {testing::pki_certificate("ca")->serial_octets(), clock_.wall() - 24h, 1});
    start_all();
    const auto verdict = check("person");
    EXPECT_FALSE(verdict.accepted) << verdict.how;
    EXPECT_EQ(verdict.status->state, RevocationState::revoked);
}

TEST_F(Checks, a_pinned_certificate_may_be_revoked_by_its_authority) {
    start_all();
    const auto ask = [&](const std::string& name) {
        const trust::TrustStore::Path path{"pinned", {testing::pki_certificate(name)}};
        return test::run(context_, running_->check(path, rules(RevocationMode::ocsp), soon()));
    };
    EXPECT_TRUE(ask("person").accepted);
    EXPECT_FALSE(ask("revoked-person").accepted);
    const auto strange = ask("foreign");
    EXPECT_FALSE(strange.accepted);
    EXPECT_NE(strange.how.find("no authority is configured"), std::string::npos) << strange.how;
}

}  // namespace
}  // namespace otkel::adapters::nca
