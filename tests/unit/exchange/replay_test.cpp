#include "gateway/exchange/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/exchange/fakes.hpp"

namespace otkel::exchange {
namespace {

using journal::Direction;
using journal::State;
using testing::ElementsAre;
using testing::IsEmpty;

class Replaying : public testing::Test {
protected:
    Result<void> replay_of(Direction direction, State state) {
        auto& summary = store_.exchanges["0198"].summary;
        summary.id = ExchangeId("0198");
        summary.direction = direction;
        summary.state = state;
        return test::run(io_, replay(store_, ExchangeId("0198"), "dina from here: mended", clock_.wall()));
    }

    boost::asio::io_context io_{1};
    test::FakeClock clock_;
    fakes::Events events_;
    fakes::Store store_{events_};
};

TEST_F(Replaying, puts_a_parked_exchange_down_to_be_carried_out_now) {
    EXPECT_TRUE(replay_of(Direction::outbound, State::parked));
    EXPECT_THAT(events_, ElementsAre("step waiting"));
    const auto& kept = store_.exchanges["0198"].summary;
    EXPECT_EQ(kept.state, State::waiting);
    EXPECT_EQ(kept.due, clock_.wall());
    EXPECT_EQ(kept.node, "") << "whoever is there may take it";
}

TEST_F(Replaying, takes_what_is_parked_or_has_failed_on_its_way_out_and_nothing_else) {
    for (const auto direction : {Direction::inbound, Direction::outbound}) {
        for (const auto state : {State::accepted, State::sent, State::in_doubt, State::answered, State::failed,
                                 State::refused, State::waiting, State::awaiting, State::parked}) {
            const bool may = state == State::parked || (state == State::failed && direction == Direction::outbound);
            const auto outcome = replay_of(direction, state);
            EXPECT_EQ(outcome.has_value(), may) << name(direction) << ' ' << name(state);
            if (!may) {
                EXPECT_EQ(outcome.error().code, Errc::invalid_argument);
                EXPECT_EQ(store_.exchanges["0198"].summary.state, state) << "nothing was changed";
            }
        }
    }
}

TEST_F(Replaying, leaves_alone_what_it_may_not_touch) {
    EXPECT_FALSE(replay_of(Direction::outbound, State::sent));
    EXPECT_THAT(events_, IsEmpty());
    EXPECT_EQ(store_.exchanges["0198"].summary.node, "") << "not taken from the work on it";
}

TEST_F(Replaying, says_when_there_is_no_such_exchange_and_when_it_cannot_be_kept) {
    const auto absent = test::run(io_, replay(store_, ExchangeId("0199"), "dina", clock_.wall()));
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().code, Errc::not_found);
    store_.unwritable.insert(State::waiting);
    const auto full = replay_of(Direction::outbound, State::parked);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, Errc::storage_failed);
}

}  // namespace
}  // namespace otkel::exchange
