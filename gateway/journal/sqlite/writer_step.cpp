#include <algorithm>

#include "gateway/base/write_points.hpp"
#include "gateway/journal/sqlite/writer_parts.hpp"

// How an exchange goes on, who may say so, and whose turn it is in a lane.

namespace otkel::journal {
namespace {

std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }

std::string with_keys(const std::string& list, const Keys& added) {
    if (added.empty()) {
        return list;
    }
    auto keys = keys_of(list);
    for (const auto& key : added) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(key);
        }
    }
    return to_list(keys);
}

Result<void> check_state(const Present& now, const Step& next) {
    if (may_follow(now.state, next.state)) {
        return {};
    }
    return fail(Errc::invalid_argument, "exchange " + next.id.text() + " is " + std::string(name(now.state)) +
                                            " and cannot become " + std::string(name(next.state)));
}

std::optional<std::int64_t> due_of(const Step& step) {
    if (!is_unfinished(step.state)) {
        return std::nullopt;
    }
    return count(step.due.value_or(step.at));
}

}  // namespace

std::optional<Present> Writer::Parts::present(const ExchangeId& id) {
    Rows rows(row, id.text());
    if (!rows.next()) {
        return std::nullopt;
    }
    return Present{rows.number(0),
                   static_cast<State>(rows.number(1)),
                   rows.text(2),
                   rows.text(3),
                   rows.text(4),
                   rows.text(5),
                   rows.text(6),
                   rows.text(7),
                   rows.number_or_null(8),
                   rows.number_or_null(9),
                   rows.number_or_null(10),
                   rows.number(11),
                   rows.number(12) != 0};
}

void Writer::Parts::change(std::int64_t number, const Changed& next) {
    execute(update, static_cast<std::int64_t>(next.state), next.outcome, next.concluded_at, next.stages, next.keys,
            next.correlation_id, next.attempts, next.due, next.owner, std::int64_t{next.behind ? 1 : 0}, number);
}

bool Writer::Parts::lane_is_held(const std::string& peer, const std::string& lane) {
    return Rows(lane_head, peer, lane).next();
}

void Writer::Parts::let_next_of_lane(const std::string& peer, const std::string& lane) {
    std::optional<std::int64_t> next;
    {
        Rows rows(lane_next, peer, lane);
        if (rows.next()) {
            next = rows.number(0);
        }
    }
    if (next) {
        execute(lane_turn, *next);
    }
}

std::string Writer::Parts::name_of(std::int64_t owner) {
    Rows rows(node_name, owner);
    return rows.next() ? rows.text(0) : "unknown";
}

Result<void> Writer::Parts::check_owner(const Present& now, const ExchangeId& id) {
    if (now.owner == incarnation) {
        return {};
    }
    return fail(Errc::in_progress, now.owner ? "exchange " + id.text() + " belongs to node " + name_of(*now.owner) +
                                                   " now; what this node knows of it is out of date"
                                             : "exchange " + id.text() +
                                                   " does not belong to this node any more; take it before the step");
}

// The answer to the first try of this step may have been lost. Nothing would change, so it needs no owner.
bool Writer::Parts::is_done_already(const Present& now, const PreparedStep& step) {
    const auto& record = step.record;
    return !now.owner && now.state == record.state && now.outcome == record.outcome &&
           (!is_unfinished(record.state) || (record.due && now.due == due_of(record))) &&
           std::all_of(step.legs.begin(), step.legs.end(),
                       [&](const PackedLeg& leg) { return has_leg(now.number, leg); });
}

Result<void> Writer::Parts::step(const PreparedStep& prepared) {
    const auto& step = prepared.record;
    const auto now = present(step.id);
    if (!now) {
        return fail(Errc::not_found, "the journal has no exchange " + step.id.text());
    }
    if (auto allowed = check_state(*now, step); !allowed) {
        return allowed;
    }
    if (is_done_already(*now, prepared)) {
        return {};
    }
    if (auto owned = check_owner(*now, step.id); !owned) {
        return owned;
    }
    for (const auto& leg : prepared.legs) {
        insert_new_leg(now->number, leg);
    }
    insert_search_keys(now->number, prepared.search_fingerprints);

    Changed next;
    next.state = step.state;
    next.outcome = step.outcome;
    next.stages = now->stages + to_list(step.stages);
    next.keys = with_keys(now->keys, step.keys);
    next.correlation_id = step.correlation_id.empty() ? now->correlation_id : step.correlation_id;
    next.attempts = now->attempts + (step.attempt ? 1 : 0);
    next.due = due_of(step);
    next.owner = next.due && !step.due ? std::optional{incarnation} : std::nullopt;
    if (is_final(step.state)) {
        next.concluded_at = count(step.at);
    }
    const bool in_lane = !now->lane.empty();
    if (in_lane && !is_final(step.state)) {
        next.behind = now->behind;
        if (is_final(now->state) && lane_is_held(now->peer, now->lane)) {
            // It begins again: behind those of its lane that go on, and not at once.
            next.behind = true;
            next.owner = std::nullopt;
        }
    }
    change(now->number, next);
    if (in_lane && is_final(step.state) && !is_final(now->state) && !now->behind) {
        let_next_of_lane(now->peer, now->lane);
    }
    insert_record(now->number,
                  record_of(step, record_legs(prepared.legs), node, static_cast<std::uint32_t>(next.attempts)));
    return {};
}

Result<void> Writer::step(const std::vector<PreparedStep>& steps) {
    return unit([&]() -> Result<void> {
        for (const auto& step : steps) {
            if (auto done = parts_->step(step); !done) {
                return done;
            }
        }
        reached(WritePoint::step_written);
        return {};
    });
}

Result<void> Writer::take(Taking& taking) {
    return unit([&]() -> Result<void> {
        taking.numbers.clear();
        {
            Rows rows(parts_->due_of_peer, taking.peer, count(taking.now), static_cast<std::int64_t>(taking.limit));
            while (rows.next()) {
                taking.numbers.push_back(rows.number(0));
            }
        }
        for (const auto number : taking.numbers) {
            execute(parts_->own, parts_->incarnation, number);
        }
        reached(WritePoint::take_written);
        return {};
    });
}

Result<void> Writer::take(const ExchangeId& id) {
    return unit([&]() -> Result<void> {
        const auto now = parts_->present(id);
        if (!now) {
            return fail(Errc::not_found, "the journal has no exchange " + id.text());
        }
        if (now->owner && now->owner != parts_->incarnation) {
            return parts_->check_owner(*now, id);
        }
        // Nothing changes an answer or a refusal, so nobody needs to own it.
        if (now->state != State::answered && now->state != State::refused) {
            execute(parts_->own, parts_->incarnation, now->number);
        }
        return {};
    });
}

Result<void> Writer::give_back(const std::vector<std::int64_t>& numbers) {
    return unit([&]() -> Result<void> {
        for (const auto number : numbers) {
            execute(parts_->disown, number, parts_->incarnation);
        }
        return {};
    });
}

Result<void> Writer::give_back_all() {
    return unit([&]() -> Result<void> {
        execute(parts_->disown_all, parts_->incarnation);
        return {};
    });
}

Result<void> Writer::renew_lease(WallTime until) {
    return unit([&]() -> Result<void> {
        execute(parts_->lease, count(until), parts_->incarnation);
        return {};
    });
}

}  // namespace otkel::journal
