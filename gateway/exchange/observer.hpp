#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::exchange {

// One finished exchange, as operators see it in logs and metrics: names and durations, never content.
struct Ending {
    std::string_view exchange, adapter, route, peer, outcome, trace_parent;
    journal::Direction direction{journal::Direction::inbound};
    std::chrono::microseconds took{0};
    const std::vector<journal::StageTime>* stages{nullptr};
    const Error* error{nullptr};
};

// Turns endings into log lines and metrics. Used on the I/O thread only.
class Observer {
public:
    explicit Observer(telemetry::Metrics& metrics) : metrics_(metrics) {}
    void ended(const Ending& ending);

private:
    telemetry::Counter& exchanges(const Ending& ending);
    telemetry::Durations& stage(std::string_view name);

    telemetry::Metrics& metrics_;
    // Looked up once per set of labels: registering costs a lock and several allocations.
    std::map<std::string, telemetry::Counter*, std::less<>> exchanges_;
    std::map<std::string, telemetry::Durations*, std::less<>> stages_;
};

}  // namespace otkel::exchange
