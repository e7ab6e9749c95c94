#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/journal/postgres/group.hpp"
#include "gateway/journal/postgres/statements.hpp"
#include "gateway/journal/text_list.hpp"

// What follows from the answers to a group's questions.

namespace otkel::journal::postgres {
namespace {

std::vector<RecordLeg> record_legs(const std::vector<PackedLeg>& legs) {
    std::vector<RecordLeg> all;
    all.reserve(legs.size());
    for (const auto& leg : legs) {
        all.push_back({leg.leg, leg.content_type, static_cast<std::uint64_t>(leg.size), leg.sha256});
    }
    return all;
}

Parameters leg_parameters(std::int64_t exchange, const PackedLeg& leg) {
    return Parameters(exchange, static_cast<std::int64_t>(leg.leg), as_text(leg.content_type), Blob{leg.sha256},
                      leg.size, Blob{leg.octets});
}

std::string with_keys(const std::string& list, const Keys& added) {
    auto keys = keys_of(list);
    for (const auto& key : added) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(key);
        }
    }
    return to_list(keys);
}

}  // namespace

Result<void> Group::decide(const std::vector<Rows>& answers) {
    hand_out(answers);
    if (!alive_) {
        return fail(Errc::unavailable, "another gateway has started with the node name \"" + next_.node +
                                           "\" on the journal's database, and this one may no longer write: give each "
                                           "gateway a journal.node of its own, and start this one again");
    }
    for (std::size_t i = 0; i < units_.size(); ++i) {
        auto& unit = *units_[i];
        unit.outcome = {};
        if (auto* refusing = std::get_if<Refusing>(&unit.work)) {
            decide(*refusing, i);
        } else {
            decide(unit);
        }
    }
    return {};
}

void Group::decide(Unit& unit) {
    if (auto* accepting = std::get_if<Accepting>(&unit.work)) {
        decide(*accepting);
    } else if (auto* stepping = std::get_if<Stepping>(&unit.work)) {
        unit.outcome = decide(*stepping);
    } else if (auto* taking = std::get_if<Taking>(&unit.work)) {
        unit.outcome = decide(*taking);
    } else if (const auto* record = std::get_if<AuditRecord>(&unit.work)) {
        decide(*record);
    } else if (std::holds_alternative<Leaving>(unit.work)) {
        decide_leaving();
    }
}

void Group::add_record(std::int64_t exchange, Record record, ExchangeEnd& end) {
    const auto written = append_record(std::move(record), next_.chain, end);
    plan(sql::record,
         Parameters(next_.number, static_cast<std::int64_t>(written.sequence), exchange, std::int64_t{end.ordinal},
                    Blob{written.text}, Blob{written.link}, Blob{written.leaf}));
}

void Group::decide(Accepting& accepting) {
    accepting.original.reset();
    const auto found = accepted_.find(&accepting);
    if (found == accepted_.end()) {
        ask_original(accepting);
        return;
    }
    ExchangeEnd end;
    add_record(found->second, record_of(accepting.record, record_legs(accepting.legs), next_.node), end);
    for (const auto& leg : accepting.legs) {
        plan(sql::leg, leg_parameters(found->second, leg));
    }
    for (const auto fingerprint : accepting.key_fingerprints) {
        plan(sql::search_key, Parameters(fingerprint, found->second));
    }
    if (accepting.lane_key) {
        lanes_.insert(*accepting.lane_key);
    }
}

void Group::ask_original(Accepting& accepting) {
    const auto& record = accepting.record;
    const auto leg = record.direction == Direction::inbound ? Leg::reply_out : Leg::core_reply;
    reads_ = true;
    plan(sql::original, Parameters(Blob{*accepting.message_key}), [&accepting](const Rows& rows) {
        accepting.original = original_of(rows);
        if (accepting.original) {
            accepting.original->duplicate.same_content =
                accepting.original->content_digest == accepting.record.content_digest;
        }
    });
    plan(sql::reply, Parameters(Blob{*accepting.message_key}, static_cast<std::int64_t>(leg)),
         [&accepting](const Rows& rows) {
             if (accepting.original) {
                 accepting.original->reply = reply_of(rows);
             }
         });
}

