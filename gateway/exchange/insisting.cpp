// What the store could not keep, or of which it does not know whether it did.

#include <boost/asio/use_awaitable.hpp>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"

namespace otkel::exchange {

using journal::State;

// The journal has it as sent, but this node knows better: when the note of this very attempt was in doubt, nothing
// left.
bool Engine::stayed_here(const Outbound& x) {
    const auto found = unsent_.find(x.id.text());
    const bool stayed = found != unsent_.end() && found->second == x.attempts;
    if (found != unsent_.end()) {
        unsent_.erase(found);
    }
    return stayed;
}

// The store could not keep a step. The exchange is ours as long as we live, so nobody else would go on with it.
asio::awaitable<void> Engine::insist(journal::Step last) {
    struct Counted {
        explicit Counted(std::size_t& c) : count(c) { ++count; }
        ~Counted() { --count; }
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;
        std::size_t& count;
    } const counted(unkept_);
    while (true) {
        asio::steady_timer pause(services_.executor, limits_.outbox.lease_renewal);
        co_await pause.async_wait(asio::use_awaitable);
        last.at = services_.clock.wall();
        auto kept = co_await step(last);
        if (!kept && kept.error().code == Errc::in_progress && last.state == State::answered) {
            // Another node has taken it over meanwhile, and knows less: the answer came here.
            const auto mine = co_await services_.journal.take(last.id, last.at);
            if (!mine) {
                continue;
            }
            if (!is_final(mine->summary.state)) {
                kept = co_await step(last);
            }
        }
        if (kept || kept.error().code == Errc::in_progress || kept.error().code == Errc::invalid_argument) {
            outbox_.wake();
            co_return;
        }
    }
}

Result<void> Engine::has_room() const {
    if (unkept_ < limits_.unkept_max) {
        return {};
    }
    return fail(Errc::overloaded, "the journal has not kept what " + std::to_string(unkept_) +
                                      " exchanges came to: nothing new before it does");
}

}  // namespace otkel::exchange
