#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/mapping/code_tables.hpp"
#include "gateway/xsd/schema_model.hpp"

// What a new version of a schema changes, and what of that a mapping feels.

namespace otkel::mapping::authoring {

// One finding for each change, with the path of the element or attribute from its root. Those that come first break
// messages: an error; a warning may, when a message uses what has changed; a note does not.
[[nodiscard]] std::vector<Finding> compare(const xsd::SchemaModel& old, const xsd::SchemaModel& renewed);

// The rules of the mapping that do not fit the new schema and did fit the old one; what its loader complains about
// comes back as it is.
[[nodiscard]] std::vector<Finding> broken_rules(const std::filesystem::path& mapping,
                                                std::shared_ptr<const CodeTables> codes,
                                                std::shared_ptr<const xsd::SchemaModel> old,
                                                std::shared_ptr<const xsd::SchemaModel> renewed);

// The mappings below a folder whose schema has this file name.
[[nodiscard]] std::vector<std::filesystem::path> mappings_of_schema(const std::filesystem::path& folder,
                                                                    const std::filesystem::path& schema,
                                                                    std::shared_ptr<const CodeTables> codes);

}  // namespace otkel::mapping::authoring
