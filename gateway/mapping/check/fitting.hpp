#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/mapping/check/json_schema.hpp"
#include "gateway/mapping/plan.hpp"
#include "gateway/xsd/schema_model.hpp"

// Which `as` fits which type of the XML Schema, and what it is in JSON. Pure functions.

namespace otkel::mapping::check {

struct Fit {
    enum class Kind { fits, sometimes, never } kind{Kind::fits};
    std::string why;     // "can hold 1.5": ends a sentence about the type of the schema
    std::string better;  // what would fit: "as: decimal"; empty when nothing is sure
};
[[nodiscard]] Fit fit_of(const ValueType& type, const xsd::SimpleType& schema);

// "xs:decimal", "PriceType (xs:decimal)"
[[nodiscard]] std::string in_words(const xsd::SimpleType& type);
// "as: decimal", "a text"
[[nodiscard]] std::string in_words(const ValueType& type);

// All values that the schema allows; nullopt when it does not list them.
[[nodiscard]] std::optional<std::vector<std::string>> listed_values(const xsd::SimpleType& type);

// Why the schema does not allow this text; empty when it does, as far as can be told.
[[nodiscard]] std::string obstacle(const xsd::SimpleType& type, const std::string& text);

// What a value is in JSON: text, a whole number, or true and false.
[[nodiscard]] JsonKind json_kind(const ValueType& type);

// How many characters an identifier has; nullopt when that varies.
[[nodiscard]] std::optional<std::size_t> fixed_length(const ValueType& type);

}  // namespace otkel::mapping::check
