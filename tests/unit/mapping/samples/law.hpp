#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>

#include "gateway/mapping/mapping.hpp"
#include "gateway/mapping/samples/one_way.hpp"
#include "gateway/xml/schema.hpp"

namespace otkel::mapping::samples {

// The promise of a mapping, held against one message: XML → JSON → XML gives the same message, JSON → XML → JSON the
// same JSON, what is written is valid, and both ways to JSON give the same. What is broken, or nullopt.
[[nodiscard]] std::optional<std::string> broken_by(const Mapping& mapping, const OneWay& places,
                                                   const xml::Schema* schema, const std::string& xml);

}  // namespace otkel::mapping::samples
