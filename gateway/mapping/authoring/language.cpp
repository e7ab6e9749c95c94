#include "gateway/mapping/authoring/language.hpp"

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/mapping/authoring/language_kinds.hpp"

namespace otkel::mapping::authoring {

const Key* Kind::key(std::string_view wanted) const {
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.name == wanted; });
    return found == keys.end() ? nullptr : &*found;
}

const std::vector<Kind>& language() {
    static const auto all = [] {
        auto kinds = kinds_of_files();
        for (auto& kind : kinds_of_rules()) {
            kinds.push_back(std::move(kind));
        }
        return kinds;
    }();
    return all;
}

const Kind& kind_called(std::string_view name) {
    const auto& all = language();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Kind& one) { return one.name == name; });
    OTKEL_ASSERT(found != all.end());
    return *found;
}

}  // namespace otkel::mapping::authoring
