#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/calendar/day.hpp"
#include "gateway/settings/section.hpp"

// An order of the ministry as data: states, steps, terms and words of a case (config/adapters/rex/*.yaml, docs/rex.md).
// Nothing of it stands in code but the conditions, which ask what a case holds (condition.hpp).

namespace otkel::adapters::rex {

struct Words {  // in the three languages
    std::string en, ru, kk;
};

// Days of work after a step, or after the opening ("receive").
struct Term {
    int working_days{0};
    std::string since;
};

struct Step {
    std::string name;
    std::vector<std::string> from;
    std::string to;
    std::string by;  // actor: "authorised-body", "authorised-organisation"
    std::optional<Term> term;
    std::vector<std::string> applies;  // conditions: the step is called for, and its term runs
    std::vector<std::string> when;     // conditions: it can be taken
    std::string paragraph;             // of the order; empty: it is silent
    bool is_inferred{false};
    std::string paper;   // its template's name; empty: none is written
    std::string errand;  // what is sent; empty: nothing
    Place place;

    [[nodiscard]] bool starts_in(std::string_view state) const;
};

struct Ground {
    std::string name;
    Words words;
};

struct WantedDocument {
    std::string kind;
    std::vector<std::string> when;
    Words words;
};

struct Definition {
    std::string name;
    calendar::Day in_force_from;
    std::vector<std::string> countries;  // ISO 3166-1 alpha-2
    int warn_at_percent{80};
    Term whole_case;
    std::string whole_case_until;  // the step that ends its term
    std::string whole_case_paragraph;
    std::vector<std::string> states;
    std::string opened_in;
    std::vector<std::string> final_states;
    std::vector<Step> steps;
    std::vector<Ground> grounds;
    std::vector<WantedDocument> documents;

    // The step of this name that starts in the state; null: there is none.
    [[nodiscard]] const Step* step(std::string_view called, std::string_view state) const;
    [[nodiscard]] std::vector<const Step*> steps_from(std::string_view state) const;
    [[nodiscard]] const Ground* ground(std::string_view called) const;
    [[nodiscard]] bool takes_requests_of(std::string_view country) const;
    [[nodiscard]] bool is_final(std::string_view state) const;
};

// Every mistake is a complaint: a state that no step reaches or leaves, a term that begins with a step that is not
// there, an unknown condition.
[[nodiscard]] Definition read_definition(const std::filesystem::path& file, settings::Complaints& complaints);

// All definitions of a folder.
class Definitions {
public:
    [[nodiscard]] static Definitions load(const std::filesystem::path& folder, settings::Complaints& complaints);
    // Errc::not_found, with those there are.
    [[nodiscard]] Result<std::shared_ptr<const Definition>> find(std::string_view name) const;
    // The last that is in force on this day.
    [[nodiscard]] Result<std::shared_ptr<const Definition>> in_force_on(calendar::Day day) const;

private:
    std::vector<std::shared_ptr<const Definition>> all_;  // by the day they come into force
};

}  // namespace otkel::adapters::rex
