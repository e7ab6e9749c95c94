#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/store.hpp"

// What the journal says of one acceptance, refusal or step, in octets that are hashed when they are written and never
// change. Two threads run through the records. Each node, from one start to its end, writes one chain: sequence 1, 2, …
// without gaps, every record linked to all before it. And every record names the hash of the one before it of the same
// exchange, whichever node wrote that.
//
// All hashes are SHA-256, 32 octets, told apart by their first octet as in RFC 9162 section 2.1.1: 0 a leaf, 1 a node
// of the tree (merkle.hpp), 2 a link of a chain, 3 a seal (seal.hpp).

namespace otkel::journal {

inline constexpr std::size_t hash_octets = 32;
[[nodiscard]] std::string no_hash();  // 32 zero octets: what comes before the first one

struct RecordLeg {
    Leg leg{Leg::request_in};
    std::string content_type;
    std::uint64_t octets{0};  // how many
    std::string sha256;       // 32 octets, of the octets on the wire
    bool operator==(const RecordLeg&) const = default;
};

// What stands in the first record of an exchange only.
struct RecordOpening {
    Direction direction{Direction::inbound};
    std::string adapter, route, peer, service, message_id, correlation_id, content_digest, signer, remote_address;
    bool operator==(const RecordOpening&) const = default;
};

struct Record {
    std::string chain;          // names the node and its start, and no other one ever: "gateway-1/0197…"
    std::uint64_t sequence{0};  // in the chain, from 1
    std::string exchange;
    std::uint32_t ordinal{0};  // in the exchange, from 1
    std::string previous;      // leaf hash of the record before of the same exchange; no_hash() of the first
    WallTime at{};             // milliseconds are kept
    State state{State::accepted};
    std::string outcome;
    std::uint32_t attempt{0};
    std::string node, by, because;
    std::optional<RecordOpening> opening;
    std::vector<RecordLeg> legs;
    bool operator==(const Record&) const = default;
};

// Canonical JSON (canonical.hpp), one line.
[[nodiscard]] std::string record_text(const Record& record);
// Errc::malformed; also when it is not in its one form.
[[nodiscard]] Result<Record> read_record(std::string_view text);

[[nodiscard]] std::string leaf_hash(std::string_view text);
[[nodiscard]] std::string link_hash(std::string_view previous_link, std::string_view leaf);

// Where a chain has come to, and an exchange: what a store keeps of each to write the next record.
struct ChainEnd {
    std::string chain;
    std::uint64_t sequence{0};
    std::string link{no_hash()};
};
struct ExchangeEnd {
    std::uint32_t ordinal{0};
    std::string leaf{no_hash()};
};
struct WrittenRecord {
    std::uint64_t sequence{0};
    std::string text, leaf, link;
};
// Fills in chain, sequence, ordinal and previous, and moves both ends on. When the transaction that holds the record is
// undone, so are the ends: keep copies.
[[nodiscard]] WrittenRecord append_record(Record record, ChainEnd& chain, ExchangeEnd& exchange);

// What the stores write and read. `sha256` of a leg is what they keep with its octets anyway.
[[nodiscard]] Record record_of(const Acceptance& acceptance, std::vector<RecordLeg> legs, std::string_view node);
[[nodiscard]] Record record_of(const Refusal& refusal, std::vector<RecordLeg> legs, std::string_view node);
// `attempt`: of the exchange, with this step.
[[nodiscard]] Record record_of(const Step& step, std::vector<RecordLeg> legs, std::string_view node,
                               std::uint32_t attempt);
[[nodiscard]] HistoryEntry entry_of(const Record& record);

}  // namespace otkel::journal
