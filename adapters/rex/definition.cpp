#include "adapters/rex/definition.hpp"

#include <algorithm>

#include "adapters/rex/condition.hpp"

namespace otkel::adapters::rex {
namespace {

using settings::Complaints;
using settings::Section;

constexpr std::string_view opening = "receive";
constexpr std::int64_t working_days_most = 400;

bool contains(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Term> read_term(const Section& section) {
    if (!section.has("working_days")) {
        return std::nullopt;
    }
    return Term{static_cast<int>(section.number_or("working_days", 1, 1, working_days_most)), section.text("since")};
}

std::vector<std::string> read_conditions(const Section& section, std::string_view key) {
    auto words = section.texts(key);
    for (const auto& word : words) {
        if (!is_condition(word)) {
            section.complain(key, "no condition is called " + word, "one of " + conditions_text(), word);
        }
    }
    return words;
}

Step read_step(const Section& section) {
    Step step;
    step.place = section.place();
    step.name = section.text("name");
    step.from = section.texts("from");
    step.to = section.text("to");
    step.by = section.choice_or("by", "authorised-body", {"authorised-body", "authorised-organisation"});
    step.term = read_term(section);
    step.applies = read_conditions(section, "applies");
    step.when = read_conditions(section, "when");
    step.paragraph = section.text_or("paragraph", "");
    step.is_inferred = section.choice_or("basis", "seen", {"seen", "inferred"}) == "inferred";
    step.paper = section.text_or("paper", "");
    step.errand = section.text_or("errand", "");
    section.finish();
    return step;
}

Words read_words(const Section& section) { return {section.text("en"), section.text("ru"), section.text("kk")}; }

void read_lists(const Section& section, Definition& definition) {
    for (const auto& one : section.sections("steps")) {
        definition.steps.push_back(read_step(one));
    }
    for (const auto& one : section.sections("grounds")) {
        definition.grounds.push_back({one.text("name"), read_words(one)});
        one.finish();
    }
    for (const auto& one : section.sections("documents")) {
        definition.documents.push_back({one.text("kind"), read_conditions(one, "when"), read_words(one)});
        one.finish();
    }
}

bool is_step(const Definition& definition, std::string_view name) {
    return name == opening || std::any_of(definition.steps.begin(), definition.steps.end(),
                                          [&](const Step& step) { return step.name == name; });
}

void check_step(const Definition& definition, const Step& step, Complaints& complaints) {
    for (const auto& state : step.from) {
        if (!contains(definition.states, state)) {
            complaints.add(step.place, "the step " + step.name + " starts in a state that is not listed",
                           "one of states", state);
        }
    }
    if (!contains(definition.states, step.to)) {
        complaints.add(step.place, "the step " + step.name + " leads to a state that is not listed", "one of states",
                       step.to);
    }
    if (step.term && !is_step(definition, step.term->since)) {
        complaints.add(step.place, "the term of " + step.name + " begins with a step that is not there",
                       "the name of a step, or receive", step.term->since);
    }
}

// A step taken in a state has one meaning.
void check_names(const Definition& definition, Complaints& complaints) {
    for (std::size_t i = 0; i < definition.steps.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto& one = definition.steps[i];
            const auto& other = definition.steps[j];
            const bool meet = std::any_of(one.from.begin(), one.from.end(),
                                          [&](const auto& state) { return other.starts_in(state); });
            if (one.name == other.name && meet) {
                complaints.add(one.place, "two steps called " + one.name + " start in the same state");
            }
        }
    }
}

void check_states(const Definition& definition, const Place& place, Complaints& complaints) {
    for (const auto& state : definition.states) {
        const auto leads_here = [&](const Step& step) { return step.to == state && !step.starts_in(state); };
        if (state != definition.opened_in &&
            std::none_of(definition.steps.begin(), definition.steps.end(), leads_here)) {
            complaints.add(place, "no step leads to the state " + state);
        }
        if (!definition.is_final(state) && definition.steps_from(state).empty()) {
            complaints.add(place, "no step leaves the state " + state, "a step, or its name under final");
        }
    }
    if (!contains(definition.states, definition.opened_in)) {
        complaints.add(place, "opened_in is no state of the list", "one of states", definition.opened_in);
    }
}

}  // namespace

bool Step::starts_in(std::string_view state) const { return contains(from, state); }

const Step* Definition::step(std::string_view called, std::string_view state) const {
    const auto found = std::find_if(steps.begin(), steps.end(),
                                    [&](const Step& one) { return one.name == called && one.starts_in(state); });
    return found == steps.end() ? nullptr : &*found;
}

std::vector<const Step*> Definition::steps_from(std::string_view state) const {
    std::vector<const Step*> found;
    for (const auto& one : steps) {
        if (one.starts_in(state)) {
            found.push_back(&one);
        }
    }
    return found;
}

const Ground* Definition::ground(std::string_view called) const {
    const auto found =
        std::find_if(grounds.begin(), grounds.end(), [&](const auto& one) { return one.name == called; });
    return found == grounds.end() ? nullptr : &*found;
}

bool Definition::takes_requests_of(std::string_view country) const { return contains(countries, country); }
bool Definition::is_final(std::string_view state) const { return contains(final_states, state); }

Definition read_definition(const std::filesystem::path& file, Complaints& complaints) {
    const auto section = Section::load(file, complaints);
    Definition definition;
    definition.name = section.text("definition");
    const auto from = calendar::parse_day(section.text("in_force_from"));
    if (!from) {
        section.complain("in_force_from", from.error().detail, "a day: 2021-06-08");
    }
    definition.in_force_from = from.value_or(calendar::Day{});
    definition.countries = section.texts("countries");
    definition.warn_at_percent = static_cast<int>(section.number_or("warn_at_percent", 80, 1, 100));
    const auto whole = section.section("whole_case");
    definition.whole_case = read_term(whole).value_or(Term{0, std::string(opening)});
    definition.whole_case_until = whole.text("until");
    definition.whole_case_paragraph = whole.text_or("paragraph", "");
    whole.finish();
    definition.states = section.texts("states");
    definition.opened_in = section.text("opened_in");
    definition.final_states = section.texts("final");
    read_lists(section, definition);
    section.finish();
    for (const auto& step : definition.steps) {
        check_step(definition, step, complaints);
    }
    for (const auto& name : {definition.whole_case.since, definition.whole_case_until}) {
        if (!is_step(definition, name)) {
            complaints.add(section.place("whole_case"), "the term of the whole case names a step that is not there",
                           "the name of a step, or receive", name);
        }
    }
    check_names(definition, complaints);
    check_states(definition, section.place("states"), complaints);
    return definition;
}

Definitions Definitions::load(const std::filesystem::path& folder, Complaints& complaints) {
    Definitions definitions;
    for (const auto& file : settings::yaml_files(folder)) {
        auto one = std::make_shared<const Definition>(read_definition(file, complaints));
        if (definitions.find(one->name)) {
            complaints.add({file.string(), 0, 0, {}}, "another file defines " + one->name, "a name of its own");
        }
        definitions.all_.push_back(std::move(one));
    }
    std::sort(definitions.all_.begin(), definitions.all_.end(),
              [](const auto& a, const auto& b) { return a->in_force_from < b->in_force_from; });
    if (definitions.all_.empty()) {
        complaints.add({folder.string(), 0, 0, {}}, "no definition of a case is here", "a file like order-358.yaml");
    }
    return definitions;
}

Result<std::shared_ptr<const Definition>> Definitions::find(std::string_view name) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one->name == name; });
    if (found != all_.end()) {
        return *found;
    }
    std::string names;
    for (const auto& one : all_) {
        names += (names.empty() ? "" : ", ") + one->name;
    }
    return fail(Errc::not_found, "no definition is called " + std::string(name) + "; there are: " + names);
}

Result<std::shared_ptr<const Definition>> Definitions::in_force_on(calendar::Day day) const {
    const auto after =
        std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one->in_force_from > day; });
    if (after == all_.begin()) {
        return fail(Errc::not_found, "no definition was in force on " + calendar::to_text(day));
    }
    return *std::prev(after);
}

}  // namespace otkel::adapters::rex
