#include "gateway/exchange/replay.hpp"

namespace otkel::exchange {
namespace {

using journal::State;

// What we refused inwards was answered with a fault: the peer may have acted on it.
Result<void> may_be_replayed(const journal::Summary& known) {
    if (known.state == State::parked ||
        (known.state == State::failed && known.direction == journal::Direction::outbound)) {
        return {};
    }
    return fail(Errc::invalid_argument, "exchange " + known.id.text() + " is " + std::string(name(known.direction)) +
                                            " and " + std::string(name(known.state)) +
                                            "; what can be replayed is parked, or has failed on its way out");
}

}  // namespace

boost::asio::awaitable<Result<void>> replay(journal::Store& store, ExchangeId id, std::string by, WallTime now) {
    // Before it is taken: a wrong id must not take an exchange away from the work on it.
    const auto known = co_await store.load(id);
    if (!known) {
        co_return fail(known.error());
    }
    if (auto may = may_be_replayed(known->summary); !may) {
        co_return may;
    }
    const auto mine = co_await store.take(id, now);
    if (!mine) {
        co_return fail(mine.error());
    }
    journal::Step again{.id = id, .state = State::waiting, .outcome = "replayed", .at = now};
    again.due = now;
    again.by = std::move(by);
    std::vector<journal::Step> steps;
    steps.push_back(std::move(again));
    co_return co_await store.step(std::move(steps));
}

}  // namespace otkel::exchange
