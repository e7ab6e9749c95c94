#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/rex/definition.hpp"
#include "gateway/adapter/case_file.hpp"
#include "gateway/calendar/calendars.hpp"

// A case as its records tell it. Made anew from them whenever it is needed; changed by another record only.

namespace otkel::adapters::rex {

// Decided by an officer, its paper signed; on its way to its receiver until the step itself is recorded.
struct Pending {
    std::string step, errand;
    std::size_t record{0};  // number of the decision
};

struct Case {
    std::string id;
    std::shared_ptr<const Definition> definition;
    calendar::CalendarPointer calendar;  // the version that the case was opened under
    std::string state;
    boost::json::object facts;  // facts.hpp
    std::vector<adapter::KeptRecord> records;
    std::optional<Pending> pending;
    // The day on which each kind of record was first made.
    std::map<std::string, calendar::Day, std::less<>> days;
    std::map<std::string, std::size_t, std::less<>> counts;  // records of each kind

    [[nodiscard]] std::size_t next_number() const { return records.size() + 1; }
    [[nodiscard]] bool is_over() const { return definition->is_final(state); }
};

// What the first record names, and what is known.
struct RuleBooks {
    const Definitions& definitions;
    const calendar::Calendars& calendars;
};

// Errc::not_found when the definition or the calendar of its first record is not there any more: a case is never
// counted by another. Errc::malformed when a record does not follow from those before it.
[[nodiscard]] Result<Case> read_case(std::vector<adapter::KeptRecord> records, const RuleBooks& books);

// Of those that start where the case is, the steps that what is known of it calls for.
[[nodiscard]] std::vector<const Step*> steps_called_for(const Case& of);
// Why a step cannot be taken now with this data: Errc::invalid_argument with what can be done instead.
[[nodiscard]] Result<const Step*> may_take(const Case& of, std::string_view step, const boost::json::object& data);

}  // namespace otkel::adapters::rex
