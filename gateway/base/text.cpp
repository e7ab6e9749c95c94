#include "gateway/base/text.hpp"

namespace otkel {

Language language_of(std::string_view tag) {
    const auto first = tag.substr(0, 2);
    if (first == "kk") {
        return Language::kk;
    }
    return first == "ru" ? Language::ru : Language::en;
}

}  // namespace otkel
