#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "gateway/adapter/running.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/evidence/sealing.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::app {

// Seals the journal's records by schedule and has the seals stamped. Without an authority, or while it is silent, seals
// are made all the same: the first stamp that comes covers them too.
class SealingSchedule {
public:
    struct Services {
        boost::asio::any_io_executor executor;
        const Clock& clock;
        journal::Ledger& ledger;
        adapter::TrustServices* authority;  // null: none is configured
        telemetry::Metrics& metrics;
    };
    SealingSchedule(Services services, const EvidenceSettings& settings);

    // Until it is cancelled.
    boost::asio::awaitable<void> run();
    // Whatever is not sealed yet, and the stamps: for somebody who wants proof just now.
    boost::asio::awaitable<void> seal_now();

private:
    struct Gauges;
    boost::asio::awaitable<bool> round(evidence::Sealing::Which which);  // true: another one at once
    void tell(const evidence::Sealing::Round& done);
    void tell_stamps(const evidence::Sealing::Round& done);

    Services services_;
    EvidenceSettings settings_;
    evidence::Sealing sealing_;
    std::shared_ptr<Gauges> gauges_;
    telemetry::Counter &seals_, &stamps_, &failures_;
    boost::asio::steady_timer timer_;
    std::string trouble_;  // what was told last; empty: all is well
};

}  // namespace otkel::app
