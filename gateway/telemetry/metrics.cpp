#include "gateway/telemetry/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <mutex>
#include <vector>

#include "gateway/base/assert.hpp"

namespace otkel::telemetry {
namespace {

// Seconds. Dense between 1 ms and 1 s, where signed exchanges end; the last one is the longest deadline of a peer.
const prometheus::Histogram::BucketBoundaries bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                     0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30,    60};

class PlainCounter final : public Counter {
public:
    explicit PlainCounter(prometheus::Counter& counter) : counter_(counter) {}
    void add(double amount) override { counter_.Increment(amount); }

private:
    prometheus::Counter& counter_;
};

class Histogram final : public Durations {
public:
    explicit Histogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
    void observe(std::chrono::nanoseconds duration) override {
        histogram_.Observe(std::chrono::duration<double>(duration).count());
    }

private:
    prometheus::Histogram& histogram_;
};

// Names and labels are constants of ours or ids that the configuration has checked: a wrong one is a bug.
template <class Make>
auto& checked(const Make& make) {
    try {
        return make();
    } catch (const std::exception& e) {
        base::assertion_failed(e.what(), __FILE__, __LINE__);
    }
}

}  // namespace

struct Metrics::State {
    std::mutex mutex;
    prometheus::Registry registry;
    std::map<prometheus::Counter*, std::unique_ptr<PlainCounter>> counters;
    std::map<prometheus::Histogram*, std::unique_ptr<Histogram>> histograms;
    std::map<prometheus::Gauge*, std::function<double()>> gauges;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}

Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(state_->mutex);
    auto& made = checked([&]() -> prometheus::Counter& {
        return prometheus::BuildCounter().Name(name).Help(help).Register(state_->registry).Add(labels);
    });
    auto& kept = state_->counters[&made];
    if (!kept) {
        kept = std::make_unique<PlainCounter>(made);
    }
    return *kept;
}

Durations& Metrics::durations(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(state_->mutex);
    auto& made = checked([&]() -> prometheus::Histogram& {
        return prometheus::BuildHistogram().Name(name).Help(help).Register(state_->registry).Add(labels, bounds);
    });
    auto& kept = state_->histograms[&made];
    if (!kept) {
        kept = std::make_unique<Histogram>(made);
    }
    return *kept;
}

void Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels,
                    std::function<double()> read) {
    const std::lock_guard lock(state_->mutex);
    auto& made = checked([&]() -> prometheus::Gauge& {
        return prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry).Add(labels);
    });
    state_->gauges[&made] = std::move(read);
}

std::string Metrics::text() const {
    std::map<prometheus::Gauge*, std::function<double()>> gauges;
    {
        const std::lock_guard lock(state_->mutex);
        gauges = state_->gauges;
    }
    // Without the lock: a gauge may look at something that is just asking for a metric.
    for (const auto& [gauge, read] : gauges) {
        gauge->Set(read());
    }
    return prometheus::TextSerializer{}.Serialize(state_->registry.Collect());
}

}  // namespace otkel::telemetry
