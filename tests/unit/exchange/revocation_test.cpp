#include <gmock/gmock.h>

#include "tests/unit/exchange/world.hpp"

// What a signature still needs after its mathematics held: the word of the authority that its certificates stand.

namespace otkel::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Revocation : public World {
protected:
    Revocation() {
        auto asking = catalog(route("check", journal::Direction::inbound), route("ask", journal::Direction::outbound));
        trust::RevocationRules rules;
        rules.mode = trust::RevocationMode::ocsp_or_crl;
        asking->set_revocation("customs", rules);
        use(std::move(asking));
    }

    void say(const std::string& about, std::optional<trust::RevocationState> state, bool accepted, bool grace = false) {
        trust::RevocationVerdict verdict;
        verdict.accepted = accepted;
        verdict.under_grace = grace;
        verdict.how = about + " by the test";
        if (state) {
            verdict.status.emplace();
            verdict.status->state = *state;
        }
        authority_.verdicts[about] = verdict;
    }
};

TEST_F(Revocation, is_asked_about_before_anything_is_kept_or_done) {
    EXPECT_EQ(send(message("m-1", "goods")).status, 200);
    EXPECT_THAT(events_, ElementsAre("ask about transport", "accept", "ask about business", "core", "step answered"));
    const auto& stages = only_exchange().stages;
    const auto remark = [&](const std::string& name) {
        for (const auto& stage : stages) {
            if (stage.stage == name) {
                return stage.remark;
            }
        }
        return std::string("no such stage");
    };
    EXPECT_EQ(remark("revocation"), "transport is good");
    EXPECT_EQ(remark("business-revocation"), "business is good");
}

TEST_F(Revocation, of_the_transport_signer_refuses_the_message) {
    say("transport", trust::RevocationState::revoked, false);
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault certificate-invalid");
    EXPECT_THAT(core_.calls, IsEmpty());
    ASSERT_EQ(store_.refusals.size(), 1U);
    EXPECT_THAT(store_.refusals[0].detail, HasSubstr("transport by the test"));
}

TEST_F(Revocation, of_the_business_signer_ends_the_exchange_before_the_core) {
    say("business", trust::RevocationState::unknown_to_authority, false);
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault certificate-invalid");
    EXPECT_THAT(core_.calls, IsEmpty());
    EXPECT_EQ(only_exchange().summary.state, journal::State::failed);
}

TEST_F(Revocation, that_nobody_can_tell_asks_the_peer_to_come_again) {
    say("transport", std::nullopt, false);
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault unavailable");
    say("transport", trust::RevocationState::good, true);
    EXPECT_EQ(send(message("m-1", "goods")).status, 200) << "it recovers alone";
}

TEST_F(Revocation, under_grace_goes_on_and_is_remembered_once_the_exchange_is_on_disk) {
    say("transport", std::nullopt, true, true);
    say("business", trust::RevocationState::good, true, true);
    EXPECT_EQ(send(message("m-1", "goods")).status, 200);
    EXPECT_THAT(events_, ElementsAre("ask about transport", "accept", "remember transport", "ask about business",
                                     "remember business", "core", "step answered"));
    ASSERT_EQ(authority_.graces.size(), 2U);
    EXPECT_EQ(authority_.graces[0].exchange, only_exchange().summary.id.text());
    EXPECT_EQ(authority_.graces[0].peer, "customs");
}

TEST_F(Revocation, of_who_signed_an_answer_makes_the_answer_unusable) {
    say("transport", trust::RevocationState::revoked, false);
    const auto outcome = ask("19", "key-1");
    ASSERT_FALSE(outcome.reply);
    EXPECT_EQ(outcome.reply.error().code, Errc::peer_failed);
    EXPECT_THAT(outcome.reply.error().detail, HasSubstr("certificate-invalid"));
    EXPECT_EQ(only_exchange().summary.state, journal::State::parked);
    EXPECT_EQ(only_exchange().legs.back().octets, document("20")) << "the answer is kept as evidence";
}

TEST_F(Revocation, is_not_asked_about_when_the_peer_has_no_rules) {
    use(catalog(route("check", journal::Direction::inbound), route("ask", journal::Direction::outbound)));
    EXPECT_EQ(send(message("m-1", "goods")).status, 200);
    EXPECT_THAT(events_, ElementsAre("accept", "core", "step answered"));
}

}  // namespace
}  // namespace otkel::exchange
