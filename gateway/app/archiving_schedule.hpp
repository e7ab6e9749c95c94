#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>

#include "gateway/app/configuration.hpp"
#include "gateway/archive/archiving.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::app {

// Moves ended exchanges from the journal to archives by schedule. Files are made on a thread of their own, so that no
// message waits behind one; legs leave in small batches, each a unit of the journal's writer like any other.
class ArchivingSchedule {
public:
    struct Services {
        boost::asio::any_io_executor executor;
        const Clock& clock;
        journal::Store& store;
        telemetry::Metrics& metrics;
        bool has_authority;  // for time stamps
    };
    ArchivingSchedule(Services services, const archive::RetentionSettings& settings, KeySource key);

    // Until it is cancelled.
    boost::asio::awaitable<void> run();

private:
    // Until nothing is left that may go. False: it is to be tried again soon.
    boost::asio::awaitable<bool> rounds();
    void tell(const archive::ArchivingRound& round);
    bool failed(const Error& error);

    Services services_;
    archive::RetentionSettings settings_;
    KeySource key_;
    async::WorkerPool workers_;
    telemetry::Counter &files_, &exchanges_, &failures_;
    boost::asio::steady_timer timer_;
};

}  // namespace otkel::app
