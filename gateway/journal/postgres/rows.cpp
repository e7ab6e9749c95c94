#include "gateway/journal/postgres/rows.hpp"

#include <algorithm>
#include <map>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/record.hpp"
#include "gateway/journal/text_list.hpp"

namespace otkel::journal::postgres {
namespace {

std::optional<std::int64_t> number_or_none(const Rows& rows, int row, int column) {
    return rows.is_null(row, column) ? std::nullopt : std::optional(rows.number(row, column));
}

std::optional<WallTime> time_or_none(const Rows& rows, int row, int column) {
    const auto number = number_or_none(rows, row, column);
    return number ? std::optional(time_of(*number)) : std::nullopt;
}

// Of the columns exchange, leg, content_type, sha256, size, octets.
PackedLeg leg_of(const Rows& rows, int row) {
    return {static_cast<Leg>(rows.number(row, 1)), rows.text(row, 2), rows.text(row, 3), rows.number(row, 4),
            rows.text(row, 5)};
}

}  // namespace

Row row_of(const Rows& rows, int row) {
    Summary summary;
    summary.id = ExchangeId(rows.text(row, 1));
    summary.direction = static_cast<Direction>(rows.number(row, 2));
    summary.state = static_cast<State>(rows.number(row, 3));
    summary.adapter = rows.text(row, 4);
    summary.route = rows.text(row, 5);
    summary.peer = rows.text(row, 6);
    summary.service = rows.text(row, 7);
    summary.message_id = rows.text(row, 8);
    summary.correlation_id = rows.text(row, 9);
    summary.outcome = rows.text(row, 10);
    summary.signer = rows.text(row, 11);
    summary.remote_address = rows.text(row, 12);
    summary.accepted_at = time_of(rows.number(row, 13));
    summary.concluded_at = time_or_none(rows, row, 14);
    summary.give_up = time_or_none(rows, row, 18);
    summary.lane = rows.text(row, 19);
    summary.attempts = static_cast<std::uint32_t>(rows.number(row, 20));
    Row found;
    found.number = rows.number(row, 0);
    found.summary = std::move(summary);
    found.stages = rows.text(row, 15);
    found.keys = rows.text(row, 16);
    found.due = number_or_none(rows, row, 17);
    found.owner = number_or_none(rows, row, 21);
    found.lane_key = number_or_none(rows, row, 22);
    found.owner_is_alive = rows.number(row, 24) != 0;
    found.summary.due = time_or_none(rows, row, 17);
    found.summary.archive = rows.text(row, 26);
    found.summary.restored = rows.number(row, 27) == 2;
    found.summary.behind = rows.number(row, 25) == 0 && !is_final(found.summary.state);
    if (found.owner_is_alive) {
        found.summary.node = rows.text(row, 23);
    }
    return found;
}

std::optional<Original> original_of(const Rows& original) {
    if (original.empty()) {
        return std::nullopt;
    }
    return Original{{ExchangeId(original.text(0, 1)), false, static_cast<State>(original.number(0, 2)), {}},
                    original.text(0, 3),
                    {}};
}

std::optional<PackedLeg> reply_of(const Rows& reply) {
    return reply.empty() ? std::nullopt : std::optional(leg_of(reply, 0));
}

Result<std::vector<PackedExchange>> exchanges_of(const Rows& rows, const Rows& legs, const Rows& records) {
    std::vector<PackedExchange> all;
    std::map<std::int64_t, std::size_t> places;
    for (int i = 0; i < rows.size(); ++i) {
        auto row = row_of(rows, i);
        places[row.number] = all.size();
        all.push_back({Exchange{std::move(row.summary), stages_of(row.stages), keys_of(row.keys), {}, {}}, {}});
    }
    for (int i = 0; i < legs.size(); ++i) {
        all.at(places.at(legs.number(i, 0))).legs.push_back(leg_of(legs, i));
    }
    for (int i = 0; i < records.size(); ++i) {
        auto& exchange = all.at(places.at(records.number(i, 0))).exchange;
        const auto record = read_record(records.text(i, 1));
        if (!record) {
            return fail(Errc::storage_failed, "the journal's history of exchange " + exchange.summary.id.text() +
                                                  " has changed: " + record.error().detail);
        }
        exchange.history.push_back(entry_of(*record));
    }
    return all;
}

Result<Exchange> unpacked(PackedExchange packed) {
    auto legs = unpack(std::move(packed.legs), packed.exchange.summary.id.text());
    if (!legs) {
        return fail(legs.error());
    }
    packed.exchange.legs = std::move(*legs);
    return std::move(packed.exchange);
}

std::string message_key(Direction direction, std::string_view peer, std::string_view service,
                        std::string_view message_id) {
    std::string text = "message ";
    append_text(text, name(direction));
    append_text(text, peer);
    append_text(text, service);
    append_text(text, message_id);
    return crypto::digest(crypto::DigestAlgorithm::sha256, text);
}

std::int64_t lane_key(std::string_view peer, std::string_view lane) {
    std::string text = "lane ";
    append_text(text, peer);
    append_text(text, lane);
    const auto digest = crypto::digest(crypto::DigestAlgorithm::sha256, text);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        value = value << 8U | static_cast<unsigned char>(digest[i]);
    }
    return static_cast<std::int64_t>(value);
}

std::string as_text(std::string text) {
    if (text.find('\0') != std::string::npos || !is_valid_utf8(text)) {
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == '\0' || static_cast<unsigned char>(c) >= 0x80; }, '?');
    }
    return text;
}

}  // namespace otkel::journal::postgres
