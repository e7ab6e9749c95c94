#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "gateway/async/task_group.hpp"
#include "gateway/exchange/pacing.hpp"
#include "gateway/journal/store.hpp"

namespace otkel::exchange {

namespace asio = boost::asio;

// Carries out what is due: takes as much of each peer's work as the peer may get now, and starts it. Work that another
// node left behind is taken in the same way. Used on the I/O thread.
class Outbox {
public:
    struct Services {
        asio::any_io_executor executor;
        const Clock& clock;
        journal::Store& journal;
        Pacing& pacing;
        async::TaskGroup& tasks;
    };
    struct Limits {
        std::size_t in_work_of_peer{64};            // taken and not yet given back
        std::chrono::milliseconds look_again{500};  // for what other nodes put down or left
        std::chrono::milliseconds lease_renewal{1'000};
    };
    // What is started for each exchange; it ends with a step that gives the exchange back or ends it.
    using Work = std::function<asio::awaitable<void>(journal::Exchange exchange)>;
    Outbox(Services services, Limits limits, Work work);

    // Until it is cancelled.
    asio::awaitable<void> run();
    // Tells the store that this node lives, until it is cancelled.
    asio::awaitable<void> keep_lease();
    // There may be something to do now: accepted, or given back.
    void wake();
    // A place has become free; something only if work was left lying for want of one.
    void place_is_free();
    // Taken, and not yet given back or ended.
    [[nodiscard]] bool has(const ExchangeId& id) const { return taken_.contains(id.text()); }

private:
    // How soon what was left lying may get room.
    asio::awaitable<Result<std::chrono::milliseconds>> round();
    std::size_t room(const std::string& peer);
    void start(journal::Exchange exchange);
    asio::awaitable<void> work(journal::Exchange exchange);
    asio::awaitable<std::chrono::milliseconds> until_next_due();
    asio::awaitable<void> pause(std::chrono::milliseconds length);

    Services services_;
    Limits limits_;
    Work work_;
    asio::steady_timer timer_;
    bool woken_{false};
    bool left_lying_{false};
    std::map<std::string, std::size_t, std::less<>> in_work_;  // by peer
    std::set<std::string, std::less<>> taken_;                 // exchanges
};

}  // namespace otkel::exchange
