#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "gateway/base/deadline.hpp"
#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/trust/cms/time_stamp.hpp"

namespace otkel::evidence {

struct SealingSettings {
    std::size_t records_max{1024};     // in one seal; as many make one at once
    std::chrono::seconds age_max{60};  // no record waits longer for its seal
};

// Closes the records of a store by seals and has the seals stamped. On every node; two that seal the chain of a third,
// which is gone, do no harm.
class Sealing {
public:
    // The token over `octets`, verified (adapter::TrustServices::stamp()). Empty: there is no authority, and seals
    // wait.
    using Stamp =
        std::function<boost::asio::awaitable<Result<trust::TimeStamp>>(std::string octets, Deadline deadline)>;
    Sealing(const Clock& clock, journal::Ledger& ledger, SealingSettings settings, Stamp stamp);

    struct Round {
        std::size_t sealed{0}, stamped{0};
        std::size_t not_stamped{0};  // chains whose last seal has no stamp yet
        bool more{false};            // a seal was full: another round at once, which asks for the stamps
        // One chain's trouble stops no other. A journal that was changed is Errc::storage_failed, and somebody has to
        // look at it: its chain is sealed no further.
        std::vector<Error> problems;
        std::vector<Error> silences;  // why there is no stamp
    };
    enum class Which : std::uint8_t { due, all };
    // What is due now, or whatever is not sealed yet. An authority that is silent is asked again in the next round.
    boost::asio::awaitable<Round> round(Deadline deadline, Which which = Which::due);

private:
    [[nodiscard]] bool is_due(const journal::Ledger::Unsealed& unsealed, WallTime now) const;
    boost::asio::awaitable<void> seal(journal::Ledger::Unsealed unsealed, WallTime now, Round& done);
    boost::asio::awaitable<void> stamp(journal::Seal seal, Deadline deadline, Round& done);

    const Clock& clock_;
    journal::Ledger& ledger_;
    SealingSettings settings_;
    Stamp stamp_;
};

}  // namespace otkel::evidence
