#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/journal/evidence/record.hpp"

namespace otkel::journal {
namespace {

Record begun(const ExchangeId& id, State state, WallTime at, std::vector<RecordLeg> legs, std::string_view node) {
    Record record;
    record.exchange = id.text();
    record.state = state;
    record.at = at;
    record.node = node;
    record.legs = std::move(legs);
    return record;
}

}  // namespace

WrittenRecord append_record(Record record, ChainEnd& chain, ExchangeEnd& exchange) {
    OTKEL_ASSERT(!chain.chain.empty() && !record.exchange.empty());
    record.chain = chain.chain;
    record.sequence = chain.sequence + 1;
    record.ordinal = exchange.ordinal + 1;
    record.previous = exchange.leaf;
    WrittenRecord written{record.sequence, record_text(record), {}, {}};
    written.leaf = leaf_hash(written.text);
    written.link = link_hash(chain.link, written.leaf);
    chain.sequence = record.sequence;
    chain.link = written.link;
    exchange = {record.ordinal, written.leaf};
    return written;
}

Record record_of(const Acceptance& acceptance, std::vector<RecordLeg> legs, std::string_view node) {
    const auto state = acceptance.concluded ? State::answered : State::accepted;
    auto record = begun(acceptance.id, state, acceptance.at, std::move(legs), node);
    if (acceptance.concluded) {
        record.outcome = acceptance.concluded->outcome;
        record.by = acceptance.concluded->by;
    }
    record.opening = RecordOpening{acceptance.direction,      acceptance.adapter,        acceptance.route,
                                   acceptance.peer,           acceptance.service,        acceptance.message_id,
                                   acceptance.correlation_id, acceptance.content_digest, acceptance.signer,
                                   acceptance.remote_address};
    return record;
}

Record record_of(const Refusal& refusal, std::vector<RecordLeg> legs, std::string_view node) {
    auto record = begun(refusal.id, State::refused, refusal.at, std::move(legs), node);
    record.outcome = refusal.detail.empty() ? refusal.code : refusal.code + ": " + refusal.detail;
    record.opening = RecordOpening{
        Direction::inbound,    refusal.adapter, {}, refusal.peer, refusal.service, refusal.message_id, {}, {}, {},
        refusal.remote_address};
    return record;
}

Record record_of(const Step& step, std::vector<RecordLeg> legs, std::string_view node, std::uint32_t attempt) {
    auto record = begun(step.id, step.state, step.at, std::move(legs), node);
    record.outcome = step.outcome;
    record.attempt = attempt;
    record.by = step.by;
    record.because = step.because ? step.because->text() : std::string{};
    return record;
}

HistoryEntry entry_of(const Record& record) {
    HistoryEntry entry{record.at,   record.state, record.outcome, record.attempt,
                       record.node, record.by,    record.because, {}};
    entry.legs.reserve(record.legs.size());
    for (const auto& leg : record.legs) {
        entry.legs.push_back(std::string(name(leg.leg)) + " sha256:" + to_hex(leg.sha256));
    }
    return entry;
}

}  // namespace otkel::journal
