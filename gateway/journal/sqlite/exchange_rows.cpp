#include "gateway/journal/sqlite/exchange_rows.hpp"

namespace otkel::journal {
namespace {

std::optional<WallTime> time_or_null(const Rows& rows, int column) {
    const auto count = rows.number_or_null(column);
    return count ? std::optional{time_of(*count)} : std::nullopt;
}

}  // namespace

std::string select_exchanges(const std::string& where) {
    return "SELECT number, id, direction, state, adapter, route, peer, service, message_id, correlation_id, outcome, "
           "signer, remote_address, accepted_at, concluded_at, stages, keys, due, give_up, attempts, lane, behind, "
           "(SELECT node FROM nodes WHERE incarnation = owner), "
           "(SELECT name FROM archives WHERE archives.number = archive), legs FROM exchanges " +
           where;
}

WallTime time_of(std::int64_t count) { return WallTime{std::chrono::microseconds{count}}; }

Summary summary_of(const Rows& rows) {
    Summary summary{ExchangeId(rows.text(1)),
                    static_cast<Direction>(rows.number(2)),
                    static_cast<State>(rows.number(3)),
                    rows.text(4),
                    rows.text(5),
                    rows.text(6),
                    rows.text(7),
                    rows.text(8),
                    rows.text(9),
                    rows.text(10),
                    rows.text(11),
                    rows.text(12),
                    time_of(rows.number(13)),
                    {}};
    summary.concluded_at = time_or_null(rows, 14);
    summary.due = time_or_null(rows, 17);
    summary.give_up = time_or_null(rows, 18);
    summary.attempts = static_cast<std::uint32_t>(rows.number(19));
    summary.lane = rows.text(20);
    summary.behind = rows.number(21) != 0;
    summary.node = rows.text(22);
    summary.archive = rows.text(23);
    summary.restored = rows.number(24) == 2;
    return summary;
}

}  // namespace otkel::journal
