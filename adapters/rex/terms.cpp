#include "adapters/rex/terms.hpp"

#include <algorithm>

#include "adapters/rex/condition.hpp"

namespace otkel::adapters::rex {
namespace {

using Standing = TermStanding::Standing;

std::optional<calendar::Day> day_of(const Case& of, std::string_view what) {
    const auto found = of.days.find(what);
    return found == of.days.end() ? std::nullopt : std::optional(found->second);
}

// A term runs for a step that is called for in this state.
bool is_called_for(const Case& of, const Step& step) {
    const boost::json::object none;
    return step.starts_in(of.state) && std::all_of(step.applies.begin(), step.applies.end(), [&](const auto& name) {
               return holds(name, {*of.definition, of.facts, none});
           });
}

Result<TermStanding> stand(const Case& of, std::string name, const Term& term, calendar::Day since,
                           std::optional<calendar::Day> done, calendar::Day today) {
    TermStanding standing{.name = std::move(name), .working_days = term.working_days, .since = since, .done = done};
    auto due = of.calendar->deadline(since, term.working_days);
    if (!due) {
        return fail(std::move(due.error()));
    }
    standing.due = std::move(*due);
    if (done) {
        standing.standing = *done > standing.due.day ? Standing::late : Standing::met;
        return standing;
    }
    const auto elapsed = of.calendar->share_elapsed(since, term.working_days, today);
    if (!elapsed) {
        return fail(elapsed.error());
    }
    standing.elapsed = *elapsed;
    if (today > standing.due.day) {
        standing.standing = Standing::overdue;
    } else if (elapsed->reaches(of.definition->warn_at_percent)) {
        standing.standing = Standing::nearly_over;
    }
    return standing;
}

}  // namespace

std::string_view name(Standing standing) {
    switch (standing) {
        case Standing::running: return "running";
        case Standing::nearly_over: return "nearly-over";
        case Standing::overdue: return "overdue";
        case Standing::met: return "met";
        case Standing::late: return "late";
    }
    return {};
}

Result<std::vector<TermStanding>> terms_of(const Case& of, calendar::Day today) {
    std::vector<TermStanding> all;
    const auto add = [&](std::string name, const Term& term, const std::string& paragraph,
                         std::optional<calendar::Day> done) -> Result<void> {
        auto one = stand(of, std::move(name), term, *day_of(of, term.since), done, today);
        if (!one) {
            return fail(std::move(one.error()));
        }
        one->paragraph = paragraph;
        all.push_back(std::move(*one));
        return {};
    };
    for (const auto& step : of.definition->steps) {
        const bool known = std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.name == step.name; });
        if (!step.term || known || !day_of(of, step.term->since)) {
            continue;
        }
        const auto done = day_of(of, step.name);
        if (!done && !is_called_for(of, step)) {
            continue;
        }
        if (auto added = add(step.name, *step.term, step.paragraph, done); !added) {
            return fail(std::move(added.error()));
        }
    }
    const auto& whole = *of.definition;
    if (auto added = add(std::string(whole_case), whole.whole_case, whole.whole_case_paragraph,
                         day_of(of, whole.whole_case_until));
        !added) {
        return fail(std::move(added.error()));
    }
    return all;
}

}  // namespace otkel::adapters::rex
