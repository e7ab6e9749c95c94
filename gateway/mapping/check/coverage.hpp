#pragma once

#include <string>
#include <vector>

#include "gateway/mapping/check/check.hpp"

// What a mapping leaves out of either schema.

namespace otkel::mapping::check {

inline constexpr std::size_t coverage_values_max = 50'000;  // of one side; what is beyond is not counted

// A value that no rule carries, or an element or object of which no rule carries anything.
struct Uncarried {
    std::string path;       // "Goods/Item/@no", "items[].line"
    bool required{false};   // the schema requires it where it stands
    std::size_t values{1};  // how many are in it
};

struct SideCoverage {
    bool known{false};  // there is a schema
    std::size_t values{0};
    std::size_t carried{0};
    std::size_t required_missing{0};   // values that the schema requires and no rule carries
    std::vector<Uncarried> uncarried;  // required ones first, otherwise in the order of the schema
};

struct Coverage {
    std::string name;  // of the mapping
    SideCoverage xml, json;
};

// An element or member of a type that stands inside itself is counted once. Errc::invalid_configuration with findings
// when the mapping or one of its schemas cannot be read.
[[nodiscard]] Result<Coverage> coverage_of(const std::filesystem::path& file, std::shared_ptr<const CodeTables> codes,
                                           SchemaCache& schemas);

[[nodiscard]] SideCoverage xml_coverage(const Views& views);
[[nodiscard]] SideCoverage json_coverage(const Views& views);

// Required ones first; counts them.
void finish(SideCoverage& side);

// "carried 41 of 60 XML values (3 required missing)" and a line for each that is not.
[[nodiscard]] std::string in_lines(const Coverage& coverage);

}  // namespace otkel::mapping::check
