#include "gateway/mapping/lineage.hpp"

#include <boost/json/object.hpp>

namespace otkel::mapping {

boost::json::array lineage_json(const std::vector<Derivation>& derivations) {
    boost::json::array lineage;
    lineage.reserve(derivations.size());
    for (const auto& one : derivations) {
        boost::json::object entry{{"target", one.target}, {"rule", one.rule.to_string()}};
        if (!one.source.empty()) {
            entry.emplace("source", one.source);
        }
        entry.emplace("value", one.value);
        lineage.push_back(std::move(entry));
    }
    return lineage;
}

}  // namespace otkel::mapping
