#include "gateway/exchange/outbox.hpp"

#include <gmock/gmock.h>

#include <boost/asio/post.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/unit/exchange/fakes.hpp"

namespace otkel::exchange {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// Work that waits in a store, and an outbox that takes it up.
class OutboxOfANode : public testing::Test {
protected:
    ~OutboxOfANode() override {
        io_.restart();
        asio::post(io_, [this] {  // on the loop, as the gateway does
            tasks_.cancel();
            loops_.cancel();
        });
        io_.run();
    }

    void put(const std::string& id, const std::string& peer, std::chrono::milliseconds in = 0ms) {
        auto& kept = store_.exchanges[id];
        kept.summary.id = ExchangeId(id);
        kept.summary.peer = peer;
        kept.summary.due = clock_.wall() + in;
    }
    void start() { loops_.spawn(outbox_.run()); }
    void go_on_until(const std::function<bool()>& done) {
        io_.restart();
        while (!done() && io_.run_one_for(std::chrono::seconds{30}) > 0) {
        }
        ASSERT_TRUE(done());
    }
    // Everything that can be done now.
    void settle() {
        io_.restart();
        while (io_.poll() > 0) {
            io_.restart();
        }
    }

    asio::awaitable<void> carry(journal::Exchange exchange) {
        const auto place = pacing_.enter(exchange.summary.peer, Pacing::Attempt::first);
        begun_.push_back(exchange.summary.id.text());
        co_await gate_.pass();
        outbox_.wake();
    }

    test::FakeClock clock_;
    asio::io_context io_{1};
    fakes::Events events_;
    fakes::Store store_{events_};
    fakes::Gate gate_{io_};
    Pacing pacing_{clock_, [](const std::string&) {
                       return PaceRules{.quota = {.per_minute = 1'000, .in_flight = 2}, .breaker = {1, 10'000ms}};
                   }};
    async::TaskGroup tasks_{io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; }};
    async::TaskGroup loops_{io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; }};
    std::vector<std::string> begun_;
    Outbox outbox_{{io_.get_executor(), clock_, store_, pacing_, tasks_},
                   {.in_work_of_peer = 64, .look_again = 20ms, .lease_renewal = 1'000ms},
                   [this](journal::Exchange exchange) { return carry(std::move(exchange)); }};
};

TEST_F(OutboxOfANode, takes_what_is_due_oldest_first) {
    clock_.advance(1h);
    put("late", "tax");
    put("early", "tax", -1min);
    put("not yet", "tax", 1min);
    start();
    go_on_until([&] { return begun_.size() == 2; });
    EXPECT_THAT(begun_, ElementsAre("early", "late"));
}

TEST_F(OutboxOfANode, takes_up_work_when_its_time_comes) {
    put("later", "tax", 1min);
    start();
    settle();
    EXPECT_THAT(begun_, IsEmpty());
    clock_.advance(1min);
    outbox_.wake();
    go_on_until([&] { return !begun_.empty(); });
}

TEST_F(OutboxOfANode, gives_a_peer_no_more_than_its_places_and_another_its_own) {
    for (const auto* id : {"t1", "t2", "t3"}) {
        put(id, "tax");
    }
    put("c1", "customs");
    start();
    go_on_until([&] { return begun_.size() == 3; });
    settle();
    EXPECT_THAT(begun_, testing::UnorderedElementsAre("t1", "t2", "c1"));
    gate_.open();
    go_on_until([&] { return begun_.size() == 4; });
}

TEST_F(OutboxOfANode, leaves_a_peer_alone_that_is_cut_off) {
    pacing_.enter("tax", Pacing::Attempt::first)->not_there();
    put("t1", "tax");
    put("c1", "customs");
    start();
    go_on_until([&] { return !begun_.empty(); });
    settle();
    EXPECT_THAT(begun_, ElementsAre("c1"));
    EXPECT_TRUE(store_.exchanges.at("t1").summary.due) << "it stays in the store, for any node";
    clock_.advance(10s);
    outbox_.wake();
    go_on_until([&] { return begun_.size() == 2; });
}

TEST_F(OutboxOfANode, says_that_it_lives) {
    loops_.spawn(outbox_.keep_lease());
    settle();
    EXPECT_THAT(events_, ElementsAre("lease"));
}

}  // namespace
}  // namespace otkel::exchange
