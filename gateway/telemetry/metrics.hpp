#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

// Counters, gauges and durations in the Prometheus model. Look a metric up once, at start or when a peer is loaded; the
// returned object lives as long as Metrics and is cheap and thread safe to use.

namespace otkel::telemetry {

using Labels = std::map<std::string, std::string>;

class Counter {
public:
    virtual ~Counter() = default;
    virtual void add(double amount = 1) = 0;
};

class Durations {  // a histogram in seconds, 0.1 ms … 60 s
public:
    virtual ~Durations() = default;
    virtual void observe(std::chrono::nanoseconds duration) = 0;
};

class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter& counter(const std::string& name, const std::string& help, const Labels& labels);
    Durations& durations(const std::string& name, const std::string& help, const Labels& labels);
    // `read` is called when /metrics is asked for, on the asking thread.
    void gauge(const std::string& name, const std::string& help, const Labels& labels, std::function<double()> read);

    [[nodiscard]] std::string text() const;  // Prometheus exposition format 0.0.4

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::telemetry
