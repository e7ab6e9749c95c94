#include "gateway/signing/ids.hpp"

#include <algorithm>

#include "gateway/signing/nodes.hpp"

namespace otkel::signing {
namespace {

bool is_id(const xmlAttr* attribute) {
    const auto* name = attribute->name;
    return (name[0] == 'I' || name[0] == 'i') && (name[1] == 'D' || name[1] == 'd') && name[2] == 0;
}

}  // namespace

void Ids::collect(const xmlNode* element) {
    for (const auto* at = element->properties; at != nullptr; at = at->next) {
        if (is_id(at)) {
            attributes_.push_back(at);
        }
    }
}

std::size_t Ids::count_of(std::string_view id) const {
    return static_cast<std::size_t>(std::count_if(attributes_.begin(), attributes_.end(),
                                                  [&](const xmlAttr* attribute) { return value_of(attribute) == id; }));
}

xmlNode* Ids::only_element_with(std::string_view id) const {
    if (count_of(id) != 1) {
        return nullptr;
    }
    return (*std::find_if(attributes_.begin(), attributes_.end(),
                          [&](const xmlAttr* attribute) { return value_of(attribute) == id; }))
        ->parent;
}

bool is_plain_id(std::string_view id) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    return !id.empty() && letter(id.front()) && std::all_of(id.begin(), id.end(), inner);
}

}  // namespace otkel::signing
