#include "gateway/operations/queue_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/telemetry/log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/exchange/fakes.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

class Queue : public testing::Test {
protected:
    Queue() { log::set_level(log::Level::error); }

    void keep(const std::string& id, journal::State state, std::optional<std::chrono::seconds> due_since = {}) {
        auto& summary = store_.exchanges[id].summary;
        summary.id = ExchangeId(id);
        summary.peer = "tax";
        summary.state = state;
        if (due_since) {
            summary.due = clock_.wall() - *due_since;
        }
    }
    std::string look() {
        test::run(io_, looked());
        return metrics_.text();
    }
    asio::awaitable<int> looked() {
        co_await watch_.look();
        co_return 0;
    }

    asio::io_context io_{1};
    test::FakeClock clock_;
    exchange::fakes::Events events_;
    exchange::fakes::Store store_{events_};
    telemetry::Metrics metrics_;
    async::BreakerState breaker_{async::BreakerState::closed};
    QueueWatch watch_{{clock_, store_, metrics_, [] { return std::vector<std::string>{"customs"}; },
                       [this](const std::string&) { return breaker_; }}};
};

TEST_F(Queue, shows_every_peer_that_is_sent_to_even_with_nothing_to_do) {
    const auto text = look();
    for (const char* line :
         {"otkel_outbox_due{peer=\"customs\"} 0\n", "otkel_outbox_oldest_seconds{peer=\"customs\"} 0\n",
          "otkel_peer_breaker_state{peer=\"customs\"} 0\n", "otkel_exchanges_parked 0\n"}) {
        EXPECT_THAT(text, HasSubstr(line));
    }
}

TEST_F(Queue, shows_what_is_due_for_how_long_and_that_it_is_gone_again) {
    keep("1", journal::State::waiting, std::chrono::seconds{7});
    keep("2", journal::State::waiting, std::chrono::seconds{3});
    const auto text = look();
    EXPECT_THAT(text, HasSubstr("otkel_outbox_due{peer=\"tax\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("otkel_outbox_oldest_seconds{peer=\"tax\"} 7\n"));
    store_.exchanges.clear();
    EXPECT_THAT(look(), HasSubstr("otkel_outbox_due{peer=\"tax\"} 0\n"));
}

TEST_F(Queue, shows_the_breaker_of_the_moment) {
    look();
    breaker_ = async::BreakerState::open;
    EXPECT_THAT(metrics_.text(), HasSubstr("otkel_peer_breaker_state{peer=\"customs\"} 2\n"));
}

TEST_F(Queue, counts_what_is_parked_and_what_is_in_doubt) {
    keep("1", journal::State::parked);
    keep("2", journal::State::parked);
    keep("3", journal::State::in_doubt);
    const auto text = look();
    EXPECT_THAT(text, HasSubstr("otkel_exchanges_parked 2\n"));
    EXPECT_THAT(text, HasSubstr("otkel_exchanges_in_doubt 1\n"));
}

TEST_F(Queue, shows_how_old_its_figures_are) {
    look();
    clock_.advance(std::chrono::seconds{42});
    EXPECT_THAT(metrics_.text(), HasSubstr("otkel_outbox_figures_age_seconds 42\n"));
    EXPECT_THAT(look(), HasSubstr("otkel_outbox_figures_age_seconds 0\n"));
}

TEST_F(Queue, keeps_the_last_figures_and_their_age_while_the_journal_is_away) {
    keep("1", journal::State::waiting, std::chrono::seconds{7});
    look();
    store_.find_error = Error{Errc::unavailable, "the database is away", {}, {}};
    clock_.advance(std::chrono::seconds{5});
    const auto text = look();
    EXPECT_THAT(text, HasSubstr("otkel_outbox_due{peer=\"tax\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("otkel_outbox_figures_age_seconds 5\n"));
}

}  // namespace
}  // namespace otkel::operations
