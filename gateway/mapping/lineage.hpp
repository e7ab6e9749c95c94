#pragma once

#include <boost/json/array.hpp>
#include <vector>

#include "gateway/mapping/mapping.hpp"

namespace otkel::mapping {

// Where every value of an outcome came from, for machines: [{"target": "/items/0/gtin", "rule": "customs/….yaml:22:9",
// "source": "/dc:Request/Goods/Item[1]/Gtin (line 3)", "value": "…"}]; a constant has no source.
[[nodiscard]] boost::json::array lineage_json(const std::vector<Derivation>& derivations);

}  // namespace otkel::mapping
