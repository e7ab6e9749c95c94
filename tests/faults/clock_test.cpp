#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/faults/asking.hpp"
#include "tests/faults/moved_clock.hpp"
#include "tests/faults/postgres_site.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/status_peer.hpp"

// A clock that is set makes due work early or late; it is never lost and never done twice.

namespace otkel::test {
namespace {

using namespace std::chrono_literals;
using journal::State;

class ClockSet : public testing::Test {
protected:
    void SetUp() override {
        if (is_sanitized) {
            GTEST_SKIP() << "the clock of a sanitized program cannot be moved";
        }
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

// Leases are measured by the clock of the database.
TEST(NodesWithDifferentClocks, leave_each_other_the_work_that_takes_longer_than_a_lease) {
    if (const auto missing = journal::PostgresServer::missing(); is_sanitized || !missing.empty()) {
        GTEST_SKIP() << (is_sanitized ? "the clock of a sanitized program cannot be moved" : missing);
    }
    constexpr std::size_t questions = 32;
    const MovedClock clock(OTKEL_PROGRAM);
    clock.set(1h);
    journal::PostgresServer server;
    const auto database = server.new_database();
    StatusPeer peer;
    peer.answer_after(3s);
    Site right;
    Site ahead;
    for (auto* site : {&right, &ahead}) {
        peer.serve(*site);
        site->load_samples();
        keep_journal_in_postgres(*site, server.options(database, {}).connection, site == &right ? "right" : "ahead",
                                 "\n  lease_ms: 2000");
    }
    GatewayProcess right_node(OTKEL_PROGRAM, right);
    GatewayProcess ahead_node(clock.program(), ahead);
    Asking asking("127.0.0.1", right_node.ports().core_api);
    asking.ask(0, questions / 2);
    asking.turn_to("127.0.0.1", ahead_node.ports().core_api);
    asking.ask(questions / 2, questions);
    EXPECT_EQ(asking.acknowledged(), questions);
    EXPECT_TRUE(eventually([&] { return states_in(server, database)[State::answered] == questions; }))
        << described(states_in(server, database)) << right_node.log() << ahead_node.log();
    EXPECT_EQ(peer.times_asked(), questions) << "each once";
    EXPECT_EQ(right_node.terminate(), 0);
    EXPECT_EQ(ahead_node.terminate(), 0);
}

}  // namespace
}  // namespace otkel::test
