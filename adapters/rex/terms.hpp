#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/rex/case.hpp"

// The clocks of a case: one for each step with a term, and one for the whole of it. Days are those of Kazakhstan,
// counted by the calendar that the case was opened under.

namespace otkel::adapters::rex {

struct TermStanding {
    enum class Standing : std::uint8_t { running, nearly_over, overdue, met, late };
    std::string name;  // of the step, or "whole-case"
    std::string paragraph{};
    int working_days{0};
    calendar::Day since;
    calendar::DueDay due{};
    std::optional<calendar::Day> done;
    calendar::Elapsed elapsed{};  // of a running one
    Standing standing{Standing::running};
};
[[nodiscard]] std::string_view name(TermStanding::Standing standing);

inline constexpr std::string_view whole_case = "whole-case";

// Those that have begun, in the order of the definition; the whole case last. Errc::not_found when the calendar does
// not reach as far.
[[nodiscard]] Result<std::vector<TermStanding>> terms_of(const Case& of, calendar::Day today);

}  // namespace otkel::adapters::rex
