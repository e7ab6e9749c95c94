#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/base/text.hpp"

// What a declaration check may find, and how it is said to officials. The names are public: findings.cpp is their table
// and docs/core.md explains them.

namespace otkel::core {

enum class FindingCode : std::uint8_t {
    declaration_number_format,
    declaration_date_format,
    declaration_date_differs,
    importer_id_invalid,
    importer_unknown,
    importer_not_active,
    line_number_repeated,
    product_not_identified,
    gtin_invalid,
    ntin_invalid,
    card_not_found,
    card_gtin_differs,
    card_archived,
    card_ambiguous,
    tnved_differs,
    tnved_partly_differs,
    origin_not_stated,
    origin_differs,
    maker_country_differs,
    marking_missing,
    marking_not_required,
    marking_not_checked,
    quantity_not_whole,
    quantity_not_countable,
    code_count_differs,
    code_total_differs,
    code_malformed,
    code_gtin_differs,
    code_unknown,
    code_owner_differs,
    code_state,
    code_used,
    code_repeated,
    range_invalid,
    range_empty,
    aggregate_invalid,
    aggregate_unknown,
    aggregate_too_deep,
};

struct FindingInfo {
    FindingCode code;
    std::string_view name;
    Severity severity;
    Text text;  // `en` is for engineers and the documentation; replies carry kk and ru
};

[[nodiscard]] const FindingInfo& info(FindingCode code);
[[nodiscard]] const std::vector<FindingInfo>& all_findings();

struct CheckFinding {
    FindingCode code;
    std::string field;     // member of the request: "tnved", "marking.codes"
    std::string expected;  // empty: nothing to say
    std::string found;
};

enum class Verdict : std::uint8_t { pass, pass_with_remarks, fail };
[[nodiscard]] std::string_view name(Verdict verdict);
// An error fails, a warning is a remark, a note changes nothing.
[[nodiscard]] Verdict verdict_of(const std::vector<CheckFinding>& findings);

// In the form of core/declaration-check.reply.
[[nodiscard]] boost::json::array to_json(const std::vector<CheckFinding>& findings);

}  // namespace otkel::core
