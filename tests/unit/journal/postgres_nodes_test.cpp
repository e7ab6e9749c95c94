#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <set>
#include <thread>

#include "tests/unit/journal/postgres_fixture.hpp"

namespace otkel::journal {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

using PostgresNodes = PostgresTest;

TEST_F(PostgresNodes, lose_their_lease_by_the_clock_of_the_database) {
    auto with_short_lease = options("a");
    with_short_lease.lease = milliseconds{300};
    opened("a", with_short_lease);
    auto& other = node("b");
    const auto id = accepted("m1");
    std::vector<ExchangeId> taken;
    const auto until = std::chrono::steady_clock::now() + test::run_time_max;
    while (taken.empty() && std::chrono::steady_clock::now() < until) {
        taken = take(other, "toibolot");
    }
    EXPECT_THAT(taken, ElementsAre(id));
    EXPECT_EQ(code(step(answer(id))), Errc::in_progress);
}

TEST_F(PostgresNodes, keep_their_lease_when_the_clock_of_another_runs_ahead) {
    const auto id = accepted("m1");
    EXPECT_THAT(run(node("b").take("toibolot", clock_.wall() + hours{24 * 365}, 10)).value(), IsEmpty());
    EXPECT_TRUE(step(answer(id)));
}

TEST_F(PostgresNodes, of_one_name_end_each_other) {
    const auto id = accepted("m1");
    auto second = open(options("a")).value();
    EXPECT_EQ(code(step(answer(id))), Errc::unavailable);
    EXPECT_EQ(code(run(store().renew_lease(clock_.wall()))), Errc::unavailable);
    EXPECT_THAT(take(*second, "toibolot"), ElementsAre(id));
    EXPECT_TRUE(run(second->step({answer(id)})));
}

TEST_F(PostgresNodes, do_not_wait_for_what_another_is_taking) {
    const auto first = accepted(outbound("shep"));
    const auto second = accepted(outbound("shep"));
    const auto third = accepted(outbound("shep"));
    node("b");
    // Another session has the oldest one locked, as a node has that is about to take it.
    hold("SELECT number FROM otkel.exchanges WHERE id = '" + first.text() + "' FOR UPDATE");
    EXPECT_THAT(take(node("b"), "shep", 2), ElementsAre(second, third));
    release();
    EXPECT_THAT(take(store(), "shep"), ElementsAre(first));
}

// Two gateways get the same messages at the same time, each in an order of its own.
TEST_F(PostgresNodes, accept_each_message_once_under_load) {
    constexpr int messages = 300;
    node("a");
    node("b");
    std::vector<Acceptance> forth;
    std::vector<Acceptance> back;
    for (int i = 0; i < messages; ++i) {
        forth.push_back(message("m" + std::to_string(i)));
        back.push_back(message("m" + std::to_string(messages - 1 - i)));
    }
    std::atomic<int> fresh{0};
    std::atomic<int> failed{0};
    const auto ask_all = [&](Store& store, std::vector<Acceptance> all, asio::io_context& io) {
        for (auto& one : all) {
            asio::co_spawn(
                io,
                [](Store& to, Acceptance a, std::atomic<int>& yes, std::atomic<int>& no) -> asio::awaitable<void> {
                    const auto outcome = co_await to.accept(std::move(a));
                    yes += outcome && !*outcome ? 1 : 0;
                    no += outcome ? 0 : 1;
                }(store, std::move(one), fresh, failed),
                test::rethrow);
        }
        io.restart();
        io.run();
    };
    std::thread other([&] { ask_all(node("b"), back, other_io_); });
    ask_all(node("a"), forth, io_);
    other.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(fresh, messages);
    EXPECT_EQ(one("SELECT count(*) FROM otkel.exchanges"), std::to_string(messages));
    expect_whole_history();
}

// A lane is one after the other although its exchanges come from, and go to, several nodes at once.
TEST_F(PostgresNodes, give_a_lane_to_one_of_them_at_a_time) {
    constexpr int exchanges = 40;
    std::vector<ExchangeId> order;
    for (int i = 0; i < exchanges; ++i) {
        auto acceptance = outbound("shep", {}, "one");
        order.push_back(acceptance.id);
        EXPECT_TRUE(run(node(i % 2 == 0 ? "a" : "b").accept(std::move(acceptance))));
    }
    std::vector<ExchangeId> carried;
    while (carried.size() < order.size()) {
        auto& by = node(carried.size() % 3 == 0 ? "a" : "b");
        const auto taken = take(by, "shep");
        ASSERT_EQ(taken.size(), 1U);
        EXPECT_THAT(take(node("c"), "shep"), IsEmpty());
        EXPECT_TRUE(run(by.step({to(taken[0], State::sent)})));
        EXPECT_TRUE(run(by.step({answer(taken[0])})));
        carried.push_back(taken[0]);
    }
    EXPECT_EQ(carried, order);
    EXPECT_FALSE(next_due());
}

TEST_F(PostgresNodes, share_what_is_due) {
    constexpr int exchanges = 60;
    for (int i = 0; i < exchanges; ++i) {
        accepted(outbound("shep"));
    }
    std::map<std::string, std::set<ExchangeId>> taken;
    node("a");
    node("b");
    const auto now = clock_.wall();
    const auto work = [&](const std::string& name, asio::io_context& io) {
        while (true) {
            const auto some = ids(test::run(io, nodes_.at(name)->take("shep", now, 3)).value());
            if (some.empty()) {
                return;
            }
            taken.at(name).insert(some.begin(), some.end());
        }
    };
    taken["a"];
    taken["b"];
    std::thread other([&] { work("b", other_io_); });
    work("a", io_);
    other.join();
    EXPECT_EQ(taken["a"].size() + taken["b"].size(), static_cast<std::size_t>(exchanges));
    EXPECT_FALSE(taken["a"].empty());
    EXPECT_FALSE(taken["b"].empty());
}

TEST_F(PostgresNodes, are_not_harmed_by_a_neighbour_in_the_group_that_cannot_be_written) {
    const auto id = accepted(message({}));
    std::vector<Acceptance> all;
    for (int i = 0; i < 20; ++i) {
        all.push_back(message("m" + std::to_string(i)));
    }
    all[7].id = id;  // there already
    int good = 0;
    int bad = 0;
    for (auto& one : all) {
        asio::co_spawn(
            io_,
            [](Store& to, Acceptance a, int& yes, int& no) -> asio::awaitable<void> {
                const auto outcome = co_await to.accept(std::move(a));
                (outcome ? yes : no) += 1;
            }(store(), std::move(one), good, bad),
            test::rethrow);
    }
    run_all();
    EXPECT_EQ(good, 19);
    EXPECT_EQ(bad, 1);
    expect_whole_history();
}

TEST_F(PostgresNodes, keep_what_is_no_text) {
    auto odd = message(std::string("m\xff\0x", 4));
    odd.signer = "CN=\xd0";
    odd.legs = {{Leg::request_in, "text/\xff", std::string("\0\xff", 2)}};
    const auto id = accepted(odd);
    EXPECT_EQ(load(id).legs.at(0).octets, std::string("\0\xff", 2));
    odd.id = ExchangeId::fresh(clock_);
    EXPECT_TRUE(accept(odd).value());
}

}  // namespace
}  // namespace otkel::journal
