#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/async/breaker.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::operations {

// What waits in the journal, as figures for /metrics: looked up now and then, so that whoever asks for metrics waits
// for no disk and no database. Used on the I/O thread.
class QueueWatch {
public:
    struct Sources {
        const Clock& clock;
        journal::Store& journal;
        telemetry::Metrics& metrics;
        std::function<std::vector<std::string>()> peers;  // to whom something is sent
        std::function<async::BreakerState(const std::string& peer)> breaker;
    };
    explicit QueueWatch(Sources sources);
    QueueWatch(const QueueWatch&) = delete;
    QueueWatch& operator=(const QueueWatch&) = delete;

    // Until it is cancelled.
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> look();

private:
    struct Waiting {
        double due{0};
        WallTime oldest{};
    };
    void watch(const std::string& peer);
    boost::asio::awaitable<Result<double>> count(journal::State state);

    Sources sources_;
    std::map<std::string, Waiting, std::less<>> peers_;
    std::map<journal::State, double> stuck_;
    SteadyTime looked_;
};

}  // namespace otkel::operations
