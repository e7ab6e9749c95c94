// A person lets an exchange go on that is parked or has failed.

#include "gateway/exchange/engine.hpp"

namespace otkel::exchange {
namespace {

using journal::State;

// What we refused inwards was answered with a fault: the peer may have acted on it.
Result<void> may_be_replayed(const journal::Exchange& exchange) {
    const auto& known = exchange.summary;
    if (known.state == State::parked ||
        (known.state == State::failed && known.direction == journal::Direction::outbound)) {
        return {};
    }
    return fail(Errc::invalid_argument, "exchange " + known.id.text() + " is " + std::string(name(known.direction)) +
                                            " and " + std::string(name(known.state)) +
                                            "; what can be replayed is parked, or has failed on its way out");
}

}  // namespace

asio::awaitable<Result<void>> Engine::replay(ExchangeId id, std::string who) {
    const auto known = co_await services_.journal.load(id);
    if (!known) {
        co_return fail(known.error());
    }
    if (auto may = may_be_replayed(*known); !may) {
        co_return may;
    }
    const auto mine = co_await services_.journal.take(id, services_.clock.wall());
    if (!mine) {
        co_return fail(mine.error());
    }
    const auto now = services_.clock.wall();
    journal::Step again{.id = id, .state = State::waiting, .outcome = "replayed", .at = now};
    again.due = now;
    again.by = std::move(who);
    const auto kept = co_await step(std::move(again));
    outbox_.wake();
    co_return kept;
}

}  // namespace otkel::exchange
