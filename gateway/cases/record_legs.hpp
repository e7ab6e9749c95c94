#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/case_file.hpp"
#include "gateway/journal/store.hpp"

// Private to cases/: how a record stands in the journal.

namespace otkel::cases {

// Of the route of a record: "<system>-case".
inline constexpr std::string_view record_route_ending = "-case";

// Of its message id: "REX-2026-000017/3".
struct RecordName {
    std::string case_id;
    std::size_t number{0};
};
[[nodiscard]] RecordName record_name_of(std::string_view message_id);

struct RecordLegs {
    std::string content;  // JSON
    std::vector<adapter::CasePaper> papers;
};
[[nodiscard]] RecordLegs read_record_legs(std::vector<journal::LegOctets> legs);

[[nodiscard]] journal::LegOctets leg_of(adapter::CasePaper paper);
[[nodiscard]] adapter::CasePaper paper_of(journal::LegOctets leg);

}  // namespace otkel::cases
