#pragma once

#include <string>
#include <string_view>

#include "gateway/mapping/check/json_schema.hpp"
#include "gateway/xsd/schema_model.hpp"

namespace otkel::mapping::authoring {

struct TypeGuess {
    std::string as;      // empty for a text
    std::string remark;  // what may be meant, for a comment
};

// By the type of the XML Schema, by the name of the element or attribute, and by the type of the JSON Schema (null when
// nothing is known). An identifier is named when its name and the length of the type leave no doubt.
[[nodiscard]] TypeGuess guess_type(const xsd::SimpleType& type, std::string_view name, const check::JsonType* json);

}  // namespace otkel::mapping::authoring
