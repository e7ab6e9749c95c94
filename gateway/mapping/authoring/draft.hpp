#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/mapping/check/json_schema.hpp"
#include "gateway/xsd/schema_model.hpp"

namespace otkel::mapping::authoring {

struct DraftOptions {
    std::string name;                        // "customs/status.request"
    std::string schema;                      // as the mapping names the XML Schema
    std::string json_name;                   // "core/status.request"; empty for none
    const check::JsonSchema* json{nullptr};  // of that name
};

// A global element: "Request", or "{urn:example}Request" where several namespaces have one. Errc::not_found names those
// that there are.
[[nodiscard]] Result<const xsd::Element*> find_root(const xsd::SchemaModel& schema, std::string_view root);

// The text of a mapping that carries everything the schema allows below `root`, with names made from its names. What
// cannot be translated, or is for a person to decide, stands in comments.
[[nodiscard]] std::string draft_mapping(const xsd::Element& root, const DraftOptions& options);

}  // namespace otkel::mapping::authoring
