#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"

// The places where a crash splits work: something is on disk, or has left, and what belongs to it is not yet. A process
// that is told OTKEL_STOP_AT=<point>:<n> in its environment ends itself with SIGKILL when it passes that point for the
// n-th time; nothing is flushed, closed or said. This is how the kill campaign (`otkel selftest`) hits each of them.

namespace otkel {

enum class WritePoint : std::uint8_t {
    accept_written,  // in the transaction, which is not committed
    step_written,
    refuse_written,
    audit_written,
    take_written,
    before_commit,  // of a group
    after_commit,   // it may not be durable yet
    after_sync,     // durable; nobody has been told
    log_copied,     // from SQLite's log into the database; it may not be synced
    accept_kept,    // durable, and the one who waited goes on
    step_kept,
    refuse_kept,
    audit_kept,
    take_kept,
    migration_written,  // not committed
    seal_written,
    seal_kept,
    outbound_accepted,
    outbound_before_send,  // it is noted that a message leaves; no octet has left
    outbound_heard,        // the peer has answered, or its time is over; nothing of it is on disk
    outbound_stepped,      // what was heard is on disk; the caller waits
    inbound_accepted,
    inbound_before_core,
    inbound_after_core,  // the core has had its effect; the exchange is not concluded
    inbound_concluded,   // the answer is on disk and has not left
    outbox_taken,        // this node owns work that it has not begun
};

inline constexpr std::array write_points{
    std::pair{WritePoint::accept_written, std::string_view{"journal:accept-written"}},
    std::pair{WritePoint::step_written, std::string_view{"journal:step-written"}},
    std::pair{WritePoint::refuse_written, std::string_view{"journal:refuse-written"}},
    std::pair{WritePoint::audit_written, std::string_view{"journal:audit-written"}},
    std::pair{WritePoint::take_written, std::string_view{"journal:take-written"}},
    std::pair{WritePoint::before_commit, std::string_view{"journal:before-commit"}},
    std::pair{WritePoint::after_commit, std::string_view{"journal:after-commit"}},
    std::pair{WritePoint::after_sync, std::string_view{"journal:after-sync"}},
    std::pair{WritePoint::log_copied, std::string_view{"journal:log-copied"}},
    std::pair{WritePoint::accept_kept, std::string_view{"journal:accept-kept"}},
    std::pair{WritePoint::step_kept, std::string_view{"journal:step-kept"}},
    std::pair{WritePoint::refuse_kept, std::string_view{"journal:refuse-kept"}},
    std::pair{WritePoint::audit_kept, std::string_view{"journal:audit-kept"}},
    std::pair{WritePoint::take_kept, std::string_view{"journal:take-kept"}},
    std::pair{WritePoint::migration_written, std::string_view{"journal:migration-written"}},
    std::pair{WritePoint::seal_written, std::string_view{"journal:seal-written"}},
    std::pair{WritePoint::seal_kept, std::string_view{"journal:seal-kept"}},
    std::pair{WritePoint::outbound_accepted, std::string_view{"outbound:accepted"}},
    std::pair{WritePoint::outbound_before_send, std::string_view{"outbound:before-send"}},
    std::pair{WritePoint::outbound_heard, std::string_view{"outbound:heard"}},
    std::pair{WritePoint::outbound_stepped, std::string_view{"outbound:stepped"}},
    std::pair{WritePoint::inbound_accepted, std::string_view{"inbound:accepted"}},
    std::pair{WritePoint::inbound_before_core, std::string_view{"inbound:before-core"}},
    std::pair{WritePoint::inbound_after_core, std::string_view{"inbound:after-core"}},
    std::pair{WritePoint::inbound_concluded, std::string_view{"inbound:concluded"}},
    std::pair{WritePoint::outbox_taken, std::string_view{"outbox:taken"}},
};

[[nodiscard]] std::string_view name(WritePoint point);

inline constexpr const char* stop_at_variable = "OTKEL_STOP_AT";

// "<point>:<n>", n from 1. Empty: never. Errc::invalid_argument for what is no point or no number.
[[nodiscard]] Result<void> stop_at(std::string_view point_and_count);

namespace write_point_detail {

inline constexpr int nowhere = -1;
inline std::atomic<int> armed{nowhere};
void pass();

}  // namespace write_point_detail

// Any thread. One relaxed load when nothing was armed.
inline void reached(WritePoint point) {
    if (write_point_detail::armed.load(std::memory_order_relaxed) == static_cast<int>(point)) {
        write_point_detail::pass();
    }
}

}  // namespace otkel
