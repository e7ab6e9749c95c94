#pragma once

#include <string>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/xsd/schema_model.hpp"

namespace otkel::mapping::authoring {

struct TypeChange {
    Severity severity{Severity::error};
    std::string code;
    std::string detail;
};

// What is different in the values of a type.
[[nodiscard]] std::vector<TypeChange> compare(const xsd::SimpleType& old, const xsd::SimpleType& renewed);

}  // namespace otkel::mapping::authoring