Result<void> Group::allowed(const Row& row, const Step& step) const {
    const auto& now = row.summary;
    if (row.owner == next_.number) {
        return {};
    }
    return fail(Errc::in_progress, now.node.empty() ? "exchange " + step.id.text() + " does not belong to this node (" +
                                                          next_.node + ") any more; take it before the step"
                                                    : "exchange " + step.id.text() + " belongs to node " + now.node +
                                                          " now; what this node knows of it is out of date");
}

// The answer to the first try of this step may have been lost. Nothing would change, so it needs no owner.
bool Group::is_done_already(const Row& row, const OneStep& step) const {
    const auto& record = step.record;
    const auto legs = legs_.find(row.number);
    return !row.owner && row.summary.state == record.state && row.summary.outcome == record.outcome &&
           (!is_unfinished(record.state) || row.due == count(record.due.value_or(record.at))) &&
           std::all_of(step.legs.begin(), step.legs.end(), [&](const PackedLeg& leg) {
               return legs != legs_.end() && legs->second.contains({leg.leg, leg.sha256});
           });
}

Result<void> Group::decide(Stepping& stepping) {
    // All or none: what would be done is kept until every step was found good.
    const auto rows = rows_;
    const auto ends = ends_;
    const auto legs = legs_;
    const auto chain = next_.chain;
    const auto planned_before = commands_.size();
    auto done = apply(stepping);
    if (!done) {
        rows_ = rows;
        ends_ = ends;
        legs_ = legs;
        next_.chain = chain;
        commands_.resize(planned_before, {&sql::commit});
        thens_.resize(planned_before);
    }
    return done;
}

Result<void> Group::apply(const Stepping& stepping) {
    std::set<std::string> touched;
    for (const auto& step : stepping.steps) {
        const auto found = rows_.find(step.record.id.text());
        if (found == rows_.end()) {
            return fail(Errc::not_found, "the journal has no exchange " + step.record.id.text());
        }
        auto& row = found->second;
        const auto now = row.summary.state;
        if (!may_follow(now, step.record.state)) {
            return fail(Errc::invalid_argument, "exchange " + step.record.id.text() + " is " + std::string(name(now)) +
                                                    " and cannot become " + std::string(name(step.record.state)));
        }
        if (is_done_already(row, step)) {
            continue;
        }
        if (auto good = allowed(row, step.record); !good) {
            return good;
        }
        apply(row, step);
        touched.insert(found->first);
    }
    for (const auto& id : touched) {
        const auto& row = rows_.at(id);
        changed_.insert(id);
        if (row.lane_key && !is_final(row.summary.state)) {
            queued_.insert(row.number);
        }
    }
    return {};
}

void Group::apply(Row& row, const OneStep& step) {
    const auto& next = step.record;
    auto& now = row.summary;
    now.state = next.state;
    now.outcome = next.outcome;
    row.stages += to_list(next.stages);
    row.keys = next.keys.empty() ? row.keys : with_keys(row.keys, next.keys);
    now.attempts += next.attempt ? 1 : 0;
    now.correlation_id = next.correlation_id.empty() ? now.correlation_id : next.correlation_id;
    now.concluded_at = is_final(next.state) ? std::optional(next.at) : std::nullopt;
    row.due = is_unfinished(next.state) ? std::optional(count(next.due.value_or(next.at))) : std::nullopt;
    row.owner = row.due && !next.due ? std::optional(next_.number) : std::nullopt;
    add_record(row.number, record_of(next, record_legs(step.legs), next_.node, now.attempts), ends_[row.number]);
    for (const auto& leg : step.legs) {
        if (legs_[row.number].emplace(leg.leg, leg.sha256).second) {
            plan(sql::leg, leg_parameters(row.number, leg));
        }
    }
    for (const auto fingerprint : step.key_fingerprints) {
        plan(sql::search_key, Parameters(fingerprint, row.number));
    }
}

