#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>
#include <xercesc/sax/InputSource.hpp>

#include "gateway/base/error.hpp"
#include "gateway/xsd/schema_model.hpp"

namespace otkel::xsd {

// What is to be known of a file before Xerces reads it as a schema.
struct Inspection {
    bool refused{false};  // it has a DOCTYPE or passes a limit: the last finding
    std::vector<Finding> findings;
    std::size_t elements{0};                  // that it has
    std::map<std::string, Place> references;  // schemaLocation of its imports and includes, and where it stands
};

// One pass without a tree. A document that is not well formed is not refused here: the schema reader says it better.
[[nodiscard]] Inspection inspect(const xercesc::InputSource& source, const LoadLimits& limits,
                                 std::size_t elements_left);

}  // namespace otkel::xsd
