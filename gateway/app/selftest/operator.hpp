#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "gateway/app/gateway.hpp"
#include "gateway/app/selftest/mood.hpp"
#include "gateway/app/selftest/tally.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/net/http.hpp"

namespace otkel::app::selftest {

namespace asio = boost::asio;

// The person who looks after what was parked: finds out whether the peer has had it, and replays what it has not. What
// the peer has had is left alone, as its answer will come. Used on the executor's one thread.
class Operator {
public:
    struct Services {
        asio::any_io_executor executor;
        const Clock& clock;
        net::HttpClient& client;
        Tally& tally;
        std::function<std::optional<Ports>(std::uint64_t chance)> gateway;  // one that is ready; none: not now
    };
    Operator(Services services, std::uint64_t seed, Spoiling spoiling);

    void start();
    asio::awaitable<void> stop(Deadline deadline);

private:
    asio::awaitable<void> look_after();
    asio::awaitable<void> look();
    asio::awaitable<void> replay(std::string exchange);

    Services services_;
    std::mt19937_64 random_;
    Spoiling spoiling_;
    std::map<std::string, SteadyTime> seen_;  // since when, by exchange
    async::TaskGroup tasks_;
};

}  // namespace otkel::app::selftest
