#include "adapters/nca/stamping.hpp"

#include "adapters/nca/tests/nca_fixture.hpp"

namespace otkel::adapters::nca {
namespace {

using namespace std::chrono_literals;

class Stamps : public NcaTest {
protected:
    void start(const std::string& more = {}) {
        start_twin();
        start_running(authorities_yaml() + "time_stamps: {url: '" + url("/tsp") + "', back_off_ms: 2" + more + "}\n");
    }
    Result<trust::TimeStamp> stamp(std::chrono::milliseconds time = 20s) {
        return test::run(context_, running_->stamp("signature value", soon(time)));
    }
};

TEST_F(Stamps, are_verified_and_say_when) {
    start();
    const auto stamped = stamp();
    ASSERT_TRUE(stamped) << stamped.error().to_string();
    EXPECT_EQ(stamped->policy, trust::stamp_policy::gost2015);
    EXPECT_EQ(stamped->digest, crypto::DigestAlgorithm::streebog512);
    EXPECT_LE(stamped->time, clock_.wall());
    EXPECT_GT(stamped->time, clock_.wall() - 2s);
    EXPECT_TRUE(trust::verify_time_stamp(stamped->token, "signature value", *running_->authorities().trust()));
    EXPECT_FALSE(trust::verify_time_stamp(stamped->token, "another value", *running_->authorities().trust()));
}

class StampMisbehaves : public Stamps, public ::testing::WithParamInterface<Misbehaviour> {};

TEST_P(StampMisbehaves, and_is_asked_again) {
    start();
    misbehave(Operation::tsp, GetParam(), 2);
    const auto stamped = stamp();
    ASSERT_TRUE(stamped) << stamped.error().to_string();
    EXPECT_EQ(twin_->calls(Operation::tsp), 3U);
}

TEST_P(StampMisbehaves, and_is_given_up) {
    start();
    misbehave(Operation::tsp, GetParam());
    const auto stamped = stamp();
    ASSERT_FALSE(stamped);
    EXPECT_NE(stamped.error().detail.find("given up after 4 attempts"), std::string::npos) << stamped.error().detail;
    EXPECT_EQ(twin_->calls(Operation::tsp), 4U);
}

INSTANTIATE_TEST_SUITE_P(Each, StampMisbehaves,
                         ::testing::Values(Misbehaviour::close, Misbehaviour::http_500, Misbehaviour::http_403,
                                           Misbehaviour::empty, Misbehaviour::garbage, Misbehaviour::try_later,
                                           Misbehaviour::clock_behind, Misbehaviour::wrong_nonce,
                                           Misbehaviour::no_nonce, Misbehaviour::wrong_responder),
                         [](const auto& tested) {
                             auto word = std::string(name(tested.param));
                             std::replace(word.begin(), word.end(), '-', '_');
                             return word;
                         });

TEST_F(Stamps, a_slow_authority_ends_at_the_deadline) {
    start();
    misbehave(Operation::tsp, Misbehaviour::slow, 1000, 5s);
    EXPECT_FALSE(stamp(100ms));
    EXPECT_EQ(twin_->calls(Operation::tsp), 1U);
}

TEST_F(Stamps, the_breaker_ends_the_attempts) {
    start(", breaker: {failures_to_open: 2, time_open_ms: 60000}");
    misbehave(Operation::tsp, Misbehaviour::http_403, 2);
    EXPECT_FALSE(stamp());
    EXPECT_EQ(twin_->calls(Operation::tsp), 2U);
    EXPECT_FALSE(stamp());
    EXPECT_EQ(twin_->calls(Operation::tsp), 2U);
    clock_.advance(61s);
    EXPECT_TRUE(stamp());
}

TEST_F(Stamps, over_the_quota_nobody_is_called) {
    start(", quota: {per_minute: 1, in_flight: 1}");
    EXPECT_TRUE(stamp());
    const auto stamped = stamp();
    ASSERT_FALSE(stamped);
    EXPECT_EQ(stamped.error().code, Errc::overloaded);
    EXPECT_EQ(twin_->calls(Operation::tsp), 1U);
}

TEST_F(Stamps, without_an_address_there_are_none) {
    start_all();
    const auto stamped = stamp();
    ASSERT_FALSE(stamped);
    EXPECT_NE(stamped.error().detail.find("time_stamps.url"), std::string::npos);
}

}  // namespace
}  // namespace otkel::adapters::nca
