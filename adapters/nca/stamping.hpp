#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "adapters/nca/authorities.hpp"
#include "gateway/trust/cms/time_stamp.hpp"

namespace otkel::adapters::nca {

// Time stamps of the configured authority. It refuses at random (HTTP 403, failures without a reason: seen), so a
// question is asked again, each time anew, for as long as the deadline allows. Used on the I/O thread.
class Stamping {
public:
    struct Parts {
        const Clock& clock;
        async::WorkerPool& workers;
        Authorities& authorities;
    };
    Stamping(Parts parts, const TimeStampSettings& settings, CallContext calls);

    // As adapter::TrustServices::stamp().
    boost::asio::awaitable<Result<trust::TimeStamp>> stamp(std::string octets, Deadline deadline);

private:
    boost::asio::awaitable<Result<trust::TimeStamp>> attempt(const std::string& octets, Deadline deadline);
    [[nodiscard]] Result<void> check_clock(const trust::TimeStamp& stamp) const;

    Parts parts_;
    TimeStampSettings settings_;
    std::unique_ptr<Source> source_;
};

}  // namespace otkel::adapters::nca
