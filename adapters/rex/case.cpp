#include "adapters/rex/case.hpp"

#include <algorithm>

#include "adapters/rex/condition.hpp"
#include "adapters/rex/facts.hpp"

namespace otkel::adapters::rex {
namespace {

using boost::json::object;

Failure does_not_follow(const adapter::CaseRecord& record, const std::string& why) {
    return fail(Errc::malformed, "record " + std::to_string(record.number) + " of case " + record.case_id + " (" +
                                     record.kind + "): " + why);
}

bool is_beside_the_steps(std::string_view record_kind) {
    return record_kind == kind::package || record_kind == kind::registry || record_kind == kind::note ||
           record_kind == kind::correct || record_kind == kind::warn || record_kind == kind::overdue;
}

Result<void> open(Case& one, const adapter::CaseRecord& record, const object& data, const RuleBooks& books) {
    auto definition = books.definitions.find(text_at(data, "definition"));
    if (!definition) {
        return does_not_follow(record, definition.error().detail);
    }
    auto calendar = books.calendars.find(text_at(data, "calendar"));
    if (!calendar) {
        return does_not_follow(record, calendar.error().detail);
    }
    one.id = record.case_id;
    one.definition = std::move(*definition);
    one.calendar = std::move(*calendar);
    one.state = one.definition->opened_in;
    return {};
}

Result<void> decide(Case& one, const adapter::CaseRecord& record, const object& data) {
    const auto name = text_at(data, "step");
    const auto* step = one.definition->step(name, one.state);
    if (step == nullptr || step->errand.empty() || one.pending) {
        return does_not_follow(record, "the step " + std::string(name) + " could not be decided in state " + one.state);
    }
    one.pending = Pending{step->name, step->errand, record.number};
    return {};
}

Result<void> take(Case& one, const adapter::CaseRecord& record) {
    const auto* step = one.definition->step(record.kind, one.state);
    if (step == nullptr) {
        return does_not_follow(record, "no such step starts in state " + one.state);
    }
    if (one.pending && one.pending->step == step->name) {
        one.pending.reset();
    }
    one.state = step->to;
    return {};
}

Result<void> follow(Case& one, const adapter::CaseRecord& record, const object& data, std::size_t followed,
                    const RuleBooks& books) {
    if (record.number != followed + 1) {
        return does_not_follow(record, "a number is missing before it");
    }
    if ((record.kind == kind::receive) != (record.number == 1)) {
        return does_not_follow(record, "a case is opened once, by its first record");
    }
    if (record.kind == kind::receive) {
        return open(one, record, data, books);
    }
    if (record.kind == kind::decide) {
        return decide(one, record, data);
    }
    return is_beside_the_steps(record.kind) ? Result<void>{} : take(one, record);
}

std::string steps_text(const Case& of) {
    std::string text;
    for (const auto* step : steps_called_for(of)) {
        text += (text.empty() ? "" : ", ") + step->name;
    }
    return text.empty() ? "none: it is closed" : text;
}

}  // namespace

Result<Case> read_case(std::vector<adapter::KeptRecord> records, const RuleBooks& books) {
    Case one;
    const auto data = data_in_force(records);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& record = records[i].record;
        if (auto follows = follow(one, record, data[i], i, books); !follows) {
            return fail(std::move(follows.error()));
        }
        const auto day = calendar::parse_day(day_text(record, data[i]));
        if (!day) {
            return does_not_follow(record, day.error().detail);
        }
        one.days.try_emplace(record.kind, *day);
        ++one.counts[record.kind];
    }
    one.facts = facts_of(records);
    one.records = std::move(records);
    if (one.records.empty()) {
        return fail(Errc::not_found, "the case has no records");
    }
    return one;
}

std::vector<const Step*> steps_called_for(const Case& of) {
    const object none;
    auto steps = of.definition->steps_from(of.state);
    std::erase_if(steps, [&](const Step* step) {
        return !std::all_of(step->applies.begin(), step->applies.end(),
                            [&](const auto& condition) { return holds(condition, {*of.definition, of.facts, none}); });
    });
    return steps;
}

Result<const Step*> may_take(const Case& of, std::string_view step, const object& data) {
    const auto* found = of.definition->step(step, of.state);
    if (found == nullptr) {
        return fail(Errc::invalid_argument, "case " + of.id + " is " + of.state + ": the step " + std::string(step) +
                                                " does not start there; steps that do: " + steps_text(of));
    }
    if (of.pending) {
        return fail(Errc::in_progress, "case " + of.id + ": the paper of " + of.pending->step +
                                           " is on its way to its receiver; go on when it has it");
    }
    for (const auto* conditions : {&found->applies, &found->when}) {
        for (const auto& name : *conditions) {
            if (!holds(name, {*of.definition, of.facts, data})) {
                return fail(Errc::invalid_argument, "case " + of.id + ": " + found->name + " needs that " + name +
                                                        ": " + std::string(advice(name)));
            }
        }
    }
    return found;
}

}  // namespace otkel::adapters::rex
