#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/faults/asking.hpp"
#include "tests/faults/moved_clock.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/status_peer.hpp"

// A clock that is set makes due work early or late; it is never lost and never done twice.

namespace otkel::test {
namespace {

using namespace std::chrono_literals;
using journal::State;

class ClockSet : public testing::Test {
protected:
    ClockSet() {
        peer_.serve(site_, 24 * 60, "{breaker: {time_open_ms: 5000}, retries: {per_minute: 6000}}");
        site_.load_samples();
        start();
    }
    void start() {
        gateway_ = std::make_unique<GatewayProcess>(clock_.program(), site_);
        asking_.turn_to("127.0.0.1", gateway_->ports().core_api);
    }
    void kill_and_start_at(std::chrono::seconds offset) {
        gateway_->kill_now();
        clock_.set(offset);
        start();
    }
    // What is under way at a kill would have to be decided by a person, as this peer cannot be asked: wait until so
    // many attempts have failed that no more are made for a while.
    void expect_that_it_has_given_up_for_now() const {
        constexpr std::size_t failures_to_open = 5;
        EXPECT_TRUE(eventually([&] {
            auto states = states_in(site_.var() / "journal.sqlite");
            return states[State::waiting] >= failures_to_open && states[State::sent] == 0;
        }));
    }
    [[nodiscard]] std::size_t answered() const {
        auto states = states_in(site_.var() / "journal.sqlite");
        return states[State::answered];
    }
    [[nodiscard]] std::set<std::string> asked() const {
        std::set<std::string> ids;
        for (const auto& one : peer_.asked()) {
            EXPECT_TRUE(ids.insert(one.message_id).second) << one.message_id << " twice";
        }
        return ids;
    }

    Site site_;
    StatusPeer peer_;
    MovedClock clock_{OTKEL_PROGRAM};
    Asking asking_{"", 0};
    std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(ClockSet, forward_and_back_over_restarts_makes_work_early_or_late_and_loses_and_doubles_none) {
    peer_.leave();
    asking_.ask(0, 50);
    ASSERT_EQ(asking_.acknowledged(), 50U);
    expect_that_it_has_given_up_for_now();
    kill_and_start_at(2h);
    peer_.come_back();
    EXPECT_TRUE(eventually([&] { return answered() == 50; })) << gateway_->log();
    EXPECT_EQ(asked().size(), 50U);

    // What is due two hours from now by the true clock.
    peer_.leave();
    asking_.ask(50, 100);
    ASSERT_EQ(asking_.acknowledged(), 100U);
    expect_that_it_has_given_up_for_now();
    kill_and_start_at(-3h);
    peer_.come_back();
    asking_.ask(100, 120);
    EXPECT_TRUE(eventually([&] { return answered() == 70; })) << gateway_->log();
    auto ids = asked();
    EXPECT_EQ(ids.size(), 70U);
    EXPECT_TRUE(ids.contains(Asking::key(110)));
    EXPECT_FALSE(ids.contains(Asking::key(60))) << "that is not due for hours";

    clock_.set(3h);  // while it runs
    EXPECT_TRUE(eventually([&] { return answered() == 120; })) << gateway_->log();
    EXPECT_EQ(asked().size(), 120U);
    EXPECT_EQ(gateway_->terminate(), 0) << gateway_->log();
    EXPECT_EQ(states_in(site_.var() / "journal.sqlite").size(), 1U) << "nothing is left over";
}

}  // namespace
}  // namespace otkel::test
