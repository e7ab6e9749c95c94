#include "gateway/journal/evidence/record.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/canonical.hpp"
#include "gateway/journal/evidence/json_members.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t text_octets_max = 1024UL * 1024;
constexpr std::uint64_t number_max = (std::uint64_t{1} << 53U) - 1;
constexpr std::string_view leaf_mark{"\x00", 1};
constexpr std::string_view link_mark{"\x02", 1};

constexpr std::array all_legs{Leg::request_in, Leg::reply_out, Leg::request_out, Leg::reply_in,   Leg::core_request,
                              Leg::core_reply, Leg::lineage,   Leg::certificate, Leg::revocation, Leg::answer_document};

std::string leg_text(const RecordLeg& leg) {
    CanonicalObject out;
    out.text("content_type", leg.content_type).text("leg", name(leg.leg)).number("octets", leg.octets);
    return std::move(out.hex("sha256", leg.sha256)).finish();
}

std::string opening_text(const RecordOpening& opening) {
    CanonicalObject out;
    out.text("adapter", opening.adapter)
        .text("content_digest", opening.content_digest)
        .text("correlation_id", opening.correlation_id)
        .text("direction", name(opening.direction))
        .text("message_id", opening.message_id)
        .text("peer", opening.peer)
        .text("remote_address", opening.remote_address)
        .text("route", opening.route)
        .text("service", opening.service)
        .text("signer", opening.signer);
    return std::move(out).finish();
}

RecordOpening read_opening(const boost::json::object& object, JsonMembers& record) {
    JsonMembers members(object);
    RecordOpening opening;
    const auto direction = members.text("direction");
    opening.direction = direction == name(Direction::outbound) ? Direction::outbound : Direction::inbound;
    opening.adapter = members.text("adapter");
    opening.route = members.text("route");
    opening.peer = members.text("peer");
    opening.service = members.text("service");
    opening.message_id = members.text("message_id");
    opening.correlation_id = members.text("correlation_id");
    opening.content_digest = members.text("content_digest");
    opening.signer = members.text("signer");
    opening.remote_address = members.text("remote_address");
    if (!members.problem().empty()) {
        record.refuse("opening", "right: " + members.problem());
    }
    return opening;
}

RecordLeg read_leg(const boost::json::value& value, JsonMembers& record) {
    RecordLeg leg;
    if (!value.is_object()) {
        record.refuse("legs", "a list of objects");
        return leg;
    }
    JsonMembers members(value.get_object());
    const auto word = members.text("leg");
    const auto* found = std::find_if(all_legs.begin(), all_legs.end(), [&](Leg one) { return name(one) == word; });
    if (found == all_legs.end()) {
        members.refuse("leg", "the name of a leg");
    } else {
        leg.leg = *found;
    }
    leg.content_type = members.text("content_type");
    leg.octets = members.number("octets", number_max);
    leg.sha256 = members.hash("sha256");
    if (!members.problem().empty()) {
        record.refuse("legs", "right: " + members.problem());
    }
    return leg;
}

Record read_members(JsonMembers& members) {
    constexpr std::uint64_t counter_max = std::numeric_limits<std::uint32_t>::max();
    Record record;
    record.chain = members.text("chain");
    record.sequence = members.number("sequence", number_max);
    record.exchange = members.text("exchange");
    record.ordinal = static_cast<std::uint32_t>(members.number("ordinal", counter_max));
    record.previous = members.hash("previous");
    record.at = members.time("at");
    const auto state = state_of(members.text("state"));
    if (!state) {
        members.refuse("state", "the name of a state");
    }
    record.state = state.value_or(State::accepted);
    record.outcome = members.text("outcome");
    record.attempt = static_cast<std::uint32_t>(members.number("attempt", counter_max));
    record.node = members.text("node");
    record.by = members.text("by");
    record.because = members.text("because");
    if (const auto* opening = members.object("opening")) {
        record.opening = read_opening(*opening, members);
    }
    if (const auto* legs = members.array("legs")) {
        for (const auto& leg : *legs) {
            record.legs.push_back(read_leg(leg, members));
        }
    }
    return record;
}

}  // namespace

std::string no_hash() { return std::string(hash_octets, '\0'); }

std::string record_text(const Record& record) {
    CanonicalObject out;
    out.text("at", to_utc_text(record.at))
        .number("attempt", record.attempt)
        .text("because", record.because)
        .text("by", record.by)
        .text("chain", record.chain)
        .text("exchange", record.exchange);
    if (!record.legs.empty()) {
        std::vector<std::string> legs;
        legs.reserve(record.legs.size());
        std::transform(record.legs.begin(), record.legs.end(), std::back_inserter(legs), leg_text);
        out.json("legs", canonical_array(legs));
    }
    out.text("node", record.node);
    if (record.opening) {
        out.json("opening", opening_text(*record.opening));
    }
    out.number("ordinal", record.ordinal)
        .text("outcome", record.outcome)
        .hex("previous", record.previous)
        .number("sequence", record.sequence)
        .text("state", name(record.state));
    return std::move(out).finish();
}

Result<Record> read_record(std::string_view text) {
    const auto object = parse_object(text, text_octets_max);
    if (!object) {
        return fail(object.error());
    }
    JsonMembers members(*object);
    auto record = read_members(members);
    if (!members.problem().empty()) {
        return fail(Errc::malformed, members.problem());
    }
    // Spaces, an unknown member, the same text escaped otherwise: whoever hashes it again gets something else.
    if (record_text(record) != text) {
        return fail(Errc::malformed, "it is not in the one form that a record has (RFC 8785)");
    }
    return record;
}

std::string leaf_hash(std::string_view text) {
    crypto::Hasher hasher(crypto::DigestAlgorithm::sha256);
    hasher.update(leaf_mark);
    hasher.update(text);
    return hasher.finish();
}

std::string link_hash(std::string_view previous_link, std::string_view leaf) {
    std::string octets(link_mark);
    octets += previous_link;
    octets += leaf;
    return crypto::digest(crypto::DigestAlgorithm::sha256, octets);
}

}  // namespace otkel::journal
