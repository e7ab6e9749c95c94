#include "gateway/journal/postgres/group.hpp"

#include "gateway/base/assert.hpp"
#include "gateway/journal/postgres/statements.hpp"
#include "gateway/journal/text_list.hpp"

namespace otkel::journal::postgres {
namespace {

// In the order of the columns in statements.cpp.
Parameters acceptance_parameters(const Accepting& accepting, std::int64_t position, std::int64_t incarnation) {
    const auto& r = accepting.record;
    Parameters p(position, as_text(r.id.text()), static_cast<std::int64_t>(r.direction), count(r.at),
                 as_text(r.adapter), as_text(r.route), as_text(r.peer), as_text(r.service), as_text(r.message_id),
                 as_text(r.correlation_id), as_text(r.content_digest), as_text(r.signer), as_text(r.remote_address));
    if (accepting.message_key) {
        p.add(Blob{*accepting.message_key});
    } else {
        p.add(std::nullopt);
    }
    p.add(as_text(to_list(r.keys)));
    p.add(count(r.due ? r.due->at : r.at));
    p.add(count(r.give_up));
    p.add(as_text(r.due ? r.due->lane : std::string{}));
    p.add(accepting.lane_key);
    p.add(r.due ? std::optional<std::int64_t>{} : std::optional(incarnation));
    return p;
}

}  // namespace

Group::Group(std::vector<std::shared_ptr<Unit>> units, const Incarnation& incarnation)
    : units_(std::move(units)), next_(incarnation) {
    next_.commits += 1;
}

void Group::plan(const Statement& statement, Parameters parameters, Then then) {
    commands_.push_back({&statement, std::move(parameters)});
    thens_.push_back(std::move(then));
}

std::vector<Command> Group::planned() { return std::exchange(commands_, {}); }

void Group::hand_out(const std::vector<Rows>& answers) {
    const auto thens = std::exchange(thens_, {});
    OTKEL_ASSERT(answers.size() == thens.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (thens[i]) {
            thens[i](answers[i]);
        }
    }
}

std::vector<std::string> Group::exchanges() const {
    std::vector<std::string> ids;
    for (const auto& unit : units_) {
        if (const auto* accepting = std::get_if<Accepting>(&unit->work)) {
            ids.push_back(accepting->record.id.text());
        } else if (const auto* stepping = std::get_if<Stepping>(&unit->work)) {
            for (const auto& step : stepping->steps) {
                ids.push_back(step.record.id.text());
            }
        } else if (const auto* taking = std::get_if<Taking>(&unit->work)) {
            for (const auto& taken : taking->taken) {
                ids.push_back(taken.exchange.summary.id.text());
            }
            if (taking->id) {
                ids.push_back(taking->id->text());
            }
        }
    }
    return ids;
}

// Locks are taken by every node in one order, so that no two wait for each other: its own row, lanes, message keys,
// exchanges; each kind sorted.
std::vector<Command> Group::questions() {
    plan(sql::begin, Parameters{});
    plan(sql::beat, Parameters(next_.number, next_.commits, std::int64_t{next_.lease.count()}),
         [this](const Rows& rows) { alive_ = !rows.empty(); });
    ask_locks();
    ask_acceptances();
    ask_rows();
    ask_takes();
    return planned();
}

void Group::ask_locks() {
    std::vector<std::string> ids;
    std::vector<std::int64_t> lanes;
    bool numbers = false;
    for (const auto& unit : units_) {
        if (const auto* accepting = std::get_if<Accepting>(&unit->work)) {
            numbers = true;
            if (accepting->lane_key) {
                lanes.push_back(*accepting->lane_key);
            }
        } else if (const auto* stepping = std::get_if<Stepping>(&unit->work)) {
            for (const auto& step : stepping->steps) {
                ids.push_back(step.record.id.text());
            }
        } else if (const auto* taking = std::get_if<Taking>(&unit->work); taking != nullptr && taking->id) {
            ids.push_back(taking->id->text());
        }
        numbers = numbers || std::holds_alternative<Refusing>(unit->work);
    }
    if (!ids.empty() || !lanes.empty()) {
        plan(sql::lock_lanes, Parameters(ids, lanes));
    }
    if (numbers) {
        plan(sql::next_numbers, Parameters{}, [this](const Rows& rows) { first_number_ = rows.number(0, 0); });
    }
}

void Group::ask_acceptances() {
    std::multimap<std::optional<std::string>, std::size_t> by_key;  // equal ones stay in their order
    for (std::size_t i = 0; i < units_.size(); ++i) {
        if (const auto* one = std::get_if<Accepting>(&units_[i]->work)) {
            by_key.emplace(one->message_key, i);
        }
    }
    for (const auto& entry : by_key) {
        const auto* one = &std::get<Accepting>(units_[entry.second]->work);
        const auto position = static_cast<std::int64_t>(entry.second);
        plan(sql::accept, acceptance_parameters(*one, position, next_.number), [this, one](const Rows& rows) {
            if (!rows.empty()) {
                accepted_[one] = rows.number(0, 0);
            }
        });
    }
}

void Group::ask_rows() {
    std::vector<std::string> ids;
    for (const auto& unit : units_) {
        if (const auto* stepping = std::get_if<Stepping>(&unit->work)) {
            for (const auto& step : stepping->steps) {
                ids.push_back(step.record.id.text());
            }
        } else if (const auto* taking = std::get_if<Taking>(&unit->work); taking != nullptr && taking->id) {
            ids.push_back(taking->id->text());
        }
    }
    if (ids.empty()) {
        return;
    }
    plan(sql::lock_rows, Parameters(ids));
    plan(sql::rows_by_id, Parameters(ids), [this](const Rows& rows) {
        for (int i = 0; i < rows.size(); ++i) {
            auto row = row_of(rows, i);
            const auto id = row.summary.id.text();
            rows_.emplace(id, std::move(row));
        }
    });
    plan(sql::known_legs, Parameters(ids), [this](const Rows& rows) {
        for (int i = 0; i < rows.size(); ++i) {
            legs_[rows.number(i, 0)].emplace(static_cast<Leg>(rows.number(i, 1)), rows.text(i, 2));
        }
    });
    plan(sql::ends, Parameters(ids), [this](const Rows& rows) {
        for (int i = 0; i < rows.size(); ++i) {
            ends_[rows.number(i, 0)] = {static_cast<std::uint32_t>(rows.number(i, 1)),
                                        rows.is_null(i, 2) ? leaf_hash(rows.text(i, 3)) : rows.text(i, 2)};
        }
    });
}

void Group::ask_takes() {
    bool swept = false;
    for (const auto& unit : units_) {
        const auto* taking = std::get_if<Taking>(&unit->work);
        if (taking == nullptr || taking->id) {
            continue;
        }
        if (!std::exchange(swept, true)) {
            plan(sql::sweep, Parameters{});
        }
        plan(sql::take,
             Parameters(next_.number, as_text(taking->peer), count(taking->now),
                        static_cast<std::int64_t>(taking->limit)),
             [this, taking](const Rows& rows) {
                 auto& numbers = taken_[taking];
                 for (int i = 0; i < rows.size(); ++i) {
                     numbers.push_back(rows.number(i, 0));
                 }
             });
    }
}

}  // namespace otkel::journal::postgres
