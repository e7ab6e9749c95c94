#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/mapping/values.hpp"
#include "gateway/xsd/schema_model.hpp"
#include "tests/unit/mapping/samples/pattern.hpp"

namespace otkel::mapping::samples {

// Texts that fit a type of the schema and a type of the mapping.
class Facets {
public:
    // Whether `text` is a value of `type`, as far as its facets are looked at here.
    [[nodiscard]] bool allow(const xsd::SimpleType& type, std::string_view text);
    // nullopt when nothing that fits both was found. `date` is the day by which codes are judged.
    [[nodiscard]] std::optional<std::string> value(Random& random, const ValueType& type,
                                                   const xsd::SimpleType* schema_type, std::string_view date);

private:
    struct Proposal {
        std::string text;
        bool sure{false};  // in the spelling that the mapping writes
    };
    [[nodiscard]] Proposal proposal(Random& random, const ValueType& type, const xsd::SimpleType* schema_type,
                                    std::string_view date);
    [[nodiscard]] std::string by_schema(Random& random, const xsd::SimpleType& type);
    [[nodiscard]] const Pattern* pattern(const std::string& text);

    std::map<std::string, std::optional<Pattern>> patterns_;
};

}  // namespace otkel::mapping::samples