void Group::decide(Refusing& refusing, std::size_t position) {
    const auto& r = refusing.record;
    const auto number = first_number_ + static_cast<std::int64_t>(position);
    const auto stages = to_list(std::vector<StageTime>{{"refuse", std::chrono::microseconds{0}, r.detail}});
    plan(sql::refuse,
         Parameters(number, as_text(r.id.text()), count(r.at), as_text(r.adapter), as_text(r.peer), as_text(r.service),
                    as_text(r.message_id), as_text(r.code), as_text(r.remote_address), as_text(stages)));
    std::vector<PackedLeg> legs;
    if (refusing.request) {
        legs.push_back(*refusing.request);
        plan(sql::leg, leg_parameters(number, legs.front()));
    }
    ExchangeEnd end;
    add_record(number, record_of(r, record_legs(legs), next_.node), end);
}

Result<void> Group::decide(Taking& taking) {
    taking.taken.clear();
    if (!taking.id) {
        return {};
    }
    const auto found = rows_.find(taking.id->text());
    if (found == rows_.end()) {
        return fail(Errc::not_found, "the journal has no exchange " + taking.id->text());
    }
    auto& row = found->second;
    if (row.owner && row.owner != next_.number && row.owner_is_alive) {
        return fail(Errc::in_progress, "node " + row.summary.node + " has exchange " + taking.id->text());
    }
    // What is answered or refused is never worked on again.
    if (row.summary.state != State::answered && row.summary.state != State::refused) {
        row.owner = next_.number;
        changed_.insert(row.summary.id.text());
    }
    taken_[&taking] = {row.number};
    return {};
}

void Group::read_taken() {
    for (const auto& taken : taken_) {
        if (taken.second.empty()) {
            continue;
        }
        reads_ = true;
        const auto keep = [this, taking = taken.first](const Rows& rows) { read_[taking].push_back(rows); };
        plan(sql::rows_by_number, Parameters(taken.second), keep);
        plan(sql::legs, Parameters(taken.second), keep);
        plan(sql::records, Parameters(taken.second), keep);
    }
}

void Group::decide(const AuditRecord& r) {
    plan(sql::audit, Parameters(count(r.at), as_text(r.who), as_text(r.address), as_text(r.what), as_text(r.outcome),
                                as_text(r.exchange)));
}

void Group::decide_leaving() { plan(sql::leave, Parameters(next_.number)); }

std::vector<Command> Group::writes() {
    for (const auto& id : changed_) {
        const auto& row = rows_.at(id);
        const auto& now = row.summary;
        plan(sql::update, Parameters(row.number, static_cast<std::int64_t>(now.state), as_text(now.outcome),
                                     count(now.concluded_at), as_text(row.stages), as_text(row.keys),
                                     as_text(now.correlation_id), row.due, std::int64_t{now.attempts}, row.owner));
        if (row.lane_key) {
            lanes_.insert(*row.lane_key);
        }
    }
    for (const auto lane : lanes_) {
        plan(sql::settle, Parameters(lane));
    }
    for (const auto number : queued_) {
        plan(sql::wait_turn, Parameters(number));
    }
    read_taken();
    if (!reads_) {
        plan(sql::commit, Parameters{});
    }
    return planned();
}

void Group::finish(const std::vector<Rows>& answers) {
    hand_out(answers);
    for (const auto& unit : units_) {
        if (const auto* accepting = std::get_if<Accepting>(&unit->work)) {
            OTKEL_ASSERT(accepting->original || accepted_.contains(accepting));
        }
        auto* taking = std::get_if<Taking>(&unit->work);
        const auto read = taking == nullptr ? read_.end() : read_.find(taking);
        if (read == read_.end()) {
            continue;
        }
        auto exchanges = exchanges_of(read->second.at(0), read->second.at(1), read->second.at(2));
        if (exchanges) {
            taking->taken = std::move(*exchanges);
        } else {
            unit->outcome = fail(exchanges.error());
        }
    }
}

}  // namespace otkel::journal::postgres
